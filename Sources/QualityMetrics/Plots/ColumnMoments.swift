import Foundation
package import Metadata

/// Mean and standard deviation of a column of numbers on both sides, as TableEvaluator plots them: by the logarithm of their
/// absolute values.
///
/// Values beyond the range that may be shown count as its ends. Dates and times count in days.
package struct ColumnMoments: Hashable, Sendable {
  package var table: TableID
  package var column: String
  /// Logarithms to base 10; nil where a side's figure is 0.
  package var mean: Sides?
  package var deviation: Sides?

  /// A figure of both sides.
  package struct Sides: Hashable, Sendable {
    package var real: Double
    package var clone: Double

    fileprivate init?(_ real: Double, _ clone: Double, scale: Double) {
      guard real != 0, clone != 0 else { return nil }
      self.real = log10(abs(real) / scale)
      self.clone = log10(abs(clone) / scale)
    }
  }

  init?(_ table: TableID, _ column: ColumnQuality, _ numbers: ClampedNumbers) {
    guard let real = Moments(numbers.real), let clone = Moments(numbers.clone) else { return nil }
    let microsecondsPerDay = 86_400e6
    let scale =
      switch column.kind {
      case .time, .timestamp, .interval: microsecondsPerDay
      default: 1.0
      }
    self.table = table
    self.column = column.column
    mean = Sides(real.mean, clone.mean, scale: scale)
    deviation = Sides(real.deviation, clone.deviation, scale: scale)
    if mean == nil, deviation == nil { return nil }
  }
}
