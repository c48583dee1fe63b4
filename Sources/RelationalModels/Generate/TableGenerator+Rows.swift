import ColumnTransforms
import ConditionalTrees
import Metadata
import SQLExpressions
import Statistics
import TableData

extension TableGenerator {
  /// Draws of a row before its unique keys are forced.
  private static let redraws = 24
  private static let freeRedraws = 200
  /// Draws of a row that breaks an order or violates a CHECK, before it is left to the repair of all such rows after
  /// the load.
  private static let conditionRedraws = 64
  /// The same where many rows do in spite of all draws.
  private static let fewConditionRedraws = 12
  private static let forcedAttempts = 20_000
  /// Rows without a free key, besides 5 % of the table, after which only the usual draws are made for further ones.
  private static let missingLimit = 50

  /// Generates all rows.
  ///
  /// - `tables`: what was generated before; context parents get new features.
  /// - `retained`: columns that other tables need.
  /// - `keepsFeatures`: whether later tables refer to this one.
  /// - `retainedOfParent`: columns of the context parent that other tables need, among them ends of this one.
  /// - `feeding`: columns of parents that are computed from the rows.
  /// - `goals`: what rows are asked to be; nil where nothing is asked.
  /// - `emit`: takes blocks of rows in order.
  ///
  /// Returns what later tables need, and edges of keys that are filled in later.
  func generate(
    tables: inout [TableID: SyntheticTable],
    retained: Set<String>,
    keepsFeatures: Bool = true,
    retainedOfParent: Set<String> = [],
    feeding aggregates: [Aggregate] = [],
    goals: inout RowGoals?,
    emit: (TableRows) throws -> Void
  ) throws -> (SyntheticTable, edges: [Int: [Bool]]) {
    var synthetic = SyntheticTable()
    guard let rowModel = model.rowModel else { return (synthetic, [:]) }
    let groups = prepareGroups(tables: &tables)
    let parentTables = zip(model.plan.keys, model.plan.keyRoles).map { key, role in
      [.context, .matched, .conditional].contains(role) ? tables[key.parent] : nil
    }
    let drawer = RowDrawer(
      generator: self,
      rowModel: rowModel,
      parentTables: parentTables,
      grandparents: grandparents(rowModel, tables: tables),
      groups: groups,
      retaining: retained,
      keepsFeatures: keepsFeatures
    )
    var guards = uniqueGuards()
    var block = OutputBlock(table: table.id, columns: model.columns, labels: labels)
    let parts = keepsFeatures ? model.storeLayout.parts : []
    var features = FeatureCollector(parts.map(\.feature))
    var row = 0
    let ends = ChildEnd.all(
      of: table.id,
      columns: model.columns,
      modelled: rowModel.columnSteps.map(\.column).sorted()
    )
    var endValues = [[Double]](
      repeating: [Double](repeating: .nan, count: groups.counts.count),
      count: ends.count
    )
    var collectors = aggregates.map { aggregate in
      AggregateCollector(
        aggregate,
        columns: columnPositions,
        parentCount: tables[aggregate.column.table]?.rowCount ?? 0
      )
    }
    var missing = 0
    var unreached = 0
    var broken = 0
    var failed: Objection?
    var made = [Int](repeating: 0, count: groups.counts.count)
    func add(_ context: Int32, size: Int, after earlier: Int = 0) throws {
      drawer.startGroup(contextRow: context, size: size, after: earlier)
      for _ in 0..<size {
        // A row that was not reached is another one when it is tried again.
        var random =
          unreached == 0
          ? CounterGenerator(seed, tableHash, UInt64(row), 1)
          : CounterGenerator(seed, tableHash, UInt64(row), UInt64(unreached), 3)
        let wanted = goals?.next(using: &random)
        let goal: RowGoal? = if let index = wanted?.goal { goals?.goals[index] } else { nil }
        drawer.aim = wanted?.aim
        let conflict = try draw(
          row: row,
          context: context,
          drawer: drawer,
          guards: &guards,
          guides: groups.guides,
          isPatient: missing <= Self.missingLimit + rowCount / 20,
          goal: goal,
          broken: &broken,
          using: &random
        )
        if let wanted { goals?.note(wanted.goal, isMade: conflict == nil) }
        if case .unreached? = conflict {
          unreached += 1
          continue
        }
        if let conflict {
          missing += 1
          failed = conflict
          continue
        }
        if keepsFeatures { drawer.collectFeatures(into: &features) }
        drawer.accept(row: row, using: &random)
        block.append(drawer.acceptedCells)
        for index in collectors.indices {
          collectors[index].add(
            drawer.acceptedCells,
            labels: labels,
            parent: drawer.previousParents[collectors[index].aggregate.key]
          )
        }
        for (slot, end) in ends.enumerated()
        where context >= 0 && (end.isLast || drawer.place == 1) {
          let value = drawer.acceptedNumber(end.column)
          endValues[slot][Int(context)] = value.isNaN && end.isLast ? ChildEnd.open : value
        }
        if block.isFull { try emit(block.take()) }
        if context >= 0 { made[Int(context)] += 1 }
        row += 1
      }
    }
    for (context, count) in groups.counts.enumerated() where count > 0 {
      try add(Int32(context), size: count)
    }
    for _ in 0..<groups.orphans { try add(-1, size: 1) }
    // Rows that found no parent or no free key in their group try other groups, at last against learned orders.
    let open = groups.open
    let widest = groups.counts.max() ?? 0
    for isLast in [false, true] where missing > 0 {
      drawer.keepsLearntRules = !isLast
      var patience = 20 * missing + 100
      while missing > 0, patience > 0 {
        patience -= 1
        var random = CounterGenerator(seed, tableHash, UInt64(row), UInt64(patience), 2)
        let context = open.isEmpty ? -1 : open[random.integer(below: open.count)]
        let rowsBefore = context < 0 ? 0 : made[Int(context)]
        guard isLast || context < 0 || rowsBefore < widest else { continue }
        missing -= 1
        try add(context, size: 1, after: rowsBefore)
      }
    }
    let wanted = groups.counts.reduce(groups.orphans, +)
    synthetic.shortfall = shortfall(rows: row + unreached, wanted: wanted, failed: failed)
    if block.rowCount > 0 { try emit(block.take()) }
    synthetic.rowCount = row
    for (part, bins) in zip(parts, features.finish()) {
      synthetic.store.append(part.info, bins)
    }
    if let contextKey = model.plan.contextKey {
      let parent = model.plan.keys[contextKey].parent
      for (end, values) in zip(ends, endValues) where retainedOfParent.contains(end.name) {
        tables[parent]?.retained[end.name] = RetainedColumn(
          ColumnValues(storage: .reals(values), isNull: values.map(\.isNaN))
        )
      }
      let codecs = ends.map { end in
        rowModel.columnSteps.first { $0.column == end.column }?.codec
      }
      tables[parent]?.store.appendEnds(
        ends,
        values: endValues,
        codecs: codecs,
        spans: model.childSpans
      )
    }
    for collector in collectors { tables[collector.aggregate.column.table]?.take(collector) }
    synthetic.retained = drawer.retained
    synthetic.parents = drawer.chosenParents
    synthetic.contextKey = model.plan.contextKey
    return (synthetic, drawer.edges)
  }

