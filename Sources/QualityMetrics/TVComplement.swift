/// One minus the total variation distance: how alike two distributions of categories are.
///
/// Equals SDMetrics' `TVComplement`: NULLs are dropped, and each category that only the clone has counts as a
/// millionth of a real row.
package enum TVComplement {
  /// SDMetrics' regularisation of categories that the real side lacks.
  private static let unseen = 1e-6

  /// The score from counts per category, or nil where a side has no value.
  ///
  /// - Parameters:
  ///   - real: rows of each category on the real side, without NULL.
  ///   - clone: rows of the same categories in the clone.
  /// - Returns: a score from 0 to 1.
  package static func score(real: some Sequence<Int>, clone: some Sequence<Int>) -> Double? {
    var realRows = 0
    var cloneRows = 0
    var unseenCategories = 0
    for (realCount, cloneCount) in zip(real, clone) {
      realRows += realCount
      cloneRows += cloneCount
      if realCount == 0, cloneCount > 0 { unseenCategories += 1 }
    }
    guard realRows > 0, cloneRows > 0 else { return nil }
    let realTotal = Double(realRows) + Double(unseenCategories) * unseen
    let cloneTotal = Double(cloneRows)
    var distance = 0.0
    for (realCount, cloneCount) in zip(real, clone) where realCount + cloneCount > 0 {
      let expected = realCount == 0 ? unseen : Double(realCount)
      distance += abs(Double(cloneCount) / cloneTotal - expected / realTotal)
    }
    return 1 - distance / 2
  }

  /// The score of two columns in one code space, or nil where a side has no value.
  package static func score(_ codes: SharedCodes) -> Double? {
    score(real: codes.realCounts.dropFirst(), clone: codes.cloneCounts.dropFirst())
  }
}
