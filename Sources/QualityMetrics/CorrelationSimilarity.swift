/// How alike the Pearson correlations of two columns are on the two sides, as SDMetrics' `CorrelationSimilarity`.
package enum CorrelationSimilarity {
  /// A score with the correlations that it compares.
  package struct Result: Hashable, Sendable {
    package var score: Double
    package var real: Double
    package var clone: Double
  }

  /// The score, or nil where a correlation is undefined: fewer than two complete rows, or a constant column.
  ///
  /// Missing values are NaN; rows that miss one of the two values are left out.
  package static func score(
    real: (first: [Double], second: [Double]),
    clone: (first: [Double], second: [Double])
  ) -> Result? {
    guard let realCorrelation = pearson(real.first, real.second),
      let cloneCorrelation = pearson(clone.first, clone.second)
    else { return nil }
    return Result(
      score: 1 - abs(realCorrelation - cloneCorrelation) / 2,
      real: realCorrelation,
      clone: cloneCorrelation
    )
  }

  /// Pearson's r of the complete pairs, in two passes, or nil where it is undefined.
  package static func pearson(_ first: [Double], _ second: [Double]) -> Double? {
    var count = 0.0
    var firstSum = 0.0
    var secondSum = 0.0
    for (x, y) in zip(first, second) where x.isFinite && y.isFinite {
      count += 1
      firstSum += x
      secondSum += y
    }
    guard count >= 2 else { return nil }
    let firstMean = firstSum / count
    let secondMean = secondSum / count
    var firstSquares = 0.0
    var secondSquares = 0.0
    var products = 0.0
    var firstLargest = 0.0
    var secondLargest = 0.0
    for (x, y) in zip(first, second) where x.isFinite && y.isFinite {
      let dx = x - firstMean
      let dy = y - secondMean
      firstSquares += dx * dx
      secondSquares += dy * dy
      products += dx * dy
      firstLargest = max(firstLargest, abs(dx))
      secondLargest = max(secondLargest, abs(dy))
    }
    // A constant column leaves rounding errors of this size around its mean, not zeros.
    let noise = 1e-13
    guard firstLargest > noise * abs(firstMean), secondLargest > noise * abs(secondMean),
      firstSquares > 0, secondSquares > 0
    else { return nil }
    let r = products / (firstSquares.squareRoot() * secondSquares.squareRoot())
    return r.isFinite ? min(1, max(-1, r)) : nil
  }
}
