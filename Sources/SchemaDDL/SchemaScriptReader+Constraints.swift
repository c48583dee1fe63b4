import Metadata
import PostgresClient

/// Keys, checks, foreign keys and indexes.
extension SchemaScriptReader {
  mutating func addConstraintsAndIndexes(oid: String, id: TableID, row: CatalogRow) {
    let constraints = catalog.constraints[oid] ?? []
    let indexes = catalog.indexes[oid] ?? []
    let indexByOID = Dictionary(indexes.map { ($0.text("object_oid"), $0) }) { first, _ in first }
    let isPartitioned = row.text("kind") == "p"
    for constraint in constraints {
      switch constraint.text("kind") {
      case "c":
        addCheck(constraint, id: id, keyColumns: keyColumns(constraints, indexes, oid: oid))
      case "f":
        addForeignKey(constraint, id: id, isPartitioned: isPartitioned)
      default:
        addKey(constraint, id: id, index: indexByOID[constraint.text("index_oid")])
      }
    }
    for index in indexes { addIndex(index, id: id, hasChildren: isPartitioned) }
  }

  private mutating func add(_ oid: String, _ statement: DDLStatement) {
    afterLoad.append(("pg_constraint:\(oid)", statement))
  }

  private mutating func addComment(_ constraint: CatalogRow, id: TableID) {
    guard let comment = constraint["comment"] else { return }
    let name = constraint.text("constraint_name")
    add(
      constraint.text("object_oid"),
      DDLStatement(
        .finish,
        kind: "comment",
        name: name,
        table: id,
        locks: lock(id),
        sql: template(
          .raw("COMMENT ON CONSTRAINT "),
          .name(name),
          .raw(" ON "),
          .table(id),
          .raw(" IS "),
          .literal(comment)
        )
      )
    )
  }

  // MARK: CHECK

  private mutating func addCheck(_ row: CatalogRow, id: TableID, keyColumns: Set<String>) {
    let name = row.text("constraint_name")
    let columns = row.texts("columns")
    let definition = row.text("definition")
    let isOnlyHere = definition.contains(" NO INHERIT")
    let expression = template(.parsed(row.text("expression")))
    var count = template(.raw("SELECT count(*) FROM \(isOnlyHere ? "ONLY " : "")"), .table(id))
    count.append(.text(" WHERE NOT ("))
    count.append(expression)
    count.append(.text(")"))
    let isValidated = row.flag("is_validated")
    add(
      row.text("object_oid"),
      DDLStatement(
        .checks,
        kind: "check",
        name: name,
        table: id,
        locks: lock(id),
        sql: template(
          .raw("ALTER TABLE "),
          .table(id),
          .raw(" ADD CONSTRAINT "),
          .name(name),
          .raw(" "),
          .parsed(definition)
        ),
        violations: isValidated ? count : nil,
        check: isValidated
          ? CheckDetails(
            table: template(.table(id)),
            expression: expression,
            columns: columns,
            fixedColumns: keyColumns.intersection(columns),
            isOnlyHere: isOnlyHere
          ) : nil
      )
    )
    addComment(row, id: id)
  }

  /// Columns of keys, unique indexes and foreign keys, and generated ones: no value of theirs may be
  /// replaced on its own.
  ///
  /// A foreign key of one column to another table is free: a value of another row has its parent, too.
  private func keyColumns(_ constraints: [CatalogRow], _ indexes: [CatalogRow], oid: String)
    -> Set<String>
  {
    // A check may mention this system column too.
    var columns: Set<String> = ["tableoid"]
    for constraint in constraints where constraint.text("kind") != "c" {
      if constraint.text("kind") == "f", constraint.texts("columns").count == 1,
        constraint.text("parent_oid") != oid
      {
        continue
      }
      columns.formUnion(constraint.texts("columns"))
    }
    for index in indexes where index.flag("is_unique") { columns.formUnion(index.texts("columns")) }
    for column in catalog.columns[oid] ?? [] where column.flag("is_generated") {
      columns.insert(column.text("column_name"))
    }
    return columns
  }

