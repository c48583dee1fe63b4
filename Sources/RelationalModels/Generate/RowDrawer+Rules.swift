import ColumnTransforms
import Metadata
import Statistics
import TableData

/// Values that keep the rules of their table.
extension RowDrawer {
  typealias Drawn = (cell: OutputCell, number: Double, code: Int32)

  /// Draws of a value before it is moved to where the rules allow it.
  private static let ruledDraws = 24

  /// A column's value: computed where it follows from others, drawn within the rules elsewhere.
  func ruled(_ step: ColumnStep, using random: inout CounterGenerator) -> Drawn {
    if let derivation = step.derivation, !(derivation.isSeries && place == 0) {
      let isException =
        derivation.exceptionShare > 0 && random.uniform() < derivation.exceptionShare
      if !isException { return derive(step, rule: derivation.rule, using: &random) }
      return value(of: spareCode(step, using: &random), step, using: &random)
    }
    guard !step.restraints.isEmpty else { return drawn(step, using: &random) }
    let verdict = nullVerdict(step.restraints.nullRule)
    guard verdict != .null else { return (.null, .nan, 0) }
    let needsEnd = step.restraints.endsBeforeLast && place < groupSize - 1
    let range = allowedRange(step.restraints.limits, using: &random)
    func isAllowed(_ found: Drawn) -> Bool {
      if isNull(found.cell) { return verdict == .free && !needsEnd }
      if needsEnd, model.sentinels[step.column].contains(found.number) { return false }
      return range.contains(found.number)
    }
    var found = drawn(step, using: &random)
    for _ in 0..<Self.ruledDraws where !isAllowed(found) { found = drawn(step, using: &random) }
    for _ in 0..<Self.ruledDraws where !isAllowed(found) {
      found = value(of: spareCode(step, using: &random), step, using: &random)
    }
    return isAllowed(found) || isNull(found.cell) ? found : moved(found, into: range, step)
  }

  /// A value by the first draw that has what it needs.
  private func drawn(_ step: ColumnStep, using random: inout CounterGenerator) -> Drawn {
    for draw in step.draws {
      guard let reference = draw.reference else {
        return absolute(step, draw: draw, using: &random)
      }
      if let isForLast = draw.isForLast, isForLast != (place == groupSize - 1) { continue }
      guard let base = number(reference, column: step.column) else { continue }
      guard let value = difference(step, draw: draw, base: base, using: &random) else {
        return (.null, .nan, 0)
      }
      var code: Int32 = 0
      if case .numeric(let codec) = step.codec { code = codec.code(of: value) }
      return (numericCell(value, column: step.column), value, code)
    }
    return (.null, .nan, 0)
  }

  private func nullVerdict(_ rule: NullRule?) -> NullRule.Verdict {
    guard let rule else { return .free }
    let state: Int
    switch rule.source {
    case .presence(let column): state = isNull(cells[column]) ? 0 : 1
    case .code(let column): state = Int(codes[column])
    }
    return rule.verdicts.indices.contains(state) ? rule.verdicts[state] : .free
  }

  // MARK: - Limits

  /// Where a value may lie.
  struct AllowedRange {
    var low = -Double.infinity
    var high = Double.infinity
    var isLowExcluded = false
    var isHighExcluded = false

    func contains(_ value: Double) -> Bool {
      if value.isNaN { return true }
      return (value > low || value == low && !isLowExcluded)
        && (value < high || value == high && !isHighExcluded)
    }
  }

  private func allowedRange(
    _ limits: [ValueLimit],
    using random: inout CounterGenerator
  ) -> AllowedRange {
    var range = AllowedRange()
    for limit in limits {
      if limit.exceptionShare > 0, random.uniform() < limit.exceptionShare { continue }
      let bound = plainNumber(limit.other) * limit.otherFactor / limit.factor
      guard !bound.isNaN else { continue }
      if limit.isLower, bound >= range.low {
        range.isLowExcluded = limit.isStrict || bound == range.low && range.isLowExcluded
        range.low = bound
      } else if !limit.isLower, bound <= range.high {
        range.isHighExcluded = limit.isStrict || bound == range.high && range.isHighExcluded
        range.high = bound
      }
    }
    return range
  }

  /// The nearest value of the column's grid that is allowed.
  private func moved(_ found: Drawn, into range: AllowedRange, _ step: ColumnStep) -> Drawn {
    guard case .numeric(let codec) = step.codec, !found.number.isNaN else { return found }
    let unit = codec.grid.step > 0 ? codec.grid.step : Self.smallestStep
    var value = found.number
    if value > range.high || value == range.high && range.isHighExcluded {
      value = codec.grid.aligned(range.high)
      while value > range.high || value == range.high && range.isHighExcluded {
        value = codec.grid.tidy(value - unit)
      }
    }
    if value < range.low || value == range.low && range.isLowExcluded {
      value = codec.grid.aligned(range.low)
      while value < range.low || value == range.low && range.isLowExcluded {
        value = codec.grid.tidy(value + unit)
      }
    }
    return (numericCell(value, column: step.column), value, codec.code(of: value))
  }

  /// Steps of numbers that have no grid.
  private static let smallestStep = 1e-6
}
