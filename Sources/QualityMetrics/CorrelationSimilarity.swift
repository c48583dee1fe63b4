import Statistics

/// How alike the correlations of two columns are on the two sides, as SDMetrics' `CorrelationSimilarity`.
package enum CorrelationSimilarity {
  /// Which correlation.
  package enum Coefficient: Sendable {
    case pearson
    case spearman

    fileprivate func value(_ first: [Double], _ second: [Double]) -> Double? {
      switch self {
      case .pearson: pearsonCorrelation(first, second)
      case .spearman: spearmanCorrelation(first, second)
      }
    }
  }

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
    clone: (first: [Double], second: [Double]),
    _ coefficient: Coefficient = .pearson
  ) -> Result? {
    guard let realCorrelation = coefficient.value(real.first, real.second),
      let cloneCorrelation = coefficient.value(clone.first, clone.second)
    else { return nil }
    return Result(
      score: 1 - abs(realCorrelation - cloneCorrelation) / 2,
      real: realCorrelation,
      clone: cloneCorrelation
    )
  }
}
