/// A lexical unit of PostgreSQL's SQL, with its exact text.
package struct SQLToken: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// White space and comments.
    case trivia
    /// A key word or an unquoted name.
    case word
    case quotedName
    /// `'…'`, and the forms with a prefix such as `E'…'`.
    case string
    /// `$tag$…$tag$`
    case dollarString
    case number
    /// One or more operator characters.
    case operatorSymbol
    /// A bracket, a comma, a semicolon, a dot, a colon.
    case punctuation
  }

  package var kind: Kind
  package var text: String

  package init(kind: Kind, text: String) {
    self.kind = kind
    self.text = text
  }

  /// The name that a word or quoted name stands for; nil for other tokens.
  package var name: String? {
    switch kind {
    case .word: return Self.folded(text)
    case .quotedName:
      guard text.utf8.first == UInt8(ascii: "\"") else { return nil }
      return String(text.dropFirst().dropLast()).replacingDoubled("\"")
    default: return nil
    }
  }

  /// The value of a plain string constant; nil for other tokens and for forms with escapes.
  package var stringValue: String? {
    guard kind == .string, text.utf8.first == UInt8(ascii: "'") else { return nil }
    return String(text.dropFirst().dropLast()).replacingDoubled("'")
  }

  /// The tag with its dollar signs and the text between, for a dollar-quoted string.
  package var dollarParts: (tag: String, body: String)? {
    guard kind == .dollarString, let end = text.dropFirst().firstIndex(of: "$") else { return nil }
    let tag = String(text[...end])
    return (tag, String(text.dropFirst(tag.count).dropLast(tag.count)))
  }

  package func isWord(_ word: String) -> Bool { kind == .word && Self.folded(text) == word }

  package func isPunctuation(_ character: String) -> Bool {
    kind == .punctuation && text == character
  }

  /// PostgreSQL folds ASCII letters of unquoted names to lower case and leaves others alone in UTF-8.
  private static func folded(_ text: String) -> String {
    String(
      decoding: text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 },
      as: UTF8.self
    )
  }
}

extension String {
  /// The text with each pair of the given quotation marks made single.
  fileprivate func replacingDoubled(_ mark: Unicode.Scalar) -> String {
    var result = String.UnicodeScalarView()
    var isSecond = false
    for scalar in unicodeScalars {
      if scalar == mark, !isSecond {
        isSecond = true
        result.append(scalar)
        continue
      }
      if scalar != mark { result.append(scalar) }
      isSecond = false
    }
    return String(result)
  }
}
