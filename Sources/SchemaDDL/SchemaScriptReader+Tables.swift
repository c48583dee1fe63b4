import Metadata
import PostgresClient

/// Tables with their columns, and what is attached to columns after the load.
extension SchemaScriptReader {
  mutating func addTable(_ row: CatalogRow) {
    let oid = row.text("table_oid")
    guard let id = tables[oid] else { return }
    let name = SQLIdentifier.readable(id.schema, id.name)
    let columns = catalog.columns[oid] ?? []
    let parents = row.texts("parents")
    let carriedParents = parents.compactMap { tables[$0] }
    let isPartition = row.flag("is_partition")
    let inherits = isPartition ? [] : carriedParents
    if !isPartition, carriedParents.count < parents.count {
      omit("inheritance", name, "a table it inherits from is not part of the clone")
    }

    var statements = [createTable(row, id: id, name: name, columns: columns, inherits: inherits)]
    statements += settings(of: columns, id: id, name: name, inherits: !inherits.isEmpty)
    if let type = row["of_type"] {
      statements.append(
        alter(id, name, .definitions, "typed table", .raw(" OF "), .parsed(type))
      )
    }
    if isPartition, let parent = carriedParents.first, let bound = row["partition_bound"] {
      statements.append(
        DDLStatement(
          .definitions,
          kind: "partition",
          name: name,
          table: id,
          locks: lock(id),
          sql: template(
            .raw("ALTER TABLE ONLY "),
            .table(parent),
            .raw(" ATTACH PARTITION "),
            .table(id),
            .raw(" "),
            .parsed(bound)
          )
        )
      )
    }
    objects.append(
      SchemaObject(
        key: "pg_class:\(oid)",
        kind: "table",
        name: name,
        statements: statements,
        needs: Set(parents.map { "pg_class:\($0)" })
      )
    )

    addConstraintsAndIndexes(oid: oid, id: id, row: row)
    addDefaultsAndComments(row, id: id, name: name, columns: columns)
    addRowSecurity(row, id: id, name: name)
  }

  private func createTable(
    _ row: CatalogRow,
    id: TableID,
    name: String,
    columns: [CatalogRow],
    inherits: [TableID]
  ) -> DDLStatement {
    let lines = columns.filter { inherits.isEmpty || $0.flag("is_local") }.map { column in
      template(
        .raw("\n    "),
        .name(column.text("column_name")),
        .raw(" "),
        .parsed(column.text("definition")),
        .raw(column.flag("is_not_null") ? " NOT NULL" : "")
      )
    }
    var sql = template(
      .raw(row.flag("is_unlogged") ? "CREATE UNLOGGED TABLE " : "CREATE TABLE "),
      .table(id),
      .raw(" (")
    )
    sql.append(template.joined(lines, by: ","))
    sql.append(.text(lines.isEmpty ? ")" : "\n)"))
    if !inherits.isEmpty {
      sql.append(.text("\nINHERITS ("))
      sql.append(template.joined(inherits.map { template(.table($0)) }, by: ", "))
      sql.append(.text(")"))
    }
    if let key = row["partition_key"] {
      sql.append(template(.raw("\nPARTITION BY "), .parsed(key)))
    }
    if let method = row["access_method"] { sql.append(template(.raw("\nUSING "), .name(method))) }
    if let options = row["options"], !options.isEmpty {
      sql.append(.text("\nWITH (\(options))"))
    }
    return DDLStatement(
      .definitions,
      kind: "table",
      name: name,
      table: id,
      locks: lock(id),
      sql: sql
    )
  }

  func alter(
    _ id: TableID,
    _ name: String,
    _ phase: DDLStatement.Phase,
    _ kind: String,
    _ parts: TemplateBuilder.Part...
  ) -> DDLStatement {
    DDLStatement(
      phase,
      kind: kind,
      name: name,
      table: id,
      locks: lock(id),
      sql: template.build([.raw("ALTER TABLE ONLY "), .table(id)] + parts)
    )
  }

  /// How the columns are stored, which has to be known before the load.
  private func settings(
    of columns: [CatalogRow],
    id: TableID,
    name: String,
    inherits: Bool
  ) -> [DDLStatement] {
    columns.flatMap { column -> [DDLStatement] in
      let columnName = column.text("column_name")
      func set(_ what: String) -> DDLStatement {
        alter(
          id,
          name,
          .definitions,
          "column setting",
          .raw(" ALTER COLUMN "),
          .name(columnName),
          .raw(" " + what)
        )
      }
      var statements: [DDLStatement] = []
      if inherits, !column.flag("is_local"), column.flag("is_not_null") {
        statements.append(set("SET NOT NULL"))
      }
      if let storage = column["storage"] { statements.append(set("SET STORAGE \(storage)")) }
      if let method = column["compression"] { statements.append(set("SET COMPRESSION \(method)")) }
      if let target = column["statistics_target"] {
        statements.append(set("SET STATISTICS \(target)"))
      }
      if let options = column["options"], !options.isEmpty {
        statements.append(set("SET (\(options))"))
      }
      return statements
    }
  }

  private mutating func addDefaultsAndComments(
    _ row: CatalogRow,
    id: TableID,
    name: String,
    columns: [CatalogRow]
  ) {
    let key = "pg_class:\(row.text("table_oid"))"
    for column in columns {
      let columnName = column.text("column_name")
      if let expression = column["default_expression"] {
        var renamer = SchemaRenamer(names: catalog.names, isDeparsed: true)
        renamer.renamesTexts = true
        let value = SQLTemplate(pieces: renamer.pieces(of: expression))
        var statement = alter(
          id,
          "\(name).\(columnName)",
          .finish,
          "default",
          .raw(" ALTER COLUMN "),
          .name(columnName),
          .raw(" SET DEFAULT ")
        )
        statement.sql.append(value)
        statement.storesSchemaNames = value != template(.parsed(expression))
        afterLoad.append(("pg_attrdef:\(column.text("default_oid"))", statement))
      }
      if let comment = column["comment"] {
        afterLoad.append(
          (
            key,
            DDLStatement(
              .finish,
              kind: "comment",
              name: name,
              table: id,
              locks: lock(id),
              sql: template(
                .raw("COMMENT ON COLUMN "),
                .table(id),
                .raw("."),
                .name(columnName),
                .raw(" IS "),
                .literal(comment)
              )
            )
          )
        )
      }
    }
    if let comment = row["comment"] {
      afterLoad.append(
        (
          key,
          DDLStatement(
            .finish,
            kind: "comment",
            name: name,
            table: id,
            locks: lock(id),
            sql: template(.raw("COMMENT ON TABLE "), .table(id), .raw(" IS "), .literal(comment))
          )
        )
      )
    }
    let replicaIdentity = ["f": "FULL", "n": "NOTHING"][row.text("replica_identity")]
    if let replicaIdentity {
      afterLoad.append(
        (
          key,
          alter(
            id,
            name,
            .finish,
            "replica identity",
            .raw(" REPLICA IDENTITY \(replicaIdentity)")
          )
        )
      )
    }
  }
}
