/// How alike the joint distributions of two columns are, as SDMetrics' `ContingencySimilarity`.
///
/// One minus half the sum of differences of the cells' shares; NULL is a category.
package enum ContingencySimilarity {
  /// A score with the strength of the association on each side.
  package struct Result: Hashable, Sendable {
    package var score: Double
    /// Cramér's V, nil where a column has one value.
    package var real: Double?
    package var clone: Double?
  }

  /// The score, or nil where a side has no rows.
  package static func score(_ first: SharedCodes, _ second: SharedCodes) -> Result? {
    let real = ContingencyTable(
      first.real,
      second.real,
      firstCount: first.count,
      secondCount: second.count
    )
    let clone = ContingencyTable(
      first.clone,
      second.clone,
      firstCount: first.count,
      secondCount: second.count
    )
    guard let variation = ContingencyTable.totalVariation(real, clone) else { return nil }
    return Result(score: 1 - variation, real: real.cramersV, clone: clone.cramersV)
  }
}
