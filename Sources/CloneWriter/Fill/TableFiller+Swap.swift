import Metadata
package import PostgresClient
import SchemaDDL

extension TableFiller {
  /// Something that stands between rows and a table, and the statements that put it aside and back.
  private struct Guard {
    var kind: String
    var name: String
    var table: String
    var aside: String
    var back: String

    var description: String {
      kind + (name.isEmpty ? "" : " \(name)") + " of table \(table)"
    }
  }

  /// Puts the rows over in one transaction; what keeps them from a table is put aside and back in it.
  package func swap(alongside: (PostgresConnection) throws -> Void) throws -> [String] {
    try doing("putting the rows in place") { () throws(PostgresError) in
      try control.execute("SET synchronous_commit = on; SET search_path = ''")
    }
    do {
      try LockPatience(seconds: target.swapTimeoutSeconds).run { milliseconds in
        do {
          try doing("putting the rows in place") { () throws(PostgresError) in try control.begin() }
          try putInPlace(lockTimeout: milliseconds)
          try alongside(control)
          try doing("putting the rows in place") { () throws(PostgresError) in
            try control.commit()
          }
        } catch {
          try? control.rollback()
          throw error
        }
      }
    } catch let error as CloneWriterError where error.underlying?.code == .lockTimeout {
      throw CloneWriterError(
        .swapBlocked,
        "the rows are complete, but sessions that use the tables kept them from being put in place for "
          + "\(Int(target.swapTimeoutSeconds)) seconds",
        hint: "End them (pg_stat_activity shows them) and run again",
        underlying: error.underlying
      )
    }
    markSwapped()
    pool.close()
    return tidyUp()
  }

  /// From so many rows on it is quicker to make an index again than to put rows into it one by one.
  private static let rowsWorthAnIndex = 10_000

  private func `guard`(of row: [String?]) -> Guard? {
    let cell = { (column: Int) in row[column] ?? "" }
    guard let position = Int(cell(5)) else { return nil }
    let count = rowCounts[plan.tables[position - 1].target] ?? 0
    guard cell(0) != "index" || count >= Self.rowsWorthAnIndex else { return nil }
    return Guard(kind: cell(0), name: cell(1), table: cell(2), aside: cell(3), back: cell(4))
  }

  // MARK: Inside the transaction

  private var names: String {
    NameArray.text(plan.tables.map(\.name))
  }

  private func putInPlace(lockTimeout: Int) throws(CloneWriterError) {
    let tables = plan.tables.map(\.name)
    let guards = try doing("locking the tables") { () throws(PostgresError) in
      try control.execute("SET LOCAL lock_timeout = \(lockTimeout)")
      // All at once and first of all: later there is only work that waits for nobody.
      try control.execute("LOCK TABLE \(tables.joined(separator: ", ")) IN ACCESS EXCLUSIVE MODE")
      return try WriterQuery.fillGuards.run(on: control, [names]).rows.compactMap(self.guard(of:))
    }
    for one in guards {
      try doing("putting \(one.description) aside") { () throws(PostgresError) in
        try control.execute(one.aside)
      }
    }
    try empty()
    for table in plan.tables {
      try doing("putting rows into \(table.target)") { () throws(PostgresError) in
        try control.execute(Self.transfer(table))
      }
    }
    try SequenceAdvance(
      sequences: pair.targetScript.sequences,
      place: { SQLIdentifier.qualified($0.schema, $0.name) },
      rowCounts: rowCounts,
      connection: control,
      isShared: true
    ).run()
    try doing("checking the rows") { () throws(PostgresError) in
      // Tables with deferred checks that wait cannot be altered.
      try control.execute("SET CONSTRAINTS ALL IMMEDIATE")
    }
    // In this order forced row-level security, which would hide parents from foreign keys, comes last.
    for one in guards {
      try doing("putting \(one.description) back") { () throws(PostgresError) in
        try control.execute(one.back)
      }
    }
    try refreshViews()
  }

  /// Rows may have come since the plan was made.
  private func empty() throws(CloneWriterError) {
    let tables = plan.tables
    let holding = try doing("looking for rows in the target") { () throws(PostgresError) in
      try Self.holding(tables.map { ($0.target, $0.rows) }, on: control)
    }
    guard !holding.isEmpty else { return }
    try FillPlan.checkEmptied(holding.sorted(), replaces: target.replaces)
    let references = try Self.references(
      to: holding.sorted(),
      amongOthersThan: tables.map(\.target),
      on: control
    )
    try FillPlan.checkReferences(references)
    let emptied = tables.filter { holding.contains($0.target) }.map(\.rows)
    try doing("emptying tables") { () throws(PostgresError) in
      try control.execute("TRUNCATE \(emptied.joined(separator: ", "))")
    }
  }

  private static func transfer(_ table: FillPlan.Filled) -> String {
    guard !table.columns.isEmpty else {
      return "INSERT INTO \(table.name) SELECT FROM \(table.scratchName)"
    }
    let columns = table.columns.map { SQLIdentifier($0).quoted }.joined(separator: ", ")
    return "INSERT INTO \(table.name) (\(columns)) OVERRIDING SYSTEM VALUE "
      + "SELECT \(columns) FROM \(table.scratchName)"
  }

  private func refreshViews() throws(CloneWriterError) {
    let views = try doing("looking for materialized views") { () throws(PostgresError) in
      // They show what their owner may see.
      try control.execute("SET LOCAL row_security = on")
      return try WriterQuery.fillMaterializedViews.run(on: control, [names]).column(0).compactMap {
        $0
      }
    }
    for view in views {
      do {
        try control.execute("SAVEPOINT pgsynth")
        try control.execute("REFRESH MATERIALIZED VIEW \(view)")
        try control.execute("RELEASE SAVEPOINT pgsynth")
      } catch {
        guard control.isUsable, error.code != .cancelled, error.code != .diskFull else {
          throw CloneWriterError(error, while: "refreshing materialized view \(view)")
        }
        try doing("refreshing materialized view \(view)") { () throws(PostgresError) in
          try control.execute("ROLLBACK TO SAVEPOINT pgsynth")
        }
        warn("materialized view \(view) still shows the old rows: \(error)")
      }
    }
  }

  // MARK: Afterwards

  private func tidyUp() -> [String] {
    defer { control.close() }
    var warnings: [String] = []
    if !ScratchRun.remove(scratchNames, on: control) {
      warnings.append(
        "the scratch tables in schema \(plan.home.schema) are removed by the next run"
      )
    }
    do {
      for table in plan.tables { try control.execute("ANALYZE \(table.name)") }
    } catch {
      warnings.append("the planner's statistics could not be brought up to date: \(error)")
    }
    return warnings
  }
}
