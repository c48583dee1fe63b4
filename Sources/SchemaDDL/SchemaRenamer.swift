import SQLExpressions

/// What the names in SQL text can refer to.
struct SchemaNames: Sendable {
  /// Schemas whose objects are cloned.
  var cloned: Set<String>
  /// Names of the objects of the cloned schemas.
  var objects: [String: Set<String>] = [:]
  /// Schema → object name → the extension it belongs to.
  var extensionMembers: [String: [String: String]] = [:]
}

/// Finds the tokens of SQL text that name a schema; text is never searched for substrings.
struct SchemaRenamer {
  let names: SchemaNames
  /// Whether PostgreSQL printed the text itself, so that `a.b` is always schema and object, except in queries;
  /// in code that people wrote `a` can be a variable or an alias anyway.
  let isDeparsed: Bool
  /// Whether the text is a query, in which `a.b` is a column where something is called `a`.
  let isQuery: Bool
  /// Whether `'schema.sequence'::text::regclass`, which is looked up at every call, is renamed; the statement
  /// must then be run again under the final name.
  var renamesTexts = false
  /// Schemas that are named in strings, which stay as they are.
  private(set) var unresolvedMentions: Set<String> = []

  init(names: SchemaNames, isDeparsed: Bool, isQuery: Bool = false) {
    self.names = names
    self.isDeparsed = isDeparsed
    self.isQuery = isQuery
  }

  mutating func pieces(of sql: String) -> [SQLTemplate.Piece] {
    let tokens = SQLTokenizer.tokens(of: sql)
    let aliases = isQuery ? AliasContext(tokens, schemas: names.cloned) : nil
    var pieces: [SQLTemplate.Piece] = []
    var index = 0
    while index < tokens.count {
      if let end = endOfSearchPath(tokens, at: index) {
        pieces += searchPath(tokens[index..<end])
        index = end
        continue
      }
      pieces += self.pieces(of: tokens[index], in: tokens, at: index, aliases)
      index += 1
    }
    return pieces
  }

  private mutating func pieces(
    of token: SQLToken,
    in tokens: [SQLToken],
    at index: Int,
    _ aliases: AliasContext?
  ) -> [SQLTemplate.Piece] {
    if let name = token.name {
      if isDeparsed, names.cloned.contains(name),
        tokens[..<index].last(where: { $0.kind != .trivia })?.isWord("schema") == true
      {
        return [.schema(SQLTemplate.Reference(name: name, spelling: token.text))]
      }
      guard tokens.at(index + 1)?.isPunctuation(".") == true,
        tokens.at(index - 1)?.isPunctuation(".") != true,
        var reference = reference(name, tokens.at(index + 2)),
        aliases?.isColumn(name, at: index) != true
      else { return [.text(token.text)] }
      reference.spelling = token.text
      return [.schema(reference)]
    }
    switch token.kind {
    case .string:
      if let value = token.stringValue, isObjectName(tokens, at: index),
        let pieces = objectName(value)
      {
        return pieces
      }
      noteMentions(token.text)
    case .dollarString:
      // Code inside of code, as EXECUTE takes it.
      if let (tag, body) = token.dollarParts, !isDeparsed {
        return [.text(tag)] + pieces(of: body) + [.text(tag)]
      }
    default: break
    }
    return [.text(token.text)]
  }

  /// The schema of `name.object`, where `name` is one to be renamed.
  private func reference(_ name: String, _ object: SQLToken?) -> SQLTemplate.Reference? {
    let objectName = object?.name ?? object?.text ?? ""
    if let owner = names.extensionMembers[name]?[objectName] {
      return SQLTemplate.Reference(name: name, owner: owner)
    }
    guard names.cloned.contains(name) else { return nil }
    guard isDeparsed || names.objects[name]?.contains(objectName) == true else { return nil }
    return SQLTemplate.Reference(name: name)
  }

