/// The words that an identifier is made of, in lower case and in the singular.
package struct IdentifierWords: Hashable, Sendable {
  package let words: [String]

  /// Splits snake_case, kebab-case, camelCase and `Module::Class`.
  package init(_ name: String) {
    words = ColumnNameWords(name).words.map(Self.singular)
  }

  package init(_ words: [String]) {
    self.words = words
  }

  package var isEmpty: Bool { words.isEmpty }

  /// All words without separators.
  package var joined: String { words.joined() }

  package func hasSuffix(_ other: IdentifierWords) -> Bool {
    !other.isEmpty && words.count >= other.words.count
      && Array(words.suffix(other.words.count)) == other.words
  }

  /// The usual English singular of a word.
  package static func singular(_ word: String) -> String {
    if word == "people" { return "person" }
    if word.hasSuffix("ies"), word.count > 4 { return String(word.dropLast(3)) + "y" }
    for ending in ["uses", "sses", "xes", "ches", "shes"] where word.hasSuffix(ending) {
      return String(word.dropLast(2))
    }
    return word.hasSuffix("s") && !word.hasSuffix("ss") && !word.hasSuffix("us")
      && !word.hasSuffix("is")
      ? String(word.dropLast()) : word
  }
}
