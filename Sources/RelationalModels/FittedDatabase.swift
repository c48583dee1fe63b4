import ColumnTransforms
package import Metadata
import Statistics
package import TableData

/// A hierarchical model of a whole database, ready to generate any number of clones.
package struct FittedDatabase: Codable {
  let tables: [FittedTable]
  let metadata: DatabaseMetadata
  /// Columns whose generated values other tables need.
  let retained: Set<ColumnID>

  /// Fits every table of the plan, parents first.
  ///
  /// - `data`: real rows of every table, all or a sample of entities.
  /// - `splits`: what to leave out of the fit, by ``HoldOut/split(_:metadata:data:seed:)``.
  /// - `danglingShares`: share of the references without a parent, for relationships that are no constraints.
  /// - `rules`: what the user says about them.
  /// - `jobs`: threads at most; the model does not depend on it.
  /// - `progress`: called with each table before it is fitted.
  package static func fit(
    _ plan: GenerationPlan,
    metadata: DatabaseMetadata,
    data: [TableID: TableRows],
    splits: [TableID: UnitSplit] = [:],
    danglingShares: [ForeignKey: Double] = [:],
    rules: RuleChoices = RuleChoices(),
    seed: UInt64,
    jobs: Int,
    progress: (TableID) throws -> Void
  ) throws -> FittedDatabase {
    var state = FitState(
      plan,
      metadata: metadata,
      data: data,
      splits: splits,
      rules: rules,
      seed: seed,
      jobs: jobs
    )
    state.danglingShares = danglingShares
    var fitted: [FittedTable] = []
    try state.forEachTable(of: plan, metadata: metadata, progress: progress) {
      table,
      description,
      rows,
      state in
      fitted.append(
        try TableFitter.fit(
          table,
          table: description,
          rows: rows,
          realRowCount: description.rowCount ?? rows.rowCount,
          state: &state
        )
      )
    }
    try state.ruleChoices.checkSwitchedOff(state.switchedOffRules, kept: fitted.flatMap(\.rules))
    return FittedDatabase(tables: fitted, metadata: metadata, retained: state.retained)
  }

  /// The rules that a model of the plan would keep, without fitting it.
  ///
  /// Throws ``RuleError``.
  package static func rules(
    _ plan: GenerationPlan,
    metadata: DatabaseMetadata,
    data: [TableID: TableRows],
    splits: [TableID: UnitSplit] = [:],
    rules: RuleChoices = RuleChoices(),
    seed: UInt64,
    jobs: Int,
    progress: (TableID) throws -> Void
  ) throws -> [TableRule] {
    var state = FitState(
      plan,
      metadata: metadata,
      data: data,
      splits: splits,
      rules: rules,
      seed: seed,
      jobs: jobs
    )
    var found: [TableRule] = []
    try state.forEachTable(of: plan, metadata: metadata, progress: progress) {
      table,
      description,
      rows,
      state in
      let (fitter, _) = TableFitter.prepare(table, table: description, rows: rows, state: &state)
      if rows.rowCount > 0, table.role != .reference {
        found += try fitter.rules(noting: &state).list
      }
    }
    try state.ruleChoices.checkSwitchedOff(state.switchedOffRules, kept: found)
    return found
  }

  /// Generates the clone table by table, parents first, in blocks of rows.
  ///
  /// - `seed`: the same seed gives the same rows.
  /// - `now`: what CHECKs mean by the present, in microseconds since 2000-01-01 UTC.
  /// - `demands`: what rows are asked to be, besides what is likely.
  /// - `judge`: asked about rows that are made up for tables that are empty in the source.
  /// - `emit`: takes blocks in order; the rows of one table may come in several pieces of the run when
  ///   foreign keys form a cycle.
  ///
  /// Returns what to say about tables that got fewer rows than planned, because keys or conditions left no room for
  /// more.
  @discardableResult
  package func generate(
    seed: UInt64,
    now: Int64,
    demands: RowDemands = RowDemands(),
    judge: (any RowJudge)? = nil,
    emit: (TableID, TableRows) throws -> Void
  ) throws -> [String] {
    try check(demands)
    var shortfalls: [String] = []
    var synthetic: [TableID: SyntheticTable] = [:]
    var waiting: [WaitingTable] = []
    let feeds = Dictionary(grouping: tables.flatMap(\.aggregates), by: \.child)
    let promised = promisedCells(seed: seed, now: now)
    let parents = Set(tables.flatMap { model in model.plan.keys.map(\.parent) })
    let retainedOfTable = Dictionary(grouping: retained, by: \.table)
      .mapValues { Set($0.map(\.name)) }
    for model in tables {
      let id = model.plan.id
      let generator = TableGenerator(
        model: model,
        table: model.table,
        seed: seed,
        now: now,
        demands: demands
      )
      var composer = DocumentComposer(generator)
      var goals = RowGoals(demands, of: model, positions: generator.columnPositions, now: now)
      let names = retainedOfTable[id] ?? []
      let parent = model.plan.contextKey.map { model.plan.keys[$0].parent }
      let parentNames = parent.flatMap { retainedOfTable[$0] } ?? []
      if model.plan.role == .example, let table = metadata[id] {
        let generator = ExampleTableGenerator(model.plan, table: table, seed: seed, now: now)
        let made = try generator.generate(tables: synthetic, promised: promised, judge: judge)
        let rows = generator.rows(made.rows)
        synthetic[id] = SyntheticTable(
          rows,
          retaining: retained,
          keyCount: model.plan.keys.count,
          shortfall: made.obstacle.map { "\(id): \($0)" }
        )
        if rows.rowCount > 0 { try emit(id, rows) }
      } else if let kept = model.kept {
        synthetic[id] = try generator.emitKept(kept, retained: names) { try emit(id, $0) }
      } else if model.plan.keyRoles.contains(.deferred) || !model.aggregates.isEmpty {
        var blocks: [TableRows] = []
        let (result, edges) = try generator.generate(
          tables: &synthetic,
          retained: names,
          keepsFeatures: parents.contains(id),
          retainedOfParent: parentNames,
          feeding: feeds[id] ?? [],
          goals: &goals
        ) {
          blocks.append($0)
        }
        synthetic[id] = result
        waiting.append(WaitingTable(generator: generator, blocks: blocks, edges: edges))
      } else {
        let (result, _) = try generator.generate(
          tables: &synthetic,
          retained: names,
          keepsFeatures: parents.contains(id),
          retainedOfParent: parentNames,
          feeding: feeds[id] ?? [],
          goals: &goals
        ) {
          try emit(id, composer.composed($0))
        }
        synthetic[id] = result
      }
      shortfalls += goals?.shortfalls(of: id) ?? []
      if let shortfall = synthetic[id]?.shortfall { shortfalls.append(shortfall) }
      for index in waiting.indices.reversed()
      where waiting[index].isReady(isGenerated: { synthetic[$0] != nil }) {
        let table = waiting.remove(at: index)
        var composer = DocumentComposer(table.generator)
        for block in table.filled(from: synthetic) {
          try emit(table.generator.table.id, composer.composed(block))
        }
      }
    }
    return shortfalls
  }

  /// Keys of made-up tables that earlier tables of a circle refer to before their rows are made.
  private func promisedCells(seed: UInt64, now: Int64) -> [ColumnID: [OutputCell]] {
    let examples = tables.map(\.plan).filter { $0.role == .example }
    var wanted: [TableID: Set<String>] = [:]
    for plan in examples {
      for (key, role) in zip(plan.keys, plan.keyRoles) where role == .deferred {
        wanted[key.parent, default: []].formUnion(key.parentColumns)
      }
    }
    var promised: [ColumnID: [OutputCell]] = [:]
    for plan in examples {
      guard let names = wanted[plan.id], let table = metadata[plan.id] else { continue }
      let generator = ExampleTableGenerator(plan, table: table, seed: seed, now: now)
      for (name, cells) in generator.promisedCells(names) {
        promised[ColumnID(table: plan.id, name: name)] = cells
      }
    }
    return promised
  }
}

extension TableRows {
  /// No rows of a table.
  init(empty table: Table) {
    self.init(
      table: table.id,
      columnNames: table.columns.map(\.name),
      columns: table.columns.map { ColumnValues(emptyFor: $0.type.valueKind) },
      rowCount: 0
    )
  }
}
