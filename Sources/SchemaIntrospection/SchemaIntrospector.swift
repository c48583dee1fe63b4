package import Metadata
package import PostgresClient

/// Describes the tables of a database from its catalogs.
///
/// The number of queries does not depend on the number of tables.
package struct SchemaIntrospector {
  private let connection: PostgresConnection
  private let observe: (String) -> Void

  /// - Parameters:
  ///   - connection: an open session, preferably inside the snapshot that rows are read in.
  ///   - observe: called with the text of every query before it runs.
  package init(
    _ connection: PostgresConnection,
    observe: @escaping (String) -> Void = { _ in }
  ) {
    self.connection = connection
    self.observe = observe
  }

  /// The chosen tables, with what was left out and why.
  ///
  /// Throws when a schema or table pattern matches nothing, when no table is left, and when the role
  /// may not read all of the chosen tables.
  package func metadata(
    of selection: TableSelection = TableSelection()
  ) throws(IntrospectionError) -> DatabaseMetadata {
    let schemas = try SchemaChoice(
      requested: selection.schemas,
      rows: run(.schemas),
      role: connection.userName
    )
    let parameter = ArrayLiteral.text(schemas.names)
    var relations: [CatalogRelation] = []
    for row in try run(.tables, parameter) { relations.append(try CatalogRelation(row)) }
    let choice = try TableChoice(
      relations: relations,
      schemas: schemas,
      selection: selection,
      role: connection.userName
    )
    var assembly = TableAssembly(choice)
    try assembly.addColumns(
      try run(.columns, parameter),
      types: try run(.types, parameter),
      statistics: try run(.statistics, parameter)
    )
    assembly.addKeys(try run(.keys, parameter))
    assembly.addForeignKeys(try run(.foreignKeys, parameter))
    assembly.addChecks(try run(.checks, parameter))
    let metadata = DatabaseMetadata(
      tables: assembly.tables,
      omissions: schemas.omissions + choice.omissions
    )
    return SDTypeInference.infer(metadata)
  }

  /// The schemas that the selection chooses, with and without tables.
  package func schemas(of selection: TableSelection) throws(IntrospectionError) -> [String] {
    try SchemaChoice(
      requested: selection.schemas,
      rows: run(.schemas),
      role: connection.userName
    ).names
  }

  /// The same metadata with `rowCount` set to what `count(*)` says in the session's snapshot.
  package func countingRows(
    of metadata: DatabaseMetadata
  ) throws(IntrospectionError) -> DatabaseMetadata {
    var counts: [TableID: Int] = [:]
    var rest = metadata.tables[...]
    while !rest.isEmpty {
      let batch = rest.prefix(Self.tablesPerCount)
      rest = rest.dropFirst(batch.count)
      // The first column says which table a row is about, because a union has no order.
      let sql = batch.enumerated().map { index, table in
        "SELECT \(index), pg_catalog.count(*) FROM \(table.rowsReference)"
      }.joined(separator: "\nUNION ALL ")
      let result = try query(sql, [], "counting rows")
      for row in 0..<result.rowCount {
        guard let index = result.int(row, 0) else { continue }
        counts[batch[batch.startIndex + index].id] = result.int(row, 1)
      }
    }
    return metadata.mapTables { table in
      var table = table
      table.rowCount = counts[table.id]
      return table
    }
  }

  /// Bounds the size of one statement; each table in it holds a lock either way.
  private static let tablesPerCount = 200

  private func run(
    _ catalogQuery: CatalogQuery,
    _ parameters: String...
  ) throws(IntrospectionError) -> [CatalogRow] {
    CatalogRow.rows(
      of: try query(catalogQuery.sql, parameters, "reading the catalog (\(catalogQuery))")
    )
  }

  private func query(
    _ sql: String,
    _ parameters: [String],
    _ what: String
  ) throws(IntrospectionError) -> QueryResult {
    observe(sql)
    do {
      return try connection.releasingLocks { () throws(PostgresError) in
        try connection.query(sql, parameters)
      }
    } catch {
      throw IntrospectionError(error, while: what)
    }
  }
}

extension Table {
  /// How FROM names exactly the table's own rows: without inheritance children, with partitions.
  package var rowsReference: String {
    (kind == .partitioned ? "" : "ONLY ") + SQLIdentifier.qualified(id.schema, id.name)
  }
}
