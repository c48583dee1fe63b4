/// Reads expressions by operator precedence, as PostgreSQL's grammar ranks them.
struct SQLExpressionParser {
  private let tokens: [SQLToken]
  private var position = 0

  init(_ text: String) {
    tokens = SQLTokenizer.tokens(of: text).filter { $0.kind != .trivia }
  }

  mutating func wholeExpression() -> SQLExpression? {
    guard let expression = expression(), position == tokens.count else { return nil }
    return expression
  }

  // MARK: - Tokens

  private var next: SQLToken? { position < tokens.count ? tokens[position] : nil }

  private func token(_ offset: Int) -> SQLToken? {
    position + offset < tokens.count ? tokens[position + offset] : nil
  }

  private mutating func take(word: String) -> Bool {
    guard next?.isWord(word) == true else { return false }
    position += 1
    return true
  }

  /// Takes all of the words or none.
  private mutating func take(words: String...) -> Bool {
    for (offset, word) in words.enumerated() where token(offset)?.isWord(word) != true {
      return false
    }
    position += words.count
    return true
  }

  private mutating func take(_ punctuation: String) -> Bool {
    guard next?.isPunctuation(punctuation) == true else { return false }
    position += 1
    return true
  }

  private mutating func takeOperator(_ symbols: Set<String>) -> String? {
    guard let next, next.kind == .operatorSymbol, symbols.contains(next.text) else { return nil }
    position += 1
    return next.text
  }

  // MARK: - Precedence, from the loosest

  private mutating func expression() -> SQLExpression? { disjunction() }

  private mutating func disjunction() -> SQLExpression? {
    guard var parts = conjunction().map({ [$0] }) else { return nil }
    while take(word: "or") {
      guard let part = conjunction() else { return nil }
      parts.append(part)
    }
    return parts.count == 1 ? parts[0] : .call("or", parts)
  }

  private mutating func conjunction() -> SQLExpression? {
    guard var parts = negation().map({ [$0] }) else { return nil }
    while take(word: "and") {
      guard let part = negation() else { return nil }
      parts.append(part)
    }
    return parts.count == 1 ? parts[0] : .call("and", parts)
  }

  private mutating func negation() -> SQLExpression? {
    guard take(word: "not") else { return test() }
    return negation().map { .call("not", [$0]) }
  }

  /// `IS …` after a comparison.
  private mutating func test() -> SQLExpression? {
    guard var left = comparison() else { return nil }
    while take(word: "is") {
      let isNegated = take(word: "not")
      if take(words: "distinct", "from") {
        guard let right = comparison() else { return nil }
        left = .call("is distinct from", [left, right])
      } else if take(word: "null") {
        left = .call("is null", [left])
      } else if take(word: "true") {
        left = .call("is true", [left])
      } else if take(word: "false") {
        left = .call("is false", [left])
      } else if take(word: "unknown") {
        left = .call("is null", [left])
      } else {
        return nil
      }
      if isNegated { left = .call("not", [left]) }
    }
    return left
  }

  private static let comparisons: Set<String> = ["=", "<", ">", "<=", ">=", "<>", "!="]

  private mutating func comparison() -> SQLExpression? {
    guard let left = other() else { return nil }
    if let written = writtenTest(of: left) { return written }
    guard let symbol = takeOperator(Self.comparisons) else { return left }
    let name = symbol == "!=" ? "<>" : symbol
    for quantifier in ["any", "all"]
    where next?.isWord(quantifier) == true && token(1)?.isPunctuation("(") == true {
      position += 2
      guard let set = expression(), take(")") else { return nil }
      return .call("\(name) \(quantifier)", [left, set])
    }
    guard let right = other() else { return nil }
    return .call(name, [left, right])
  }

  /// `IN`, `BETWEEN` and `LIKE` after a value, as people write them and PostgreSQL does not print them; nil where none of
  /// them comes next, and nothing in it where what follows is not understood.
  private mutating func writtenTest(of left: SQLExpression) -> SQLExpression?? {
    let isNegated = next?.isWord("not") == true
    guard let word = token(isNegated ? 1 : 0),
      ["in", "between", "like", "ilike"].contains(where: word.isWord)
    else { return nil }
    position += isNegated ? 2 : 1
    let test: SQLExpression
    switch word.name {
    case "in":
      guard take("("), let items = list(upTo: ")") else { return .some(nil) }
      test = .call("= any", [left, .array(items)])
    case "between":
      guard let low = other(), take(word: "and"), let high = other() else {
        return .some(nil)
      }
      test = .call("and", [.call(">=", [left, low]), .call("<=", [left, high])])
    default:
      guard let pattern = other() else { return .some(nil) }
      test = .call(word.isWord("like") ? "~~" : "~~*", [left, pattern])
    }
    return isNegated ? .call("not", [test]) : test
  }

