/// What conditions say about the values of one column by itself.
///
/// Only what follows for every row that is not NULL there is kept, so that a value within the domain may still
/// violate a condition, but one outside of it does.
package struct ColumnDomain: Hashable, Sendable {
  package struct Bound: Hashable, Sendable {
    package var value: SQLValue
    package var isInclusive: Bool
  }

  package var lower: Bound?
  package var upper: Bound?
  /// The only values there may be, in the order in which conditions name them.
  package var allowed: [SQLValue]?
  package var excluded: Set<SQLValue> = []
  /// In characters.
  package var minimumLength: Int?
  package var maximumLength: Int?
  /// Patterns that all must match.
  package var patterns: [TextPattern] = []
  /// Whether a condition asks for a value.
  package var isRequired = false
  /// Constants that the column is compared with anywhere; where a condition cannot be understood, one of them
  /// may be what it wants.
  package var hints: [SQLValue] = []

  package init() {}

  /// Domains of the columns that conditions mention.
  ///
  /// - Parameters:
  ///   - conditions: what holds together.
  ///   - now: microseconds since 2000-01-01 UTC.
  /// - Returns: by column name.
  package static func domains(
    of conditions: [SQLExpression],
    now: Int64
  ) -> [String: ColumnDomain] {
    var finder = ColumnDomainFinder(now: now)
    for condition in conditions { finder.read(condition) }
    return finder.domains
  }

  /// Whether a value that is not NULL is within the domain; true where that cannot be known.
  package func contains(_ value: SQLValue) -> Bool {
    if let allowed, !allowed.contains(where: { $0.equals(value) == true }) { return false }
    if excluded.contains(where: { $0.equals(value) == true }) { return false }
    if let lower, let order = value.compared(to: lower.value),
      order < 0 || order == 0 && !lower.isInclusive
    {
      return false
    }
    if let upper, let order = value.compared(to: upper.value),
      order > 0 || order == 0 && !upper.isInclusive
    {
      return false
    }
    guard case .text(let text) = value else { return true }
    let length = text.unicodeScalars.count
    return length >= minimumLength ?? 0 && length <= maximumLength ?? .max
      && patterns.allSatisfy { $0.matches(text) }
  }
}

/// Collects domains from conditions that hold together.
private struct ColumnDomainFinder {
  let now: Int64
  var domains: [String: ColumnDomain] = [:]

  mutating func read(_ condition: SQLExpression) {
    for part in condition.conjuncts {
      readTerm(part)
      part.visit { noteHints($0) }
    }
  }

  private mutating func readTerm(_ term: SQLExpression) {
    switch term {
    case .column(let name): domains[name, default: ColumnDomain()].restrict(to: [.boolean(true)])
    case .call("not", let arguments):
      guard let inner = arguments.first else { return }
      if case .column(let name) = inner {
        domains[name, default: ColumnDomain()].restrict(to: [.boolean(false)])
      }
      if case .call("is null", let tested) = inner, let name = tested.first.flatMap(column) {
        domains[name, default: ColumnDomain()].isRequired = true
      }
      if case .call("= any", let parts) = inner, parts.count == 2, let name = column(parts[0]),
        case .list(let values) = constant(parts[1])
      {
        domains[name, default: ColumnDomain()].excluded.formUnion(values)
      }
    case .call("or", _): readDisjunction(term)
    case .call(let name, let arguments) where arguments.count == 2:
      readComparison(name, arguments[0], arguments[1])
    default: break
    }
  }

  /// `a IS NULL OR …` says the same as `…` about values; alternatives of values are one list.
  private mutating func readDisjunction(_ term: SQLExpression) {
    var parts = term.disjuncts
    let names = term.columns
    guard names.count == 1, let name = names.first else { return }
    parts.removeAll {
      if case .call("is null", let tested) = $0 {
        tested.first.flatMap(column) == name
      } else {
        false
      }
    }
    if parts.count == 1 {
      for part in parts[0].conjuncts where part != .call("not", [.call("is null", [.column(name)])])
      {
        readTerm(part)
      }
      return
    }
    var values: [SQLValue] = []
    for part in parts {
      guard case .call(let symbol, let arguments) = part, arguments.count == 2,
        column(arguments[0]) == name, let value = constant(arguments[1])
      else { return }
      if symbol == "=" {
        values.append(value)
      } else if symbol == "= any", case .list(let several) = value {
        values += several
      } else {
        return
      }
    }
    domains[name, default: ColumnDomain()].restrict(to: values)
  }

