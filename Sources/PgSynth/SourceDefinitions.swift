import CloneWriter
import Metadata
import SchemaDDL
import SchemaIntrospection

/// The definitions of what is cloned, of which the target decides how much it takes.
struct SourceDefinitions: Codable {
  /// Of the schemas that were chosen, or have tables.
  private let chosen: SchemaDefinitions
  /// With the schemas without tables, which come along where the clone is a database of its own; nil for no others.
  private let whole: SchemaDefinitions?

  /// - `isPart`: whether tables are chosen by name, so that nothing but these is wanted.
  init(
    of metadata: DatabaseMetadata,
    selection: TableSelection,
    isPart: Bool,
    _ reader: SnapshotReader
  ) throws {
    let ofTables = Set(metadata.tables.map(\.id.schema))
    let schemas = ofTables.union(selection.schemas)
    chosen = try SchemaDefinitions(of: schemas.sorted(), on: reader.connection)
    let all =
      isPart
      ? schemas
      : ofTables.union(try SchemaIntrospector(reader.connection).schemas(of: selection))
    whole =
      all == schemas ? nil : try SchemaDefinitions(of: all.sorted(), on: reader.connection)
  }

  /// The statements that make the schema in a target, or in any where none is known.
  func script(
    of metadata: DatabaseMetadata,
    in probe: TargetProbe?,
    withPrivileges: Bool
  ) throws -> SchemaScript {
    let isOwnDatabase = probe?.isSourceDatabase == false
    return try (isOwnDatabase ? whole ?? chosen : chosen).script(
      of: metadata,
      target: probe?.abilities ?? .unlimited,
      withPrivileges: withPrivileges
    )
  }
}
