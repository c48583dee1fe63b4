/// An expression as a closure over a reader of the row's values.
struct CompiledExpression: Sendable {
  /// Nil stands for a value that cannot be known here.
  typealias Evaluate = @Sendable ((Int) -> SQLValue) -> SQLValue?

  let evaluate: Evaluate
  /// The value, where no column decides about it.
  let constant: SQLValue?

  init(_ evaluate: @escaping Evaluate) {
    self.evaluate = evaluate
    constant = nil
  }

  init(constant: SQLValue) {
    evaluate = { _ in constant }
    self.constant = constant
  }
}

/// Turns expressions into closures, constant parts into their values.
struct ExpressionCompiler {
  let positions: [String: Int]
  let now: Int64

  /// The value of an expression without columns; nil where there are some or it is not known here.
  static func constant(_ expression: SQLExpression, now: Int64) -> SQLValue? {
    ExpressionCompiler(positions: [:], now: now).compile(expression)?.constant
  }

  func compile(_ expression: SQLExpression) -> CompiledExpression? {
    switch expression {
    case .null: return CompiledExpression(constant: .null)
    case .boolean(let value): return CompiledExpression(constant: .boolean(value))
    case .number(let digits):
      return Double(digits).map { CompiledExpression(constant: .number($0)) }
    case .string(let value): return CompiledExpression(constant: .text(value))
    case .column(let name):
      return positions[name].map { position in CompiledExpression { $0(position) } }
    case .cast(let inner, let type):
      return combine([inner]) { $0[0].cast(to: type) }
    case .array(let elements): return combine(elements) { .list($0) }
    case .field: return nil
    case .choice(let branches, let otherwise): return compileChoice(branches, otherwise)
    case .call(let name, let arguments): return compileCall(name, arguments)
    }
  }

  /// Compiles the parts and joins their values; known at once where all parts are.
  private func combine(
    _ parts: [SQLExpression],
    _ join: @escaping @Sendable ([SQLValue]) -> SQLValue?
  ) -> CompiledExpression? {
    let compiled = parts.compactMap { compile($0) }
    guard compiled.count == parts.count else { return nil }
    let constants = compiled.compactMap(\.constant)
    if constants.count == parts.count {
      return join(constants).map { CompiledExpression(constant: $0) }
    }
    let evaluates = compiled.map(\.evaluate)
    if evaluates.count == 1 {
      let only = evaluates[0]
      return CompiledExpression { row in only(row).flatMap { join([$0]) } }
    }
    if evaluates.count == 2 {
      let (left, right) = (evaluates[0], evaluates[1])
      return CompiledExpression { row in
        guard let first = left(row), let second = right(row) else { return nil }
        return join([first, second])
      }
    }
    return CompiledExpression { row in
      var values: [SQLValue] = []
      for evaluate in evaluates {
        guard let value = evaluate(row) else { return nil }
        values.append(value)
      }
      return join(values)
    }
  }

  private func compileChoice(
    _ branches: [SQLExpression.Branch],
    _ otherwise: SQLExpression
  ) -> CompiledExpression? {
    let pairs = branches.compactMap { branch in
      compile(branch.condition).flatMap { condition in
        compile(branch.result).map { (condition.evaluate, $0.evaluate) }
      }
    }
    guard pairs.count == branches.count, let last = compile(otherwise)?.evaluate else { return nil }
    return CompiledExpression { row in
      for (condition, result) in pairs {
        guard let value = condition(row) else { return nil }
        if value == .boolean(true) { return result(row) }
      }
      return last(row)
    }
  }

  private func compileCall(_ name: String, _ arguments: [SQLExpression]) -> CompiledExpression? {
    switch name {
    case "and": return compileLogic(arguments, decisive: false)
    case "or": return compileLogic(arguments, decisive: true)
    case "now", "current_timestamp", "transaction_timestamp", "statement_timestamp",
      "clock_timestamp", "localtimestamp":
      return CompiledExpression(constant: .instant(now))
    case "current_date":
      return SQLValue.instant(now).cast(to: "date").map { CompiledExpression(constant: $0) }
    case "~", "~*", "!~", "!~*", "~~", "~~*", "!~~", "!~~*":
      guard arguments.count == 2 else { return nil }
      return compileMatch(name, arguments[0], arguments[1])
    default: break
    }
    for (quantifier, decisive) in [(" any", true), (" all", false)] where name.hasSuffix(quantifier)
    {
      let comparison = String(name.dropLast(4))
      guard let compare = SQLFunctions.all[comparison] else { return nil }
      if comparison == "=", decisive, let found = compileMembership(arguments) { return found }
      return combine(arguments) { values in
        SQLFunctions.quantified(values[0], values[1], compare: compare, decisive: decisive)
      }
    }
    guard let function = SQLFunctions.all[name] else { return nil }
    return combine(arguments, function)
  }

  /// A text among so many constant ones that they are better looked up than compared one by one.
  private func compileMembership(_ arguments: [SQLExpression]) -> CompiledExpression? {
    guard arguments.count == 2, case .list(let elements)? = compile(arguments[1])?.constant,
      elements.count >= Self.worthLookingUp
    else { return nil }
    var texts: Set<String> = []
    for element in elements {
      guard case .text(let text) = element else { return nil }
      texts.insert(text)
    }
    return combine([arguments[0]]) { [texts] values in
      switch values[0] {
      case .null: .null
      case .text(let text): .boolean(texts.contains(text))
      default: nil
      }
    }
  }

  private static let worthLookingUp = 8

  /// AND (decided by false) or OR (decided by true) in three-valued logic; a part that cannot be known
  /// matters only where no other part decides.
  private func compileLogic(_ arguments: [SQLExpression], decisive: Bool) -> CompiledExpression? {
    let compiled = arguments.compactMap { compile($0) }
    guard compiled.count == arguments.count else { return nil }
    let evaluates = compiled.map(\.evaluate)
    return CompiledExpression { row in
      var hasNull = false
      var isKnown = true
      for evaluate in evaluates {
        switch evaluate(row) {
        case .boolean(let value) where value == decisive: return .boolean(decisive)
        case .boolean: break
        case .null: hasNull = true
        default: isKnown = false
        }
      }
      guard isKnown else { return nil }
      return hasNull ? .null : .boolean(!decisive)
    }
  }

  private func compileMatch(
    _ name: String,
    _ subject: SQLExpression,
    _ pattern: SQLExpression
  ) -> CompiledExpression? {
    guard case .text(let source) = Self.constant(pattern, now: now) else { return nil }
    let isNegated = name.hasPrefix("!")
    let symbol = isNegated ? String(name.dropFirst()) : name
    guard
      let matcher = TextPattern(
        source,
        kind: symbol.hasPrefix("~~") ? .like : .regularExpression,
        ignoresCase: symbol.hasSuffix("*")
      )
    else { return nil }
    return combine([subject]) { values in
      switch values[0] {
      case .null: .null
      case .text(let text): .boolean(matcher.matches(text) != isNegated)
      default: nil
      }
    }
  }
}
