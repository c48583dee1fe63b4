package import TableData

/// How much of the range of the real numbers, dates or times the clone covers, as SDMetrics' `RangeCoverage`.
package enum RangeCoverage {
  /// The score, or nil where the real side is constant or a side has no values.
  package static func score(real: ColumnValues, clone: ColumnValues) -> Double? {
    guard let real = NumberBounds(real.presentNumbers),
      let clone = NumberBounds(clone.presentNumbers), real.width > 0
    else { return nil }
    let below = max(0, (clone.low - real.low) / real.width)
    let above = max(0, (real.high - clone.high) / real.width)
    return max(0, 1 - below - above)
  }
}
