import Foundation
package import Metadata
import Statistics

/// Round numbers between which values are counted: they say nothing about any single value.
package struct RoundGrid: Hashable, Sendable {
  /// Ascending, two at least; the first is at or below the range, the last above it.
  package let edges: [Double]
  package let isLogarithmic: Bool

  /// Bins at most.
  package static let binLimit = 28

  private static let second = 1e6
  private static let day = 86_400 * second
  /// A range of amounts whose ends are so many times apart may be drawn by their logarithms.
  private static let logarithmicRatio = 500.0
  /// It is where the middle value lies in this part of it.
  private static let skewedPart = 0.06

  /// Lays the grid over a range.
  ///
  /// - Parameters:
  ///   - range: the lowest and the highest value to tell apart.
  ///   - median: the middle value; amounts that crowd at the lower end get bins by their logarithm.
  ///   - kind: what the values are; decides which numbers are round.
  package init(over range: ClosedRange<Double>, median: Double, kind: ValueKind) {
    let (low, high) = (range.lowerBound, range.upperBound)
    if kind.isPlainNumber, low > 0, high / low >= Self.logarithmicRatio,
      (median - low) / (high - low) < Self.skewedPart
    {
      edges = Self.magnitudes(from: low, to: high)
      isLogarithmic = true
      return
    }
    isLogarithmic = false
    if let unitsPerDay = kind.unitsPerDay, (high - low) / unitsPerDay > Double(Self.binLimit) * 2 {
      edges = Self.calendar(from: low, to: high, unitsPerDay: unitsPerDay)
    } else {
      edges = Self.even(from: low, to: high, steps: Self.steps(for: kind, spread: high - low))
    }
  }

  /// The bin of a value; what lies beyond the ends falls into the end bins.
  package func bin(of value: Double) -> Int {
    min(max(0, edges.firstPlace { $0 > value } - 1), edges.count - 2)
  }

  /// Multiples of the smallest step that makes few enough bins.
  private static func even(from low: Double, to high: Double, steps: [Double]) -> [Double] {
    let step =
      steps.first { (high / $0).rounded(.down) - (low / $0).rounded(.down) < Double(binLimit) }
      ?? max(high - low, 1)
    let first = (low / step).rounded(.down)
    let last = (high / step).rounded(.down) + 1
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  private static func steps(for kind: ValueKind, spread: Double) -> [Double] {
    switch kind {
    case .time, .timestamp, .interval:
      let seconds = [1.0, 5, 15, 60, 300, 900, 3_600, 10_800, 21_600, 43_200].map { $0 * second }
      return [1, 10, 100, 1_000, 10_000, 100_000] + seconds
        + decades(from: 0, to: 9).map { $0 * day }
    case .boolean, .integer, .date:
      return decades(from: 0, to: 19)
    default:
      // A constant gets a bin as wide as a tenth of nothing else: one.
      guard spread > 0 else { return [1] }
      let magnitude = Int(log10(spread).rounded(.down))
      return decades(from: magnitude - 3, to: magnitude + 2)
    }
  }

  /// 1, 2 and 5 times the powers of ten.
  private static func decades(from: Int, to: Int) -> [Double] {
    (from...to).flatMap { exponent in [1.0, 2, 5].map { power($0, exponent) } }
  }

  /// Negative powers by division: 0.1 is nearer to a tenth than 10 to the power of -1 times 1 is sure to be.
  private static func power(_ factor: Double, _ exponent: Int) -> Double {
    exponent < 0 ? factor / pow(10, Double(-exponent)) : factor * pow(10, Double(exponent))
  }

  private static func magnitudes(from low: Double, to high: Double) -> [Double] {
    let exponents = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.down)) + 1
    let factors: [Double] =
      exponents.count <= 5 ? [1, 1.5, 2, 3, 5, 7] : exponents.count <= 9 ? [1, 2, 5] : [1]
    let marks = exponents.flatMap { exponent in factors.map { power($0, exponent) } }
    let first = max(0, marks.firstPlace { $0 > low } - 1)
    let last = min(marks.count - 1, marks.firstPlace { $0 > high })
    return Array(marks[first...last])
  }

  /// Starts of months or years.
  private static func calendar(
    from low: Double,
    to high: Double,
    unitsPerDay: Double
  ) -> [Double] {
    let first = CivilDate(dayNumber: Int((low / unitsPerDay).rounded(.down)))
    let last = CivilDate(dayNumber: Int((high / unitsPerDay).rounded(.down)))
    func months(_ date: CivilDate) -> Int { date.year * 12 + date.month - 1 }
    let span = months(last) - months(first) + 1
    guard span > 2 else {
      return even(from: low, to: high, steps: [1, 2, 7].map { $0 * unitsPerDay })
    }
    let widths = [1, 3, 6] + decades(from: 0, to: 16).map { 12 * Int($0) }
    guard let width = widths.first(where: { span / $0 < binLimit }) else { return [low, high + 1] }
    let start = CivilDate.floorDivide(months(first), width)
    let end = CivilDate.floorDivide(months(last), width) + 1
    return (start...end).map { place in
      let year = CivilDate.floorDivide(place * width, 12)
      let date = CivilDate(year: year, month: place * width - year * 12 + 1, day: 1)
      return Double(date.dayNumber) * unitsPerDay
    }
  }
}
