/// A figure with its confidence interval, of 95 % where nothing else is said.
package struct Estimate: Hashable, Sendable {
  package var value: Double
  package var low: Double
  package var high: Double

  package init(value: Double, low: Double, high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }

  /// The two-sided 95 % quantile of the normal distribution.
  static let quantile = 1.959_963_984_540_054

  /// An interval that is symmetrical, cut off where the figure cannot lie.
  init(
    _ value: Double,
    standardError: Double,
    quantile: Double = Self.quantile,
    within bounds: ClosedRange<Double>
  ) {
    let half = quantile * standardError
    self.init(
      value: value,
      low: max(bounds.lowerBound, value - half),
      high: min(bounds.upperBound, value + half)
    )
  }

  /// The variance of the mean of values that come in units; nil for fewer than two units.
  static func varianceOfMean(_ values: [Double], units: [Int32]) -> Double? {
    let mean = values.reduce(0, +) / Double(max(1, values.count))
    var sums: [Int32: Double] = [:]
    for (value, unit) in zip(values, units) { sums[unit, default: 0] += value - mean }
    guard sums.count > 1 else { return nil }
    let count = Double(sums.count)
    let squares = sums.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value }
    return count / (count - 1) * squares / Double(values.count * values.count)
  }
}
