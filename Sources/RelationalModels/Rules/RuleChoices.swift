import Metadata

/// What the user says about rules: which are not to be kept, and which there are besides those that are found.
package struct RuleChoices: Sendable {
  /// `table`, `table.column` or `table: rule`, the table with or without its schema.
  package var off: [String]
  /// `table: rule`.
  package var added: [String]

  package init(off: [String] = [], added: [String] = []) {
    self.off = off
    self.added = added
  }

  /// The statement that switches a rule off, or nil.
  func statement(against rule: TableRule) -> String? {
    off.first { Self.isMeant(rule, by: $0) }
  }

  private static func isMeant(_ rule: TableRule, by statement: String) -> Bool {
    let (table, condition) = parts(of: statement)
    if let condition {
      return rule.table.matches(table) && normalized(condition) == normalized(rule.condition)
    }
    if rule.table.matches(table) { return true }
    return rule.columns.contains { column in
      table == "\(rule.table.name).\(column)" || table == "\(rule.table).\(column)"
    }
  }

  /// The table before the colon and the rule behind it; no rule where there is no colon.
  static func parts(of statement: String) -> (table: String, condition: String?) {
    guard let colon = statement.firstIndex(of: ":") else {
      return (trimmed(statement[...]), nil)
    }
    return (
      trimmed(statement[..<colon]), trimmed(statement[statement.index(after: colon)...])
    )
  }

  private static func trimmed(_ text: Substring) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func normalized(_ condition: String) -> String {
    condition.lowercased().filter { !$0.isWhitespace }
  }
}

/// A rule of the user's that cannot be kept.
package struct RuleError: Error, Sendable, CustomStringConvertible {
  package enum Code: Sendable {
    /// The text is no rule of a kind that can be kept.
    case notUnderstood
    case unknownTable
    case unknownColumn
    /// Too many rows of the source break it.
    case doesNotHold
    /// Another rule says what the column is, too, or it would follow from itself.
    case contradiction
  }

  package let code: Code
  package let description: String

  /// - `statement`: as the user wrote it.
  init(_ code: Code, _ statement: String, _ problem: String) {
    self.code = code
    description = "rules: \"\(statement)\": \(problem)"
  }
}
