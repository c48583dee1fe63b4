package import Constraints
package import Metadata
package import PostgresClient
import SchemaDDL
import Synchronization

/// Fills tables that exist with the rows of a clone, all of them in one transaction.
///
/// The rows wait in scratch tables with the target's columns; `swap` puts them over.
package final class TableFiller: TargetWriter, @unchecked Sendable {
  package let plan: FillPlan
  let pair: SchemaPair
  private let tables: [TableID: FillPlan.Filled]
  let target: CloneTarget
  let run: ScratchRun
  let cancellation: Cancellation
  /// Holds the run's advisory lock; used by the thread that drives the run.
  let control: PostgresConnection
  let pool: SessionPool
  /// What the rows obey besides the schema's own constraints.
  private let constraints: [EnforcedConstraint]
  private let notes = Mutex<[String]>([])
  private let rows = Mutex<[TableID: Int]>([:])
  private let swapped = Atomic(false)

  private init(
    plan: FillPlan,
    pair: SchemaPair,
    target: CloneTarget,
    run: ScratchRun,
    cancellation: Cancellation,
    control: PostgresConnection,
    constraints: [EnforcedConstraint]
  ) {
    self.plan = plan
    self.constraints = constraints
    tables = Dictionary(uniqueKeysWithValues: plan.tables.map { ($0.source, $0) })
    self.pair = pair
    self.target = target
    self.run = run
    self.cancellation = cancellation
    self.control = control
    pool = SessionPool(
      target.settings,
      cancellation: cancellation,
      setup: Self.sessionSetup(pair)
    )
  }

  package var warnings: [String] { notes.withLock { $0 } }

  func warn(_ text: String) { notes.withLock { $0.append(text) } }

  package var scratchTables: [TableID: Table] { tables.mapValues(\.scratch) }

  /// Rows that were written, by the target's names.
  var rowCounts: [TableID: Int] { rows.withLock { $0 } }

  // MARK: Looking

  /// Looks at the target's tables, and refuses when the role could not fill those that are wanted, which are
  /// given by their names in the source.
  package static func survey(
    _ target: CloneTarget,
    source: DatabaseIdentity,
    wanted: [TableID],
    cancellation: Cancellation = .shared
  ) throws(CloneWriterError) -> FillSurvey {
    let connection = try CloneWriter.connect(target, cancellation)
    defer { connection.close() }
    return try survey(target, source: source, wanted: wanted, on: connection)
  }

  private static func survey(
    _ target: CloneTarget,
    source: DatabaseIdentity,
    wanted: [TableID],
    on connection: PostgresConnection
  ) throws(CloneWriterError) -> FillSurvey {
    let survey = try doing("looking at the target") { () throws(PostgresError) in
      try FillSurvey(schemas: target.schemas.values.sorted(), on: connection)
    }
    try ClonePlan.checkMapping(
      target.schemas.keys.sorted(),
      target,
      isSameDatabase: survey.state.identity == source
    )
    try survey.check(
      wanted.map { TableID(schema: target.schemas[$0.schema] ?? $0.schema, name: $0.name) }
    )
    return survey
  }

  /// Says whether the rows could be written and what would be done, and changes nothing.
  package static func preflight(
    _ pair: SchemaPair,
    source: DatabaseIdentity,
    target: CloneTarget,
    cancellation: Cancellation = .shared
  ) throws(CloneWriterError) -> FillPlan {
    let connection = try CloneWriter.connect(target, cancellation)
    defer { connection.close() }
    return try plan(pair, source: source, target: target, run: ScratchRun(), on: connection)
  }

  private static func plan(
    _ pair: SchemaPair,
    source: DatabaseIdentity,
    target: CloneTarget,
    run: ScratchRun,
    on connection: PostgresConnection
  ) throws(CloneWriterError) -> FillPlan {
    let survey = try survey(
      target,
      source: source,
      wanted: pair.source.tables.map(\.id),
      on: connection
    )
    // Where policies bind the owner, too, rows show only once they are put aside.
    let visible = pair.target.tables.filter { survey.tables[$0.id]?.isRowSecurityForced == false }
    let holding = try doing("looking for rows in the target") { () throws(PostgresError) in
      try Self.holding(
        visible.map { table in
          let name = SQLIdentifier.qualified(table.id.schema, table.id.name)
          return (table.id, (table.kind == .partitioned ? "" : "ONLY ") + name)
        },
        on: connection
      )
    }
    return try FillPlan(
      pair,
      survey: survey,
      target: target,
      run: run,
      holding: holding
    ) { tables throws(CloneWriterError) in
      try references(
        to: tables,
        amongOthersThan: pair.target.tables.map(\.id),
        on: connection
      )
    }
  }

  /// More tables in one query would make a plan that takes long to make.
  private static let tablesPerQuery = 200

  /// The tables that hold rows; each is given with how FROM names it.
  static func holding(
    _ tables: [(TableID, String)],
    on connection: PostgresConnection
  ) throws(PostgresError) -> Set<TableID> {
    var found: Set<TableID> = []
    for start in stride(from: 0, to: tables.count, by: tablesPerQuery) {
      let batch = tables[start..<min(start + tablesPerQuery, tables.count)]
      let sql = batch.enumerated().map { index, table in
        "SELECT \(index) WHERE EXISTS (SELECT FROM \(table.1))"
      }
      for row in try connection.query(sql.joined(separator: "\nUNION ALL ")).rows {
        guard let index = row[0].flatMap({ Int($0) }) else { continue }
        found.insert(batch[batch.startIndex + index].0)
      }
    }
    return found
  }

  /// Foreign keys that refer to some of the tables, from none of all.
  static func references(
    to tables: [TableID],
    amongOthersThan all: [TableID],
    on connection: PostgresConnection
  ) throws(CloneWriterError) -> [String] {
    try doing("looking for foreign keys in the target") { () throws(PostgresError) in
      let names = [tables, all].map { list in
        NameArray.text(list.map { SQLIdentifier.qualified($0.schema, $0.name) })
      }
      return try WriterQuery.fillReferences.run(on: connection, names).rows.map { row in
        "\(row[0] ?? "?") (refers to \(row[1] ?? "?"))"
      }
    }
  }

  // MARK: Preparing

  /// Looks at the target once more, removes the scratch of dead runs, and makes the scratch tables.
  package static func prepare(
    _ pair: SchemaPair,
    constraints: [EnforcedConstraint] = [],
    source: DatabaseIdentity,
    target: CloneTarget,
    cancellation: Cancellation = .shared
  ) throws(CloneWriterError) -> TableFiller {
    let control = try CloneWriter.connect(target, cancellation)
    let run = ScratchRun()
    let plan = try plan(pair, source: source, target: target, run: run, on: control)
    try CloneWriter.lockTargets(target.schemas.values.sorted(), on: control)
    let leftovers = try CloneWriter.removeDeadScratch(on: control)
    let filler = TableFiller(
      plan: plan,
      pair: pair,
      target: target,
      run: run,
      cancellation: cancellation,
      control: control,
      constraints: constraints
    )
    for leftover in leftovers { filler.warn(leftover) }
    do {
      try filler.createScratch()
    } catch {
      filler.abandon()
      throw error
    }
    return filler
  }

  /// Settings of the sessions that write: code that relies on the search path finds the target.
  private static func sessionSetup(_ pair: SchemaPair) -> String {
    let homes = Set(pair.placement.extensionSchemas.values)
    let path = pair.schemas.values.sorted() + homes.subtracting(pair.schemas.values).sorted()
    return """
      SET client_min_messages = warning;
      SET synchronous_commit = off;
      SET search_path = \(path.map { SQLIdentifier($0).quoted }.joined(separator: ", "));
      """
  }

  private func createScratch() throws(CloneWriterError) {
    try doing("creating the scratch tables") { () throws(PostgresError) in
      _ = try run.lock(on: control)
      if plan.home.isOwn {
        let schema = SQLIdentifier(plan.home.schema).quoted
        try control.execute(
          "CREATE SCHEMA \(schema); COMMENT ON SCHEMA \(schema) IS '\(ScratchRun.comment)'"
        )
      }
      try control.execute(Self.sessionSetup(pair))
      for batch in plan.locks.batches(of: plan.tables) {
        // Statements sent together make one transaction.
        try control.execute(batch.map(Self.creation).joined(separator: "\n"))
      }
    }
  }

  /// The rows are gone after a crash of the server, as is the run.
  private static func creation(of table: FillPlan.Filled) -> String {
    let name = table.scratchName
    return """
      CREATE UNLOGGED TABLE \(name) (LIKE \(table.name) INCLUDING GENERATED);
      COMMENT ON TABLE \(name) IS '\(ScratchRun.comment)';
      """
        + table.unfilled.map {
          "ALTER TABLE \(name) ALTER COLUMN \(SQLIdentifier($0).quoted) DROP NOT NULL;"
        }.joined()
  }

  package func sink(for id: TableID) throws(CloneWriterError) -> TableSink {
    guard let table = tables[id] else {
      throw CloneWriterError(.valuesUnfit, "table \(id) is not part of the clone")
    }
    var columns = table.scratch
    columns.id = id
    return TableSink(columns, into: table.scratchName, pool: pool) { [self] count in
      rows.withLock { $0[table.target, default: 0] += count }
    }
  }

  package func trial() -> RowTrial {
    RowTrial(pool: pool) { [tables] id in
      guard let table = tables[id] else { return nil }
      var columns = table.scratch
      columns.id = id
      return RowTrial.Place(
        table: columns,
        name: table.scratchName,
        original: SQLIdentifier.qualified(table.target.schema, table.target.name)
      )
    }
  }

  /// Checks the rows in the scratch tables; keys and foreign keys are checked where they are put.
  package func finishTables(
    jobs: Int,
    seed: UInt64
  ) throws(CloneWriterError) -> FinishReport {
    let scratch = Dictionary(uniqueKeysWithValues: plan.tables.map { ($0.target, $0.scratch.id) })
    let checks = pair.targetScript.statements(in: .checks).compactMap { statement in
      statement.table.flatMap { scratch[$0] }.flatMap {
        statement.check(movedTo: $0, in: SchemaPlacement(schemas: [:]))
      }
    }
    let enforcer = ConstraintEnforcer(
      constraints,
      metadata: pair.source,
      placement: pair.placement,
      place: { [tables] in tables[$0]?.scratch.id ?? $0 }
    )
    try enforcer.correct(on: control)
    let assumed = enforcer.checks(beside: checks) { [tables] in tables[$0]?.target ?? $0 }
    var report = try CheckRepair(
      statements: checks + assumed.statements,
      placement: SchemaPlacement(schemas: [:]),
      pool: pool
    ).makeChecks(jobs: jobs, seed: seed)
    report.merge(try enforcer.settle(on: control))
    try enforcer.verify(on: control)
    return report
  }

  // MARK: Giving up

  package func abandon() {
    pool.close()
    guard !swapped.load(ordering: .acquiring) else { return }
    run.abandon(control, target: target.settings, scratchNames)
  }

  var scratchNames: ScratchNames {
    plan.home.isOwn ? .schemas([plan.home.schema]) : .tables(plan.tables.map(\.scratchName))
  }

  func markSwapped() { swapped.store(true, ordering: .releasing) }
}
