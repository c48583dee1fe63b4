import Foundation
import Metadata

/// The WHERE clause of a partial unique index, where it is simple enough to be evaluated here: conditions on
/// single columns joined by AND.
struct PartialPredicate {
  enum Condition: Equatable {
    case isTrue
    case isFalse
    case isNull
    case isNotNull
    case equals(String)
    case differs(String)
  }

  /// Positions among the stored columns, with what must hold.
  let terms: [(column: Int, condition: Condition)]

  /// Understands what `pg_get_expr` prints for simple predicates; nil for anything else.
  init?(_ text: String, columns: [String: Int]) {
    var terms: [(column: Int, condition: Condition)] = []
    for part in Self.conjuncts(Self.stripped(text)) {
      guard let term = Self.term(Self.stripped(part), columns: columns) else { return nil }
      terms.append(term)
    }
    guard !terms.isEmpty else { return nil }
    self.terms = terms
  }

  private static func term(
    _ text: String,
    columns: [String: Int]
  ) -> (column: Int, condition: Condition)? {
    func column(_ name: Substring) -> Int? {
      var name = stripped(String(name))
      if let cast = name.range(of: "::") { name = stripped(String(name[..<cast.lowerBound])) }
      if name.hasPrefix("\""), name.hasSuffix("\""), name.count > 2 {
        name = String(name.dropFirst().dropLast()).replacing("\"\"", with: "\"")
      }
      return columns[name]
    }
    func literal(_ text: Substring) -> String? {
      var text = stripped(String(text))
      if let cast = text.range(of: "::", options: .backwards) {
        text = stripped(String(text[..<cast.lowerBound]))
      }
      if text.hasPrefix("'"), text.hasSuffix("'"), text.count >= 2 {
        return String(text.dropFirst().dropLast()).replacing("''", with: "'")
      }
      return text.allSatisfy { $0.isNumber || $0 == "-" || $0 == "." || $0.isLetter } ? text : nil
    }
    if text.hasSuffix(" IS NOT NULL") {
      return column(text.dropLast(12)).map { ($0, .isNotNull) }
    }
    if text.hasSuffix(" IS NULL") { return column(text.dropLast(8)).map { ($0, .isNull) } }
    if text.hasPrefix("NOT ") { return column(text.dropFirst(4)).map { ($0, .isFalse) } }
    for (operation, isEqual) in [(" <> ", false), (" = ", true)] {
      guard let range = text.range(of: operation) else { continue }
      guard let column = column(text[..<range.lowerBound]),
        let value = literal(text[range.upperBound...])
      else { return nil }
      return (column, isEqual ? .equals(value) : .differs(value))
    }
    return column(text[...]).map { ($0, .isTrue) }
  }

  /// Parts joined by AND outside of parentheses and quotes.
  private static func conjuncts(_ text: String) -> [String] {
    var parts: [String] = []
    var depth = 0
    var quote: Character?
    var current = ""
    for character in text {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character == "(" {
        depth += 1
      } else if character == ")" {
        depth -= 1
      }
      current.append(character)
      if depth == 0, quote == nil, current.hasSuffix(" AND ") {
        parts.append(String(current.dropLast(5)))
        current = ""
      }
    }
    return parts + [current]
  }

  /// The text without blanks and parentheses around it.
  private static func stripped(_ text: String) -> String {
    var text = text[...]
    while true {
      while text.first == " " { text.removeFirst() }
      while text.last == " " { text.removeLast() }
      guard text.first == "(", text.last == ")" else { return String(text) }
      var depth = 0
      for (offset, character) in text.enumerated() {
        if character == "(" { depth += 1 }
        if character == ")" { depth -= 1 }
        if depth == 0, offset < text.count - 1 { return String(text) }
      }
      text = text.dropFirst().dropLast()
    }
  }

  /// Whether a row is in the index.
  func holds(_ cells: [OutputCell], labels: [[String]]) -> Bool {
    terms.allSatisfy { column, condition in
      let text: String?
      switch cells[column] {
      case .null: text = nil
      case .integer(let value): text = String(value)
      case .real(let value): text = String(value)
      case .label(let label): text = labels[column][Int(label)]
      case .text(let value): text = value
      }
      switch condition {
      case .isNull: return text == nil
      case .isNotNull: return text != nil
      case .isTrue: return text == "1"
      case .isFalse: return text == "0"
      case .equals(let value): return text.map { Self.same($0, value) } ?? false
      case .differs(let value): return text.map { !Self.same($0, value) } ?? false
      }
    }
  }

  private static func same(_ left: String, _ right: String) -> Bool {
    if left == right { return true }
    // Booleans are held as 0 and 1.
    if right == "true" { return left == "1" }
    if right == "false" { return left == "0" }
    guard let left = Double(left), let right = Double(right) else { return false }
    return left == right
  }
}
