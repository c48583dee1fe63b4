import Foundation

/// The grid on which a numeric column's values lie: multiples of a step, optionally only certain endings.
///
/// Snapping drawn values to the grid matters: a classifier sees at once that a price has a third decimal
/// or that a timestamp is not on a full minute.
package struct NumericGrid: Sendable, Equatable, Codable {
  /// Distance between neighbouring grid points; 0 when the column is continuous.
  package let step: Double
  /// One grid point.
  package let origin: Double
  /// Values modulo `period` that occur, where few do (prices that end in .99); else empty.
  package let endings: [Double]
  package let period: Double
  /// Decimals needed to write every grid point.
  package let decimals: Int
  /// 10 to the power of the decimals.
  private let scale: Double
  /// Whether grid points are whole numbers by their step alone.
  private let isWhole: Bool
  /// How round values are, unless endings say it.
  private(set) var granularity = Granularity.none

  package static let continuous = NumericGrid(step: 0, origin: 0, endings: [], period: 0)

  private init(step: Double, origin: Double, endings: [Double], period: Double) {
    self.step = step
    self.origin = origin
    self.endings = endings
    self.period = period
    decimals = Self.decimals(step: step, origin: origin)
    scale = pow(10, Double(decimals))
    isWhole = !(step < 1 || step != step.rounded() || origin != origin.rounded())
  }

  /// Finds the grid of ascending distinct finite values.
  ///
  /// - Parameters:
  ///   - values: distinct values, ascending.
  ///   - isIntegral: whether the column can only hold integers (then the step is at least 1).
  ///   - scale: declared number of decimals, where the type has one.
  ///   - periods: units in which endings are looked for, for example a day for timestamps.
  ///   - isTemporal: whether values are microseconds.
  ///   - isSparse: whether too few units hold the values for their own step: between two values nothing else would be
  ///     on the grid. Then the step is a round one.
  package init(
    values: [Double],
    isIntegral: Bool,
    scale: Int?,
    periods: [Double],
    isTemporal: Bool = false,
    isSparse: Bool = false
  ) {
    guard let first = values.first else {
      self = NumericGrid(step: isIntegral ? 1 : 0, origin: 0, endings: [], period: 0)
      return
    }
    // A long column needs no more than a sample to show its grid.
    let stride = max(1, values.count / 20_000)
    let sample = Swift.stride(from: 0, to: values.count, by: stride).map { values[$0] }
    guard let unit = isIntegral ? 1 : Self.decimalUnit(sample, scale: scale) else {
      self = .continuous
      return
    }
    // A value with more decimals than the others is no point of their grid.
    let origin = sample.first { Self.isWhole($0 / unit) } ?? first
    var divisor: UInt64 = 0
    for value in sample where Self.isWhole((value - origin) / unit) {
      let distance = (abs(value - origin) / unit).rounded()
      guard distance < 0x1p62 else { continue }
      divisor = Self.greatestCommonDivisor(divisor, UInt64(distance))
      if divisor == 1 { break }
    }
    var step = divisor == 0 ? unit : Double(divisor) * unit
    if isSparse {
      step = Granularity.roundStep(dividing: step, from: unit, isTemporal: isTemporal) ?? unit
    }
    var endings: [Double] = []
    var endingPeriod = 0.0
    for period in periods where period > 2 * step && values.count >= 50 {
      if let found = Self.endings(sample, period: period, step: step) {
        endings = found
        endingPeriod = period
        break
      }
    }
    self = NumericGrid(step: step, origin: origin, endings: endings, period: endingPeriod)
  }

  /// The grid point nearest to a value, within `low...high` when there is one.
  package func snapped(_ value: Double, low: Double, high: Double, choice: Double) -> Double {
    guard step > 0 else { return min(max(value, low), high) }
    if !endings.isEmpty {
      let base = (value / period).rounded(.down) * period
      let start = Int(choice * Double(endings.count))
      for turn in endings.indices {
        let candidate = base + endings[(start + turn) % endings.count]
        if candidate >= low, candidate <= high { return tidy(candidate) }
      }
    }
    if let round = granularity.rounded(value, low: low, high: high, choice: choice) {
      return tidy(round)
    }
    var snapped = origin + ((value - origin) / step).rounded() * step
    if snapped > high { snapped = origin + ((high - origin) / step).rounded(.down) * step }
    if snapped < low { snapped = origin + ((low - origin) / step).rounded(.up) * step }
    return tidy(min(max(snapped, low), high))
  }

  /// Learns how round those of the column's values are that are not shown as they are.
  mutating func learnGranularity(of values: [Double], isTemporal: Bool) {
    let isAnchoredAtZero = step > 0 && Self.isWhole(origin / step)
    guard endings.isEmpty, isAnchoredAtZero else { return }
    granularity = Granularity(values: values, step: step, isTemporal: isTemporal)
  }

  /// Removes the binary noise of decimal steps: 0.1 + 0.2 becomes 0.3.
  package func tidy(_ value: Double) -> Double {
    guard step > 0 else { return value }
    return isWhole ? value.rounded() : (value * scale).rounded() / scale
  }

  /// The nearest grid point: what is added to a finer value is as coarse as the column all the same.
  package func aligned(_ value: Double) -> Double {
    guard step > 0, value.isFinite else { return value }
    return tidy(origin + ((value - origin) / step).rounded() * step)
  }

  /// Removes the binary noise of a difference of two grid points.
  package func tidyDifference(_ difference: Double) -> Double {
    guard step > 0, step < 1 else { return difference }
    return (difference * scale).rounded() / scale
  }

  private static func decimals(step: Double, origin: Double) -> Int {
    guard step > 0 else { return 0 }
    for digits in 0...12 {
      let scale = pow(10, Double(digits))
      if isWhole(step * scale), isWhole(origin * scale) { return digits }
    }
    return 12
  }

  private static func isWhole(_ value: Double) -> Bool {
    abs(value - value.rounded()) <= 1e-6 * max(1, abs(value) * 1e-6)
  }

  /// Share of the values that may have more decimals than the grid.
  private static let offGridShare = 0.01

  /// The smallest power of ten that divides practically all values, or nil for continuous data.
  private static func decimalUnit(_ values: [Double], scale: Int?) -> Double? {
    // One latitude with twelve decimals among hundreds with two would otherwise give all of them twelve.
    let allowed = scale == nil ? Int(Self.offGridShare * Double(values.count)) : 0
    // A negative scale rounds to the left of the point: multiples of a whole power of ten.
    for digits in 0...max(0, min(scale ?? 9, 9)) {
      let factor = pow(10, Double(digits))
      let off = values.reduce(0) { $0 + (isWhole($1 * factor) ? 0 : 1) }
      if off <= allowed { return 1 / factor }
    }
    return scale.map { 1 / pow(10, Double(min($0, 12))) }
  }

  private static func greatestCommonDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }

  /// Remainders modulo the period, ascending and repeated by frequency, where they are few.
  private static func endings(_ values: [Double], period: Double, step: Double) -> [Double]? {
    var counts: [Int64: Int] = [:]
    let limit = 24
    // Endings say something only when far fewer occur than the step allows.
    guard period / step > Double(2 * limit) || period / step >= 20 else { return nil }
    for value in values {
      let remainder = value - (value / period).rounded(.down) * period
      counts[Int64((remainder / step * 1024).rounded()), default: 0] += 1
      if counts.count > limit { return nil }
    }
    guard Double(counts.count) < period / step / 3, values.count >= 8 * counts.count else {
      return nil
    }
    return counts.sorted { $0.key < $1.key }.flatMap { key, count in
      [Double](
        repeating: Double(key) / 1024 * step,
        count: max(1, Int((Double(count) * 64 / Double(values.count)).rounded()))
      )
    }
  }
}
