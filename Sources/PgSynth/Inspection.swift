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
  /// Relationships that no constraint declares.
  public var relationships: [RelationshipChoice] = []
  /// Whether names and a bounded number of rows are searched for further ones.
  public var detectsRelationships = false
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
    let (metadata, found) = try metadata(countingRows: countsRows)
    return switch format {
    case .text:
      MetadataText.render(metadata)
        + (detectsRelationships ? "\n" + RelationshipText.render(found) : "")
    case .json: try MetadataJSON.render(metadata, undeclared: found)
    case .mermaid: MermaidDiagram.render(metadata)
    case .dot: DotDiagram.render(metadata)
    }
  }

  /// The schemas that hold the chosen tables, in order of name.
  public func schemasInUse() throws -> [String] {
    Set(try metadata(countingRows: false).metadata.tables.map(\.id.schema)).sorted()
  }

  /// The tables with all relationships that may be used, and those that were found.
  private func metadata(
    countingRows: Bool
  ) throws -> (metadata: DatabaseMetadata, found: [UndeclaredRelationship]) {
    let reader = try SnapshotReader(
      ConnectionSettings(
        source,
        lockTimeoutSeconds: lockTimeoutSeconds,
        statementTimeoutSeconds: statementTimeoutSeconds
      )
    )
    defer { reader.close() }
    let introspector = SchemaIntrospector(reader.connection)
    var metadata = try introspector.metadata(
      of: TableSelection(
        schemas: schemas,
        included: tables,
        excluded: excluded,
        takesTablesWithHiddenRows: !countingRows
      )
    )
    if countingRows { metadata = try introspector.countingRows(of: metadata) }
    metadata = metadata.adding(
      try RelationshipResolver(metadata: metadata).resolve(relationships)
    )
    guard detectsRelationships else { return (metadata, []) }
    let found = try RelationshipDetector(reader.connection, metadata: metadata).relationships()
    return (metadata.adding(found.filter(\.isBorneOut).map(\.key)), found)
  }
}
