import Metadata

/// What the user says about rules: which are not to be kept, and which there are besides those that are found.
package struct RuleChoices: Sendable {
  /// `table`, `table.column` or `table: rule`, the table with or without its schema.
  package var off: [String]
  /// `table: rule`.
  package var added: [String]
  /// `table: rule`, by which rows are drawn whatever the source says.
  package var enforced: [String]

  package init(off: [String] = [], added: [String] = [], enforced: [String] = []) {
    self.off = off
    self.added = added
    self.enforced = enforced
  }

  /// Whether a rule is switched off.
  func isOff(_ rule: TableRule) -> Bool { off.contains { Self.isMeant(rule, by: $0) } }

  /// Throws ``RuleError`` for the text of a rule to switch off that no rule of the source has.
  ///
  /// Tables and columns may be without rules: what is said about them holds for those to come.
  func checkSwitchedOff(_ found: [TableRule], kept: [TableRule]) throws(RuleError) {
    for statement in off {
      guard let condition = Self.parts(of: statement).condition,
        !found.contains(where: { Self.isMeant($0, by: statement) })
      else { continue }
      let nearest = Self.nearest(to: statement, condition: condition, among: found + kept)
      throw RuleError(
        .unknownRule,
        statement,
        "no such rule was found in the source; "
          + (nearest.isEmpty
            ? "none was for this table" : "nearest are " + nearest.joined(separator: ", "))
          + ". `pgsynth inspect --rules` lists all"
      )
    }
  }

  private static let shownRules = 3

  /// Rules of the statement's table that have most of its words, as they are written in `off`.
  private static func nearest(
    to statement: String,
    condition: String,
    among rules: [TableRule]
  ) -> [String] {
    let wanted = words(condition)
    func likeness(_ rule: TableRule) -> Double {
      let own = words(rule.condition)
      return Double(own.intersection(wanted).count) / Double(max(1, own.union(wanted).count))
    }
    return rules.filter { $0.table.matches(parts(of: statement).table) }
      .sorted { (likeness($1), $0.condition) < (likeness($0), $1.condition) }
      .prefix(shownRules).map { "\"\($0.table): \($0.condition)\"" }
  }

  private static func words(_ condition: String) -> Set<Substring> {
    Set(condition.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" })
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
    /// A rule to switch off that the source does not have.
    case unknownRule
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
