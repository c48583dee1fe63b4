package import TableData

/// One minus the difference of the two null rates, as SDMetrics' `MissingValueSimilarity`.
package enum MissingValueSimilarity {
  /// The share of NULLs, or nil for a column without rows.
  package static func nullRate(of column: ColumnValues) -> Double? {
    column.count == 0 ? nil : Double(column.nullCount) / Double(column.count)
  }

  /// The score, or nil where a side has no rows.
  package static func score(realRate: Double?, cloneRate: Double?) -> Double? {
    guard let realRate, let cloneRate else { return nil }
    return 1 - abs(realRate - cloneRate)
  }
}
