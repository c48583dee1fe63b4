import ConditionalTrees
import Statistics

/// Rows of one side as a detector sees them.
struct DetectorRows: Sendable {
  /// Feature by feature; NaN where a value is missing.
  var columns: [[Double]]
  /// Rows of a group, which know of each other, are never divided between learning and telling; nor are groups of the
  /// same name on both sides, as those of a parent that both have.
  var groups: [UInt64]

  var count: Int { groups.count }
}

/// Tells rows of two sides apart by boosted trees, cross-validated.
struct Detector: Sendable {
  struct Finding {
    var auc: Estimate
    /// Each feature's share of what all gained.
    var shares: [Double]
  }

  private static let folds = 3
  /// Fewer groups than this on a side do not say how the next one would be.
  private static let minimumGroups = 10

  var boosting = GradientBoosting()

  /// Nil where a side has too few groups, or there is nothing to look at.
  func tell(_ first: DetectorRows, from second: DetectorRows) -> Finding? {
    guard !first.columns.isEmpty else { return nil }
    let groups = Self.numbered(first.groups + second.groups)
    let sides = [groups[..<first.count], groups[first.count...]]
    guard let foldOfRow = Self.folds(of: sides) else { return nil }
    let count = groups.count
    let matrix = BinnedFeatures.matrix(zip(first.columns, second.columns).map(+), rowCount: count)
    let outcomes = (0..<count).map { Float($0 < first.count ? 0 : 1) }
    var scores = [Float](repeating: 0, count: count)
    var gains = [Double](repeating: 0, count: matrix.width)
    for fold in 0..<Self.folds {
      let rows = foldOfRow.indices.map { (row: Int32($0), isOut: foldOfRow[$0] == fold) }
      let told = rows.filter(\.isOut).map(\.row)
      let fit = boosting.fit(
        matrix,
        outcomes: outcomes,
        learning: rows.filter { !$0.isOut }.map(\.row),
        scoring: told
      )
      for row in told { scores[Int(row)] = fit.scores[Int(row)] }
      for (feature, gain) in fit.gains.enumerated() { gains[feature] += gain }
    }
    guard
      let auc = AreaUnderCurve.estimate(
        lower: AreaUnderCurve.Side(scores: Array(scores[..<first.count]), units: Array(sides[0])),
        higher: AreaUnderCurve.Side(scores: Array(scores[first.count...]), units: Array(sides[1]))
      )
    else { return nil }
    let total = gains.reduce(0, +)
    return Finding(auc: auc, shares: gains.map { total > 0 ? $0 / total : 0 })
  }

  /// Equal names as equal numbers, from 0 in order of appearance.
  private static func numbered(_ names: [UInt64]) -> [Int32] {
    var numbers: [UInt64: Int32] = [:]
    return names.map { name in
      let number = numbers[name] ?? Int32(numbers.count)
      numbers[name] = number
      return number
    }
  }

  /// The fold of every row, the first side's first; folds have about as many rows of each side.
  private static func folds(of sides: [ArraySlice<Int32>]) -> [Int]? {
    var sizes = [SIMD2<Double>](
      repeating: .zero,
      count: Int((sides.joined().max() ?? -1) + 1)
    )
    for (side, groups) in sides.enumerated() {
      for group in groups { sizes[Int(group)][side] += 1 }
      guard sizes.count(where: { $0[side] > 0 }) >= minimumGroups else { return nil }
    }
    func order(_ group: Int) -> UInt64 { CounterGenerator.mix(UInt64(group)) }
    let largestFirst = sizes.indices.sorted {
      (sizes[$1].sum(), order($0)) < (sizes[$0].sum(), order($1))
    }
    var filled = [SIMD2<Double>](repeating: .zero, count: folds)
    var foldOfGroup = [Int](repeating: 0, count: sizes.count)
    for group in largestFirst {
      // Where rows like its own are fewest.
      func load(_ fold: Int) -> Double { (filled[fold] * sizes[group]).sum() }
      let fold = filled.indices.min { (load($0), $0) < (load($1), $1) } ?? 0
      foldOfGroup[group] = fold
      filled[fold] += sizes[group]
    }
    return sides.joined().map { foldOfGroup[Int($0)] }
  }
}
