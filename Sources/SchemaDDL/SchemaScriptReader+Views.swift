import Metadata
import PostgresClient

/// Views and materialized views.
extension SchemaScriptReader {
  mutating func addView(_ row: CatalogRow) {
    let oid = row.text("object_oid")
    let schema = row.text("schema_name")
    let view = row.text("view_name")
    let name = SQLIdentifier.readable(schema, view)
    let isMaterialized = row.flag("is_materialized")
    let kind = isMaterialized ? "materialized view" : "view"

    func statement(_ kind: String, _ sql: SQLTemplate) -> DDLStatement {
      DDLStatement(.views, kind: kind, name: name, sql: sql)
    }
    if !isMaterialized {
      var sql = template(.raw("CREATE VIEW "), .object(schema: schema, name: view))
      sql.append(template(.raw(" AS\n SELECT "), .parsed(row.text("outline"))))
      outlines["pg_class:\(oid)"] = statement("outline of view", sql)
    }
    var statements = [statement(kind, createView(row, schema: schema, view: view))]
    statements += row.texts("settings").map { sql in
      statement(sql.hasPrefix("COMMENT ") ? "comment" : "\(kind) setting", template(.parsed(sql)))
    }
    for index in catalog.indexes[oid] ?? [] {
      statements += indexes(index, of: TableID(schema: schema, name: view), name: name)
    }
    objects.append(
      SchemaObject(key: "pg_class:\(oid)", kind: kind, name: name, statements: statements)
    )
    guard isMaterialized, row.flag("is_populated") else { return }
    afterLoad.append(
      (
        "refresh:\(oid)",
        DDLStatement(
          .refresh,
          kind: "rows of materialized view",
          name: name,
          sql: template(
            .raw("REFRESH MATERIALIZED VIEW "),
            .object(schema: schema, name: view)
          )
        )
      )
    )
  }

  private func createView(_ row: CatalogRow, schema: String, view: String) -> SQLTemplate {
    let isMaterialized = row.flag("is_materialized")
    var sql = template(
      .raw(isMaterialized ? "CREATE MATERIALIZED VIEW " : "CREATE OR REPLACE VIEW "),
      .object(schema: schema, name: view)
    )
    if let method = row["access_method"] { sql.append(template(.raw(" USING "), .name(method))) }
    if let options = row["options"], !options.isEmpty { sql.append(.text(" WITH (\(options))")) }
    sql.append(template(.raw(" AS\n"), .query(row.text("definition"))))
    if let option = row["check_option"] { sql.append(.text("\n  WITH \(option) CHECK OPTION")) }
    if isMaterialized { sql.append(.text("\n  WITH NO DATA")) }
    return sql
  }

  /// Indexes of a materialized view, made before its rows, so that rows that break them are told.
  private func indexes(_ row: CatalogRow, of id: TableID, name: String) -> [DDLStatement] {
    let index = row.text("index_name")
    func statement(_ kind: String, _ sql: SQLTemplate) -> DDLStatement {
      DDLStatement(.views, kind: kind, name: index, sql: sql)
    }
    var statements = [statement("index", template(.parsed(row.text("definition"))))]
    statements += row.texts("settings").map { statement("index setting", template(.parsed($0))) }
    if row.flag("is_clustered") {
      let sql = template(
        .raw("ALTER MATERIALIZED VIEW "),
        .table(id),
        .raw(" CLUSTER ON "),
        .name(index)
      )
      statements.append(statement("cluster mark", sql))
    }
    if let comment = row["comment"] {
      let sql = template(
        .raw("COMMENT ON INDEX "),
        .object(schema: row.text("schema_name"), name: index),
        .raw(" IS "),
        .literal(comment)
      )
      statements.append(statement("comment", sql))
    }
    return statements
  }
}