  private static let arithmetic: Set<String> = ["+", "-", "*", "/", "%", "^"]

  /// Operators that PostgreSQL has no rank of its own for, among them those on texts.
  private mutating func other() -> SQLExpression? {
    guard var left = sum() else { return nil }
    while let next, next.kind == .operatorSymbol, !Self.arithmetic.contains(next.text),
      !Self.comparisons.contains(next.text)
    {
      position += 1
      for quantifier in ["any", "all"]
      where self.next?.isWord(quantifier) == true && token(1)?.isPunctuation("(") == true {
        position += 2
        guard let set = expression(), take(")") else { return nil }
        return .call("\(next.text) \(quantifier)", [left, set])
      }
      guard let right = sum() else { return nil }
      left = .call(next.text, [left, right])
    }
    return left
  }

  private mutating func sum() -> SQLExpression? {
    leftAssociative(["+", "-"]) { $0.product() }
  }

  private mutating func product() -> SQLExpression? {
    leftAssociative(["*", "/", "%"]) { $0.power() }
  }

  private mutating func power() -> SQLExpression? {
    leftAssociative(["^"]) { $0.sign() }
  }

  private mutating func leftAssociative(
    _ symbols: Set<String>,
    _ operand: (inout Self) -> SQLExpression?
  ) -> SQLExpression? {
    guard var left = operand(&self) else { return nil }
    while let symbol = takeOperator(symbols) {
      guard let right = operand(&self) else { return nil }
      left = .call(symbol, [left, right])
    }
    return left
  }

  private mutating func sign() -> SQLExpression? {
    guard let symbol = takeOperator(["-", "+"]) else { return zoned() }
    guard let operand = sign() else { return nil }
    guard symbol == "-" else { return operand }
    if case .number(let digits) = operand { return .number("-" + digits) }
    return .call("negate", [operand])
  }

  /// `AT TIME ZONE` and COLLATE after a value.
  private mutating func zoned() -> SQLExpression? {
    guard var value = postfix() else { return nil }
    while true {
      if take(words: "at", "time", "zone") {
        guard let zone = postfix() else { return nil }
        value = .call("timezone", [zone, value])
      } else if take(word: "collate") {
        guard let collation = qualifiedName() else { return nil }
        value = .call("collate", [value, .string(collation)])
      } else {
        return value
      }
    }
  }

  /// Casts, fields and elements after a value.
  private mutating func postfix() -> SQLExpression? {
    guard var value = primary() else { return nil }
    while true {
      if next?.isPunctuation(":") == true, token(1)?.isPunctuation(":") == true {
        position += 2
        guard let type = typeName() else { return nil }
        value = .cast(value, type: type)
      } else if next?.isPunctuation(".") == true, let name = token(1)?.name {
        position += 2
        value = .field(value, name)
      } else if take("[") {
        guard let index = expression(), take("]") else { return nil }
        value = .call("element", [value, index])
      } else {
        return value
      }
    }
  }

  // MARK: - Values

  private mutating func primary() -> SQLExpression? {
    guard let token = next else { return nil }
    switch token.kind {
    case .number:
      position += 1
      return .number(token.text)
    case .string:
      guard let value = token.stringValue else { return nil }
      position += 1
      return .string(value)
    case .quotedName: return columnOrCall()
    case .word: return word(token)
    case .punctuation:
      guard take("(") else { return nil }
      guard let inner = expression(), take(")") else { return nil }
      return inner
    case .trivia, .dollarString, .operatorSymbol: return nil
    }
  }

  private static let constants: Set<String> = [
    "current_date", "current_timestamp", "localtimestamp", "current_time", "localtime",
    "current_user", "session_user",
  ]

