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
    guard let low = Self.end(values, units, minimumUnits, isLow: true),
      let high = Self.end(values, units, minimumUnits, isLow: false),
      low.value <= high.value
    else { return nil }
    let step = Self.step(spread: high.value - low.value, kind: kind)
    self.low = low.isCommon ? low.value : (low.value / step).rounded(.up) * step
    self.high = high.isCommon ? high.value : (high.value / step).rounded(.down) * step
    guard self.low <= self.high else { return nil }
  }

  /// The value at which k units have been passed, and whether k units hold that very value; in O(n).
  ///
  /// That is the k-th of the units' own extremes. Nil where the units are fewer than 2k.
  private static func end(
    _ values: [Double],
    _ units: [Int32]?,
    _ minimumUnits: Int,
    isLow: Bool
  ) -> (value: Double, isCommon: Bool)? {
    let sign = isLow ? 1.0 : -1.0
    var candidates: [Double] = []
    var unitCount = 0
    if let units {
      var extremes: [Int32: Double] = [:]
      for row in values.indices where values[row].isFinite {
        let value = sign * values[row]
        extremes[units[row]] = min(extremes[units[row]] ?? value, value)
      }
      unitCount = extremes.count
      for value in extremes.values { insert(value, into: &candidates, limit: minimumUnits) }
    } else {
      for value in values where value.isFinite {
        unitCount += 1
        insert(sign * value, into: &candidates, limit: minimumUnits)
      }
    }
    guard unitCount >= 2 * minimumUnits, let last = candidates.last else { return nil }
    let found = sign * last
    let holders: Int
    if let units {
      holders = Set(values.indices.lazy.filter { values[$0] == found }.map { units[$0] }).count
    } else {
      holders = values.reduce(0) { $0 + ($1 == found ? 1 : 0) }
    }
    return (found, holders >= minimumUnits)
  }

  /// Keeps the `limit` smallest values in ascending order.
  private static func insert(_ value: Double, into smallest: inout [Double], limit: Int) {
    if smallest.count == limit {
      guard let last = smallest.last, value < last else { return }
      smallest.removeLast()
    }
    smallest.insert(value, at: smallest.firstIndex { $0 > value } ?? smallest.endIndex)
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
