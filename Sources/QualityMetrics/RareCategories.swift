/// How many of a column's rare categories the clone has; never which.
///
/// Shares of all rows hardly move where a clone forgets its rare categories, all of them.
package struct RareCategories: Hashable, Sendable {
  /// Categories of the real side with less than ``rareShare`` of its rows, and at least k units behind them: what fewer
  /// hold a clone should not have.
  package var real: Int
  /// Those of them that the clone has.
  package var covered: Int

  /// Categories with as large a share of the rows are not rare.
  package static let rareShare = 0.01

  package init(real: Int, covered: Int) {
    self.real = real
    self.covered = covered
  }

  package init(_ codes: SharedCodes, protection: Protection) {
    (real, covered) = (0, 0)
    let counted = UnitCounts(codes.real, bins: codes.count, protection: protection)
    let limit = Self.rareShare * Double(codes.real.count)
    for (code, cloneCount) in codes.cloneCounts.enumerated().dropFirst()
    where counted.isShown(code, protection) && Double(counted.rows[code]) < limit {
      real += 1
      if cloneCount > 0 { covered += 1 }
    }
  }

  /// The share that the clone has; nil where the real side has none.
  package var coverage: Double? { real == 0 ? nil : Double(covered) / Double(real) }
}
