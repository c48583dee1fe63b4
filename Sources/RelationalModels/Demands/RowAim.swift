import SQLExpressions
import TableData

/// What one row is to be, and how hard that is tried.
///
/// Rows are drawn as they are likely at first, and given up at the first value that does not fit, so that those that fit
/// are as likely as among all. Where few do, single values are drawn until they fit what the row has so far, and in the end
/// they are chosen among those that fit.
struct RowAim {
  enum Effort {
    case observe
    case steer
    case force
  }

  private static let observations = 200
  private static let steered = 60
  private static let forced = 8

  /// Draws of a row that is wanted, at most.
  static let tries = observations + steered + forced

  var effort = Effort.observe
  /// By position, as are the others.
  let domains: [Int: ColumnDomain]
  let nulls: Set<Int>
  let given: (rows: GivenRows, row: Int)?

  init(domains: [Int: ColumnDomain], nulls: Set<Int>, given: (rows: GivenRows, row: Int)?) {
    (self.domains, self.nulls, self.given) = (domains, nulls, given)
  }

  /// Whether a column has to be something.
  func concerns(_ column: Int) -> Bool {
    domains[column] != nil || nulls.contains(column) || value(of: column) != nil
  }

  /// The place of a given value; nil where none is given.
  func value(of column: Int) -> (values: ColumnValues, row: Int)? {
    guard let given, let values = given.rows.columns[column], !values.isNull[given.row] else {
      return nil
    }
    return (values, given.row)
  }

  /// The effort after so many draws in vain; nil when it is time to give up.
  static func effort(after misses: Int, isHopeless: Bool) -> Effort? {
    if isHopeless { return misses < forced ? .force : nil }
    if misses < observations { return .observe }
    if misses < observations + steered { return .steer }
    return misses < tries ? .force : nil
  }
}

/// Values of some columns that the user has, row by row.
struct GivenRows {
  let columns: [Int: ColumnValues]
  let count: Int

  init(_ rows: TableRows, positions: [String: Int]) {
    columns = Dictionary(
      zip(rows.columnNames, rows.columns).compactMap { name, values in
        positions[name].map { ($0, values) }
      }
    ) { first, _ in first }
    count = rows.rowCount
  }
}