  /// Whether a string is the name of an object: cast to a `reg…` type or given to a sequence function.
  private func isObjectName(_ tokens: [SQLToken], at index: Int) -> Bool {
    let after = tokens[(index + 1)...].lazy.filter { $0.kind != .trivia }.prefix(7)
    if renamesTexts, after.map(\.text).joined().lowercased() == "::text)::regclass" { return true }
    if let colons = after.first, colons.isPunctuation(":"),
      after.dropFirst().first?.isPunctuation(":") == true
    {
      let words = after.prefix(4).dropFirst(2).compactMap(\.name)
      return words.prefix(2).contains { Self.objectTypes.contains($0) }
    }
    let before = tokens[..<index].suffix(6).filter { $0.kind != .trivia }
    guard before.last?.isPunctuation("(") == true, let function = before.dropLast().last?.name
    else {
      return false
    }
    return Self.sequenceFunctions.contains(function)
  }

  private static let objectTypes: Set<String> = [
    "regclass", "regtype", "regproc", "regprocedure", "regoper", "regoperator", "regconfig",
    "regdictionary", "regcollation",
  ]
  private static let sequenceFunctions: Set<String> = [
    "nextval", "currval", "setval", "to_regclass", "to_regtype", "to_regproc",
  ]

  /// `'schema.object'` with the schema marked.
  func objectName(_ value: String) -> [SQLTemplate.Piece]? {
    let tokens = SQLTokenizer.tokens(of: value)
    guard let first = tokens.first, let name = first.name, tokens.at(1)?.isPunctuation(".") == true,
      var reference = reference(name, tokens.at(2))
    else { return nil }
    let rest = tokens.dropFirst().map(\.text).joined()
    reference.role = .identifierInString
    reference.spelling = Self.doublingQuotes(first.text)
    return [.text("'"), .schema(reference), .text(Self.doublingQuotes(rest) + "'")]
  }

  private static func doublingQuotes(_ text: String) -> String {
    text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
  }

  private mutating func noteMentions(_ text: String) {
    guard !isDeparsed else { return }
    // Without the string's marks what is inside reads as words.
    let tokens = SQLTokenizer.tokens(of: String(text.map { $0 == "'" ? " " : $0 }))
    let words = tokens.filter { $0.kind != .trivia }
    let isAboutSchemas = words.contains { $0.isWord("search_path") || $0.isWord("schema") }
    for (index, word) in words.enumerated() {
      guard let name = word.name, names.cloned.contains(name) else { continue }
      // A schema that bears the name of an everyday word is not meant by every message.
      if words.count == 1 || isAboutSchemas || words.at(index + 1)?.isPunctuation(".") == true {
        unresolvedMentions.insert(name)
      }
    }
  }

  // MARK: SET search_path

  /// The end of a list that follows `SET search_path TO` at the index; nil where there is none.
  private func endOfSearchPath(_ tokens: [SQLToken], at index: Int) -> Int? {
    guard tokens[index].isWord("search_path") else { return nil }
    var position = index + 1
    func skipTrivia() {
      while tokens.at(position)?.kind == .trivia { position += 1 }
    }
    skipTrivia()
    guard let mark = tokens.at(position), mark.isWord("to") || mark.text == "=" else { return nil }
    var end = position + 1
    while true {
      position = end
      skipTrivia()
      guard let item = tokens.at(position), item.name != nil || item.kind == .string else { break }
      end = position + 1
      position = end
      skipTrivia()
      guard tokens.at(position)?.isPunctuation(",") == true else { break }
      end = position + 1
    }
    return end
  }

  private func searchPath(_ tokens: ArraySlice<SQLToken>) -> [SQLTemplate.Piece] {
    tokens.map { token in
      if let name = token.name, names.cloned.contains(name) {
        return .schema(SQLTemplate.Reference(name: name, spelling: token.text))
      }
      if let name = token.stringValue, names.cloned.contains(name) {
        return .schema(SQLTemplate.Reference(name: name, role: .string, spelling: token.text))
      }
      return .text(token.text)
    }
  }
}

extension Array {
  func at(_ index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
