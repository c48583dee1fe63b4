/// A value of a field as it is written.
public enum ConstraintValue: Hashable, Sendable {
  /// A text, a number or a word such as `true`.
  case scalar(String)
  /// Values in order.
  case list([String])
  /// Values by name.
  case map([String: String])
}

/// What is written about one constraint; each field is taken once, and none may be left.
package struct ConstraintFields {
  private var values: [String: ConstraintValue]
  /// Every name that was asked for.
  private(set) var known: [String] = []

  package init(_ values: [String: ConstraintValue]) { self.values = values }

  /// The names that nobody asked for, sorted.
  var left: [String] { values.keys.sorted() }

  private mutating func take(_ name: String) -> ConstraintValue? {
    known.append(name)
    return values.removeValue(forKey: name)
  }

  mutating func text(_ name: String) throws -> String {
    guard let text = try optionalText(name) else { throw missing(name) }
    return text
  }

  mutating func optionalText(_ name: String) throws -> String? {
    switch take(name) {
    case nil: return nil
    case .scalar(let text) where !text.isEmpty: return text
    default: throw ConstraintProblem("\(name) must be one text", .malformed)
    }
  }

  mutating func flag(_ name: String) throws -> Bool {
    switch take(name) {
    case nil, .scalar("false"): return false
    case .scalar("true"): return true
    default: throw ConstraintProblem("\(name) must be true or false", .malformed)
    }
  }

  /// One text or several; at least `count`, no two alike.
  mutating func texts(_ name: String, atLeast count: Int = 1) throws -> [String] {
    guard let texts = try optionalTexts(name) else { throw missing(name) }
    guard texts.count >= count else {
      throw ConstraintProblem("\(name) must list \(count) or more", .malformed)
    }
    return texts
  }

  mutating func optionalTexts(_ name: String) throws -> [String]? {
    let texts: [String]
    switch take(name) {
    case nil: return nil
    case .scalar(let text): texts = [text]
    case .list(let list): texts = list
    case .map: throw ConstraintProblem("\(name) must be a text or a list of texts", .malformed)
    }
    guard Set(texts).count == texts.count, !texts.isEmpty, !texts.contains("") else {
      throw ConstraintProblem("\(name) must list different texts", .malformed)
    }
    return texts
  }

  mutating func map(_ name: String) throws -> [String: String] {
    guard case .map(let map)? = take(name), !map.isEmpty else {
      throw ConstraintProblem("\(name) must be lines `value: table`", .malformed)
    }
    return map
  }

  private func missing(_ name: String) -> ConstraintProblem {
    ConstraintProblem("\(name) is missing", .malformed)
  }
}
