import CSQLFiles
import PostgresClient

/// The queries under `sql/ddl`; each runs once for all chosen schemas together.
enum DDLQuery: String, CaseIterable {
  case accessMethods = "access_methods"
  case aggregates
  case columns
  case constraints
  case conversions
  case dependencies
  case extensionNeeds = "extension_needs"
  case extensions
  case functions
  case indexes
  case names
  case omissions
  case operators
  case policies
  case privileges
  case rules
  case schemas
  case sequences
  case statistics
  case tables
  case textSearch = "text_search"
  case triggers
  case types
  case views

  /// The text of `sql/ddl/<name>.sql`.
  var sql: String {
    var length = 0
    guard let bytes = pgsynth_sql_file("ddl/\(rawValue).sql", &length) else {
      preconditionFailure("sql/ddl/\(rawValue).sql is not embedded")
    }
    return String(decoding: UnsafeRawBufferPointer(start: bytes, count: length), as: UTF8.self)
  }

  func rows(
    on connection: PostgresConnection,
    schemas: [String]
  ) throws(PostgresError) -> [CatalogRow] {
    let isAboutDatabase = self == .extensions || self == .accessMethods
    let parameters = isAboutDatabase ? [] : [ArrayText.text(schemas)]
    // Printing a view locks what it shows.
    return CatalogRow.rows(
      of: try connection.releasingLocks { () throws(PostgresError) in
        try connection.query(sql, parameters)
      }
    )
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
  func integer(_ column: String) -> Int64? { self[column].flatMap { Int64($0) } }
  /// The elements of an array column; empty for NULL.
  func texts(_ column: String) -> [String] { self[column].map(ArrayText.elements) ?? [] }
}

/// The `{…}` form of one-dimensional arrays without NULLs.
enum ArrayText {
  static func elements(_ literal: String) -> [String] {
    var elements: [String] = []
    var current: [UInt8] = []
    var isQuoted = false
    var hasElement = false
    var bytes = literal.utf8.dropFirst().dropLast().makeIterator()
    while let byte = bytes.next() {
      if byte == UInt8(ascii: ","), !isQuoted {
        elements.append(String(decoding: current, as: UTF8.self))
        current.removeAll()
        continue
      }
      hasElement = true
      switch byte {
      case UInt8(ascii: "\\"): if let escaped = bytes.next() { current.append(escaped) }
      case UInt8(ascii: "\""): isQuoted.toggle()
      default: current.append(byte)
      }
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
