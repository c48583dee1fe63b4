package import Metadata
import ModelEncoding

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

extension TableRows: Codable {
  private enum CodingKeys: CodingKey {
    case table, columnNames, columns, rowCount
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let names = try container.decode([String].self, forKey: .columnNames)
    let columns = try container.decode([ColumnValues].self, forKey: .columns)
    let rowCount = try container.decode(Int.self, forKey: .rowCount)
    try decoder.check(
      names.count == columns.count && columns.allSatisfy { $0.count == rowCount } && rowCount >= 0,
      "columns of a table differ in their rows"
    )
    self.init(
      table: try container.decode(TableID.self, forKey: .table),
      columnNames: names,
      columns: columns,
      rowCount: rowCount
    )
  }
}
