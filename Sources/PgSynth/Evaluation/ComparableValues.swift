import Metadata
import TableData

/// Values of one type as another type would hold them: other tools write dates as timestamps, and integers with gaps
/// as floating-point numbers.
enum ComparableValues {
  private static let microsecondsPerDay: Int64 = 86_400_000_000

  private enum Family {
    case number
    case day
    case text
    case other(ValueKind)
  }

  private static func family(_ kind: ValueKind) -> Family {
    switch kind {
    case .boolean, .integer, .real, .decimal: .number
    case .date, .timestamp: .day
    case .text, .enumeration, .uuid, .json, .array, .binary, .other: .text
    case .time, .interval: .other(kind)
    }
  }

  static func areComparable(_ left: ValueKind, _ right: ValueKind) -> Bool {
    switch (family(left), family(right)) {
    case (.number, .number), (.day, .day), (.text, .text): true
    case (.other(let left), .other(let right)): left == right
    default: false
    }
  }

  /// The rows with each column as the other table holds it.
  static func rows(_ rows: TableRows, of table: Table, as other: Table) -> TableRows {
    let columns = zip(rows.columnNames, rows.columns).map { name, values -> ColumnValues in
      guard let own = table.column(name)?.type.valueKind,
        let kind = other.column(name)?.type.valueKind, own != kind
      else { return values }
      return converted(values, from: own, to: kind)
    }
    return TableRows(
      table: rows.table,
      columnNames: rows.columnNames,
      columns: columns,
      rowCount: rows.rowCount
    )
  }

  private static func converted(
    _ values: ColumnValues,
    from own: ValueKind,
    to kind: ValueKind
  ) -> ColumnValues {
    switch (values.storage, kind) {
    case (.integers(let numbers), .timestamp) where own == .date:
      return ColumnValues(
        storage: .integers(numbers.map { scaled($0) { $0 &* microsecondsPerDay } }),
        isNull: values.isNull
      )
    case (.integers(let numbers), .date) where own == .timestamp:
      return ColumnValues(
        storage: .integers(
          numbers.map {
            scaled($0) { Int64((Double($0) / Double(microsecondsPerDay)).rounded(.down)) }
          }
        ),
        isNull: values.isNull
      )
    case (.integers(let numbers), .real), (.integers(let numbers), .decimal):
      return ColumnValues(storage: .reals(numbers.map { Double($0) }), isNull: values.isNull)
    case (.reals(let numbers), .integer), (.reals(let numbers), .boolean):
      // NaN is how frames of other tools write NULL among integers; fractions stay what they are.
      let isNull = zip(values.isNull, numbers).map { $0 || $1.isNaN }
      let whole = zip(isNull, numbers).allSatisfy { isNull, number in
        isNull || number == number.rounded() && abs(number) < 0x1p63
      }
      guard whole else { return ColumnValues(storage: .reals(numbers), isNull: isNull) }
      return ColumnValues(
        storage: .integers(zip(isNull, numbers).map { $0 ? 0 : Int64($1) }),
        isNull: isNull
      )
    default: return values
    }
  }

  /// Infinities stay what they are.
  private static func scaled(_ value: Int64, _ change: (Int64) -> Int64) -> Int64 {
    value == .min || value == .max ? value : change(value)
  }
}
