import Metadata
import Statistics

/// Parents that follow from other parents.
extension RowDrawer {
  /// Takes over the parent of the row's parent in its own table; false where it has none.
  func inherit(_ step: ParentStep, slot: Int) -> Bool {
    guard let own = step.inheritsFrom, parentRows[own] >= 0,
      Int(parentRows[own]) < chosenParents[step.key].count
    else { return false }
    let parent = chosenParents[step.key][Int(parentRows[own])]
    parentRows[step.key] = parent
    if parent >= 0 { pools[step.key]?.owe(parent) }
    features[slot] = parent < 0 ? 0 : 3
    features[slot + 1] = parent < 0 ? 0 : typeBuckets[step.key]?[Int(parent)] ?? 0
    return true
  }

  /// Decides which of the keys that follow others are to be null, before anything is chosen that they follow.
  func decideMissingKeys(using random: inout CounterGenerator) {
    for way in ways.joined() where isNullable(way.agreement.via) {
      isLeftOut[way.agreement.via] = random.uniform() < way.nullShare
    }
  }

  /// Whether keys that follow this one, and are to be set, find rows that refer to the parent.
  func leadsOn(_ key: Int, _ parent: Int32) -> Bool {
    guard keepsLearntRules, !ways[key].isEmpty else { return true }
    let held = parentRows[key]
    parentRows[key] = parent
    defer { parentRows[key] = held }
    return ways[key].allSatisfy { way in
      isLeftOut[way.agreement.via]
        || referringRows(way.agreement)[Int(parent)].contains { isApart(way.agreement.via, $0) }
    }
  }

  /// Leaves keys null that follow this one and for which no parent leads on; false where there are none.
  func leaveOutFollowers(of key: Int) -> Bool {
    let open = ways[key].map(\.agreement.via).filter { isNullable($0) && !isLeftOut[$0] }
    for follower in open { isLeftOut[follower] = true }
    return !open.isEmpty
  }

  /// Chooses among the parents that refer to the parent of the agreement's key, by their remaining degree.
  func chooseAlong(_ agreement: KeyAgreement, using random: inout CounterGenerator) {
    let key = agreement.via
    let goal = parentRows[agreement.key]
    parentRows[key] = -1
    if isNullable(key), goal < 0 || isLeftOut[key] { return }
    let rows = goal >= 0 ? referringRows(agreement)[Int(goal)] : []
    let parent =
      ParentPool.any(of: rows, using: &random) {
        isApart(key, $0) && placesLeft[key]?[Int($0)] ?? 1 > 0
      } ?? ParentPool.any(of: rows, using: &random) { isApart(key, $0) }
    parentRows[key] = parent ?? -1
    guard parent == nil, !isNullable(key) else { return }
    guard !keepsLearntRules else {
      deadEnd = model.plan.keys[key]
      return
    }
    chooseAgreeing(key, nullShare: 0, freeNullShare: 0, using: &random)
  }

  /// Rows of the parent of the agreement's other key, by the row that they refer to.
  private func referringRows(_ agreement: KeyAgreement) -> [[Int32]] {
    let key = agreement.via
    if let known = referring[key] { return known }
    let count = parentTables[agreement.key]?.rowCount ?? 0
    var rows = [[Int32]](repeating: [], count: count)
    for (row, goal) in (parentTables[key]?.parents[agreement.viaKey] ?? []).enumerated()
    where goal >= 0 && isEligible[key]?[row] ?? true {
      rows[Int(goal)].append(Int32(row))
    }
    referring[key] = rows
    return rows
  }

  /// Whether a parent leaves room for values that must lie between its own and those of other parents.
  func leavesRoom(_ key: Int, _ parent: Int32) -> Bool {
    guard keepsLearntRules, !rivals[key].isEmpty else { return true }
    let held = parentRows[key]
    parentRows[key] = parent
    defer { parentRows[key] = held }
    return rivals[key].allSatisfy(hasRoom)
  }

  /// Whether the lower value is below the higher one, or one of them is missing.
  func hasRoom(_ rival: RivalLimits) -> Bool {
    let low = plainNumber(rival.low.other) * rival.low.otherFactor
    let high = plainNumber(rival.high.other) * rival.high.otherFactor
    guard !low.isNaN, !high.isNaN else { return true }
    return low < high || low == high && !rival.low.isStrict && !rival.high.isStrict
  }
}

/// A key that is chosen among rows that refer to the parent of another one.
struct FollowingKey {
  var agreement: KeyAgreement
  var nullShare: Double

  /// The keys that follow each key.
  static func all(_ rowModel: RowModel, keyCount: Int) -> [[FollowingKey]] {
    var ways = [[FollowingKey]](repeating: [], count: keyCount)
    for case .parent(let step) in rowModel.steps {
      guard case .along(let agreement, let nullShare) = step.choice else { continue }
      ways[agreement.key].append(FollowingKey(agreement: agreement, nullShare: nullShare))
    }
    return ways
  }
}

/// Two limits of one column that are values of different parents.
struct RivalLimits: Codable {
  var low: ValueLimit
  var high: ValueLimit

  /// The pairs that each key takes part in.
  ///
  /// - `limits`: those of the row's columns.
  /// - `orders`: those between parents alone.
  static func all(
    _ limits: [ValueLimit],
    orders: [RivalLimits],
    keyCount: Int
  ) -> [[RivalLimits]] {
    var rivals = [[RivalLimits]](repeating: [], count: keyCount)
    for order in orders {
      for key in [order.low, order.high].compactMap(\.other.key) { rivals[key].append(order) }
    }
    for low in limits where low.isLower {
      for high in limits where !high.isLower && high.column == low.column {
        guard let first = low.other.key, let second = high.other.key, first != second else {
          continue
        }
        rivals[first].append(RivalLimits(low: low, high: high))
        rivals[second].append(RivalLimits(low: low, high: high))
      }
    }
    return rivals
  }
}
