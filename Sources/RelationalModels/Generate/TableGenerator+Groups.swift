import ColumnTransforms
import ConditionalTrees
import Metadata
import Statistics
import TableData
import TableModels

/// What is drawn for parents before the rows of their children.
extension TableGenerator {
  struct Groups {
    /// Rows of every context parent, and without one.
    var counts: [Int] = []
    var orphans = 0
    /// The largest number of rows of every context parent; nil without limits.
    var room: [Double]?
    /// Value of every guide for every context parent.
    var guides: [[Double]] = []
    var pools: [Int: ParentPool] = [:]
    /// What the models of the parents' children differ in, by key.
    var parameters: [Int: [Float]] = [:]
    var typeBuckets: [Int: [UInt8]] = [:]
    /// Parents that keys may refer to, for keys that may not refer to all.
    var isEligible: [Int: [Bool]] = [:]
    /// Children wanted of every parent, by key.
    var degrees: [Int: [Int]] = [:]
    /// For every pair of keys without circles: places of the parent's rows, from which edges lead upwards.
    var places: [Int: [Int32]] = [:]

    /// Context parents that may take further rows: those with some, where there are any.
    var open: [Int32] {
      let roomy = counts.indices.filter { room?[$0] ?? 1 > 0 }.map { Int32($0) }
      let inUse = roomy.filter { counts[Int($0)] > 0 }
      return inUse.isEmpty ? roomy : inUse
    }
  }

  func prepareGroups(tables: inout [TableID: SyntheticTable]) -> Groups {
    var groups = Groups()
    let total = rowCount
    if let contextKey = model.plan.contextKey, let draw = model.fanOut.first {
      let parent = model.plan.keys[contextKey].parent
      guard var table = tables[parent] else { return groups }
      groups.orphans = Int((Double(total) * model.orphanShare).rounded())
      groups.room = room(for: contextKey, tables: tables)
      for count in model.stepCounts {
        func ends(_ name: String) -> [Double] {
          (0..<table.rowCount).map { table.retained[name]?.number($0) ?? .nan }
        }
        table.store.append(count, first: ends(count.first), last: ends(count.last))
      }
      let counts = self.draw(
        draw,
        for: &table,
        total: total - groups.orphans,
        room: groups.room,
        needsOne: model.fanOutRules.rows(of: contextKey, .some, parent: table)
      )
      groups.counts = counts.map { Int($0) }
      groups.degrees[contextKey] = groups.counts
      let childless = counts.map { $0 == 0 }
      for guide in model.fanOut.dropFirst() {
        groups.guides.append(self.draw(guide, for: &table, total: nil, skipping: childless))
      }
      tables[parent] = table
    } else {
      groups.orphans = total
    }
    for key in model.plan.keys.indices {
      groups.isEligible[key] = eligibleParents(key, tables: tables)
    }
    preparePools(&groups, tables: &tables)
    groups.parameters = parameters(groups, tables: tables)
    for (number, pair) in model.parentPairs.enumerated() where pair.relation == .acyclic {
      groups.places[number] = order(
        outward: groups.degrees[pair.first],
        inward: groups.degrees[pair.second],
        rowCount: tables[model.plan.keys[pair.first].parent]?.rowCount ?? 0,
        pair: number
      )
    }
    return groups
  }

  /// Parameters of the parents of every key that rows are drawn given.
  private func parameters(
    _ groups: Groups,
    tables: [TableID: SyntheticTable]
  ) -> [Int: [Float]] {
    var parameters: [Int: [Float]] = [:]
    for level in model.rowModel?.synthesizer?.levels ?? [] {
      guard let parent = tables[model.plan.keys[level.key].parent] else { continue }
      let purpose = CounterGenerator.hash("parameters by key \(level.key)")
      let isContext = level.key == model.plan.contextKey
      parameters[level.key] = level.parameters(
        rowCount: parent.rowCount,
        features: parent.store.columns,
        children: isContext ? groups.counts : groups.degrees[level.key]
      ) { row in CounterGenerator(seed, tableHash, purpose, UInt64(row)) }
    }
    return parameters
  }

  /// Pools of the parents of every typed key.
  private func preparePools(_ groups: inout Groups, tables: inout [TableID: SyntheticTable]) {
    for case .parent(let step) in model.rowModel?.steps ?? [] {
      guard var parent = tables[model.plan.keys[step.key].parent] else { continue }
      if let draw = model.degrees[step.key] {
        let share = model.filledShares[step.key] ?? 1
        groups.degrees[step.key] = self.draw(
          draw,
          for: &parent,
          total: Int((Double(rowCount) * share).rounded()),
          room: room(for: step.key, tables: tables)
        ).map { Int($0) }
        tables[model.plan.keys[step.key].parent] = parent
      }
      var random = generator("pool", step.key)
      if case .conditional = step.choice {
        groups.pools[step.key] = ParentPool(
          typeOfParent: [Int](repeating: 0, count: parent.rowCount),
          typeCount: 1,
          degrees: groups.degrees[step.key],
          isEligible: nil,
          using: &random
        )
      }
      guard case .typed(let typed) = step.choice else { continue }
      let types = typed.types
      let typeOfParent = typeOfEveryParent(types, parent: parent)
      groups.pools[step.key] = ParentPool(
        typeOfParent: typeOfParent,
        typeCount: max(1, types.count),
        degrees: groups.degrees[step.key],
        isEligible: groups.isEligible[step.key],
        using: &random
      )
      let buckets = types.bucketOfCode(twins: typed.twins.count)
      groups.typeBuckets[step.key] = typeOfParent.map {
        buckets[Int(ParentCode.firstType) + $0]
      }
    }
  }

  private func typeOfEveryParent(_ types: ParentTypes, parent: SyntheticTable) -> [Int] {
    switch types {
    case .rows: return Array(0..<parent.rowCount)
    case .tree(let tree):
      let matrix = parent.store.matrix(rowCount: parent.rowCount)
      return matrix.bytes.withUnsafeBufferPointer { bytes in
        (0..<parent.rowCount).map { row in
          bytes.baseAddress.map { tree.type($0 + row * matrix.width) } ?? 0
        }
      }
    }
  }
}
