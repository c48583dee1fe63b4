package import Metadata
package import TableData

/// A column in which rows can be near to each other.
package enum PointColumn: Sendable {
  /// Missing values are NaN.
  case numbers(real: [Double], clone: [Double])
  case categories(SharedCodes)

  /// The columns of a table that was scored: numbers, categories, and lengths of texts that hardly repeat.
  ///
  /// Keys and what PostgreSQL computes are left out.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - quality: its scores, which know how each column is treated.
  ///   - real: the real rows.
  ///   - clone: the clone's rows.
  ///   - limit: how many columns are wanted at most.
  /// - Returns: the columns with their names.
  package static func columns(
    of table: Table,
    _ quality: TableQuality,
    real: TableRows,
    clone: TableRows,
    limit: Int = .max
  ) -> [(name: String, column: PointColumn)] {
    quality.columns
      .filter { $0.treatment != .key && table.column($0.column)?.isGenerated == false }
      .prefix(limit)
      .compactMap { column -> (name: String, column: PointColumn)? in
        guard let realValues = real[column.column], let cloneValues = clone[column.column] else {
          return nil
        }
        guard column.treatment != .category else {
          let codes = SharedCodes(real: realValues, clone: cloneValues)
          return (column.column, .categories(codes))
        }
        return (
          column.column,
          .numbers(
            real: realValues.textLengths.numbers(kind: column.kind),
            clone: cloneValues.textLengths.numbers(kind: column.kind)
          )
        )
      }
  }
}
