import Metadata
import PostgresClient
import SchemaDDL

/// Checks of one table that share columns whose values may be replaced.
///
/// Such checks hold together or not at all: what repairs one of them can break another.
struct CheckComponent {
  let table: TableID
  /// In the order to make them; never empty.
  private(set) var statements: [DDLStatement]
  private(set) var checks: [CheckDetails]

  private init(_ statement: DDLStatement, _ check: CheckDetails, table: TableID) {
    self.table = table
    statements = [statement]
    checks = [check]
  }

  /// The components of those statements that have a table and details of the check.
  static func components(of statements: [DDLStatement]) -> [CheckComponent] {
    var components: [CheckComponent] = []
    for statement in statements {
      guard let table = statement.table, let check = statement.check else { continue }
      var merged = CheckComponent(statement, check, table: table)
      let columns = Set(merged.replacedColumns)
      let isRelated = { (other: CheckComponent) in
        other.table == table && !columns.isDisjoint(with: other.replacedColumns)
      }
      let related = components.filter(isRelated)
      merged.statements = related.flatMap(\.statements) + merged.statements
      merged.checks = related.flatMap(\.checks) + merged.checks
      // A component stays where its first check is.
      let position = components.firstIndex(where: isRelated) ?? components.count
      components.removeAll(where: isRelated)
      components.insert(merged, at: position)
    }
    return components
  }

  /// The checks' names, for a report.
  var names: String { statements.map(\.name).joined(separator: ", ") }

  /// Columns whose values are replaced together, sorted; empty when nothing can be repaired.
  var replacedColumns: [String] {
    Set(checks.flatMap { $0.columns }).subtracting(fixedColumns).sorted()
  }

  /// Columns that the checks mention and that keep their values, sorted.
  var fixedColumns: [String] {
    checks.reduce(into: Set<String>()) { $0.formUnion($1.fixedColumns) }.sorted()
  }

  /// Gives rows that violate a check the values of rows that satisfy all of them.
  ///
  /// A row that agrees in the fixed columns comes first, and then so many others by chance, of which the
  /// first is taken whose values go with the violating row's own fixed ones.
  ///
  /// - Parameters:
  ///   - placement: where the table lies.
  ///   - donors: how many complying rows to choose from.
  ///   - draws: how many of them to try for each violating row that has values to keep.
  ///   - seed: decides the choice.
  /// - Returns: an UPDATE.
  func repair(in placement: SchemaPlacement, donors: Int, draws: Int, seed: UInt64) -> String {
    let from = source(in: placement)
    let replaced = replacedColumns.map { SQLIdentifier($0).quoted }
    let fixed = fixedColumns.map { SQLIdentifier($0).quoted }
    let all = checks.map { "(\($0.expression.sql(in: placement))) IS NOT FALSE" }
      .joined(separator: " AND ")
    let own = compliance(in: placement)
    // Text, since not every type can be compared.
    let key =
      fixed.isEmpty ? "''::pg_catalog.text" : "pg_catalog.md5(ROW(\(list(fixed)))::pg_catalog.text)"
    let seedText = "'\(Int64(bitPattern: seed))'::pg_catalog.int8"
    // A hash of the row's number makes the choice look random and come out the same again.
    func chance(_ draw: String) -> String {
      "(pg_catalog.hashint8extended(bad.pgsynth_number * \(draws + 1) + \(draw), \(seedText))"
        + " & 9223372036854775807)"
    }
    return """
      WITH good AS MATERIALIZED (
        SELECT \(key) AS pgsynth_key, \(list(replaced)) FROM \(from) WHERE \(all)
        ORDER BY pg_catalog.hashtextextended(ctid::pg_catalog.text, \(seedText)), tableoid, ctid
        LIMIT \(donors)
      ), numbered AS MATERIALIZED (
        SELECT pg_catalog.row_number() OVER () - 1 AS pgsynth_number, good.* FROM good
      ), donor AS MATERIALIZED (
        SELECT numbered.*, pg_catalog.row_number()
          OVER (PARTITION BY pgsynth_key ORDER BY pgsynth_number) - 1 AS pgsynth_turn
        FROM numbered
      ), alike AS MATERIALIZED (
        SELECT pgsynth_key, count(*) AS pgsynth_count FROM donor GROUP BY pgsynth_key
      ), bad AS MATERIALIZED (
        SELECT \(list(["tableoid AS pgsynth_table", "ctid AS pgsynth_row"] + fixed)),
          pg_catalog.row_number() OVER (ORDER BY tableoid, ctid) AS pgsynth_number,
          \(key) AS pgsynth_key
        FROM \(from) WHERE NOT (\(own))
      ), aimed AS MATERIALIZED (
        SELECT bad.pgsynth_number, bad.pgsynth_key,
          \(chance("0")) % alike.pgsynth_count AS pgsynth_turn
        FROM bad JOIN alike ON alike.pgsynth_key = bad.pgsynth_key
      ), drawn AS MATERIALIZED (
        SELECT aimed.pgsynth_number AS pgsynth_bad, 0 AS pgsynth_draw,
          donor.pgsynth_number AS pgsynth_donor
        FROM aimed JOIN donor ON donor.pgsynth_key = aimed.pgsynth_key
          AND donor.pgsynth_turn = aimed.pgsynth_turn
        UNION ALL
        SELECT bad.pgsynth_number, draw.number,
          \(chance("draw.number")) % nullif((SELECT count(*) FROM donor), 0)
        FROM bad, pg_catalog.generate_series(1, \(fixed.isEmpty ? 0 : draws)) AS draw (number)
      ), pick AS MATERIALIZED (
        SELECT DISTINCT ON (pgsynth_bad) pgsynth_table, pgsynth_row, pgsynth_donor
        FROM (
          SELECT drawn.*, bad.pgsynth_table, bad.pgsynth_row,
            \(list(fixed.map { "bad.\($0)" } + replaced.map { "donor.\($0)" }))
          FROM drawn JOIN bad ON bad.pgsynth_number = drawn.pgsynth_bad
            JOIN donor ON donor.pgsynth_number = drawn.pgsynth_donor
        ) AS candidate
        WHERE \(all)
        ORDER BY pgsynth_bad, pgsynth_draw
      )
      UPDATE \(from) AS pgsynth_target SET \(list(replaced.map { "\($0) = donor.\($0)" }))
      FROM pick JOIN donor ON donor.pgsynth_number = pick.pgsynth_donor
      WHERE pgsynth_target.tableoid = pick.pgsynth_table
        AND pgsynth_target.ctid = pick.pgsynth_row
      """
  }

