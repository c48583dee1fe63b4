import Metadata

/// What is worked out once for all rows.
extension RowDrawer {
  /// What every key must keep apart from when it is chosen.
  static func partners(
    _ model: FittedTable,
    rowModel: RowModel,
    places: [Int: [Int32]]
  ) -> [[Partner]] {
    var turn = [Int](repeating: -1, count: model.plan.keys.count)
    for (number, step) in rowModel.steps.enumerated() {
      if case .parent(let parent) = step { turn[parent.key] = number }
    }
    var partners = [[Partner]](repeating: [], count: turn.count)
    for (number, pair) in model.parentPairs.enumerated() {
      let firstIsEarlier = turn[pair.first] < turn[pair.second]
      partners[firstIsEarlier ? pair.second : pair.first].append(
        Partner(
          key: firstIsEarlier ? pair.first : pair.second,
          relation: pair.relation,
          isFirst: firstIsEarlier,
          places: places[number]
        )
      )
    }
    return partners
  }

  /// Finding the code of a derived value costs as much as deriving it, and often nothing looks at it.
  static func columnsWithUsedCode(
    _ rowModel: RowModel,
    guides: [Guide],
    used: Set<Int>,
    count: Int
  ) -> [Bool] {
    let layout = rowModel.layout
    var isUsed = [Bool](repeating: false, count: count)
    for (number, step) in rowModel.steps.enumerated() {
      guard case .column(let column) = step else { continue }
      var features = [layout.ownStart[number]]
      if layout.isSequence {
        features += [layout.previousStart + number, layout.runningStart + number]
      }
      if !used.isDisjoint(with: features) || guides.contains(where: { $0.step == number }) {
        isUsed[column.column] = true
      }
      switch column.derivation?.rule {
      case .map(let from, _): isUsed[from] = true
      case .copy(.column(let other)): isUsed[other] = true
      default: break
      }
      for case .code(let other) in column.restraints.nullRules.map(\.source) {
        isUsed[other] = true
      }
    }
    return isUsed
  }

  /// Values for references that have no parent in the source either.
  static func dangling(
    _ model: FittedTable,
    parents: [SyntheticTable?]
  ) -> [Int: DanglingReferences] {
    var dangling: [Int: DanglingReferences] = [:]
    for (key, share) in model.danglingShares {
      let foreign = model.plan.keys[key]
      guard foreign.childColumns.count == 1,
        let values = parents[key]?.retained[foreign.parentColumns[0]],
        let column = model.columns.first(where: { $0.name == foreign.childColumns[0] })
      else { continue }
      dangling[key] = DanglingReferences(share: share, parents: values, type: column.type)
    }
    return dangling
  }
}
