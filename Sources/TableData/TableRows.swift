package import Metadata

/// A block of rows of one table, column by column.
package struct TableRows: Sendable {
  package let table: TableID
  package let columnNames: [String]
  package var columns: [ColumnValues]
  /// Kept apart from the columns because a table may have none.
  package var rowCount: Int

  /// - Precondition: every column holds `rowCount` values.
  package init(table: TableID, columnNames: [String], columns: [ColumnValues], rowCount: Int) {
    precondition(columnNames.count == columns.count)
    precondition(columns.allSatisfy { $0.count == rowCount })
    self.table = table
    self.columnNames = columnNames
    self.columns = columns
    self.rowCount = rowCount
  }

  /// The column of that name, or nil.
  package subscript(name: String) -> ColumnValues? {
    columnNames.firstIndex(of: name).map { columns[$0] }
  }

  /// The rows at the given positions, in that order.
  package func selecting(_ rows: [Int]) -> TableRows {
    TableRows(
      table: table,
      columnNames: columnNames,
      columns: columns.map { $0.selecting(rows) },
      rowCount: rows.count
    )
  }
}
