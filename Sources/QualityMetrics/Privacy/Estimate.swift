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
  init(_ value: Double, standardError: Double, within bounds: ClosedRange<Double>) {
    let half = Self.quantile * standardError
    self.init(
      value: value,
      low: max(bounds.lowerBound, value - half),
      high: min(bounds.upperBound, value + half)
    )
  }
}
