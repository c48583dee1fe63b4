import TableData

extension ColumnValues {
  /// The values that are there, as numbers; NaN counts as NULL, which pandas cannot tell it from.
  var presentNumbers: [Double] {
    switch storage {
    case .integers(let values): values.indices.filter { !isNull[$0] }.map { Double(values[$0]) }
    case .reals(let values):
      values.indices.filter { !isNull[$0] && !values[$0].isNaN }.map { values[$0] }
    case .text: []
    }
  }

  /// How many of these there are.
  var presentCount: Int {
    switch storage {
    case .integers, .text: count - nullCount
    case .reals(let values): values.indices.count { !isNull[$0] && !values[$0].isNaN }
    }
  }
}

/// The smallest and the largest of some numbers.
struct NumberBounds {
  let low: Double
  let high: Double

  /// Fails where there are no numbers.
  init?(_ numbers: [Double]) {
    guard let low = numbers.min(), let high = numbers.max() else { return nil }
    self.low = low
    self.high = high
  }

  var width: Double { high - low }

  func contains(_ number: Double) -> Bool { low <= number && number <= high }
}
