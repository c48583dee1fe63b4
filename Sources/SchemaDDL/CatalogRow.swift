import CSQLFiles
import ModelEncoding
import PostgresClient

/// The queries under `sql/ddl`; each runs once for all chosen schemas together.
enum DDLQuery: String, CaseIterable, Codable {
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

  func table(
    on connection: PostgresConnection,
    schemas: [String]
  ) throws(PostgresError) -> CatalogTable {
    let isAboutDatabase = self == .extensions || self == .accessMethods
    let parameters = isAboutDatabase ? [] : [ArrayText.text(schemas)]
    // Printing a view locks what it shows.
    return CatalogTable(
      try connection.releasingLocks { () throws(PostgresError) in
        try connection.query(sql, parameters)
      }
    )
  }
}

/// What a catalog query returned, as a value that can be kept.
struct CatalogTable: Sendable {
  let columns: [String]
  let cells: [[String?]]

  init(_ result: QueryResult) {
    columns = result.columnNames
    cells = result.rows
  }

  var rows: [CatalogRow] {
    let positions = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
    return cells.map { CatalogRow(cells: $0, positions: positions) }
  }
}

extension CatalogTable: Codable {
  private enum CodingKeys: CodingKey {
    case columns, values
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(columns, forKey: .columns)
    try container.encode(Array(cells.joined()), forKey: .values)
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let columns = try container.decode([String].self, forKey: .columns)
    let values = try container.decode([String?].self, forKey: .values)
    try decoder.check(
      columns.isEmpty ? values.isEmpty : values.count % columns.count == 0,
      "a catalog row is incomplete"
    )
    self.columns = columns
    cells = stride(from: 0, to: values.count, by: max(1, columns.count)).map {
      Array(values[$0..<($0 + columns.count)])
    }
  }
}

/// A row of a catalog query; values are taken by column name.
struct CatalogRow {
  let cells: [String?]
  let positions: [String: Int]

  /// A column that the query does not return, as it did not when the rows were kept, is NULL.
  subscript(column: String) -> String? { positions[column].flatMap { cells[$0] } }

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
