package import PostgresClient

/// The first rows of a query as a text table, for people to look at.
package enum RowPreview {
  /// Longer values are cut, so that a row stays on its line.
  private static let longestCell = 24

  /// Runs the query and lays its rows out in columns.
  package static func text(
    of sql: String,
    in settings: ConnectionSettings
  ) throws(PostgresError) -> String {
    let connection = try PostgresConnection(settings)
    defer { connection.close() }
    let result = try connection.query(sql)
    return table(header: result.columnNames, rows: result.rows)
  }

  /// Columns padded to their widest value, under a header with a rule; NULL is empty, as in psql.
  static func table(header: [String], rows: [[String?]]) -> String {
    let cells = [header] + rows.map { $0.map { shortened($0 ?? "") } }
    let widths = header.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    var lines = cells.map { row in
      line(
        zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) },
        separator: " │ "
      )
    }
    lines.insert(
      line(widths.map { String(repeating: "─", count: $0) }, separator: "─┼─"),
      at: 1
    )
    return lines.joined(separator: "\n") + "\n"
  }

  private static func line(_ cells: [String], separator: String) -> String {
    var line = " " + cells.joined(separator: separator)
    while line.last == " " { line.removeLast() }
    return line
  }

  private static func shortened(_ text: String) -> String {
    let oneLine = String(text.map { $0.isNewline ? " " : $0 })
    return oneLine.count <= longestCell ? oneLine : oneLine.prefix(longestCell - 1) + "…"
  }
}
