/// An expression over the values of one row, made ready to be evaluated many times.
package struct RowExpression: Sendable {
  /// Positions of the columns that decide, ascending.
  package let columns: [Int]
  private let evaluate: CompiledExpression.Evaluate

  /// Understands an expression; nil where it calls something that is not known here.
  ///
  /// - Parameters:
  ///   - expression: what to evaluate.
  ///   - positions: column name → position that readers of rows take.
  ///   - now: microseconds since 2000-01-01 UTC that `now()` and `CURRENT_DATE` stand for.
  package init?(_ expression: SQLExpression, positions: [String: Int], now: Int64) {
    let names = expression.columns
    let found = names.compactMap { positions[$0] }
    guard found.count == names.count,
      let compiled = ExpressionCompiler(positions: positions, now: now).compile(expression)
    else { return nil }
    columns = found.sorted()
    evaluate = compiled.evaluate
  }

  /// The value for a row whose value at a position `value` gives; nil where it cannot be known here.
  package func value(_ value: (Int) -> SQLValue) -> SQLValue? { evaluate(value) }
}

extension SQLExpression {
  /// The value of an expression without columns; nil where it has some or is not known here.
  ///
  /// `now()` and `CURRENT_DATE` stand for `now`, in microseconds since 2000-01-01 UTC.
  package func constant(now: Int64) -> SQLValue? {
    ExpressionCompiler.constant(self, now: now)
  }
}