  /// Takes out the rows that violate a check.
  func removal(in placement: SchemaPlacement) -> String {
    "DELETE FROM \(source(in: placement)) WHERE NOT (\(compliance(in: placement)))"
  }

  /// Sets the columns of rows that violate a check to NULL where all checks hold then.
  func clearing(_ columns: [String], in placement: SchemaPlacement) -> String {
    let names = columns.map { SQLIdentifier($0).quoted }
    let cleared = names.map { "\($0) = NULL" }
    let others = (Set(checks.flatMap(\.columns)).union(fixedColumns)).subtracting(columns).sorted()
      .map { SQLIdentifier($0).quoted }
    // The same row with NULLs in place, as PostgreSQL types them.
    let changed = others + names.map { "CASE WHEN false THEN \($0) END AS \($0)" }
    let all = checks.map { "(\($0.expression.sql(in: placement))) IS NOT FALSE" }
      .joined(separator: " AND ")
    return """
      UPDATE \(source(in: placement)) AS pgsynth_target SET \(list(cleared))
      WHERE NOT (\(compliance(in: placement)))
        AND (SELECT \(all) FROM (SELECT \(list(changed))) AS pgsynth_row)
      """
  }

  /// Whether the table has any row.
  func hasRows(in placement: SchemaPlacement) -> String {
    "SELECT EXISTS (SELECT FROM \(source(in: placement)))"
  }

  /// The table, with those that inherit from it where a check is theirs, too.
  private func source(in placement: SchemaPlacement) -> String {
    let name = checks[0].table.sql(in: placement)
    return checks.allSatisfy(\.isOnlyHere) ? "ONLY \(name)" : name
  }

  /// What holds for a row that complies with the checks that are about it.
  private func compliance(in placement: SchemaPlacement) -> String {
    let name = SQLLiteral(checks[0].table.sql(in: placement)).quoted
    return checks.map { check in
      let holds = "(\(check.expression.sql(in: placement))) IS NOT FALSE"
      guard check.isOnlyHere else { return holds }
      return "(tableoid <> \(name)::pg_catalog.regclass OR \(holds))"
    }
    .joined(separator: " AND ")
  }

  private func list(_ items: [String]) -> String { items.joined(separator: ", ") }
}
