import Statistics

/// Exchanges drawn numbers of children between parents until the parents' features, seen from the children, are as
/// frequent as in the source.
///
/// A few parents have a large part of the children: the best-selling products are half of the lines of a shop. Which
/// ones they are is drawn for each parent by itself, so that chance decides which department sells. Numbers that change places
/// leave their own distribution as it is. The idea is calibration of weights to known totals (Deville and Särndal
/// 1992, DOI 10.1080/01621459.1992.10475217), with numbers instead of weights.
struct CountExchange {
  private let shares: [ChildShare]
  /// Bins of the parents, by share.
  private let bins: [[UInt8]]
  /// Some parents of every group, by share.
  private let members: [[[Int32]]]
  /// Children that a group has too many, by share.
  private var excess: [[Double]]
  /// What a squared child too many weighs, by share.
  private let weights: [[Double]]

  /// Parents with the largest numbers, which look for others to exchange with.
  private static let maximumSeekers = 20_000
  /// Parents that they find, about.
  private static let maximumMembers = 100_000
  private static let passes = 3
  /// Parents that each of them looks at.
  private static let attempts = 24

  /// Nil where there is nothing to exchange.
  ///
  /// - `numbers`: of every parent; NaN for none.
  /// - `store`: features of the parents.
  init?(_ shares: [ChildShare], numbers: [Double], store: FeatureStore) {
    let total = numbers.reduce(0) { $0 + ($1.isNaN ? 0 : $1) }
    guard total > 0, !shares.isEmpty, shares.allSatisfy({ $0.feature < store.width }) else {
      return nil
    }
    self.shares = shares
    bins = shares.map { store.columns[$0.feature] }
    let stride = numbers.count / Self.maximumMembers + 1
    var members: [[[Int32]]] = []
    var excess: [[Double]] = []
    for (share, bins) in zip(shares, bins) {
      var rows = [[Int32]](repeating: [], count: share.shares.count)
      var over = share.shares.map { -$0 * total }
      for (row, bin) in bins.enumerated() where !numbers[row].isNaN {
        let group = Int(share.groups[Int(bin)])
        over[group] += numbers[row]
        if row % stride == 0 { rows[group].append(Int32(row)) }
      }
      members.append(rows)
      excess.append(over)
    }
    self.members = members
    self.excess = excess
    weights = shares.map { $0.shares.map { 1 / ($0 * total + 1) } }
  }

  /// - `isAllowed`: whether a parent may have a number.
  mutating func run(
    _ numbers: inout [Double],
    isAllowed: (Int, Double) -> Bool,
    using generator: inout CounterGenerator
  ) {
    let seekers = numbers.indices.filter { numbers[$0] > 0 }
      .sorted { (numbers[$1], $0) < (numbers[$0], $1) }
      .prefix(Self.maximumSeekers)
    for _ in 0..<Self.passes {
      var moved = false
      for seeker in seekers where exchange(seeker, &numbers, isAllowed, using: &generator) {
        moved = true
      }
      guard moved else { break }
    }
  }

  /// Exchanges a parent's number with the best of a few others, half of them from the group that lacks most.
  private mutating func exchange(
    _ seeker: Int,
    _ numbers: inout [Double],
    _ isAllowed: (Int, Double) -> Bool,
    using generator: inout CounterGenerator
  ) -> Bool {
    var best: (change: Double, row: Int)?
    for attempt in 0..<Self.attempts {
      let share = generator.integer(below: shares.count)
      let group =
        attempt % 2 == 0
        ? groupBehind(share) : generator.integer(below: members[share].count)
      let pool = members[share][group]
      guard !pool.isEmpty else { continue }
      let row = Int(pool[generator.integer(below: pool.count)])
      let change = change(from: seeker, to: row, of: numbers[seeker] - numbers[row])
      guard change < (best?.change ?? 0), isAllowed(seeker, numbers[row]),
        isAllowed(row, numbers[seeker])
      else { continue }
      best = (change, row)
    }
    guard let best else { return false }
    let moved = numbers[seeker] - numbers[best.row]
    for share in shares.indices {
      excess[share][group(share, seeker)] -= moved
      excess[share][group(share, best.row)] += moved
    }
    numbers.swapAt(seeker, best.row)
    return true
  }

  private func group(_ share: Int, _ row: Int) -> Int {
    Int(shares[share].groups[Int(bins[share][row])])
  }

  /// The group whose parents have too few children most of all.
  private func groupBehind(_ share: Int) -> Int {
    var found = 0
    var least = 0.0
    for (group, over) in excess[share].enumerated() {
      let weighed = over * abs(over) * weights[share][group]
      if weighed < least { (found, least) = (group, weighed) }
    }
    return found
  }

  /// What moving so many children from one parent to another adds to the weighed squares of what groups have too many.
  private func change(from: Int, to: Int, of moved: Double) -> Double {
    guard moved != 0 else { return 0 }
    var sum = 0.0
    for share in shares.indices {
      let (left, right) = (group(share, from), group(share, to))
      guard left != right else { continue }
      sum += weights[share][left] * moved * (moved - 2 * excess[share][left])
      sum += weights[share][right] * moved * (moved + 2 * excess[share][right])
    }
    return sum
  }
}
