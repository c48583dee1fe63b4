import Metadata
import PostgresClient
import SchemaDDL
import Synchronization

/// Makes CHECK constraints; rows in their way get the values of rows that comply, a few times at most,
/// go without a value where that does not help, and are taken out as the last resort.
struct CheckRepair: Sendable {
  /// CHECK constraints to make; others are none of its business.
  let statements: [DDLStatement]
  let placement: SchemaPlacement
  let pool: SessionPool

  /// After so many rounds a check that is still violated is one that values alone cannot satisfy.
  private static let rounds = 3
  /// Complying rows to choose from.
  private static let donors = 10_000
  /// Complying rows to try for each violating row some of whose values must stay.
  private static let draws = 32

  func makeChecks(jobs: Int, seed: UInt64) throws(CloneWriterError) -> FinishReport {
    let report = Mutex(FinishReport())
    let groups = Dictionary(grouping: statements, by: \.locks)
    let work = groups.keys.sorted { $0.sorted().lexicographicallyPrecedes($1.sorted()) }.map {
      locks in
      let group = groups[locks] ?? []
      return LockedTask(locks: locks) { [self] () throws(CloneWriterError) in
        let made = try pool.with { (connection) throws(CloneWriterError) in
          try makeChecks(group, seed: seed, on: connection)
        }
        report.withLock { $0.merge(made) }
      }
    }
    try TaskSchedule.run(work, jobs: jobs)
    return report.withLock { $0 }
  }

  private func makeChecks(
    _ statements: [DDLStatement],
    seed: UInt64,
    on connection: PostgresConnection
  ) throws(CloneWriterError) -> FinishReport {
    var report = FinishReport()
    for (index, component) in CheckComponent.components(of: statements).enumerated() {
      let made = try make(
        component,
        seed: seed &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15,
        on: connection
      )
      let name = "\(component.table): \(component.names)"
      if made.changed > 0 { report.repairedRows[name, default: 0] += made.changed }
      if made.removed > 0 { report.removedRows[name, default: 0] += made.removed }
    }
    // Checks that are not valid come last: they would refuse repairs of rows that they tolerate.
    for statement in statements where statement.check == nil {
      try statement.make(in: placement, on: connection)
    }
    return report
  }

  /// Makes the checks of a component, all or none; returns how many rows were changed or taken out for them.
  private func make(
    _ component: CheckComponent,
    seed: UInt64,
    on connection: PostgresConnection
  ) throws(CloneWriterError) -> (changed: Int, removed: Int) {
    var changed = 0
    var removed = 0
    for round in 0...Self.rounds {
      guard let failure = try firstFailure(component, on: connection) else { break }
      let count =
        round < Self.rounds && !component.replacedColumns.isEmpty
        ? try repair(component, seed: seed &+ UInt64(round), on: connection) : 0
      if count > 0 {
        changed += count
        continue
      }
      let cleared = try clear(component, on: connection)
      if cleared > 0 {
        changed += cleared
        guard try firstFailure(component, on: connection) != nil else { break }
      }
      removed = try RowRemoval(placement: placement, connection: connection)
        .removeViolators(of: component)
      guard removed > 0, try firstFailure(component, on: connection) == nil else {
        let rows = failure.statement.countViolations(in: placement, on: connection)
        throw failure.statement.violation(rows: rows, failure.error)
      }
      break
    }
    return (changed, removed)
  }

  /// Sets columns of the violating rows to NULL where that makes them comply: all of those that may change, or else
  /// the first one that does; returns how many rows were changed.
  ///
  /// A check that calls a function of the user may hold for no invented value at all.
  private func clear(
    _ component: CheckComponent,
    on connection: PostgresConnection
  ) throws(CloneWriterError) -> Int {
    let columns = component.replacedColumns
    for choice in [columns] + (columns.count > 1 ? columns.map { [$0] } : []) where !choice.isEmpty
    {
      let part = try doing("clearing \(component.table)") { () throws(PostgresError) in
        try TransactionPart(on: connection)
      }
      do {
        let count = try connection.query(component.clearing(choice, in: placement)).affectedRows
        try part.commit()
        if count > 0 { return count }
      } catch {
        try? part.rollback()
        guard error.code == .constraintViolated || error.code == .invalidData else {
          throw CloneWriterError(error, while: "clearing \(component.table)")
        }
      }
    }
    return 0
  }

  /// Makes all checks of the component, or none and returns the first that does not hold.
  private func firstFailure(
    _ component: CheckComponent,
    on connection: PostgresConnection
  ) throws(CloneWriterError) -> (statement: DDLStatement, error: PostgresError)? {
    let what = "making checks of \(component.table)"
    let part = try doing(what) { () throws(PostgresError) in try TransactionPart(on: connection) }
    for statement in component.statements {
      do {
        try connection.execute(statement.sql.sql(in: placement))
      } catch {
        try? part.rollback()
        guard error.code == .constraintViolated else {
          throw CloneWriterError(error, while: "making check \(statement.name)")
        }
        return (statement, error)
      }
    }
    try doing(what) { () throws(PostgresError) in try part.commit() }
    return nil
  }

  /// Gives the violating rows the checks' columns of complying rows; returns how many were changed.
  private func repair(
    _ component: CheckComponent,
    seed: UInt64,
    on connection: PostgresConnection
  ) throws(CloneWriterError) -> Int {
    let sql = component.repair(
      in: placement,
      donors: Self.donors,
      draws: Self.draws,
      seed: seed
    )
    let part = try doing("repairing \(component.table)") { () throws(PostgresError) in
      try TransactionPart(on: connection)
    }
    do {
      // Without statistics the planner takes violating rows for few and would compare each with each.
      try connection.execute("SET LOCAL enable_nestloop = off")
      let count = try connection.query(sql).affectedRows
      // Inside a longer transaction the setting would go on.
      try connection.execute("SET LOCAL enable_nestloop = on")
      try part.commit()
      return count
    } catch {
      try? part.rollback()
      // The new values can break another check, or a domain, and a condition can fail on a mixed row;
      // then the checks are beyond repair.
      guard error.code == .constraintViolated || error.code == .invalidData else {
        throw CloneWriterError(error, while: "repairing \(component.table)")
      }
      return 0
    }
  }
}
