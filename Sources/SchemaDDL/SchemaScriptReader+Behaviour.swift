import Metadata
import PostgresClient
import SQLExpressions

/// What acts on tables and views: triggers, rules, row-level security; and what is known about their rows.
extension SchemaScriptReader {
  // MARK: Triggers

  mutating func addTrigger(_ row: CatalogRow) {
    let relation = relation(row)
    let trigger = row.text("trigger_name")
    let key = "pg_trigger:\(row.text("object_oid"))"
    let name = "\(SQLIdentifier.readable(trigger)) on \(relation.name)"
    func state(_ state: String) -> SQLTemplate {
      template(
        .raw("ALTER TABLE "),
        .table(relation.id),
        .raw(" \(state) TRIGGER "),
        .name(trigger)
      )
    }
    guard let definition = row["definition"] else {
      // A partition's copy of the trigger comes with the parent's.
      add(key, .behaviour, "trigger state", name, relation.id, state(row.text("state")))
      return
    }
    var (sql, storesNames) = triggerTemplate(definition)
    var mentioned = mentionsByFunction[row.text("function_oid")] ?? []
    var renamer = SchemaRenamer(names: catalog.names, isDeparsed: false)
    _ = renamer.pieces(of: definition)
    if !storesNames { mentioned.formUnion(renamer.unresolvedMentions) }
    let disabled = SQLTemplate(pieces: sql.pieces + [.text(";\n")] + state("DISABLE").pieces)
    if row.text("state") != "ENABLE" {
      sql.append(.text(";\n"))
      sql.append(state(row.text("state")))
    }
    afterLoad.append(
      (
        key,
        DDLStatement(
          storesNames ? .placed : .behaviour,
          kind: "trigger",
          name: name,
          table: relation.id,
          locks: lock(relation.id),
          sql: sql,
          disabled: mentioned.isEmpty
            ? nil : DDLStatement.Disabled(schemas: mentioned, sql: disabled)
        )
      )
    )
    guard let comment = row["comment"] else { return }
    let commentSQL = template(
      .raw("COMMENT ON TRIGGER "),
      .name(trigger),
      .raw(" ON "),
      .table(relation.id),
      .raw(" IS "),
      .literal(comment)
    )
    add(key, storesNames ? .placed : .behaviour, "comment", name, relation.id, commentSQL)
  }

  /// Arguments of a trigger are kept as text: an object named there is named as it is called in the end.
  private func triggerTemplate(_ definition: String) -> (sql: SQLTemplate, storesNames: Bool) {
    var sql = SQLTemplate()
    var head = ""
    var storesNames = false
    for token in SQLTokenizer.tokens(of: definition) {
      let renamer = SchemaRenamer(names: catalog.names, isDeparsed: false)
      guard let value = token.stringValue, let pieces = renamer.objectName(value) else {
        head += token.text
        continue
      }
      storesNames = true
      sql.append(template(.parsed(head)))
      head = ""
      sql.append(SQLTemplate(pieces: pieces))
    }
    sql.append(template(.parsed(head)))
    return (sql, storesNames)
  }

  // MARK: Rules

  mutating func addRule(_ row: CatalogRow) {
    let relation = relation(row)
    let rule = row.text("rule_name")
    let key = "pg_rewrite:\(row.text("object_oid"))"
    let name = "\(SQLIdentifier.readable(rule)) on \(relation.name)"
    var sql = template(.query(row.text("definition")))
    if let state = row["state"] {
      sql.append(
        template(
          .raw(";\nALTER TABLE "),
          .table(relation.id),
          .raw(" \(state) RULE "),
          .name(rule)
        )
      )
    }
    add(key, .behaviour, "rule", name, relation.id, sql)
    guard let comment = row["comment"] else { return }
    let commentSQL = template(
      .raw("COMMENT ON RULE "),
      .name(rule),
      .raw(" ON "),
      .table(relation.id),
      .raw(" IS "),
      .literal(comment)
    )
    add(key, .behaviour, "comment", name, relation.id, commentSQL)
  }

  // MARK: Row-level security

  mutating func addPolicy(_ row: CatalogRow) {
    let relation = relation(row)
    let policy = row.text("policy_name")
    let key = "pg_policy:\(row.text("object_oid"))"
    let name = "\(SQLIdentifier.readable(policy)) on \(relation.name)"
    if let role = row.texts("roles").first(where: { !target.hasRole($0) }) {
      omit("policy", name, "the target has no role \(role)")
      return
    }
    add(key, .behaviour, "policy", name, relation.id, template(.query(row.text("definition"))))
    guard let comment = row["comment"] else { return }
    let commentSQL = template(
      .raw("COMMENT ON POLICY "),
      .name(policy),
      .raw(" ON "),
      .table(relation.id),
      .raw(" IS "),
      .literal(comment)
    )
    add(key, .behaviour, "comment", name, relation.id, commentSQL)
  }

  mutating func addRowSecurity(_ row: CatalogRow, id: TableID, name: String) {
    let actions = [
      row.flag("has_row_security") ? "ENABLE" : nil,
      row.flag("forces_row_security") ? "FORCE" : nil,
    ]
    for action in actions.compactMap({ $0 }) {
      let statement = alter(
        id,
        name,
        .seal,
        action == "FORCE" ? "forced row-level security" : "row-level security",
        .raw(" \(action) ROW LEVEL SECURITY")
      )
      afterLoad.append(("pg_class:\(row.text("table_oid"))", statement))
    }
  }

  // MARK: Statistics

  mutating func addStatistics(_ row: CatalogRow) {
    guard let table = tables[row.text("relation_oid")] else { return }
    let schema = row.text("schema_name")
    let statistics = row.text("statistics_name")
    let name = SQLIdentifier.readable(schema, statistics)
    let key = "pg_statistic_ext:\(row.text("object_oid"))"
    add(key, .keys, "statistics", name, table, template(.parsed(row.text("definition"))))
    if let target = row["statistics_target"] {
      let sql = template(
        .raw("ALTER STATISTICS "),
        .object(schema: schema, name: statistics),
        .raw(" SET STATISTICS \(target)")
      )
      add(key, .keys, "statistics setting", name, table, sql)
    }
    if let comment = row["comment"] {
      let sql = template(
        .raw("COMMENT ON STATISTICS "),
        .object(schema: schema, name: statistics),
        .raw(" IS "),
        .literal(comment)
      )
      add(key, .keys, "comment", name, table, sql)
    }
  }

  // MARK: Helpers

  private func relation(_ row: CatalogRow) -> (id: TableID, name: String) {
    let id = TableID(schema: row.text("schema_name"), name: row.text("relation_name"))
    return (id, SQLIdentifier.readable(id.schema, id.name))
  }

  private mutating func add(
    _ key: String,
    _ phase: DDLStatement.Phase,
    _ kind: String,
    _ name: String,
    _ table: TableID,
    _ sql: SQLTemplate
  ) {
    afterLoad.append(
      (
        key,
        DDLStatement(phase, kind: kind, name: name, table: table, locks: lock(table), sql: sql)
      )
    )
  }
}
