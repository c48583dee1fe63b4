import Metadata
import PostgresClient
import SchemaIntrospection

/// Describes a database as pgsynth sees it: tables, keys, sdtypes, relationships and their order.
///
/// Reads the catalogs in one read-only snapshot, and rows only when they are to be counted.
public struct Inspection: Sendable {
  /// What the description is written in.
  public enum Format: String, Sendable, CaseIterable {
    case text
    case json
    case mermaid
    case dot
  }

  /// libpq connection of the database: URI, keywords, or empty for `PG*` variables.
  public var source: String
  /// Schemas to describe; empty for every user schema.
  public var schemas: [String] = []
  /// Patterns (`table`, `schema.table`, `*` matches anything) of tables; empty for all.
  public var tables: [String] = []
  /// Patterns of tables to leave out.
  public var excluded: [String] = []
  /// Whether rows are counted; otherwise the server's estimates are shown.
  public var countsRows = false
  /// Seconds to wait for a lock; 0 waits for ever.
  public var lockTimeoutSeconds = 30.0
  /// Seconds a statement may take; 0 for no limit.
  public var statementTimeoutSeconds = 0.0

  /// An inspection of every user table of a source.
  public init(source: String) {
    self.source = source
  }

  /// The description, ending with a line break.
  public func render(_ format: Format) throws -> String {
    let metadata = try metadata(countingRows: countsRows)
    return switch format {
    case .text: MetadataText.render(metadata)
    case .json: try MetadataJSON.render(metadata)
    case .mermaid: MermaidDiagram.render(metadata)
    case .dot: DotDiagram.render(metadata)
    }
  }

  /// The schemas that hold the chosen tables, in order of name.
  public func schemasInUse() throws -> [String] {
    Set(try metadata(countingRows: false).tables.map(\.id.schema)).sorted()
  }

  private func metadata(countingRows: Bool) throws -> DatabaseMetadata {
    let reader = try SnapshotReader(
      ConnectionSettings(
        source,
        lockTimeoutSeconds: lockTimeoutSeconds,
        statementTimeoutSeconds: statementTimeoutSeconds
      )
    )
    defer { reader.close() }
    let introspector = SchemaIntrospector(reader.connection)
    let metadata = try introspector.metadata(
      of: TableSelection(
        schemas: schemas,
        included: tables,
        excluded: excluded,
        takesTablesWithHiddenRows: !countingRows
      )
    )
    return countingRows ? try introspector.countingRows(of: metadata) : metadata
  }
}
