import SQLExpressions

/// Tells columns from objects where a table or alias has the same name as a schema.
///
/// In SQL that PostgreSQL printed, `shop.id` is a column when something is called `shop` there, and
/// `shop.orders` is a table where a table can stand.
struct AliasContext {
  private let tokens: [SQLToken]
  /// Names of schemas that also stand by themselves: as the last part of a name, or as an alias.
  private let ambiguous: Set<String>

  init(_ tokens: [SQLToken], schemas: Set<String>) {
    self.tokens = tokens
    var ambiguous: Set<String> = []
    for (index, token) in tokens.enumerated() {
      guard let name = token.name, schemas.contains(name) else { continue }
      if tokens.at(index + 1)?.isPunctuation(".") != true { ambiguous.insert(name) }
    }
    self.ambiguous = ambiguous
  }

  /// Whether the name at the index, which a dot follows, is that of a table or alias.
  func isColumn(_ name: String, at index: Int) -> Bool {
    guard ambiguous.contains(name) else { return false }
    return !isObject(at: index)
  }

  private func isObject(at index: Int) -> Bool {
    // A function or operator.
    if let call = tokens.at(index + 3), call.isPunctuation("(") { return true }
    if tokens.at(index + 2)?.kind == .operatorSymbol { return true }
    guard let before = previous(to: index) else { return true }
    let token = tokens[before]
    if token.isPunctuation(":") { return true }
    if token.kind == .word {
      return Self.wordsBeforeObjects.contains { token.isWord($0) }
    }
    return (token.isPunctuation(",") || token.isPunctuation("(")) && isInFrom(before)
  }

  private static let wordsBeforeObjects = [
    "from", "join", "into", "update", "to", "on", "only", "collate", "of", "table", "references",
  ]

  /// Whether the position is in the list of tables of a query, or in the joins between them.
  private func isInFrom(_ position: Int) -> Bool {
    var position = position
    var depth = 0
    if tokens[position].isPunctuation("(") {
      guard let outer = previous(to: position) else { return false }
      return opensFrom(outer)
    }
    while let before = previous(to: position) {
      let token = tokens[before]
      if token.isPunctuation(")") { depth += 1 }
      if token.isPunctuation("(") {
        if depth == 0 {
          guard let outer = previous(to: before) else { return false }
          return opensFrom(outer)
        }
        depth -= 1
      }
      if depth == 0, token.kind == .word {
        if token.isWord("from") { return true }
        if Self.otherClauses.contains(where: { token.isWord($0) }) { return false }
      }
      position = before
    }
    return false
  }

  /// Whether a bracket after the position is one around tables.
  private func opensFrom(_ position: Int) -> Bool {
    let token = tokens[position]
    if token.isWord("from") || token.isWord("join") { return true }
    return (token.isPunctuation("(") || token.isPunctuation(",")) && isInFrom(position)
  }

  private static let otherClauses = [
    "select", "where", "having", "by", "set", "returning", "distinct", "values", "using", "when",
  ]

  private func previous(to index: Int) -> Int? {
    tokens[..<index].lastIndex { $0.kind != .trivia }
  }
}
