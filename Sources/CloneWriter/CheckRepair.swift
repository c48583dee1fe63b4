import Metadata
import PostgresClient
import SchemaDDL
import Synchronization

/// Makes CHECK constraints; rows in their way get the values of rows that comply, a few times at most.
extension CloneWriter {
  /// After so many rounds a check that is still violated is one that values alone cannot satisfy.
  private static let rounds = 3
  /// Complying rows to choose from.
  private static let donors = 10_000

  func makeChecks(jobs: Int, seed: UInt64) throws(CloneWriterError) -> FinishReport {
    let repaired = Mutex<[String: Int]>([:])
    let groups = Dictionary(grouping: script.statements(in: .checks), by: \.locks)
    let work = groups.keys.sorted { $0.sorted().lexicographicallyPrecedes($1.sorted()) }.map {
      locks in
      let group = groups[locks] ?? []
      return LockedTask(locks: locks) { [self] () throws(CloneWriterError) in
        let counts = try pool.with { (connection) throws(CloneWriterError) in
          try makeChecks(group, seed: seed, on: connection)
        }
        repaired.withLock { $0.merge(counts) { $0 + $1 } }
      }
    }
    try TaskSchedule.run(work, jobs: jobs)
    return FinishReport(repairedRows: repaired.withLock { $0 })
  }

  private func makeChecks(
    _ statements: [DDLStatement],
    seed: UInt64,
    on connection: PostgresConnection
  ) throws(CloneWriterError) -> [String: Int] {
    var repaired: [String: Int] = [:]
    for (index, statement) in statements.enumerated() {
      for round in 0...Self.rounds {
        do {
          try connection.execute(statement.sql.sql(in: plan.scratchPlacement))
          break
        } catch {
          guard error.code == .constraintViolated else {
            throw CloneWriterError(error, while: "making check \(statement.name)")
          }
          let count = countViolations(statement, on: connection)
          guard round < Self.rounds, let check = statement.check, check.isRepairable,
            let table = statement.table
          else { throw violation(statement, rows: count, error) }
          let changed = try repair(
            check,
            table: table,
            seed: seed &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(round),
            on: connection
          )
          guard changed > 0 else { throw violation(statement, rows: count, error) }
          repaired["\(table): \(statement.name)", default: 0] += changed
        }
      }
    }
    return repaired
  }

  /// Gives the violating rows the check's columns of complying rows; returns how many were changed.
  private func repair(
    _ check: CheckDetails,
    table: TableID,
    seed: UInt64,
    on connection: PostgresConnection
  ) throws(CloneWriterError) -> Int {
    let placement = plan.scratchPlacement
    let name = SQLIdentifier.qualified(placement.target(of: table.schema), table.name)
    let from = check.isOnlyHere ? "ONLY \(name)" : name
    let columns = check.columns.map { SQLIdentifier($0).quoted }
    let condition = check.expression.sql(in: placement)
    let sets = columns.map { "\($0) = donor.\($0)" }.joined(separator: ", ")
    // A hash of the row's number makes the choice look random and come out the same again.
    let sql = """
      WITH donor AS MATERIALIZED (
        SELECT pg_catalog.row_number() OVER () - 1 AS pgsynth_number, good.*
        FROM (
          SELECT \(columns.joined(separator: ", ")) FROM \(from)
          WHERE coalesce((\(condition)), true)
          ORDER BY tableoid, ctid LIMIT \(Self.donors)
        ) AS good
      ), bad AS MATERIALIZED (
        SELECT tableoid AS pgsynth_table, ctid AS pgsynth_row,
          pg_catalog.row_number() OVER (ORDER BY tableoid, ctid) AS pgsynth_number
        FROM \(from) WHERE NOT (\(condition))
      )
      UPDATE \(from) AS pgsynth_target SET \(sets)
      FROM bad, donor
      WHERE pgsynth_target.tableoid = bad.pgsynth_table AND pgsynth_target.ctid = bad.pgsynth_row
        AND donor.pgsynth_number = (
          pg_catalog.hashint8extended(bad.pgsynth_number, \(Int64(bitPattern: seed)))
          & 9223372036854775807) % (SELECT count(*) FROM donor)
      """
    do {
      return try connection.query(sql).affectedRows
    } catch {
      // The new values can break another check, or a domain; then the check is beyond repair.
      guard error.code == .constraintViolated else {
        throw CloneWriterError(error, while: "repairing \(table)")
      }
      return 0
    }
  }
}
