package import Constraints
package import Metadata
package import PostgresClient
package import SchemaDDL
import Synchronization

/// Builds a clone under scratch names in the target database and puts it in place in one transaction.
///
/// Nothing of the old target is touched until `swap`.
package final class CloneWriter: TargetWriter, @unchecked Sendable {
  package let plan: ClonePlan
  package let script: SchemaScript
  package let metadata: DatabaseMetadata
  package let scratchTables: [TableID: Table]
  /// What the rows obey besides the schema's own constraints.
  let constraints: [EnforcedConstraint]
  /// Where no scratch schema can be made: the tables that the rows wait in.
  let waitingTables: [WaitingTable]
  private let notes = Mutex<[String]>([])
  let target: CloneTarget
  let run: ScratchRun
  let source: DatabaseIdentity
  let cancellation: Cancellation
  /// Holds the run's advisory lock; used by the thread that drives the run.
  let control: PostgresConnection
  /// Sessions that load at the same time.
  let loaders: SessionPool
  private let alone: SessionPool
  /// Decides which values replace those that violate a CHECK.
  let seed = Mutex<UInt64>(0)
  private let rows = Mutex<[TableID: Int]>([:])
  private let swapped = Atomic(false)

  private init(
    plan: ClonePlan,
    script: SchemaScript,
    metadata: DatabaseMetadata,
    constraints: [EnforcedConstraint],
    source: DatabaseIdentity,
    target: CloneTarget,
    run: ScratchRun,
    cancellation: Cancellation,
    control: PostgresConnection
  ) {
    self.plan = plan
    self.constraints = constraints
    self.script = script
    self.metadata = metadata
    waitingTables = plan.isRebuilt ? Self.waitingTables(metadata, plan, run) : []
    scratchTables = Dictionary(
      uniqueKeysWithValues: plan.isRebuilt
        ? waitingTables.map { ($0.table.id, $0.waiting) }
        : metadata.tables.map { ($0.id, $0.placed(at: plan.inScratch)) }
    )
    self.source = source
    self.target = target
    self.run = run
    self.cancellation = cancellation
    self.control = control
    loaders = SessionPool(
      target.settings,
      cancellation: cancellation,
      setup: Self.sessionSetup(plan)
    )
    alone = SessionPool(sharing: control)
  }

  /// Sessions for work on the clone's tables: only one sees them while they are made in its transaction.
  var pool: SessionPool { control.isInTransaction ? alone : loaders }

  package var warnings: [String] { notes.withLock { $0 } }

  /// Said once, also where the swap is tried again.
  func warn(_ text: String) {
    notes.withLock { notes in
      if !notes.contains(text) { notes.append(text) }
    }
  }

  /// Says whether the clone could be written and what would be done, and changes nothing.
  package static func preflight(
    script: SchemaScript,
    source: DatabaseIdentity,
    target: CloneTarget,
    cancellation: Cancellation = .shared
  ) throws(CloneWriterError) -> ClonePlan {
    let connection = try connect(target, cancellation)
    defer { connection.close() }
    let plan = try plan(
      script: script,
      source: source,
      target: target,
      run: ScratchRun(),
      on: connection
    )
    try checkExternalReferences(script, plan, on: connection)
    return plan
  }

  /// Looks at the target once more, removes the scratch of dead runs, and makes the empty tables.
  package static func prepare(
    script: SchemaScript,
    metadata: DatabaseMetadata,
    constraints: [EnforcedConstraint] = [],
    source: DatabaseIdentity,
    target: CloneTarget,
    cancellation: Cancellation = .shared
  ) throws(CloneWriterError) -> CloneWriter {
    let control = try connect(target, cancellation)
    let run = ScratchRun()
    let plan = try plan(script: script, source: source, target: target, run: run, on: control)
    try checkExternalReferences(script, plan, on: control)
    try lockTargets(plan.schemas.map(\.target), on: control)
    let leftovers = try removeDeadScratch(on: control)
    let writer = CloneWriter(
      plan: plan,
      script: script,
      metadata: metadata,
      constraints: constraints,
      source: source,
      target: target,
      run: run,
      cancellation: cancellation,
      control: control
    )
    for leftover in leftovers { writer.warn(leftover) }
    for name in plan.missingExtensions {
      writer.warn(
        "extension \(name) is not available on the target server; nothing of the clone needs it"
      )
    }
    do {
      try writer.createTables()
    } catch {
      writer.abandon()
      throw error
    }
    return writer
  }

  /// Rows that were written so far.
  package var rowCounts: [TableID: Int] { rows.withLock { $0 } }

  func add(rows count: Int, to table: TableID) {
    rows.withLock { $0[table, default: 0] += count }
  }

  // MARK: Steps of prepare

  static func connect(
    _ target: CloneTarget,
    _ cancellation: Cancellation
  ) throws(CloneWriterError) -> PostgresConnection {
    try doing("opening the target") { () throws(PostgresError) in
      let connection = try PostgresConnection(target.settings, cancellation: cancellation)
      try connection.execute("SET client_min_messages = warning")
      return connection
    }
  }

  static func plan(
    script: SchemaScript,
    source: DatabaseIdentity,
    target: CloneTarget,
    run: ScratchRun,
    on connection: PostgresConnection
  ) throws(CloneWriterError) -> ClonePlan {
    let state = try doing("looking at the target") { () throws(PostgresError) in
      try TargetState(
        targets: script.schemas.map { target.schemas[$0] ?? $0 },
        extensions: script.extensions.map(\.name),
        homes: script.extensions.map { target.schemas[$0.schema] ?? $0.schema },
        on: connection
      )
    }
    return try ClonePlan(script: script, source: source, target: target, state: state, run: run)
  }

  private static func checkExternalReferences(
    _ script: SchemaScript,
    _ plan: ClonePlan,
    on connection: PostgresConnection
  ) throws(CloneWriterError) {
    guard !plan.isSameDatabase else { return }
    for reference in script.externalReferences {
      let isThere = try doing("looking for \(reference.kind) \(reference.name)") {
        () throws(PostgresError) in
        try WriterQuery.externalReference.run(on: connection, [reference.kind, reference.name])
          .bool(0, 0) ?? false
      }
      guard !isThere else { continue }
      throw CloneWriterError(
        .dependencyMissing,
        "\(reference.neededBy) needs \(reference.kind) \(reference.name), which the target does not "
          + "have and schema \(reference.schema) is not cloned",
        hint:
          "Clone schema \(reference.schema), too, or create the \(reference.kind) in the target",
        objects: [reference.name]
      )
    }
  }

  static func lockTargets(
    _ schemas: [String],
    on connection: PostgresConnection
  ) throws(CloneWriterError) {
    for schema in schemas {
      let isLocked = try doing("locking the target") { () throws(PostgresError) in
        try ScratchRun.lockTarget(schema, on: connection)
      }
      guard !isLocked else { continue }
      throw CloneWriterError(
        .targetBusy,
        "another run of pgsynth is writing to schema \(schema)",
        hint: "Wait for it to end, or stop it"
      )
    }
  }

  static func removeDeadScratch(
    on connection: PostgresConnection
  ) throws(CloneWriterError) -> [String] {
    do {
      _ = try ScratchRun.removeDead(on: connection)
      return []
    } catch {
      guard connection.isUsable, error.code != .cancelled else {
        throw CloneWriterError(error, while: "removing what an interrupted run left behind")
      }
      return ["what an interrupted run left behind could not be removed: \(error)"]
    }
  }

  /// Settings of the sessions that build the clone.
  static func sessionSetup(_ plan: ClonePlan) -> String {
    // Code that relies on the search path finds the clone and never the source.
    let sources = plan.isSameDatabase ? Set(plan.schemas.map(\.source)) : []
    let homes = Set(plan.scratchPlacement.extensionSchemas.values).subtracting(sources).sorted()
    let path = (plan.schemas.map(\.scratch) + homes).map { SQLIdentifier($0).quoted }
      .joined(separator: ", ")
    return """
      SET client_min_messages = warning;
      SET check_function_bodies = off;
      SET synchronous_commit = off;
      SET search_path = \(path);
      """
  }

  private func createTables() throws(CloneWriterError) {
    if plan.isRebuilt { return try createWaitingTables() }
    try doing("creating the scratch schema") { () throws(PostgresError) in
      _ = try run.lock(on: control)
      for schema in plan.schemas {
        let name = SQLIdentifier(schema.scratch).quoted
        try control.execute(
          "CREATE SCHEMA \(name); COMMENT ON SCHEMA \(name) IS '\(ScratchRun.comment)'"
        )
      }
      try control.execute(Self.sessionSetup(plan))
    }
    try createExtensions()
    try createAccessMethods()
    try execute(script.statements(in: .definitions), placement: plan.scratchPlacement)
  }

  /// Runs statements on the control session in transactions of limited size.
  func execute(
    _ statements: [DDLStatement],
    placement: SchemaPlacement
  ) throws(CloneWriterError) {
    for batch in plan.locks.batches(of: statements) {
      let part = try doing("creating the clone") { () throws(PostgresError) in
        try TransactionPart(on: control)
      }
      for statement in batch {
        do {
          try control.execute(statement.sql.sql(in: placement))
        } catch {
          try? part.rollback()
          throw CloneWriterError(error, while: "creating \(statement.kind) \(statement.name)")
        }
      }
      try doing("creating the clone") { () throws(PostgresError) in try part.commit() }
    }
  }

  // MARK: Giving up

  /// Quiet, because there is an earlier error to report; what cannot be removed now is removed by the next run.
  package func abandon() {
    loaders.close()
    guard !swapped.load(ordering: .acquiring) else { return }
    run.abandon(control, target: target.settings, scratchNames)
  }

  private var scratchNames: ScratchNames {
    plan.isRebuilt
      ? .tables(waitingTables.map(\.name)) : .schemas(plan.schemas.map(\.scratch))
  }

  func markSwapped() { swapped.store(true, ordering: .releasing) }
}
