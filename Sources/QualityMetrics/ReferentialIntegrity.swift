/// The share of the clone's foreign key rows that find their parent, as SDMetrics' `ReferentialIntegrity`.
package enum ReferentialIntegrity {
  /// The score, or nil where there is nothing to look up.
  ///
  /// NULL references are left out where the real side has some, and are violations where it has none. (SDMetrics
  /// leaves them out for single columns only; PostgreSQL's MATCH SIMPLE, followed here, for composite keys too.)
  ///
  /// - Parameters:
  ///   - references: clone rows with a complete reference.
  ///   - orphans: those among them without a parent.
  ///   - nulls: clone rows with a NULL in the reference.
  ///   - realHasNulls: whether the real side has such rows.
  /// - Returns: a share from 0 to 1.
  package static func score(
    references: Int,
    orphans: Int,
    nulls: Int,
    realHasNulls: Bool
  ) -> Double? {
    let judged = references + (realHasNulls ? 0 : nulls)
    guard judged > 0 else { return nil }
    return Double(references - orphans) / Double(judged)
  }
}
