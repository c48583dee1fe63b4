/// An expression of SQL as `pg_get_expr` prints it.
///
/// Operators are calls of a function with the operator's name; words such as AND, OR, NOT are in lower case.
package indirect enum SQLExpression: Hashable, Sendable {
  case column(String)
  case null
  case boolean(Bool)
  /// Digits as written, with a sign where one was part of the constant.
  case number(String)
  case string(String)
  case cast(SQLExpression, type: String)
  /// A function or operator; functions outside of `pg_catalog` have their schema before the name.
  case call(String, [SQLExpression])
  case array([SQLExpression])
  /// `(value).name`
  case field(SQLExpression, String)
  /// `CASE` with the conditions written out.
  case choice(branches: [Branch], otherwise: SQLExpression)

  package struct Branch: Hashable, Sendable {
    package var condition: SQLExpression
    package var result: SQLExpression
  }

  /// Understands the text of one expression; nil where its grammar goes beyond what this type can say.
  package init?(_ text: String) {
    var parser = SQLExpressionParser(text)
    guard let expression = parser.wholeExpression() else { return nil }
    self = expression
  }

  /// The parts joined by AND at the top.
  package var conjuncts: [SQLExpression] {
    guard case .call("and", let parts) = self else { return [self] }
    return parts.flatMap(\.conjuncts)
  }

  /// The parts joined by OR at the top.
  package var disjuncts: [SQLExpression] {
    guard case .call("or", let parts) = self else { return [self] }
    return parts.flatMap(\.disjuncts)
  }

  /// Names of the columns it mentions.
  package var columns: Set<String> {
    var found: Set<String> = []
    visit { if case .column(let name) = $0 { found.insert(name) } }
    return found
  }

  /// Calls `body` with this expression and all that are part of it, outermost first.
  package func visit(_ body: (SQLExpression) -> Void) {
    body(self)
    for part in parts { part.visit(body) }
  }

  /// The same with one column under another name.
  package func renaming(_ name: String, to other: String) -> SQLExpression {
    switch self {
    case .column(name): .column(other)
    case .column, .null, .boolean, .number, .string: self
    case .cast(let inner, let type): .cast(inner.renaming(name, to: other), type: type)
    case .field(let inner, let field): .field(inner.renaming(name, to: other), field)
    case .call(let function, let arguments):
      .call(function, arguments.map { $0.renaming(name, to: other) })
    case .array(let elements): .array(elements.map { $0.renaming(name, to: other) })
    case .choice(let branches, let otherwise):
      .choice(
        branches: branches.map {
          Branch(
            condition: $0.condition.renaming(name, to: other),
            result: $0.result.renaming(name, to: other)
          )
        },
        otherwise: otherwise.renaming(name, to: other)
      )
    }
  }

  private var parts: [SQLExpression] {
    switch self {
    case .column, .null, .boolean, .number, .string: []
    case .cast(let inner, _), .field(let inner, _): [inner]
    case .call(_, let arguments): arguments
    case .array(let elements): elements
    case .choice(let branches, let otherwise):
      branches.flatMap { [$0.condition, $0.result] } + [otherwise]
    }
  }
}
