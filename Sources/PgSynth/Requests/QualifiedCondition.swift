import Metadata
import SQLExpressions

/// A condition in SQL that names its columns with their table.
struct QualifiedCondition {
  /// As its columns spell it: `table` or `schema.table`.
  let table: String
  /// The same on the table's own columns.
  let condition: String
  /// Those columns, sorted.
  let columns: [String]

  static let forms =
    "write comparisons (=, <>, <, <=, >, >=), IN, BETWEEN, LIKE or IS NULL of table.column, joined by AND, OR and NOT"

  /// Throws a text that says what is not understood.
  init(_ text: String) throws(Problem) {
    let tokens = SQLTokenizer.tokens(of: text)
    var tables: Set<String> = []
    var rest = ""
    var index = 0
    while index < tokens.count {
      let path = Self.path(tokens, at: index)
      if path.count > 1 {
        tables.insert(path.dropLast().joined(separator: "."))
        rest += tokens[index + 2 * path.count - 2].text
        index += 2 * path.count - 1
      } else {
        rest += tokens[index].text
        index += 1
      }
    }
    guard let table = tables.first else { throw Problem("it names no table.column; \(Self.forms)") }
    guard tables.count == 1 else {
      throw Problem(
        "it names columns of \(tables.sorted().joined(separator: " and ")); ask for one table at a time"
      )
    }
    guard let expression = SQLExpression(rest) else {
      throw Problem("it is not understood; \(Self.forms)")
    }
    self.table = table
    condition = rest
    columns = expression.columns.sorted()
  }

  struct Problem: Error {
    let text: String

    init(_ text: String) { self.text = text }
  }

  /// Names joined by dots; none of them for a call.
  private static func path(_ tokens: [SQLToken], at start: Int) -> [String] {
    var names: [String] = []
    var index = start
    while index < tokens.count, let name = tokens[index].name {
      names.append(name)
      guard index + 2 < tokens.count, tokens[index + 1].isPunctuation("."),
        tokens[index + 2].name != nil
      else { break }
      index += 2
    }
    if index + 1 < tokens.count, tokens[index + 1].isPunctuation("(") { return [] }
    return names
  }
}
