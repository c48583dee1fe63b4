import Metadata
import PostgresClient
import SchemaDDL
import Synchronization

extension CloneWriter {
  /// Makes keys, indexes, checks, foreign keys, views and triggers, advances sequences and runs ANALYZE.
  ///
  /// Throws when a constraint does not hold, with its name, its table and the number of rows.
  @discardableResult
  package func finishTables(jobs: Int, seed: UInt64) throws(CloneWriterError) -> FinishReport {
    self.seed.withLock { $0 = seed }
    // The constraints come with the tables, in the transaction of the swap.
    return plan.isRebuilt ? FinishReport() : try makeConstraints(jobs: jobs, seed: seed)
  }

  func makeConstraints(jobs: Int, seed: UInt64) throws(CloneWriterError) -> FinishReport {
    let enforcer = ConstraintEnforcer(
      constraints,
      metadata: metadata,
      placement: plan.scratchPlacement,
      place: { [plan] in plan.inScratch($0) }
    )
    try enforcer.correct(on: control)
    let checks = script.statements(in: .checks)
    let assumed = enforcer.checks(beside: checks) { $0 }
    var report = try CheckRepair(
      statements: checks + assumed.statements,
      placement: plan.scratchPlacement,
      pool: pool
    ).makeChecks(jobs: jobs, seed: seed)
    report.merge(try makeKeys(jobs: jobs))
    if !report.removedRows.isEmpty { report.merge(try removeOrphans()) }
    report.merge(try enforcer.settle(on: control))
    try makeForeignKeys(jobs: jobs)
    try enforcer.verify(on: control)
    try doing("taking declared constraints away") { () throws(PostgresError) in
      for removal in assumed.removals { try control.execute(removal) }
    }
    try SequenceAdvance(
      sequences: script.sequences,
      place: { [plan] in
        SQLIdentifier.qualified(plan.scratchPlacement.target(of: $0.schema), $0.name)
      },
      rowCounts: rowCounts,
      connection: control,
      isShared: false
    ).run()
    try execute(script.statements(in: .finish), placement: plan.scratchPlacement)
    try makeViewsAndBehaviour()
    try checkIndependence()
    return report
  }

  /// Tasks of one phase, one for each group of tables that are locked together, the largest first.
  private func tasks(
    _ statements: [DDLStatement],
    _ run: @escaping @Sendable ([DDLStatement], PostgresConnection) throws(CloneWriterError) -> Void
  ) -> [LockedTask] {
    let counts = rowCounts
    let groups = Dictionary(grouping: statements, by: \.locks)
    let sizes = groups.mapValues { _ in 0 }.merging(
      groups.keys.map { ($0, $0.reduce(0) { $0 + (counts[$1] ?? 0) }) }
    ) { $1 }
    let order = groups.keys.sorted { left, right in
      let (leftSize, rightSize) = (sizes[left] ?? 0, sizes[right] ?? 0)
      return leftSize != rightSize
        ? leftSize > rightSize : left.sorted().lexicographicallyPrecedes(right.sorted())
    }
    return order.map { locks in
      let group = groups[locks] ?? []
      return LockedTask(locks: locks) { [self] () throws(CloneWriterError) in
        try pool.with { (connection) throws(CloneWriterError) in try run(group, connection) }
      }
    }
  }

  private func makeKeys(jobs: Int) throws(CloneWriterError) -> FinishReport {
    let report = Mutex(FinishReport())
    let statements = script.statements(in: .keys)
    let placement = plan.scratchPlacement
    let tableStatements = script.statements(in: .definitions).filter { $0.kind == "table" }
    let locks = Dictionary(
      tableStatements.map { ($0.table, $0.locks) }
    ) { first, _ in first }
    // ANALYZE of a partitioned table covers its partitions.
    let analysed = Dictionary(grouping: metadata.tables.map(\.id)) { locks[$0] ?? [$0] }
    // A table without keys still wants a turn.
    let bare = Set(analysed.keys).subtracting(statements.map(\.locks))
    let turns = statements + tableStatements.filter { bare.contains($0.locks) }
    let work = tasks(turns) { [self] (group, connection) throws(CloneWriterError) in
      for statement in group where statement.phase == .keys {
        let removed = try makeKey(statement, on: connection)
        if removed > 0, let table = statement.table {
          report.withLock { $0.removedRows["\(table): \(statement.name)"] = removed }
        }
      }
      for id in analysed[group.first?.locks ?? []] ?? [] {
        let name = SQLIdentifier.qualified(placement.target(of: id.schema), id.name)
        try doing("analysing \(id)") { () throws(PostgresError) in
          try connection.execute("ANALYZE \(name)")
        }
      }
    }
    try TaskSchedule.run(work, jobs: jobs)
    return report.withLock { $0 }
  }

  /// Makes a key; returns how many rows had to be taken out for it.
  private func makeKey(
    _ statement: DDLStatement,
    on connection: PostgresConnection
  ) throws(CloneWriterError) -> Int {
    do {
      try statement.make(in: plan.scratchPlacement, on: connection)
      return 0
    } catch {
      guard error.code == .constraintViolated, let table = statement.table.flatMap({ metadata[$0] })
      else { throw error }
      let removal = RowRemoval(placement: plan.scratchPlacement, connection: connection)
      guard let removed = try removal.make(statement, of: table) else { throw error }
      return removed
    }
  }

  /// Lets no row refer to one that was taken out.
  private func removeOrphans() throws(CloneWriterError) -> FinishReport {
    let keys = metadata.relationships.filter(\.isValidated).compactMap { key in
      metadata[key.child].map { (key, $0) }
    }
    let removal = RowRemoval(placement: plan.scratchPlacement, connection: control)
    return FinishReport(removedRows: try removal.removeOrphans(keys))
  }

  private func makeForeignKeys(jobs: Int) throws(CloneWriterError) {
    let work = script.statements(in: .foreignKeys).flatMap { statement in
      tasks([statement]) { [self] (group, connection) throws(CloneWriterError) in
        for statement in group { try statement.make(in: plan.scratchPlacement, on: connection) }
      }
    }
    try TaskSchedule.run(work, jobs: jobs)
  }

  /// Nothing in the clone may need anything in the source.
  private func checkIndependence() throws(CloneWriterError) {
    guard plan.isSameDatabase else { return }
    let found = try doing("checking that the clone stands alone") { () throws(PostgresError) in
      try WriterQuery.dependents.run(
        on: control,
        [NameArray.text(script.schemas), NameArray.text(plan.schemas.map(\.scratch))]
      ).rows.map { "\($0[0] ?? "?") (needs \($0[1] ?? "?"))" }
    }
    guard !found.isEmpty else { return }
    throw CloneWriterError(
      .dependsOnSource,
      "objects of the clone depend on the source: \(CloneWriterError.list(found))",
      hint: "Clone into another database instead",
      objects: found
    )
  }
}