  private mutating func word(_ token: SQLToken) -> SQLExpression? {
    if take(word: "null") { return .null }
    if take(word: "true") { return .boolean(true) }
    if take(word: "false") { return .boolean(false) }
    if take(word: "case") { return caseExpression() }
    let isCall = self.token(1)?.isPunctuation("(") == true
    if token.isWord("array"), self.token(1)?.isPunctuation("[") == true {
      position += 2
      guard let elements = list(upTo: "]") else { return nil }
      return .array(elements)
    }
    if isCall, take(word: "extract") {
      guard take("("), let field = next?.name else { return nil }
      position += 1
      guard take(word: "from"), let value = expression(), take(")") else { return nil }
      return .call("extract", [.string(field), value])
    }
    if isCall, take(word: "position") {
      guard take("("), let part = other(), take(word: "in"), let whole = expression(),
        take(")")
      else { return nil }
      return .call("strpos", [whole, part])
    }
    if isCall, take(word: "trim") { return trimming() }
    if let name = token.name, Self.constants.contains(name) {
      position += 1
      return .call(name, [])
    }
    return columnOrCall()
  }

  /// `TRIM(BOTH FROM value)` after the word.
  private mutating func trimming() -> SQLExpression? {
    guard take("(") else { return nil }
    for (word, function) in [("both", "btrim"), ("leading", "ltrim"), ("trailing", "rtrim")]
    where take(words: word, "from") {
      guard let value = expression(), take(")") else { return nil }
      return .call(function, [value])
    }
    return nil
  }

  private mutating func columnOrCall() -> SQLExpression? {
    guard let name = next?.name else { return nil }
    position += 1
    if next?.isPunctuation(".") == true, let last = token(1)?.name,
      token(2)?.isPunctuation("(") == true
    {
      position += 2
      return call(name == "pg_catalog" ? last : "\(name).\(last)")
    }
    guard next?.isPunctuation("(") == true else { return .column(name) }
    return call(name)
  }

  private mutating func call(_ name: String) -> SQLExpression? {
    guard take("("), let arguments = list(upTo: ")") else { return nil }
    return .call(name, arguments)
  }

  /// Expressions between commas, up to the closing mark.
  private mutating func list(upTo end: String) -> [SQLExpression]? {
    var items: [SQLExpression] = []
    if take(end) { return items }
    while true {
      _ = take(word: "variadic")
      guard let item = expression() else { return nil }
      items.append(item)
      if take(end) { return items }
      guard take(",") else { return nil }
    }
  }

  private mutating func caseExpression() -> SQLExpression? {
    var subject: SQLExpression?
    if next?.isWord("when") != true {
      guard let value = expression() else { return nil }
      subject = value
    }
    var branches: [SQLExpression.Branch] = []
    while take(word: "when") {
      guard let condition = expression(), take(word: "then"), let result = expression() else {
        return nil
      }
      branches.append(
        SQLExpression.Branch(
          condition: subject.map { .call("=", [$0, condition]) } ?? condition,
          result: result
        )
      )
    }
    var otherwise = SQLExpression.null
    if take(word: "else") {
      guard let value = expression() else { return nil }
      otherwise = value
    }
    guard take(word: "end"), !branches.isEmpty else { return nil }
    return .choice(branches: branches, otherwise: otherwise)
  }

  // MARK: - Names

  private mutating func qualifiedName() -> String? {
    guard var name = next?.name else { return nil }
    position += 1
    while next?.isPunctuation(".") == true, let last = token(1)?.name {
      position += 2
      name += "." + last
    }
    return name
  }

  /// Words that go on a type's name.
  private static let continuations: Set<String> = [
    "varying", "precision", "with", "without", "time", "zone", "year", "month", "day", "hour",
    "minute", "second", "to",
  ]

  /// A type with its modifiers dropped, as in `character varying[]`.
  private mutating func typeName() -> String? {
    guard var name = qualifiedName() else { return nil }
    while true {
      if let word = next, word.kind == .word, let part = word.name,
        Self.continuations.contains(part)
      {
        position += 1
        name += " " + part
      } else if next?.isPunctuation("(") == true {
        while let token = next, !token.isPunctuation(")") {
          _ = token
          position += 1
        }
        guard take(")") else { return nil }
      } else if next?.isPunctuation("[") == true, token(1)?.isPunctuation("]") == true {
        position += 2
        if !name.hasSuffix("[]") { name += "[]" }
      } else {
        return name
      }
    }
  }
}
