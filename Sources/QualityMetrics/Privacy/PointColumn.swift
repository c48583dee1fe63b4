package import Metadata
package import TableData

/// A column in which rows can be near to each other.
package enum PointColumn: Sendable {
  /// Missing values are NaN.
  case numbers(real: [Double], clone: [Double])
  case categories(SharedCodes)

  /// The columns of a table that both sides have, as ``ColumnTreatment`` sees them.
  ///
  /// Those are numbers, categories, and lengths of texts that hardly repeat; keys and what PostgreSQL computes are left
  /// out.
  ///
  /// - Returns: the columns with their names.
  package static func columns(
    of table: Table,
    real: TableRows,
    clone: TableRows
  ) -> [(name: String, column: PointColumn)] {
    table.storedColumns.compactMap { column in
      guard let realValues = real[column.name], let cloneValues = clone[column.name] else {
        return nil
      }
      var known: SharedCodes?
      func codes() -> SharedCodes {
        let codes = known ?? SharedCodes(real: realValues, clone: cloneValues)
        known = codes
        return codes
      }
      switch ColumnTreatment(column, in: table, realCodes: codes) {
      case .key:
        return nil
      case .category:
        return (column.name, .categories(codes()))
      case .number, .textLength:
        let kind = column.type.valueKind
        return (
          column.name,
          .numbers(
            real: realValues.textLengths.numbers(kind: kind),
            clone: cloneValues.textLengths.numbers(kind: kind)
          )
        )
      }
    }
  }
}
