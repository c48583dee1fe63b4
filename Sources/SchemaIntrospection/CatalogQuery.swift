import CSQLFiles
import PostgresClient

/// The queries over the system catalogs; each runs once for all chosen schemas together.
enum CatalogQuery: String, CaseIterable {
  case schemas
  case tables
  case columns
  case types
  case keys
  case foreignKeys = "foreign_keys"
  case checks
  case statistics

  /// The text of `sql/catalog/<name>.sql`.
  var sql: String {
    var length = 0
    guard let bytes = pgsynth_sql_file("catalog/\(rawValue).sql", &length) else {
      preconditionFailure("sql/catalog/\(rawValue).sql is not embedded")
    }
    return String(decoding: UnsafeRawBufferPointer(start: bytes, count: length), as: UTF8.self)
  }
}

/// A row of a catalog query; values are taken by column name.
struct CatalogRow {
  let result: QueryResult
  let positions: [String: Int]
  let row: Int

  static func rows(of result: QueryResult) -> [CatalogRow] {
    let positions = Dictionary(
      uniqueKeysWithValues: result.columnNames.enumerated().map { ($1, $0) }
    )
    return (0..<result.rowCount).map { CatalogRow(result: result, positions: positions, row: $0) }
  }

  subscript(column: String) -> String? {
    guard let position = positions[column] else {
      preconditionFailure("the catalog query returns no column \(column)")
    }
    return result[row, position]
  }

  /// The text of a column that is never NULL.
  func text(_ column: String) -> String { self[column] ?? "" }
  func flag(_ column: String) -> Bool { self[column] == "t" }
  func integer(_ column: String) -> Int? { self[column].flatMap { Int($0) } }
  func number(_ column: String) -> Double? { self[column].flatMap { Double($0) } }
  /// The elements of a `text[]` column; empty for NULL.
  func texts(_ column: String) -> [String] { self[column].map(ArrayLiteral.elements) ?? [] }
}

/// The `{…}` text form of one-dimensional text arrays without NULLs.
enum ArrayLiteral {
  static func elements(_ literal: String) -> [String] {
    var elements: [String] = []
    var current: [UInt8] = []
    var isQuoted = false
    var hasElement = false
    var bytes = literal.utf8.dropFirst().dropLast().makeIterator()
    while let byte = bytes.next() {
      switch byte {
      case UInt8(ascii: "\\"):
        if let escaped = bytes.next() { current.append(escaped) }
      case UInt8(ascii: "\""):
        isQuoted.toggle()
        hasElement = true
      case UInt8(ascii: ",") where !isQuoted:
        elements.append(String(decoding: current, as: UTF8.self))
        current.removeAll()
        hasElement = true
        continue
      default:
        current.append(byte)
      }
      hasElement = true
    }
    if hasElement { elements.append(String(decoding: current, as: UTF8.self)) }
    return elements
  }

  static func text(_ elements: [String]) -> String {
    let quoted = elements.map { element in
      var text = "\""
      for scalar in element.unicodeScalars {
        if scalar == "\"" || scalar == "\\" { text.unicodeScalars.append("\\") }
        text.unicodeScalars.append(scalar)
      }
      return text + "\""
    }
    return "{" + quoted.joined(separator: ",") + "}"
  }
}
