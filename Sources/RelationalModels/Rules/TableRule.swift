package import Metadata

/// A rule that the rows of a table obey, as it is listed.
package struct TableRule: Hashable, Sendable, Codable {
  package enum Kind: String, Sendable, CaseIterable, Codable {
    /// The same value in every row.
    case constant
    /// Equal to another value that the row knows: of its own, of a parent, of a parent's parent.
    case copy
    /// Computed from other numbers.
    case arithmetic
    /// Part of a date or time, or the time between two.
    case calendar
    /// A function of another column.
    case dependency
    /// A text that is put together from other columns.
    case composition
    /// The same in all rows of a parent, or following from the previous one.
    case series
    /// Never before, or never more than, another value.
    case order
    /// Null together with another column, or for certain labels only.
    case nulls
    /// Only some pairs of labels go together.
    case combination
    /// Computed from the rows of a child table.
    case aggregate
    /// No rows for certain parents, or at least one for each.
    case fanOut = "fan-out"
  }

  package let table: TableID
  package let kind: Kind
  /// Columns of the table that it is about, the one that follows first.
  package let columns: [String]
  /// What holds in every row, in the manner of SQL.
  ///
  /// Parents' columns have the parent table's name before them, those of the sibling before `previous`.
  package let condition: String
  /// Rows of the source that it says something about, among those that were read.
  package let rows: Int
  /// Rows among them in which it does not hold.
  package let exceptions: Int

  /// Share of the rows in which it does not hold.
  package var exceptionShare: Double { Double(exceptions) / Double(max(1, rows)) }
}