  /// Columns of parents' parents that rules refer to.
  private func grandparents(
    _ rowModel: RowModel,
    tables: [TableID: SyntheticTable]
  ) -> [ColumnID: RetainedColumn] {
    var columns: [ColumnID: RetainedColumn] = [:]
    let sources = rowModel.columnSteps.flatMap(\.sources) + rowModel.sourcesOfParents
    for case .grandparent(_, _, let column) in sources {
      columns[column] = tables[column.table]?.retained[column.name]
    }
    return columns
  }

  /// What left no room for a row.
  private enum Objection: Equatable {
    case key(name: String, columns: [String])
    /// No partition takes the row.
    case partitions
    /// No row came up that is what is asked for.
    case unreached
  }

  /// What to say about a table that got fewer rows than planned; nil where it has them all.
  private func shortfall(rows: Int, wanted: Int, failed: Objection?) -> String? {
    let planned = model.plan.rowCount
    // A few rows less than planned are no shortfall where their numbers follow from times.
    let followsTimes = model.fanOut.first?.steps != nil && failed == nil && rows >= wanted
    guard rows < planned, !followsTimes else { return nil }
    let found = "\(table.id) has \(rows) of \(planned) rows"
    if rows == rowCount, let exhaustedColumn {
      let column = model.columns[exhaustedColumn]
      return """
        \(found): its key \(column.name), of type \(column.type.declaration), has no more values in the \
        source's style
        """
    }
    switch failed {
    case nil, .unreached?: return "\(found): the tables it refers to have too few"
    case .partitions?: return "\(found): no partition takes the others"
    case .key(let name, let columns)?:
      return """
        \(found): for the others key \(name) (\(columns.joined(separator: ", "))) has no free \
        value. For all of them, ask for more rows of the tables it refers to, with --rows TABLE=N
        """
    }
  }

