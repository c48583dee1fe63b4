import Statistics

/// Exchanges drawn numbers of children between parents until parents of each kind have as many on average as in the
/// source.
///
/// A few parents have a large part of the children: the best-selling products are half of the lines of a shop. Which
/// ones they are is drawn for each parent by itself, so that chance decides which department sells. Numbers that change places
/// leave their own distribution as it is. The idea is calibration of weights to known totals (Deville and Särndal
/// 1992, DOI 10.1080/01621459.1992.10475217), with numbers instead of weights.
struct CountExchange {
  private let features: [MeanNumbers]
  /// Bins of the parents, by feature.
  private let bins: [[UInt8]]
  /// Some parents of every group, by feature.
  private let members: [[[Int32]]]
  /// Children that a group has too many, by feature.
  private var excess: [[Double]]
  /// What a squared child too many weighs, by feature.
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
  init?(_ features: [MeanNumbers], numbers: [Double], store: FeatureStore) {
    let total = numbers.reduce(0) { $0 + ($1.isNaN ? 0 : $1) }
    guard total > 0, !features.isEmpty, features.allSatisfy({ $0.feature < store.width }) else {
      return nil
    }
    self.features = features
    bins = features.map { store.columns[$0.feature] }
    let present = numbers.filter { !$0.isNaN }
    let mean = total / Double(present.count)
    let variance = present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(present.count)
    let deviation = variance.squareRoot()
    let stride = numbers.count / Self.maximumMembers + 1
    var members: [[[Int32]]] = []
    var excess: [[Double]] = []
    var weights: [[Double]] = []
    for (feature, bins) in zip(features, bins) {
      var rows = [[Int32]](repeating: [], count: feature.means.count)
      var held = [Double](repeating: 0, count: feature.means.count)
      var parents = held
      for (row, bin) in bins.enumerated() where !numbers[row].isNaN {
        let group = Int(feature.groups[Int(bin)])
        held[group] += numbers[row]
        parents[group] += 1
        if row % stride == 0 { rows[group].append(Int32(row)) }
      }
      let due = Self.due(feature, parents: parents, total: total, deviation: deviation)
      members.append(rows)
      excess.append(zip(held, due).map { $0 - $1 })
      weights.append(due.map { 1 / ($0 + 1) })
    }
    self.members = members
    self.excess = excess
    self.weights = weights
  }

  /// Children that the parents of each group are to have together.
  ///
  /// As many for each parent as in the source; and where chance has made parents of a kind more or fewer than there, so
  /// many less or more as other parents of the kind might have by chance, so that the children still see them as often.
  private static func due(
    _ feature: MeanNumbers,
    parents: [Double],
    total: Double,
    deviation: Double
  ) -> [Double] {
    func scaled(_ numbers: [Double]) -> [Double] {
      let scale = total / max(numbers.reduce(0, +), .leastNormalMagnitude)
      return numbers.map { $0 * scale }
    }
    let each = scaled(zip(parents, feature.means).map { $0 * $1 })
    let seen = scaled(zip(feature.shares, feature.means).map { $0 * $1 })
    return each.indices.map { group in
      let error = deviation * parents[group].squareRoot()
      return max(0, each[group] + min(error, max(-error, seen[group] - each[group])))
    }
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
      let feature = generator.integer(below: features.count)
      let group =
        attempt % 2 == 0
        ? groupBehind(feature) : generator.integer(below: members[feature].count)
      let pool = members[feature][group]
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
    for feature in features.indices {
      excess[feature][group(feature, seeker)] -= moved
      excess[feature][group(feature, best.row)] += moved
    }
    numbers.swapAt(seeker, best.row)
    return true
  }

  private func group(_ feature: Int, _ row: Int) -> Int {
    Int(features[feature].groups[Int(bins[feature][row])])
  }

  /// The group whose parents have too few children most of all.
  private func groupBehind(_ feature: Int) -> Int {
    var found = 0
    var least = 0.0
    for (group, over) in excess[feature].enumerated() {
      let weighed = over * abs(over) * weights[feature][group]
      if weighed < least { (found, least) = (group, weighed) }
    }
    return found
  }

  /// What moving so many children from one parent to another adds to the weighed squares of what groups have too many.
  private func change(from: Int, to: Int, of moved: Double) -> Double {
    guard moved != 0 else { return 0 }
    var sum = 0.0
    for feature in features.indices {
      let (left, right) = (group(feature, from), group(feature, to))
      guard left != right else { continue }
      sum += weights[feature][left] * moved * (moved - 2 * excess[feature][left])
      sum += weights[feature][right] * moved * (moved + 2 * excess[feature][right])
    }
    return sum
  }
}
