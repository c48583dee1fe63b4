import Metadata
import PostgresClient
import QualityPage
import SDVMetadata
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
    /// Boxes and arrows for a browser.
    case svg
  }

  /// libpq connection of the database: URI, keywords, or empty for `PG*` variables.
  public var source: String
  /// Schemas to describe; empty for every user schema.
  public var schemas: [String] = []
  /// Patterns (`table`, `schema.table`, `*` matches anything) of tables; empty for all.
  public var tables: [String] = []
  /// Patterns of tables to leave out.
  public var excluded: [String] = []
  /// Sdtypes and relationships that are meant instead of those that were read; nil for none.
  public var metadata: MetadataFile?
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
    let (metadata, found) = try read(countingRows: countsRows)
    return switch format {
    case .text:
      MetadataText.render(metadata)
        + (detectsRelationships ? "\n" + RelationshipText.render(found) : "")
    case .json: try MetadataJSON.render(metadata, undeclared: found)
    case .mermaid: MermaidDiagram.render(metadata)
    case .dot: DotDiagram.render(metadata)
    case .svg: SchemaPicture.svg(metadata)
    }
  }

  /// The description as SDV takes it, and the references that SDV will not know, one line each.
  ///
  /// - Parameter withExtras: whether what V1 has no words for is there, too; SDV 2 refuses it.
  /// - Returns: the file, and a line for each reference that it lacks.
  /// - Throws: ``PgSynthError`` and errors of the connection.
  public func export(
    withExtras: Bool = false
  ) throws -> (file: MetadataFile, warnings: [String]) {
    let export = SDVExport(try read(countingRows: countsRows).metadata, withExtras: withExtras)
    return (MetadataFile(export.metadata), export.warnings)
  }

  /// What of the file is not so in the database, one line each.
  ///
  /// - Parameter file: metadata that are about this database.
  /// - Returns: sdtypes and relationships that the file states otherwise; none where it says the same.
  /// - Throws: ``PgSynthError`` that names the tables and columns that are not there.
  public func differences(from file: MetadataFile) throws -> [String] {
    let database = try read(countingRows: countsRows).metadata
    let edits: SDVMetadata.Edits
    do {
      edits = try file.metadata.edits(of: database, isPart: isPart)
    } catch {
      throw PgSynthError(.missed, error.description)
    }
    return edits.sdtypes.sorted { $0.key < $1.key }.map { column, sdtype in
      let own = database[column.table]?.column(column.name)?.sdtype.description ?? ""
      return "\(column): \(sdtype) instead of \(own)"
    }
      + edits.relationships.map {
        "\($0.child) (\($0.childColumns.joined(separator: ", "))) → \($0.parent): no foreign key declares it"
      }
  }

  /// Whether not all tables of the source are looked at.
  private var isPart: Bool { !(schemas.isEmpty && tables.isEmpty && excluded.isEmpty) }

  /// The schemas that hold the chosen tables, in order of name.
  public func schemasInUse() throws -> [String] {
    Set(try read(countingRows: false).metadata.tables.map(\.id.schema)).sorted()
  }

  /// The tables with all relationships that may be used, and those that were found.
  private func read(
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
    metadata = try metadata.edited(by: self.metadata, isPart: isPart)
    metadata = metadata.adding(
      try RelationshipResolver(metadata: metadata).resolve(relationships)
    )
    guard detectsRelationships else { return (metadata, []) }
    let found = try RelationshipDetector(reader.connection, metadata: metadata).relationships()
    return (metadata.adding(found.filter(\.isBorneOut).map(\.key)), found)
  }
}
