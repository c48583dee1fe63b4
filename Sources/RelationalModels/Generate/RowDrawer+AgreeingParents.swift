import Statistics
import TableData

/// Keys that share columns with others: their parents must agree with what stands in the row.
extension RowDrawer {
  /// Chooses among the parents that agree with what other keys have put into the row.
  ///
  /// - `nullShare`, `freeNullShare`: how often there is no parent where something, and nothing, is fixed; without
  ///   effect on keys that must be set.
  func chooseAgreeing(
    _ key: Int,
    nullShare: Double,
    freeNullShare: Double,
    using random: inout CounterGenerator
  ) {
    parentRows[key] = -1
    let fixed = fixedColumns(key)
    let share = fixed.isEmpty ? freeNullShare : nullShare
    if isNullable(key), fixed.count < foreign[key].positions.count, random.uniform() < share {
      return
    }
    let parent =
      agreeingParent(key, fixed: fixed, using: &random) {
        isApart(key, $0) && placesLeft[key]?[Int($0)] ?? 1 > 0
      } ?? agreeingParent(key, fixed: fixed, using: &random) { isApart(key, $0) }
    parentRows[key] = parent ?? -1
    if parentRows[key] < 0, !isNullable(key) { deadEnd = model.plan.keys[key] }
  }

  /// Positions within the key of columns that hold a value.
  private func fixedColumns(_ key: Int) -> [Int] {
    foreign[key].positions.indices.filter { !isNull(cells[foreign[key].positions[$0]]) }
  }

  /// Any parent that has the row's values in the given columns of the key.
  private func agreeingParent(
    _ key: Int,
    fixed: [Int],
    using random: inout CounterGenerator,
    accepting accepts: (Int32) -> Bool
  ) -> Int32? {
    guard let parent = parentTables[key] else { return nil }
    let columns = AgreeingColumns(key: key, columns: fixed)
    if agreeing[columns] == nil {
      let names = fixed.map { foreign[key].names[$0] }
      var index: [UInt64: [Int32]] = [:]
      for row in 0..<parent.rowCount where isEligible[key]?[row] ?? true {
        index[parent.hash(row, names), default: []].append(Int32(row))
      }
      agreeing[columns] = index
    }
    let hash = fixed.reduce(UInt64(0)) {
      RowHasher.combine($0, cellHash(foreign[key].positions[$1]))
    }
    guard let rows = agreeing[columns]?[hash] else { return nil }
    return ParentPool.any(of: rows, using: &random, accepting: accepts)
  }

  /// The hash of a cell as ``RowHasher`` computes it; 0 for null.
  func cellHash(_ position: Int) -> UInt64 {
    switch cells[position] {
    case .null: 0
    case .integer(let value): RowHasher.hash(value)
    case .real(let value): RowHasher.hash(value)
    case .label(let label): CounterGenerator.hash(generator.labels[position][Int(label)])
    case .text(let text): CounterGenerator.hash(text)
    }
  }

  /// Sets those columns of a key without a parent that hold values all the same, to values of any one parent.
  func fillPartly(_ key: Int, using random: inout CounterGenerator) {
    guard let patterns = model.nullPatterns[key] else { return }
    let positions = foreign[key].positions
    let fixed = fixedColumns(key)
    let possible = patterns.filter { pattern in
      fixed.allSatisfy { pattern.columns.contains(positions[$0]) }
    }
    var goal = random.uniform() * possible.reduce(0) { $0 + $1.share }
    let pattern = possible.first {
      goal -= $0.share
      return goal < 0
    }
    guard let pattern, pattern.columns.count > fixed.count,
      let parent = agreeingParent(key, fixed: fixed, using: &random, accepting: { _ in true })
    else { return }
    for column in parentColumns[key] {
      guard let position = column.position, pattern.columns.contains(position),
        isNull(cells[position])
      else { continue }
      cells[position] = column.values[Int(parent)]
    }
  }

  /// Finds the parents of keys that were left null but that other keys have completed.
  func checkCompletedKeys() {
    for key in completedKeys where parentRows[key] < 0 {
      let fixed = fixedColumns(key)
      guard fixed.count == foreign[key].positions.count else { continue }
      var random = CounterGenerator()
      guard let parent = agreeingParent(key, fixed: fixed, using: &random, accepting: { _ in true })
      else {
        deadEnd = model.plan.keys[key]
        return
      }
      if key != model.plan.contextKey { parentRows[key] = parent }
    }
  }
}
