import ColumnTransforms

/// Where the rules let a value lie.
struct AllowedRange {
  private(set) var low = -Double.infinity
  private(set) var high = Double.infinity
  private(set) var isLowExcluded = false
  private(set) var isHighExcluded = false

  /// Narrows the range to one side of a bound; NaN is none.
  mutating func narrow(to bound: Double, isLower: Bool, isStrict: Bool) {
    guard !bound.isNaN else { return }
    if isLower, bound >= low {
      isLowExcluded = isStrict || bound == low && isLowExcluded
      low = bound
    } else if !isLower, bound <= high {
      isHighExcluded = isStrict || bound == high && isHighExcluded
      high = bound
    }
  }

  func contains(_ value: Double) -> Bool {
    if value.isNaN { return true }
    return !isTooLow(value) && !isTooHigh(value)
  }

  private func isTooLow(_ value: Double) -> Bool {
    value < low || value == low && isLowExcluded
  }

  private func isTooHigh(_ value: Double) -> Bool {
    value > high || value == high && isHighExcluded
  }

  /// The allowed value nearest to one that may be outside, as a point of the grid; nil where none is found.
  ///
  /// The distance from the bound doubles, so that a step that is lost in rounding next to a large bound ends nothing.
  func nearest(to value: Double, on grid: NumericGrid) -> Double? {
    guard !contains(value) else { return value }
    let bound = isTooLow(value) ? low : high
    let direction: Double = isTooLow(value) ? 1 : -1
    guard bound.isFinite else { return nil }
    let start = grid.aligned(bound)
    if contains(start) { return start }
    var distance = grid.step > 0 ? grid.step : max(Self.smallestStep, bound.ulp)
    for _ in 0..<Self.doublings {
      let candidate = grid.tidy(start + direction * distance)
      if contains(candidate) { return candidate }
      // Behind the other end there is nothing further out either.
      guard direction > 0 ? !isTooHigh(candidate) : !isTooLow(candidate) else { break }
      distance *= 2
    }
    let middle = low + (high - low) / 2
    return grid.step == 0 && low < high && middle.isFinite && contains(middle) ? middle : nil
  }

  /// Steps of numbers that have no grid.
  private static let smallestStep = 1e-6
  private static let doublings = 64
}
