import Metadata
import PostgresClient
import TableData

/// The values of several columns of a row as one text, the same in SQL and from values that were read.
///
/// Each is preceded by its length, so that different rows have different texts; NULL is a dash.
struct CombinationKey {
  private let columns: [Column]

  init(_ columns: [Column]) { self.columns = columns }

  /// Refuses columns whose texts are not known without asking PostgreSQL.
  static func check(_ column: Column, of table: Table) throws {
    switch column.type.valueKind {
    case .boolean, .integer, .text, .enumeration, .uuid, .date: break
    default:
      throw ConstraintProblem(
        """
        \(table.id).\(column.name) (\(column.type.declaration)) has no combinations: take texts, labels, booleans, \
        whole numbers, dates or uuids
        """
      )
    }
  }

  var sql: ConstraintSQL {
    columns.map { column in
      var text: ConstraintSQL = "\(column: column.name)::text"
      if column.type.baseName == "citext" { text = "lower(\(text))" }
      return "coalesce(length(\(text))::text || ':' || \(text), '-')"
    }.joined(by: " || ")
  }

  func text(of values: [ColumnValues], row: Int) -> String {
    zip(columns, values).map { column, values in
      guard !values.isNull[row] else { return "-" }
      let text = Self.text(values, row, column.type)
      return "\(text.unicodeScalars.count):\(text)"
    }.joined()
  }

  private static func text(_ values: ColumnValues, _ row: Int, _ type: ColumnType) -> String {
    switch values.storage {
    case .text(let codes, let dictionary):
      let text = dictionary[Int(codes[row])]
      if type.baseName == "citext" { return text.lowercased() }
      guard type.baseName == "bpchar" else { return text }
      return String(text.reversed().drop { $0 == " " }.reversed())
    case .integers(let integers):
      switch type.valueKind {
      case .boolean: return integers[row] != 0 ? "true" : "false"
      case .date:
        var bytes: [UInt8] = []
        CalendarText.appendDate(integers[row], to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
      default: return "\(integers[row])"
      }
    case .reals(let reals): return "\(reals[row])"
    }
  }
}
