/// Rows of a kind that a clone is to have.
public struct RowRequest: Hashable, Sendable {
  /// A condition of SQL whose columns are written `table.column`, all of one table; nil for rows of any kind.
  public var condition: String?
  /// The table of rows of any kind: `table` or `schema.table`.
  public var table: String?
  /// How many; nil for all rows of the table.
  public var rows: Int?
  /// Where it was asked for, for messages.
  public var place: String?

  /// All rows of a table, or so many, that obey a condition.
  public init(where condition: String, rows: Int? = nil) {
    (self.condition, self.rows) = (condition, rows)
  }

  /// So many rows of a table, whatever they are.
  public init(table: String, rows: Int) {
    (self.table, self.rows) = (table, rows)
  }

  /// In one line, as a run is written down.
  var text: String {
    (rows.map { "\($0) rows " } ?? "") + (condition.map { "where \($0)" } ?? "of \(table ?? "?")")
  }
}

/// Values of some columns that the rows of a table are to have; models make the others, and the rows of other tables that
/// belong to them.
public struct GivenRows: Hashable, Sendable {
  /// `table` or `schema.table`.
  public var table: String
  /// Comma-separated values, as RFC 4180 has them, below a line with the columns' names; a field with nothing in it is left
  /// to the model.
  public var csv: String
  /// Where the text is from, for messages.
  public var place: String?

  /// The rows in a text.
  public init(table: String, csv: String) {
    (self.table, self.csv) = (table, csv)
  }
}
