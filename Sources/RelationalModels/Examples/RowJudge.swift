package import Metadata
package import TableData

/// Says which made-up rows a table would take: PostgreSQL itself, where conditions are not understood here.
package protocol RowJudge {
  /// One answer for each row; rows that are accepted count for the keys of those that follow.
  func accepts(_ rows: TableRows) throws -> [Bool]
  /// Forgets the rows of a table; called before they are written.
  func finish(_ table: TableID) throws
}
