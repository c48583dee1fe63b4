package import Metadata
package import PostgresClient

/// The definitions of a source's schemas as its catalogs hold them: what a script is written from, whatever the target
/// can hold, also when the source is out of reach.
package struct SchemaDefinitions: Sendable, Codable {
  /// Sorted; the definitions are about all that is in them.
  package let schemas: [String]
  let tables: [DDLQuery: CatalogTable]

  /// Reads the catalogs with a fixed number of queries, in the connection's open transaction if there is one.
  ///
  /// - Parameters:
  ///   - schemas: the schemas to describe, sorted.
  ///   - connection: a session in the source with an empty `search_path`.
  /// - Throws: when a catalog query fails.
  package init(
    of schemas: [String],
    on connection: PostgresConnection
  ) throws(SchemaDDLError) {
    self.schemas = schemas
    var tables: [DDLQuery: CatalogTable] = [:]
    do {
      for query in DDLQuery.allCases {
        tables[query] = try query.table(on: connection, schemas: schemas)
      }
    } catch {
      throw SchemaDDLError(
        .serverFailed,
        error.during("reading the definitions of the schema").description,
        underlying: error
      )
    }
    self.tables = tables
  }

  /// The statements that make the schemas.
  ///
  /// - Parameters:
  ///   - metadata: the tables to make; others are left out, as are foreign keys to them.
  ///   - target: what the clone has to do without there.
  ///   - withPrivileges: whether owners and grants come along.
  /// - Returns: the script, which names no target yet.
  /// - Throws: when one of the tables cannot be made.
  package func script(
    of metadata: DatabaseMetadata,
    target: TargetAbilities = .unlimited,
    withPrivileges: Bool = false
  ) throws(SchemaDDLError) -> SchemaScript {
    var reader = SchemaScriptReader(
      catalog: SourceCatalog(self),
      metadata: metadata,
      target: target
    )
    reader.includesPrivileges = withPrivileges
    return try reader.script()
  }
}