  private static let mirrored = ["<": ">", "<=": ">=", ">": "<", ">=": "<="]

  private mutating func readComparison(
    _ symbol: String,
    _ left: SQLExpression,
    _ right: SQLExpression
  ) {
    if let name = column(left), let value = constant(right) {
      read(symbol, value, for: name)
    } else if let name = column(right), let value = constant(left) {
      // Only what means the same the other way round.
      guard let turned = Self.mirrored[symbol] ?? (["=", "<>"].contains(symbol) ? symbol : nil)
      else {
        return
      }
      read(turned, value, for: name)
    } else if case .call(let function, let arguments) = left, arguments.count == 1,
      ["length", "char_length", "character_length"].contains(function),
      let name = arguments.first.flatMap(column), case .number(let count) = constant(right)
    {
      domains[name, default: ColumnDomain()].restrictLength(symbol, Int(count))
    }
  }

  private mutating func read(_ symbol: String, _ value: SQLValue, for name: String) {
    var domain = domains[name, default: ColumnDomain()]
    switch symbol {
    case "=": domain.restrict(to: [value])
    case "= any":
      guard case .list(let values) = value else { return }
      domain.restrict(to: values)
    case "<>": domain.excluded.insert(value)
    case "<> all":
      guard case .list(let values) = value else { return }
      domain.excluded.formUnion(values)
    case "<", "<=": domain.restrictUpper(value, isInclusive: symbol == "<=")
    case ">", ">=": domain.restrictLower(value, isInclusive: symbol == ">=")
    case "~", "~*", "~~", "~~*":
      guard case .text(let source) = value,
        let pattern = TextPattern(
          source,
          kind: symbol.hasPrefix("~~") ? .like : .regularExpression,
          ignoresCase: symbol.hasSuffix("*")
        )
      else { return }
      domain.patterns.append(pattern)
    default: return
    }
    domains[name] = domain
  }

  private mutating func noteHints(_ expression: SQLExpression) {
    // A pattern is no value.
    guard case .call(let symbol, let arguments) = expression, arguments.count == 2,
      !symbol.contains("~")
    else { return }
    for (side, other) in [(arguments[0], arguments[1]), (arguments[1], arguments[0])] {
      guard let name = column(side), let value = constant(other) else { continue }
      let values = if case .list(let several) = value { several } else { [value] }
      for value in values where domains[name]?.hints.contains(value) != true {
        domains[name, default: ColumnDomain()].hints.append(value)
      }
    }
  }

  /// The column, also under casts that leave the value as it is.
  private func column(_ expression: SQLExpression) -> String? {
    switch expression {
    case .column(let name): name
    case .cast(let inner, _): column(inner)
    case .call("collate", let arguments): arguments.first.flatMap(column)
    default: nil
    }
  }

  private func constant(_ expression: SQLExpression) -> SQLValue? {
    ExpressionCompiler.constant(expression, now: now)
  }
}

extension ColumnDomain {
  fileprivate mutating func restrict(to values: [SQLValue]) {
    allowed = allowed.map { $0.filter(values.contains) } ?? values
  }

  fileprivate mutating func restrictLower(_ value: SQLValue, isInclusive: Bool) {
    if let lower, let order = value.compared(to: lower.value),
      order < 0 || order == 0 && isInclusive
    {
      return
    }
    lower = Bound(value: value, isInclusive: isInclusive)
  }

  fileprivate mutating func restrictUpper(_ value: SQLValue, isInclusive: Bool) {
    if let upper, let order = value.compared(to: upper.value),
      order > 0 || order == 0 && isInclusive
    {
      return
    }
    upper = Bound(value: value, isInclusive: isInclusive)
  }

  fileprivate mutating func restrictLength(_ symbol: String, _ count: Int) {
    switch symbol {
    case "=":
      minimumLength = max(minimumLength ?? 0, count)
      maximumLength = min(maximumLength ?? .max, count)
    case ">=": minimumLength = max(minimumLength ?? 0, count)
    case ">": minimumLength = max(minimumLength ?? 0, count + 1)
    case "<=": maximumLength = min(maximumLength ?? .max, count)
    case "<": maximumLength = min(maximumLength ?? .max, count - 1)
    default: break
    }
  }
}