  // MARK: PRIMARY KEY, UNIQUE, EXCLUDE

  private mutating func addKey(_ row: CatalogRow, id: TableID, index: CatalogRow?) {
    let name = row.text("constraint_name")
    let kind = ["p": "primary key", "u": "unique", "x": "exclude"][row.text("kind")] ?? "key"
    let operators = row.texts("operators")
    add(
      row.text("object_oid"),
      DDLStatement(
        .keys,
        kind: kind,
        name: name,
        table: id,
        locks: lock(id),
        sql: template(
          .raw("ALTER TABLE ONLY "),
          .table(id),
          .raw(" ADD CONSTRAINT "),
          .name(name),
          .raw(" "),
          .parsed(row.text("definition"))
        ),
        violations: index.map {
          operators.isEmpty ? duplicates($0, id: id) : conflicts($0, id: id, operators: operators)
        }
      )
    )
    addComment(row, id: id)
  }

  /// Counts the rows that share the key of an index with another row.
  private func duplicates(_ index: CatalogRow, id: TableID) -> SQLTemplate {
    let keys = index.texts("keys").map { template(.raw("("), .parsed($0), .raw(")")) }
    var conditions: [SQLTemplate] = []
    if let predicate = index["predicate"] {
      conditions.append(template(.raw("("), .parsed(predicate), .raw(")")))
    }
    if !index.flag("nulls_not_distinct") {
      conditions += keys.map { key in
        var condition = key
        condition.append(.text(" IS NOT NULL"))
        return condition
      }
    }
    var sql = template(
      .raw("SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM ONLY "),
      .table(id)
    )
    if !conditions.isEmpty {
      sql.append(.text(" WHERE "))
      sql.append(template.joined(conditions, by: " AND "))
    }
    sql.append(.text(" GROUP BY "))
    sql.append(template.joined(keys, by: ", "))
    sql.append(.text(" HAVING count(*) > 1) AS duplicate"))
    return sql
  }

  /// Counts the rows that an exclusion constraint finds in conflict with another row.
  private func conflicts(_ index: CatalogRow, id: TableID, operators: [String]) -> SQLTemplate {
    let keys = index.texts("keys")
    var rows = template(.raw("(SELECT ctid AS place"))
    for (position, key) in keys.enumerated() {
      rows.append(template(.raw(", ("), .parsed(key), .raw(") AS k\(position)")))
    }
    rows.append(template(.raw(" FROM ONLY "), .table(id)))
    if let predicate = index["predicate"] {
      rows.append(template(.raw(" WHERE ("), .parsed(predicate), .raw(")")))
    }
    rows.append(.text(")"))
    var sql = SQLTemplate(pieces: [.text("SELECT count(*) FROM ")])
    sql.append(rows)
    sql.append(.text(" AS a WHERE EXISTS (SELECT FROM "))
    sql.append(rows)
    sql.append(.text(" AS b WHERE a.place <> b.place"))
    for (position, symbol) in operators.enumerated() {
      sql.append(
        template(.raw(" AND a.k\(position) "), .parsed(symbol), .raw(" b.k\(position)"))
      )
    }
    sql.append(.text(")"))
    return sql
  }

  // MARK: Indexes

