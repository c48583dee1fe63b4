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
  /// Draws of a row that violates a CHECK, before it is left to the repair of all such rows after the load.
  private static let conditionRedraws = 12
  private static let forcedAttempts = 20_000
  /// Rows without a free key that are tolerated, to be placed in other groups, besides 5 % of the table.
  private static let missingLimit = 50

  /// Generates all rows.
  ///
  /// - `tables`: what was generated before; context parents get new features.
  /// - `retained`: columns that other tables need.
  /// - `keepsFeatures`: whether later tables refer to this one.
  /// - `retainedOfParent`: columns of the context parent that other tables need, among them ends of this one.
  /// - `emit`: takes blocks of rows in order.
  ///
  /// Returns what later tables need, and edges of keys that are filled in later.
  func generate(
    tables: inout [TableID: SyntheticTable],
    retained: Set<String>,
    keepsFeatures: Bool = true,
    retainedOfParent: Set<String> = [],
    emit: (TableRows) throws -> Void
  ) throws -> (SyntheticTable, edges: [Int: [Bool]]) {
    var synthetic = SyntheticTable()
    guard let rowModel = model.rowModel else { return (synthetic, [:]) }
    let groups = prepareGroups(tables: &tables, typed: { preparePools(tables: &$0) })
    let parentTables = zip(model.plan.keys, model.plan.keyRoles).map { key, role in
      role == .context || role == .matched ? tables[key.parent] : nil
    }
    let drawer = try RowDrawer(
      generator: self,
      rowModel: rowModel,
      parentTables: parentTables,
      grandparents: grandparents(rowModel, tables: tables),
      pools: groups.pools,
      typeBuckets: groups.typeBuckets,
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
    var missing = 0
    var failed: Objection?
    func add(_ context: Int32, size: Int) throws {
      drawer.startGroup(contextRow: context, size: size)
      for _ in 0..<size {
        var random = CounterGenerator(seed, tableHash, UInt64(row), 1)
        let conflict = try draw(
          row: row,
          context: context,
          drawer: drawer,
          guards: &guards,
          guides: groups.guides,
          using: &random
        )
        if let conflict {
          missing += 1
          failed = conflict
          guard missing <= Self.missingLimit + model.plan.rowCount / 20 else {
            throw exhausted(conflict, missing: missing)
          }
          continue
        }
        if keepsFeatures { drawer.collectFeatures(into: &features) }
        drawer.accept(row: row, using: &random)
        block.append(drawer.acceptedCells)
        for (slot, end) in ends.enumerated()
        where context >= 0 && (end.isLast || drawer.place == 1) {
          endValues[slot][Int(context)] = drawer.acceptedNumber(end.column)
        }
        if block.isFull { try emit(block.take()) }
        row += 1
      }
    }
    for (context, count) in groups.counts.enumerated() where count > 0 {
      try add(Int32(context), size: count)
    }
    for _ in 0..<groups.orphans { try add(-1, size: 1) }
    // Rows that found no free key in their group try other groups.
    var patience = 20 * missing + 100
    while missing > 0, patience > 0 {
      patience -= 1
      missing -= 1
      var random = CounterGenerator(seed, tableHash, UInt64(row), UInt64(patience), 2)
      let context =
        groups.counts.isEmpty ? -1 : Int32(random.integer(below: groups.counts.count))
      try add(context, size: 1)
    }
    if missing > 0, let failed { throw exhausted(failed, missing: missing) }
    if block.rowCount > 0 { try emit(block.take()) }
    synthetic.rowCount = row
    for (part, bins) in zip(parts, features.finish()) {
      synthetic.store.append(part.info, bins)
    }
    if let contextKey = model.plan.contextKey {
      let parent = model.plan.keys[contextKey].parent
      for (end, values) in zip(ends, endValues) {
        if retainedOfParent.contains(end.name) {
          tables[parent]?.retained[end.name] = RetainedColumn(
            ColumnValues(storage: .reals(values), isNull: values.map(\.isNaN))
          )
        }
        guard let step = rowModel.columnSteps.first(where: { $0.column == end.column }),
          case .numeric(let codec) = step.codec
        else { continue }
        tables[parent]?.store.append(
          FeatureStore.Info(name: end.name, isCategorical: false),
          values.map { $0.isNaN ? 0 : codec.bucketOfCode[Int(codec.code(of: $0))] }
        )
      }
    }
    synthetic.retained = drawer.retained
    synthetic.parents = drawer.chosenParents
    return (synthetic, drawer.edges)
  }

  /// Columns of parents' parents that rules refer to.
  private func grandparents(
    _ rowModel: RowModel,
    tables: [TableID: SyntheticTable]
  ) -> [ColumnID: RetainedColumn] {
    var columns: [ColumnID: RetainedColumn] = [:]
    for case .grandparent(_, _, let column) in rowModel.columnSteps.flatMap({ $0.sources }) {
      columns[column] = tables[column.table]?.retained[column.name]
    }
    return columns
  }

  /// A key that left no room for a row.
  private struct Objection {
    var name: String
    var columns: [String]
  }

  private func exhausted(_ key: Objection, missing: Int) -> GenerationError {
    GenerationError(
      code: .keyExhausted,
      table: table.id,
      description: """
        \(table.id): \(missing) of \(model.plan.rowCount) rows found no value for key \(key.name) \
        (\(key.columns.joined(separator: ", "))). Ask for fewer rows with --rows \(table.id.name)=N, \
        or for more rows of the tables it refers to.
        """
    )
  }

  /// Draws a row until nothing objects; returns what never agreed.
  private func draw(
    row: Int,
    context: Int32,
    drawer: RowDrawer,
    guards: inout [UniqueGuard],
    guides: [[Double]],
    using random: inout CounterGenerator
  ) throws -> Objection? {
    let finals = { (guide: Int) in context < 0 ? Double.nan : guides[guide][Int(context)] }
    var objection: Objection?
    for attempt in 0..<(Self.redraws + Self.freeRedraws) {
      let isFree = attempt >= Self.redraws
      try drawer.draw(row: row, guides: finals, freely: isFree, using: &random)
      if let key = drawer.deadEnd {
        objection = Objection(name: key.name, columns: key.childColumns)
        drawer.reject()
        continue
      }
      if attempt < Self.conditionRedraws, conditions.areViolated(by: drawer.cells, labels: labels) {
        drawer.reject()
        continue
      }
      guard let conflict = firstConflict(drawer.cells, guards) else {
        commit(drawer.cells, &guards)
        return nil
      }
      objection = Objection(name: conflict.key.name, columns: conflict.key.columns)
      if attempt == Self.redraws - 1, force(conflict, row: row, drawer: drawer, guards: guards) {
        commit(drawer.cells, &guards)
        return nil
      }
      drawer.reject()
    }
    return objection
  }

  /// Alters columns of the key one after the other until it is free.
  private func force(
    _ conflict: UniqueGuard,
    row: Int,
    drawer: RowDrawer,
    guards: [UniqueGuard]
  ) -> Bool {
    for column in conflict.columns + (conflict.predicate?.columns ?? []) {
      for attempt in 0..<Self.forcedAttempts {
        guard drawer.force(column: column, row: row, attempt: attempt) else { break }
        if firstConflict(drawer.cells, guards) == nil { return true }
      }
    }
    return false
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

  // MARK: - Groups

  private struct Groups {
    /// Rows of every context parent, and without one.
    var counts: [Int] = []
    var orphans = 0
    /// Value of every guide for every context parent.
    var guides: [[Double]] = []
    var pools: [Int: ParentPool] = [:]
    var typeBuckets: [Int: [UInt8]] = [:]
  }

  private func prepareGroups(
    tables: inout [TableID: SyntheticTable],
    typed: (inout [TableID: SyntheticTable]) -> ([Int: ParentPool], [Int: [UInt8]])
  ) -> Groups {
    var groups = Groups()
    let total = model.plan.rowCount
    if let contextKey = model.plan.contextKey, let draw = model.fanOut.first {
      let parent = model.plan.keys[contextKey].parent
      guard var table = tables[parent] else { return groups }
      groups.orphans = Int((Double(total) * model.orphanShare).rounded())
      let isUnique = self.table.allKeys.contains {
        Set($0.columns).isSubset(of: model.plan.keys[contextKey].childColumns)
          && $0.predicate == nil
      }
      let counts = self.draw(
        draw,
        for: &table,
        total: total - groups.orphans,
        limit: isUnique ? 1 : .infinity
      )
      groups.counts = counts.map { Int($0) }
      let childless = counts.map { $0 == 0 }
      for guide in model.fanOut.dropFirst() {
        groups.guides.append(self.draw(guide, for: &table, total: nil, skipping: childless))
      }
      tables[parent] = table
    } else {
      groups.orphans = total
    }
    (groups.pools, groups.typeBuckets) = typed(&tables)
    return groups
  }

  /// Pools of the parents of every typed key.
  private func preparePools(
    tables: inout [TableID: SyntheticTable]
  ) -> ([Int: ParentPool], [Int: [UInt8]]) {
    var pools: [Int: ParentPool] = [:]
    var typeBuckets: [Int: [UInt8]] = [:]
    for case .parent(let step) in model.rowModel?.steps ?? [] {
      guard case .typed(_, let types) = step.choice,
        var parent = tables[model.plan.keys[step.key].parent]
      else { continue }
      let typeOfParent: [Int]
      switch types {
      case .rows: typeOfParent = Array(0..<parent.rowCount)
      case .tree(let tree):
        let matrix = parent.store.matrix(rowCount: parent.rowCount)
        typeOfParent = matrix.bytes.withUnsafeBufferPointer { bytes in
          (0..<parent.rowCount).map { row in
            bytes.baseAddress.map { tree.type($0 + row * matrix.width) } ?? 0
          }
        }
      }
      var degrees: [Int]?
      if let draw = model.degrees[step.key] {
        let share = model.filledShares[step.key] ?? 1
        degrees = self.draw(
          draw,
          for: &parent,
          total: Int((Double(model.plan.rowCount) * share).rounded())
        ).map { Int($0) }
        tables[model.plan.keys[step.key].parent] = parent
      }
      var random = generator("pool", step.key)
      pools[step.key] = ParentPool(
        typeOfParent: typeOfParent,
        typeCount: max(1, types.count),
        degrees: degrees,
        using: &random
      )
      let buckets = types.bucketOfCode
      typeBuckets[step.key] = typeOfParent.map { buckets[Int(ParentCode.firstType) + $0] }
    }
    return (pools, typeBuckets)
  }
}