  /// Draws a row until nothing objects; returns what never agreed.
  ///
  /// - `broken`: rows so far that break an order or violate a CHECK.
  private func draw(
    row: Int,
    context: Int32,
    drawer: RowDrawer,
    guards: inout [UniqueGuard],
    guides: [[Double]],
    isPatient: Bool,
    goal: RowGoal?,
    broken: inout Int,
    using random: inout CounterGenerator
  ) throws -> Objection? {
    let draws = Self.redraws + (isPatient ? Self.freeRedraws : 0)
    let isPromising = broken <= Self.missingLimit + rowCount / 20
    let conditionDraws = isPromising ? Self.conditionRedraws : Self.fewConditionRedraws
    let finals = { (guide: Int) in context < 0 ? Double.nan : guides[guide][Int(context)] }
    var objection: Objection?
    var attempt = 0
    var misses = 0
    while attempt < draws {
      defer { attempt += 1 }
      let isFree = attempt >= Self.redraws
      if drawer.aim != nil {
        guard let effort = RowAim.effort(after: misses, isHopeless: goal?.isHopeless ?? false)
        else { return .unreached }
        drawer.aim?.effort = effort
      }
      try drawer.draw(row: row, guides: finals, freely: isFree, using: &random)
      if let key = drawer.deadEnd {
        objection = .key(name: key.name, columns: key.childColumns)
        drawer.reject()
        if drawer.isHopeless { return objection }
        continue
      }
      if drawer.isOffAim || goal.map({ !isMet($0, drawer.cells) }) ?? false {
        drawer.reject()
        misses += 1
        // What is asked for has draws of its own.
        attempt -= 1
        continue
      }
      if isBroken(drawer) {
        if attempt < min(conditionDraws, draws - 1) {
          drawer.reject()
          continue
        }
        broken += 1
      }
      if conditions.isWithoutPartition(drawer.cells, labels: labels) {
        objection = .partitions
        drawer.reject()
        continue
      }
      guard let conflict = firstConflict(drawer.cells, guards) else {
        commit(drawer.cells, &guards)
        return nil
      }
      objection = .key(name: conflict.key.name, columns: conflict.key.columns)
      if attempt == Self.redraws - 1, isPatient,
        force(row: row, drawer: drawer, guards: guards)
      {
        commit(drawer.cells, &guards)
        return nil
      }
      drawer.reject()
    }
    return objection
  }

  private func isMet(_ goal: RowGoal, _ cells: [OutputCell]) -> Bool {
    goal.isMet { conditions.value($0, of: cells, labels: labels) }
  }

  /// Frees one unique key after the other.
  private func force(row: Int, drawer: RowDrawer, guards: [UniqueGuard]) -> Bool {
    for _ in guards {
      guard let conflict = firstConflict(drawer.cells, guards) else { return true }
      guard free(conflict, row: row, drawer: drawer) else { return false }
    }
    return firstConflict(drawer.cells, guards) == nil
  }

  /// Alters columns of the key one after the other until it is free.
  private func free(_ key: UniqueGuard, row: Int, drawer: RowDrawer) -> Bool {
    // What was wrong before is not forcing's to mend.
    let isStrict = !isBroken(drawer)
    for column in key.columns + (key.predicate?.columns ?? []) {
      for attempt in 0..<Self.forcedAttempts {
        guard drawer.force(column: column, row: row, attempt: attempt) else { break }
        if firstConflict(drawer.cells, [key]) == nil, !(isStrict && isBroken(drawer)) {
          return true
        }
      }
    }
    return false
  }

  /// Whether the current row violates a CHECK or breaks an order.
  private func isBroken(_ drawer: RowDrawer) -> Bool {
    drawer.breaksLimits
      || !conditions.understood.isEmpty
        && conditions.areViolated(by: drawer.cells, labels: labels)
  }

  private func firstConflict(_ cells: [OutputCell], _ guards: [UniqueGuard]) -> UniqueGuard? {
    guards.first { unique in
      unique.hash(cells, labels: labels).map { unique.contains($0) } ?? false
    }
  }

  private func commit(_ cells: [OutputCell], _ guards: inout [UniqueGuard]) {
    for index in guards.indices {
      if let hash = guards[index].hash(cells, labels: labels) { guards[index].insert(hash) }
    }
  }

  /// Guards for the unique keys that generation does not satisfy by itself.
  private func uniqueGuards() -> [UniqueGuard] {
    let contextColumns = Set(model.plan.contextKey.map { model.plan.keys[$0].childColumns } ?? [])
    return table.allKeys.compactMap { key in
      let positions = key.columns.compactMap { columnPositions[$0] }
      // A key over a generated column cannot be checked here; PostgreSQL will.
      guard !positions.isEmpty, positions.count == key.columns.count else { return nil }
      let byStyle = positions.contains { position in
        model.roles[position] == .key && !key.hasExpressions
      }
      let isNumbered = positions.contains {
        if case .ordinal = model.roles[$0] { true } else { false }
      }
      if byStyle || isNumbered && contextColumns.isSubset(of: key.columns) && key.predicate == nil {
        // Orphans share the null context, which is no key value.
        return nil
      }
      let predicate = key.predicate.flatMap {
        RowCondition($0, positions: columnPositions, now: now)
      }
      // A condition that is not understood is left to PostgreSQL where the source has repeats outside of it.
      if key.predicate != nil, predicate == nil, model.repeatedKeys.contains(key.name) {
        return nil
      }
      return UniqueGuard(
        key: key,
        columns: positions,
        stored: model.columns,
        predicate: predicate,
        now: now
      )
    }
  }
}
