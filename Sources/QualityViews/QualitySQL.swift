import CSQLFiles
import PostgresClient

/// The statements under `sql/quality`.
enum QualitySQL: String, CaseIterable {
  case beginRun = "begin_run"
  case failRun = "fail_run"
  case finishRun = "finish_run"
  case functionParts = "function_parts"
  case functions
  case history
  case insertColumnPairs = "insert_column_pairs"
  case insertColumns = "insert_columns"
  case insertDetection = "insert_detection"
  case insertDiagnostics = "insert_diagnostics"
  case insertPrivacy = "insert_privacy"
  case insertRelationships = "insert_relationships"
  case insertTables = "insert_tables"
  case insertUtility = "insert_utility"
  case lockInstall = "lock_install"
  case markDeadRuns = "mark_dead_runs"
  case readers
  case schema
  case state
  case tables
  case unlockRun = "unlock_run"
  case version
  case views
  case writeProgress = "write_progress"

  /// The schema that the files are written for.
  static let writtenSchema = "pgsynth"

  /// The text of `sql/quality/<name>.sql`, for objects in `schema`.
  func text(schema: String) -> String {
    var length = 0
    guard let bytes = pgsynth_sql_file("quality/\(rawValue).sql", &length) else {
      preconditionFailure("sql/quality/\(rawValue).sql is not embedded")
    }
    let text = String(decoding: UnsafeRawBufferPointer(start: bytes, count: length), as: UTF8.self)
    guard schema != Self.writtenSchema else { return text }
    return IdentifierReplacement(of: Self.writtenSchema, with: SQLIdentifier(schema).quoted)
      .applied(to: text)
  }
}

/// Replaces an identifier in a SQL text: whole tokens only, never inside strings and comments.
struct IdentifierReplacement {
  private let identifier: [Unicode.Scalar]
  private let replacement: String

  /// - Parameters:
  ///   - identifier: in lower case, found unquoted in any case or quoted as it is.
  ///   - replacement: SQL text of an identifier, quoted where needed.
  init(of identifier: String, with replacement: String) {
    self.identifier = Array(identifier.unicodeScalars)
    self.replacement = replacement
  }

  func applied(to sql: String) -> String {
    let text = Array(sql.unicodeScalars)
    var output = ""
    var position = 0
    while position < text.count {
      let end = Self.endOfToken(in: text, at: position)
      let token = text[position..<end]
      if isIdentifier(token) {
        output += replacement
      } else {
        output.unicodeScalars.append(contentsOf: token)
      }
      position = end
    }
    return output
  }

  private func isIdentifier(_ token: ArraySlice<Unicode.Scalar>) -> Bool {
    if token.first == "\"" { return token.dropFirst().dropLast().elementsEqual(identifier) }
    return token.elementsEqual(identifier) { $0.properties.lowercaseMapping == String($1) }
  }

  /// The end of the word, string, comment or single character that begins at `start`.
  private static func endOfToken(in text: [Unicode.Scalar], at start: Int) -> Int {
    let next: Unicode.Scalar = start + 1 < text.count ? text[start + 1] : " "
    switch text[start] {
    case "'", "\"":
      // A doubled quote reads as the end of one token and the start of the next, which comes to the same.
      let end = text[(start + 1)...].firstIndex(of: text[start])
      return end.map { $0 + 1 } ?? text.count
    case "-" where next == "-":
      return text[start...].firstIndex(of: "\n") ?? text.count
    case "/" where next == "*":
      var end = start + 2
      while end < text.count, !(text[end - 1] == "*" && text[end] == "/" && end > start + 2) {
        end += 1
      }
      return min(end + 1, text.count)
    case let first where isWordStart(first):
      return text[start...].firstIndex { !isWordStart($0) && !("0"..."9" ~= $0) && $0 != "$" }
        ?? text.count
    default:
      return start + 1
    }
  }

  private static func isWordStart(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic
  }
}
