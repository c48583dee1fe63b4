import Metadata

/// Times of the first and the last child of every parent, as columns of the parent that later child tables may
/// refer to: a salary history starts when the employment does.
struct ChildEnd: Hashable {
  /// The child's column, by position among its stored columns.
  var column: Int
  var isLast: Bool
  /// Name among the parent's columns; the blank keeps it apart from most real ones and the arrow from all.
  var name: String

  init(table: TableID, column: Int, columnName: String, isLast: Bool) {
    self.column = column
    self.isLast = isLast
    name = "\(isLast ? "last" : "first") → \(table).\(columnName)"
  }

  /// Ends of all columns that are points in time.
  static func all(of table: TableID, columns: [Column], modelled: [Int]) -> [ChildEnd] {
    modelled.filter {
      columns[$0].type.valueKind == .date || columns[$0].type.valueKind == .timestamp
    }.flatMap { position in
      [false, true].map {
        ChildEnd(table: table, column: position, columnName: columns[position].name, isLast: $0)
      }
    }
  }
}

/// Values of an end for the real rows of a parent table.
struct ChildEndValues {
  var kind: ValueKind
  /// One a parent row; NaN without children.
  var values: [Double]
}