  private mutating func addIndex(_ row: CatalogRow, id: TableID, hasChildren: Bool) {
    let name = row.text("index_name")
    let schema = row.text("schema_name")
    let key = "pg_class:\(row.text("object_oid"))"
    func index(_ phase: DDLStatement.Phase, _ kind: String, _ sql: SQLTemplate) -> DDLStatement {
      DDLStatement(phase, kind: kind, name: name, table: id, locks: lock(id), sql: sql)
    }
    if !row.flag("is_constraint") {
      guard row.flag("is_valid") || hasChildren else {
        omit("index", name, "it is invalid in the source")
        return
      }
      var statement = index(.keys, "index", template(.parsed(row.text("definition"))))
      statement.violations = row.flag("is_unique") ? duplicates(row, id: id) : nil
      afterLoad.append((key, statement))
    } else if let options = row["options"], !options.isEmpty {
      let sql = template(
        .raw("ALTER INDEX "),
        .object(schema: schema, name: name),
        .raw(" SET (\(options))")
      )
      afterLoad.append((key, index(.keys, "index setting", sql)))
    }
    if let parent = row["parent_oid"], let parentRow = indexRow(parent) {
      let sql = template(
        .raw("ALTER INDEX "),
        .object(schema: parentRow.text("schema_name"), name: parentRow.text("index_name")),
        .raw(" ATTACH PARTITION "),
        .object(schema: schema, name: name)
      )
      attachments.append((key, index(.keys, "index partition", sql)))
    }
    for setting in row.texts("settings") {
      afterLoad.append((key, index(.keys, "index setting", template(.parsed(setting)))))
    }
    if row.flag("is_clustered") {
      afterLoad.append(
        (key, alter(id, name, .finish, "cluster mark", .raw(" CLUSTER ON "), .name(name)))
      )
    }
    if row.flag("is_replica_identity") {
      afterLoad.append(
        (
          key,
          alter(
            id,
            name,
            .finish,
            "replica identity",
            .raw(" REPLICA IDENTITY USING INDEX "),
            .name(name)
          )
        )
      )
    }
    if let comment = row["comment"] {
      let sql = template(
        .raw("COMMENT ON INDEX "),
        .object(schema: schema, name: name),
        .raw(" IS "),
        .literal(comment)
      )
      afterLoad.append((key, index(.finish, "comment", sql)))
    }
  }

  private func indexRow(_ oid: String) -> CatalogRow? { indexesByOID[oid] }

  // MARK: FOREIGN KEY

  private mutating func addForeignKey(_ row: CatalogRow, id: TableID, isPartitioned: Bool) {
    let name = row.text("constraint_name")
    guard let parent = tables[row.text("parent_oid")] else {
      omit(
        "foreign key",
        "\(name) on \(SQLIdentifier.readable(id.schema, id.name))",
        "the table it refers to is not part of the clone"
      )
      return
    }
    add(
      row.text("object_oid"),
      DDLStatement(
        .foreignKeys,
        kind: "foreign key",
        name: name,
        table: id,
        locks: lock(id, parent),
        sql: template(
          .raw(isPartitioned ? "ALTER TABLE " : "ALTER TABLE ONLY "),
          .table(id),
          .raw(" ADD CONSTRAINT "),
          .name(name),
          .raw(" "),
          .parsed(row.text("definition"))
        ),
        violations: row.flag("is_validated") ? orphans(row, id: id, parent: parent) : nil
      )
    )
    addComment(row, id: id)
  }

  /// Counts the child rows whose parent is missing.
  private func orphans(_ row: CatalogRow, id: TableID, parent: TableID) -> SQLTemplate {
    let columns = row.texts("columns")
    let present = columns.map { template(.raw("c."), .name($0), .raw(" IS NOT NULL")) }
    let matches = zip(columns, zip(row.texts("parent_columns"), row.texts("operators"))).map {
      child,
      other in
      template(
        .raw("p."),
        .name(other.0),
        .raw(" "),
        .parsed(other.1),
        .raw(" c."),
        .name(child)
      )
    }
    var sql = template(
      .raw("SELECT count(*) FROM "),
      .table(id),
      .raw(" AS c WHERE (")
    )
    sql.append(template.joined(present, by: row.flag("is_match_full") ? " OR " : " AND "))
    sql.append(
      template(.raw(") AND NOT EXISTS (SELECT FROM "), .table(parent), .raw(" AS p WHERE "))
    )
    sql.append(template.joined(matches, by: " AND "))
    sql.append(.text(")"))
    return sql
  }
}
