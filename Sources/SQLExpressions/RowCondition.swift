/// A condition on the values of one row, such as a CHECK, made ready to be evaluated many times.
///
/// It answers as PostgreSQL would, or that it cannot tell; it never guesses.
package struct RowCondition: Sendable {
  package enum Verdict: Hashable, Sendable {
    /// True or NULL, as a CHECK asks for.
    case holds
    case violated
    /// The values are of a kind whose order or form is not known here.
    case unknown
  }

  private let expression: RowExpression

  /// Understands an expression; nil where it calls something that is not known here.
  ///
  /// - Parameters:
  ///   - expression: what must hold.
  ///   - positions: column name → position that readers of rows take.
  ///   - now: microseconds since 2000-01-01 UTC that `now()` and `CURRENT_DATE` stand for.
  package init?(_ expression: SQLExpression, positions: [String: Int], now: Int64) {
    guard let understood = RowExpression(expression, positions: positions, now: now) else {
      return nil
    }
    self.expression = understood
  }

  /// Likewise, for the text that `pg_get_expr` prints.
  package init?(_ text: String, positions: [String: Int], now: Int64) {
    guard let expression = SQLExpression(text) else { return nil }
    self.init(expression, positions: positions, now: now)
  }

  /// Positions of the columns that decide, ascending.
  package var columns: [Int] { expression.columns }

  /// The verdict about a row whose value at a position `value` gives.
  package func verdict(_ value: (Int) -> SQLValue) -> Verdict {
    switch expression.value(value) {
    case .boolean(false): .violated
    case .boolean(true), .null: .holds
    default: .unknown
    }
  }

  /// Whether the condition is true, as a partial index asks for; nil when that is not known.
  package func isTrue(_ value: (Int) -> SQLValue) -> Bool? {
    switch expression.value(value) {
    case .boolean(let result): result
    case .null: false
    default: nil
    }
  }
}
