import ColumnTransforms
import Metadata
import SQLExpressions
import TableData

/// A rule that the user adds, read from its text.
struct StatedRule {
  enum Form {
    case derivation(column: Int, DerivationRule, TableRule.Kind)
    case limit(ValueLimit)
    case nulls(NullRule)
    case aggregate(Aggregate)
  }

  /// What can be written, for messages.
  static let forms = """
    write a = b, a = b * (1 - c), a <= b, a > parent_table.b, a >= previous.b, (a is null) = (b is null), \
    or a = sum(child_table.b)
    """

  let statement: String
  let scope: RuleScope

  /// Reads the condition.
  ///
  /// Throws ``RuleError``.
  func form(_ condition: String) throws(RuleError) -> Form {
    guard let expression = SQLExpression(condition),
      case .call(let name, let sides) = expression, sides.count == 2
    else { throw notUnderstood }
    let (left, right) = (sides[0], sides[1])
    if name == "=", case .call("is null", let a) = left, case .call("is null", let b) = right,
      case .column(let first)? = a.first, case .column(let second)? = b.first
    {
      return .nulls(
        NullRule(
          column: try column(first),
          source: .presence(try column(second)),
          verdicts: [.null, .set]
        )
      )
    }
    guard case .column(let first) = left else { throw notUnderstood }
    let column = try column(first)
    switch name {
    case "=":
      if let aggregate = try aggregate(column, right) { return .aggregate(aggregate) }
      return try equality(column, right)
    case "<", "<=", ">", ">=":
      guard let other = try source(right) else { throw notUnderstood }
      let kind = scope.fit.columns[column].type.valueKind
      return .limit(
        ValueLimit(
          column: column,
          other: other,
          isLower: name.hasPrefix(">"),
          isStrict: !name.hasSuffix("="),
          factor: scope.factor(of: kind) ?? 1,
          otherFactor: self.kind(of: other).flatMap(scope.factor) ?? 1,
          exceptionShare: 0
        )
      )
    default: throw notUnderstood
    }
  }

  private var notUnderstood: RuleError {
    RuleError(.notUnderstood, statement, "not understood; \(Self.forms)")
  }

  private func column(_ name: String) throws(RuleError) -> Int {
    guard
      let position = scope.fit.columns.firstIndex(where: { $0.name == name }),
      scope.fit.codecs[position] != nil
    else {
      throw RuleError(
        .unknownColumn,
        statement,
        "\(scope.plan.id) has no column \(name) whose values are drawn"
      )
    }
    return position
  }

  private func equality(_ column: Int, _ right: SQLExpression) throws(RuleError) -> Form {
    if let source = try source(right) { return .derivation(column: column, .copy(source), .copy) }
    guard let formula = try formula(right), let result = scope.result(of: column),
      scope.fit.columns[column].type.valueKind.isPlainNumber
    else { throw notUnderstood }
    return .derivation(column: column, .formula(formula, result), .arithmetic)
  }

  // MARK: - Values

  /// A column of the row, of the previous one, or of an ancestor; nil for anything else.
  private func source(_ expression: SQLExpression) throws(RuleError) -> ValueSource? {
    switch expression {
    case .column(let name): return .column(try column(name))
    case .field(.column("previous"), let name): return .previous(try column(name))
    case .field(.column(let table), let name):
      let found = scope.ancestorColumns { $0.name == name }.first {
        scope.name($0.source) == "\(table).\(name)"
      }
      guard let found else {
        throw RuleError(
          .unknownColumn,
          statement,
          "\(scope.plan.id) refers to no table \(table) with a column \(name)"
        )
      }
      return found.source
    default: return nil
    }
  }

  private func kind(of source: ValueSource) -> ValueKind? {
    switch source {
    case .column(let column), .previous(let column): scope.fit.columns[column].type.valueKind
    case .parent, .grandparent:
      scope.ancestorColumns { _ in true }.first { $0.source == source }?.column.type.valueKind
    }
  }

  private func formula(_ expression: SQLExpression) throws(RuleError) -> Formula? {
    switch expression {
    case .number(let digits): return Double(digits).map { .constant($0) }
    case .cast(let inner, _): return try formula(inner)
    // Results are rounded to what the column holds anyway.
    case .call("round", let parts) where !parts.isEmpty: return try formula(parts[0])
    case .call(let name, let parts) where parts.count == 2:
      guard let left = try formula(parts[0]), let right = try formula(parts[1]) else { return nil }
      switch name {
      case "+": return .sum(left, right)
      case "-": return .difference(left, right)
      case "*": return .product(left, right)
      case "/": return .quotient(left, right)
      default: return nil
      }
    default: return try source(expression).map { .value($0) }
    }
  }

  // MARK: - Children

  private func aggregate(
    _ column: Int,
    _ right: SQLExpression
  ) throws(RuleError) -> Aggregate? {
    guard case .call(let name, let parts) = right,
      let function = Aggregate.Function(rawValue: name), parts.count == 1,
      let result = scope.result(of: column)
    else { return nil }
    let table: String
    let factors: [ChildTerm.Factor]
    switch parts[0] {
    case .column(let name) where function == .count: (table, factors) = (name, [])
    case .field(.column(let name), let other):
      (table, factors) = (name, [.init(column: other, form: .plain)])
    default: throw notUnderstood
    }
    for (child, keys) in scope.state.keysOfTable where child.name == table {
      if let key = keys.firstIndex(where: { $0.parent == scope.plan.id && $0.condition == nil }) {
        return Aggregate(
          column: ColumnID(table: scope.plan.id, name: scope.fit.columns[column].name),
          child: child,
          key: key,
          computation: .number(
            function,
            ChildTerm(factors: factors, rounding: .none),
            result: result,
            emptyValue: nil
          )
        )
      }
    }
    throw RuleError(.unknownTable, statement, "no table \(table) refers to \(scope.plan.id)")
  }
}
