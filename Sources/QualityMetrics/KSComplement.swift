package import TableData

/// One minus the two-sample Kolmogorov–Smirnov statistic: how alike two distributions of numbers are.
///
/// Equals SDMetrics' `KSComplement`: NULLs (and NaNs, which pandas cannot tell from NULL) are dropped, and
/// fractions are rounded to 14 decimals so that 0.1 + 0.2 ties with 0.3.
package enum KSComplement {
  /// `10^14`: SDMetrics rounds to one decimal less than a double is sure to hold.
  private static let decimals = 1e14

  /// The score of two columns in O(n log n), or nil where a side has no value.
  package static func score(real: ColumnValues, clone: ColumnValues) -> Double? {
    if case .integers(let realValues) = real.storage,
      case .integers(let cloneValues) = clone.storage
    {
      return score(
        real: present(realValues, real.isNull),
        clone: present(cloneValues, clone.isNull)
      )
    }
    return score(numbers: real.presentNumbers, clone.presentNumbers)
  }

  /// The score of two lists of fractions in any order, or nil where one is empty.
  static func score(numbers real: [Double], _ clone: [Double]) -> Double? {
    score(real: real.map(rounded), clone: clone.map(rounded))
  }

  /// The score of two lists of values in any order, or nil where one is empty.
  package static func score<Value: Comparable>(real: [Value], clone: [Value]) -> Double? {
    guard !real.isEmpty, !clone.isEmpty else { return nil }
    return 1 - statistic(sorted: real.sorted(), sorted: clone.sorted())
  }

  /// The largest gap between the empirical distribution functions of two ascending lists.
  ///
  /// - Precondition: neither list is empty.
  package static func statistic<Value: Comparable>(
    sorted left: [Value],
    sorted right: [Value]
  ) -> Double {
    let leftCount = Double(left.count)
    let rightCount = Double(right.count)
    var largest = 0.0
    var i = 0
    var j = 0
    while i < left.count, j < right.count {
      let value = min(left[i], right[j])
      while i < left.count, left[i] == value { i += 1 }
      while j < right.count, right[j] == value { j += 1 }
      largest = max(largest, abs(Double(i) / leftCount - Double(j) / rightCount))
    }
    return largest
  }

  private static func present(_ values: [Int64], _ isNull: [Bool]) -> [Int64] {
    var kept: [Int64] = []
    kept.reserveCapacity(values.count)
    for row in values.indices where !isNull[row] { kept.append(values[row]) }
    return kept
  }

  private static func rounded(_ value: Double) -> Double {
    let scaled = value * decimals
    return scaled.isFinite ? scaled.rounded(.toNearestOrEven) / decimals : value
  }
}
