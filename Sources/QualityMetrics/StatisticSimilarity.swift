package import TableData

/// A figure that sums up some numbers.
package enum SummaryStatistic: String, CaseIterable, Sendable {
  case mean
  case median
  /// The standard deviation of a sample, over n − 1.
  case standardDeviation = "std"
  case minimum = "min"
  case maximum = "max"

  /// The figure, or nil where there are too few numbers: none, or one for a standard deviation.
  package func value(of numbers: [Double]) -> Double? {
    guard !numbers.isEmpty else { return nil }
    switch self {
    case .mean: return Self.mean(numbers)
    case .median:
      let sorted = numbers.sorted()
      let middle = sorted.count / 2
      return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    case .standardDeviation:
      guard numbers.count > 1 else { return nil }
      let mean = Self.mean(numbers)
      let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(numbers.count - 1)).squareRoot()
    case .minimum: return numbers.min()
    case .maximum: return numbers.max()
    }
  }

  /// In two passes, so that timestamps lose nothing to the size of their sum.
  private static func mean(_ numbers: [Double]) -> Double {
    let count = Double(numbers.count)
    let first = numbers.reduce(0, +) / count
    return first + numbers.reduce(0) { $0 + ($1 - first) } / count
  }
}

/// The difference of a statistic of both sides in ranges of the real one, as SDMetrics' `StatisticSimilarity`.
package enum StatisticSimilarity {
  /// The score, or nil where the real side is constant or a side has too few values.
  package static func score(
    real: ColumnValues,
    clone: ColumnValues,
    _ statistic: SummaryStatistic
  ) -> Double? {
    score(real: real.presentNumbers, clone: clone.presentNumbers, statistic)
  }

  static func score(
    real: [Double],
    clone: [Double],
    _ statistic: SummaryStatistic
  ) -> Double? {
    guard let bounds = NumberBounds(real), bounds.width > 0,
      let expected = statistic.value(of: real), let found = statistic.value(of: clone)
    else { return nil }
    return max(0, 1 - abs(expected - found) / bounds.width)
  }
}
