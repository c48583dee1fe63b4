import ColumnTransforms
import Statistics
import TableModels

/// Columns that the table's synthesizer draws.
extension RowDrawer {
  /// A column's value by the table's synthesizer; one of a few where it would be ahead of its share of the marginal.
  ///
  /// Numbers have a marginal of their own, which is not the codes'.
  func synthesized(
    _ step: ColumnStep,
    target: Int,
    using random: inout CounterGenerator
  ) -> Drawn {
    guard let base = features.baseAddress else { return (.null, .nan, 0) }
    var numbers: [(code: Int32, value: Double)] = []
    func code() -> Int32 {
      switch sampler?.draw(target, base, using: &random) {
      case .code(let code): return code
      case .number(let number):
        guard case .numeric(let codec) = step.codec else { return 0 }
        let value = codec.tidy(codec.aligned(number))
        let code = codec.code(of: value)
        numbers.append((code, value))
        return code
      case nil: return 0
      }
    }
    let chosen =
      model.plan.synthesizer.keepsMarginals
      ? balances[step.column].leastAhead(
        bucket: { numbers.isEmpty ? step.codec.bucket(of: $0) : nil },
        draw: code
      )
      : code()
    if let number = numbers.first(where: { $0.code == chosen })?.value {
      return (numericCell(number, column: step.column), number, chosen)
    }
    return value(of: chosen, step, using: &random)
  }
}
