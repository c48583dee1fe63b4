import Metadata
import PostgresClient
import SchemaDDL
import SchemaIntrospection

/// Widens a choice of tables until nothing outside of it is needed.
struct DependencyClosure {
  private let connection: PostgresConnection

  init(_ connection: PostgresConnection) {
    self.connection = connection
  }

  /// The selection with the tables that foreign keys and inheritance lead to, and with the schemas of types
  /// and functions that its objects need.
  ///
  /// Of further schemas only the tables that are needed come along.
  func completed(_ selection: TableSelection) throws -> TableSelection {
    let isEverything = selection.schemas.isEmpty && selection.included.isEmpty
    guard !isEverything else { return selection }
    var selection = selection
    while true {
      let metadata = try SchemaIntrospector(connection).metadata(of: selection)
      let script = try SchemaScript(
        reading: metadata,
        schemas: selection.schemas,
        on: connection
      )
      let tables = Set(
        metadata.tables.flatMap { $0.foreignKeys.map(\.parent) + $0.inheritedFrom }
      ).filter { metadata[$0] == nil }
      // What was left out on purpose stays out.
      let added = tables.filter { table in
        !selection.excluded.contains { TablePattern($0).matches(table) }
      }
      let known = Set(selection.schemas).union(metadata.tables.map(\.id.schema))
      let schemas = Set(script.externalReferences.map(\.schema)).union(added.map(\.schema))
        .subtracting(known)
      guard !added.isEmpty || !schemas.isEmpty else { return selection }
      selection.included = (metadata.tables.map(\.id) + added.sorted()).map(TablePattern.exact)
      selection.schemas = known.union(schemas).sorted()
    }
  }
}
