import Foundation

/// A regular expression or a LIKE pattern that texts are held against.
package struct TextPattern: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case regularExpression
    case like
  }

  /// As written in the condition.
  package let source: String
  package let kind: Kind
  package let ignoresCase: Bool
  private let expression: NSRegularExpression

  /// Nil where the pattern cannot be understood here.
  package init?(_ source: String, kind: Kind, ignoresCase: Bool) {
    let pattern = kind == .like ? Self.regularExpression(like: source) : source
    // Word boundaries of PostgreSQL that mean something else, or nothing, elsewhere.
    if kind == .regularExpression, source.contains(/\\[mMyY]|\[\[:[<>]:\]\]/) { return nil }
    var options: NSRegularExpression.Options = ignoresCase ? [.caseInsensitive] : []
    if kind == .like { options.insert(.dotMatchesLineSeparators) }
    guard let expression = try? NSRegularExpression(pattern: pattern, options: options) else {
      return nil
    }
    self.source = source
    self.kind = kind
    self.ignoresCase = ignoresCase
    self.expression = expression
  }

  /// The regular expression that says the same, anchored at both ends for LIKE.
  package var regularExpression: String {
    kind == .like ? Self.regularExpression(like: source) : source
  }

  package func matches(_ text: String) -> Bool {
    let range = NSRange(location: 0, length: text.utf16.count)
    return expression.firstMatch(in: text, range: range) != nil
  }

  private static func regularExpression(like pattern: String) -> String {
    var result = "^"
    var isEscaped = false
    for scalar in pattern.unicodeScalars {
      if isEscaped || !"\\%_".unicodeScalars.contains(scalar) {
        isEscaped = false
        if "\\^$.|?*+()[]{}".unicodeScalars.contains(scalar) { result += "\\" }
        result.unicodeScalars.append(scalar)
      } else if scalar == "\\" {
        isEscaped = true
      } else {
        result += scalar == "%" ? ".*" : "."
      }
    }
    return result + "$"
  }
}
