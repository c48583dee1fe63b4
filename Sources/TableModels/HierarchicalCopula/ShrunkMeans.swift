/// Means of a variable's scores over the children of each parent, drawn towards that of all: the fewer children, the more.
///
/// The empirical Bayes estimate of Efron and Morris (1973, DOI 10.1080/01621459.1973.10481350): a mean of n children counts
/// for b / (b + w / n), where b is the variance between parents and w that within.
struct ShrunkMeans {
  private let between: Double
  private let within: Double
  private var sums: [Double]
  private var counts: [Double]
  private let ofRow: [Int32]

  /// - `between`: share of the scores' variance that lies between parents.
  /// - `ofRow`: the parent of every row; negative for none.
  init(_ variable: SeenVariable, between: Double, ofRow: [Int32], parentCount: Int) {
    self.between = between * variable.function.variance
    within = (1 - between) * variable.function.variance
    self.ofRow = ofRow
    sums = [Double](repeating: 0, count: parentCount)
    counts = sums
    for (row, parent) in ofRow.enumerated() where parent >= 0 {
      let score = variable.scores[row]
      guard !score.isNaN else { continue }
      sums[Int(parent)] += score
      counts[Int(parent)] += 1
    }
  }

  /// For how much a parent's own mean counts, between 0 and 1.
  private func weight(_ parent: Int) -> Double {
    guard between > 0, counts[parent] > 0 else { return 0 }
    return between / (between + within / counts[parent])
  }

  private func mean(_ parent: Int) -> Double {
    counts[parent] > 0 ? weight(parent) * sums[parent] / counts[parent] : 0
  }

  /// A parent's mean in standard deviations between parents, as far as its children tell it.
  func estimate(of parent: Int) -> ParameterEstimate {
    guard between > 0 else { return .unknown }
    return ParameterEstimate(
      mean: mean(parent) / between.squareRoot(),
      deviation: (1 - weight(parent)).squareRoot()
    )
  }

  /// The scores of the rows less their parents' means.
  func remainder(of variable: SeenVariable) -> [Double] {
    variable.scores.enumerated().map { row, score in
      ofRow[row] >= 0 ? score - mean(Int(ofRow[row])) : score
    }
  }
}
