package import Metadata

/// A range of values that points at nobody.
///
/// Its ends are the k-th order statistics counted in units, so fewer than k units lie outside at either end.
/// An end that fewer than k units hold is rounded inwards to about a tenth of the range, so that no one's own
/// value is shown. There is no range where the units are fewer than 2k.
package struct ProtectedRange: Hashable, Sendable {
  package let low: Double
  package let high: Double

  /// Fails where the values do not have a range that may be shown.
  ///
  /// - Parameters:
  ///   - values: the values present, in any order; infinities and NaNs are left out.
  ///   - units: the unit of each value, or nil where each is its own.
  ///   - minimumUnits: k.
  ///   - kind: decides what an end is rounded to.
  package init?(_ values: [Double], units: [Int32]?, minimumUnits: Int, kind: ValueKind) {
    let order = values.indices.filter { values[$0].isFinite }.sorted { values[$0] < values[$1] }
    let total = units.map { units in Set(order.lazy.map { units[$0] }).count } ?? order.count
    guard total >= 2 * minimumUnits,
      let low = Self.end(order, values, units, minimumUnits),
      let high = Self.end(order.reversed(), values, units, minimumUnits),
      low.value <= high.value
    else { return nil }
    let step = Self.step(spread: high.value - low.value, kind: kind)
    self.low = low.isCommon ? low.value : (low.value / step).rounded(.up) * step
    self.high = high.isCommon ? high.value : (high.value / step).rounded(.down) * step
    guard self.low <= self.high else { return nil }
  }

  /// The value at which k units have been passed, and whether k units hold that very value.
  private static func end(
    _ order: some Collection<Int>,
    _ values: [Double],
    _ units: [Int32]?,
    _ minimumUnits: Int
  ) -> (value: Double, isCommon: Bool)? {
    var passed: Set<Int32> = []
    var passedRows = 0
    var holders: Set<Int32> = []
    var holdingRows = 0
    var found: Double?
    var current = Double.nan
    for row in order {
      if values[row] != current {
        if found != nil { break }
        current = values[row]
        holders = []
        holdingRows = 0
      }
      if let units {
        if found == nil { passed.insert(units[row]) }
        if holders.count < minimumUnits { holders.insert(units[row]) }
      } else {
        passedRows += 1
        holdingRows += 1
      }
      if max(passed.count, passedRows) >= minimumUnits { found = current }
      if found != nil, max(holders.count, holdingRows) >= minimumUnits { break }
    }
    return found.map { ($0, max(holders.count, holdingRows) >= minimumUnits) }
  }

  /// A round number near a tenth of the spread, in the kind's own units.
  private static func step(spread: Double, kind: ValueKind) -> Double {
    let target = spread / 10
    switch kind {
    case .date:
      return [1000, 100, 10].first { $0 <= target } ?? 1
    case .time, .timestamp, .interval:
      let second = 1e6
      let day = 86_400 * second
      return [1000 * day, 100 * day, 10 * day, day, 3600 * second, 60 * second, second]
        .first { $0 <= target } ?? 1
    default:
      var step = 1.0
      while step > target, step > 1e-12, target > 0 { step /= 10 }
      while step * 10 <= target { step *= 10 }
      return kind == .integer || kind == .boolean ? max(1, step) : step
    }
  }
}
