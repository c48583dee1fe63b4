package import TableData

/// The share of the clone's numbers, dates or times between the smallest and the largest real one, as SDMetrics'
/// `BoundaryAdherence`.
package enum BoundaryAdherence {
  /// The score, or nil where nothing is left to judge.
  ///
  /// NULLs are left out where the real side has some, and are violations where it has none.
  package static func score(real: ColumnValues, clone: ColumnValues) -> Double? {
    let realNumbers = real.presentNumbers
    let cloneNumbers = clone.presentNumbers
    let judged = realNumbers.count < real.count ? cloneNumbers.count : clone.count
    guard judged > 0 else { return nil }
    guard let bounds = NumberBounds(realNumbers) else { return 0 }
    return Double(cloneNumbers.count { bounds.contains($0) }) / Double(judged)
  }
}
