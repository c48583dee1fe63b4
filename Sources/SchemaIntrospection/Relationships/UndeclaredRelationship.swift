package import Metadata

/// A relationship that no constraint declares, with what speaks for it.
package struct UndeclaredRelationship: Hashable, Sendable {
  /// What a look at the rows gave; all numbers are of the rows looked at.
  package struct Support: Hashable, Sendable {
    /// Rows with a value.
    package var rows: Int
    /// Rows whose value the parent has.
    package var matchedRows: Int
    /// Different values.
    package var values: Int
    /// Whether there were more rows than were looked at.
    package var isPartial: Bool

    package init(rows: Int, matchedRows: Int, values: Int, isPartial: Bool) {
      self.rows = rows
      self.matchedRows = matchedRows
      self.values = values
      self.isPartial = isPartial
    }

    /// Share of the rows whose value the parent has; 1 without rows.
    package var share: Double { rows == 0 ? 1 : Double(matchedRows) / Double(rows) }
  }

  package var key: ForeignKey
  /// Nil where only names speak for it.
  package var support: Support?
  /// Whether the values bear the names out, so that it may be used.
  package var isBorneOut: Bool

  package init(key: ForeignKey, support: Support?, isBorneOut: Bool) {
    self.key = key
    self.support = support
    self.isBorneOut = isBorneOut
  }
}
