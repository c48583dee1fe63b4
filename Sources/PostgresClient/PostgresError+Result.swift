import CLibPQ

extension PostgresError {
  /// The error that a failed `PGresult` reports, without data values.
  init(result: OpaquePointer, statement: String?) {
    func field(_ code: Int32) -> String? {
      PQresultErrorField(result, code).map { String(cString: $0) }
    }
    let state = field(DiagnosticField.sqlState)
    let primary = field(DiagnosticField.primaryMessage)
    self.init(state.map(SQLState.code) ?? .queryFailed, "", sqlState: state)
    self.statement = statement
    schema = field(DiagnosticField.schema)
    table = field(DiagnosticField.table)
    column = field(DiagnosticField.column)
    constraint = field(DiagnosticField.constraint)
    dataType = field(DiagnosticField.dataType)
    detail = field(DiagnosticField.detail)

    guard let state else {
      // Without a state the message is libpq's own, about the connection or the protocol.
      message = Self.oneLine(primary ?? String(cString: PQresultErrorMessage(result)))
      return
    }
    let position = field(DiagnosticField.context).flatMap(CopyPosition.init(context:))
    if SQLState.messageMayHoldValues(state) {
      message = Self.valueFreeMessage(for: self, at: position)
      return
    }
    message = primary ?? SQLState.conditionName(state)
    if let position { message += ", \(position.description)" }
    if SQLState.detailIsAboutObjects(state), let detail { message += ": \(Self.oneLine(detail))" }
    hint = SQLState.hint(state) ?? field(DiagnosticField.hint)
  }

  private static func valueFreeMessage(for error: PostgresError, at position: CopyPosition?)
    -> String
  {
    var parts = [SQLState.conditionName(error.sqlState ?? "")]
    if let table = error.table {
      parts.append("table \(SQLIdentifier.qualified(error.schema ?? "", table))")
    }
    if let column = error.column { parts.append("column \(SQLIdentifier(column).quoted)") }
    if let constraint = error.constraint {
      parts.append("constraint \(SQLIdentifier(constraint).quoted)")
    }
    if let dataType = error.dataType { parts.append("type \(SQLIdentifier(dataType).quoted)") }
    if let position { parts.append(position.description) }
    return parts.joined(separator: ", ")
  }

  /// Line breaks and tabs become single spaces.
  static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

/// Where in a COPY the server stopped, taken from the part of CONTEXT that comes before any value.
struct CopyPosition: CustomStringConvertible {
  private var target: Substring
  private var line: Substring
  private var column: Substring?

  /// Reads `COPY orders, line 7, column total: "…"`; values only ever follow the first colon.
  init?(context: String) {
    guard context.hasPrefix("COPY ") else { return nil }
    let firstLine = context.prefix { $0 != "\n" }
    let beforeValue = firstLine.prefix { $0 != ":" }.dropFirst("COPY ".count)
    let parts = beforeValue.split(separator: ", ", omittingEmptySubsequences: false)
    guard let lineIndex = parts.firstIndex(where: { $0.hasPrefix("line ") }), lineIndex > 0 else {
      return nil
    }
    target = beforeValue[..<parts[lineIndex - 1].endIndex]
    line = parts[lineIndex]
    let next = lineIndex + 1
    guard next < parts.endIndex, parts[next].hasPrefix("column ") else { return }
    column = parts[next]
  }

  var description: String {
    "COPY of \(target), \(line)" + (column.map { ", \($0)" } ?? "")
  }
}

/// The field codes of `PQresultErrorField`, which libpq defines as character macros.
private enum DiagnosticField {
  static let sqlState = code("C")
  static let primaryMessage = code("M")
  static let detail = code("D")
  static let hint = code("H")
  static let context = code("W")
  static let schema = code("s")
  static let table = code("t")
  static let column = code("c")
  static let dataType = code("d")
  static let constraint = code("n")

  private static func code(_ letter: Unicode.Scalar) -> Int32 { Int32(letter.value) }
}
