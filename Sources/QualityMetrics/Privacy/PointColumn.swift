import Metadata
import TableData

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
  ///   - table: both sides of the table.
  ///   - quality: its scores, which know how each column is treated.
  ///   - limit: how many columns are wanted at most.
  /// - Returns: the columns with their names.
  package static func columns(
    of table: ComparedTable,
    _ quality: TableQuality,
    limit: Int = .max
  ) -> [(name: String, column: PointColumn)] {
    quality.columns
      .filter { $0.treatment != .key && table.table.column($0.column)?.isGenerated == false }
      .prefix(limit)
      .compactMap { column -> (name: String, column: PointColumn)? in
        guard let realValues = table.real[column.column],
          let cloneValues = table.clone[column.column]
        else { return nil }
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
