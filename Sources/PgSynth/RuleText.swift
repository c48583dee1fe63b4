import Metadata
import RelationalModels

/// Rules for people and for programs.
enum RuleText {
  /// One line a rule, under the name of its table.
  static func lines(_ rules: [TableRule]) -> [String] {
    var lines: [String] = []
    var table: String?
    for rule in rules {
      if table != rule.table.description {
        table = rule.table.description
        lines.append("  \(rule.table)")
      }
      lines.append("    \(rule.condition)  \(support(of: rule))")
    }
    return lines
  }

  private static func support(of rule: TableRule) -> String {
    let rows = "\(rule.rows) rows"
    guard rule.exceptions > 0 else { return "(\(rows))" }
    return "(\(rows), \(rule.exceptions) of them do not obey)"
  }

  struct JSONRule: Encodable {
    var table: String
    var kind: String
    var columns: [String]
    var rule: String
    var rows: Int
    var exceptions: Int

    init(_ rule: TableRule) {
      table = rule.table.description
      kind = rule.kind.rawValue
      columns = rule.columns
      self.rule = rule.condition
      rows = rule.rows
      exceptions = rule.exceptions
    }
  }
}
