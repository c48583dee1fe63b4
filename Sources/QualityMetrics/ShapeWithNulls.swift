/// A stricter column shape: NULL is one more value that the clone has to have as often as the real side.
///
/// For categories this is ``TVComplement`` with NULL as a category; for numbers the difference of the null
/// rates is taken off ``KSComplement``. Unlike SDMetrics' metrics it is defined for all-null columns.
package enum ShapeWithNulls {
  /// The score of a column of categories, or nil where a side has no rows.
  package static func score(_ codes: SharedCodes) -> Double? {
    TVComplement.score(real: codes.realCounts, clone: codes.cloneCounts)
  }

  /// The score of a column of numbers, or nil where a side has no rows.
  ///
  /// - Parameters:
  ///   - shape: the score of the values present, nil where a side has none.
  ///   - realRate: null rate of the real side, nil where it has no rows.
  ///   - cloneRate: null rate of the clone.
  /// - Returns: a score from 0 to 1.
  package static func score(shape: Double?, realRate: Double?, cloneRate: Double?) -> Double? {
    guard let missing = MissingValueSimilarity.score(realRate: realRate, cloneRate: cloneRate)
    else { return nil }
    return max(0, (shape ?? 1) - (1 - missing))
  }
}
