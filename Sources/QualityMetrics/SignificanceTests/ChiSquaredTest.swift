import Foundation

/// Pearson's chi-squared test: how likely category counts as different are for two samples of one distribution.
package enum ChiSquaredTest {
  package struct Result: Hashable, Sendable {
    package var statistic: Double
    package var degrees: Int
    package var pValue: Double
  }

  /// The test of two lists of counts of the same categories, or nil where a side has none or all are of one category.
  package static func test(real: some Sequence<Int>, clone: some Sequence<Int>) -> Result? {
    let counts = zip(real, clone).filter { $0 + $1 > 0 }
    let realRows = Double(counts.reduce(0) { $0 + $1.0 })
    let cloneRows = Double(counts.reduce(0) { $0 + $1.1 })
    guard realRows > 0, cloneRows > 0, counts.count > 1 else { return nil }
    let statistic = counts.reduce(0.0) { sum, count in
      let share = Double(count.0 + count.1) / (realRows + cloneRows)
      let differences = (
        Double(count.0) - share * realRows, Double(count.1) - share * cloneRows
      )
      return sum + differences.0 * differences.0 / (share * realRows)
        + differences.1 * differences.1 / (share * cloneRows)
    }
    let degrees = counts.count - 1
    return Result(
      statistic: statistic,
      degrees: degrees,
      pValue: upperGamma(Double(degrees) / 2, statistic / 2)
    )
  }

  /// The regularized upper incomplete gamma function Q(a, x): a series below a + 1, Lentz's continued fraction above
  /// (Abramowitz and Stegun 6.5.29 and 6.5.31).
  private static func upperGamma(_ a: Double, _ x: Double) -> Double {
    guard x > 0 else { return 1 }
    let scale = exp(-x + a * log(x) - lgamma(a))
    let precision = 1e-15
    let terms = 100_000
    if x < a + 1 {
      var term = 1 / a
      var sum = term
      for k in 1..<terms where term > sum * precision {
        term *= x / (a + Double(k))
        sum += term
      }
      return max(0, 1 - sum * scale)
    }
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var fraction = d
    for k in 1..<terms {
      let factor = Double(k) * (a - Double(k))
      b += 2
      d = 1 / nonZero(factor * d + b, tiny)
      c = nonZero(b + factor / c, tiny)
      fraction *= d * c
      if abs(d * c - 1) < precision { break }
    }
    return min(1, fraction * scale)
  }

  private static func nonZero(_ value: Double, _ tiny: Double) -> Double {
    abs(value) < tiny ? tiny : value
  }
}
