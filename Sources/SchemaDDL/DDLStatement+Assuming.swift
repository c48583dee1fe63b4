package import Metadata
import PostgresClient

extension DDLStatement {
  /// A CHECK that no source declares, and what takes it away again.
  ///
  /// - Parameters:
  ///   - name: what the constraint is called; no other one of the table may be.
  ///   - id: the table, as the source calls it.
  ///   - place: the table where it lies, quoted.
  ///   - locks: tables that are locked together with it.
  ///   - condition: what must hold, ready to be run.
  ///   - columns: those that it mentions.
  ///   - fixedColumns: those among them whose values must stay.
  /// - Returns: the statement that makes it, and the SQL that drops it.
  package static func assumedCheck(
    _ name: String,
    of id: TableID,
    at place: String,
    locks: Set<TableID>,
    condition: String,
    columns: [String],
    fixedColumns: Set<String>
  ) -> (check: DDLStatement, removal: String) {
    let quoted = SQLIdentifier(name).quoted
    func template(_ text: String) -> SQLTemplate { SQLTemplate(pieces: [.text(text)]) }
    let check = DDLStatement(
      .checks,
      kind: "constraint",
      name: name,
      table: id,
      locks: locks,
      sql: template("ALTER TABLE \(place) ADD CONSTRAINT \(quoted) CHECK (\(condition))"),
      violations: template("SELECT count(*) FROM \(place) WHERE NOT (\(condition))"),
      check: CheckDetails(
        table: template(place),
        expression: template(condition),
        columns: columns,
        fixedColumns: fixedColumns,
        isOnlyHere: false
      )
    )
    return (check, "ALTER TABLE \(place) DROP CONSTRAINT \(quoted)")
  }
}

extension SchemaPlacement {
  /// An expression that people wrote, with the schemas that it names where they are here.
  package func expression(_ text: String) -> String {
    let names = SchemaNames(cloned: Set(schemas.keys))
    return SQLTemplate(text, names: names).sql(in: self)
  }
}
