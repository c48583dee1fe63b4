import CSQLFiles
import PostgresClient

/// The queries under `sql/writer`.
enum WriterQuery: String, CaseIterable {
  case columnTypes = "column_types"
  case dependents
  case extensions
  case externalReference = "external_reference"
  case fillGuards = "fill_guards"
  case fillMaterializedViews = "fill_materialized_views"
  case fillReferences = "fill_references"
  case fillTables = "fill_tables"
  case objects
  case relations
  case schemas
  case scratch
  case scratchTables = "scratch_tables"
  case server

  /// The text of `sql/writer/<name>.sql`.
  var sql: String {
    var length = 0
    guard let bytes = pgsynth_sql_file("writer/\(rawValue).sql", &length) else {
      preconditionFailure("sql/writer/\(rawValue).sql is not embedded")
    }
    return String(decoding: UnsafeRawBufferPointer(start: bytes, count: length), as: UTF8.self)
  }

  func run(
    on connection: PostgresConnection,
    _ parameters: [String?] = []
  ) throws(PostgresError) -> QueryResult {
    try connection.query(sql, parameters)
  }
}

/// The `{…}` form of arrays of names.
enum NameArray {
  static func text(_ names: [String]) -> String {
    let quoted = names.map { name in
      var text = "\""
      for scalar in name.unicodeScalars {
        if scalar == "\"" || scalar == "\\" { text.unicodeScalars.append("\\") }
        text.unicodeScalars.append(scalar)
      }
      return text + "\""
    }
    return "{" + quoted.joined(separator: ",") + "}"
  }

  static func elements(_ literal: String) -> [String] {
    var elements: [String] = []
    var current = ""
    var isQuoted = false
    var isEscaped = false
    for scalar in literal.unicodeScalars.dropFirst().dropLast() {
      if isEscaped {
        current.unicodeScalars.append(scalar)
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else if scalar == "\"" {
        isQuoted.toggle()
      } else if scalar == ",", !isQuoted {
        elements.append(current)
        current = ""
      } else {
        current.unicodeScalars.append(scalar)
      }
    }
    return literal.utf8.count > 2 ? elements + [current] : []
  }
}
