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
    if let derivation = step.derivation, isDerived(step) {
      let isException =
        derivation.exceptionShare > 0 && random.uniform() < derivation.exceptionShare
      if !isException { return derive(step, rule: derivation.rule, using: &random) }
      return value(of: spareCode(step, using: &random), step, using: &random)
    }
    guard !step.restraints.isEmpty else { return drawn(step, using: &random) }
    let verdict = nullVerdict(step.restraints.nullRules)
    guard verdict != .null else { return (.null, .nan, 0) }
    let needsEnd = step.restraints.endsBeforeLast && place < groupSize - 1
    let mayBeNull = verdict == .free && !needsEnd && model.columns[step.column].isNullable
    let range = allowedRange(step.restraints.limits, using: &random)
    func isOpenEnd(_ found: Drawn) -> Bool {
      needsEnd && model.sentinels[step.column].contains(found.number)
    }
    let labels = step.restraints.combination.flatMap { $0.codes[parentRows[$0.key]] } ?? []
    func isAllowed(_ found: Drawn) -> Bool {
      if isNull(found.cell) { return mayBeNull }
      return !isOpenEnd(found) && range.contains(found.number)
        && (labels.isEmpty || labels.contains(found.code))
    }
    var found = drawn(step, using: &random)
    for _ in 0..<Self.ruledDraws where !isAllowed(found) { found = drawn(step, using: &random) }
    for _ in 0..<Self.ruledDraws where !isAllowed(found) {
      let code =
        labels.isEmpty
        ? spareCode(step, using: &random) : labels[random.integer(below: labels.count)]
      found = value(of: code, step, using: &random)
    }
    if isAllowed(found) || isNull(found.cell) { return found }
    let isOpen = isOpenEnd(found)
    if let moved = moved(found, into: range, step, isOpenEnd: isOpen) { return moved }
    let widest = allowedRange(step.restraints.limits, keepsApart: false, using: &random)
    return moved(found, into: widest, step, isOpenEnd: isOpen) ?? found
  }

  /// Whether a column's value follows from others in the current row.
  func isDerived(_ step: ColumnStep) -> Bool {
    guard let derivation = step.derivation, !(step.isSeries && place == 0) else {
      return false
    }
    guard derivation.isPartial else { return true }
    switch derivation.rule {
    case .map(let from, _): return !isNull(cells[from])
    case .lookup(let source, _):
      return ancestor(source) { $0.rowHash($1) != nil } ?? false
    default: return true
    }
  }

  /// A value by the first draw that has what it needs.
  private func drawn(_ step: ColumnStep, using random: inout CounterGenerator) -> Drawn {
    if let target = step.target { return synthesized(step, target: target, using: &random) }
    for draw in step.heldDraws {
      if let found = draw.with({ drawn(step, by: $0, using: &random) }) { return found }
    }
    return (.null, .nan, 0)
  }

  /// A value by one draw; nil where it lacks what it needs.
  private func drawn(
    _ step: ColumnStep,
    by draw: ColumnDraw,
    using random: inout CounterGenerator
  ) -> Drawn? {
    guard place == 0 || !draw.isForFirst else { return nil }
    guard let reference = draw.reference else { return absolute(step, draw: draw, using: &random) }
    if let isForLast = draw.isForLast, isForLast != (place == groupSize - 1) { return nil }
    guard let base = draw.relation.base(reference, { number($0, column: step.column) }) else {
      return nil
    }
    if draw.relation == .paced, ends.values[step.column].isNaN { return nil }
    guard let value = difference(step, draw: draw, base: base, using: &random) else {
      return (.null, .nan, 0)
    }
    var code: Int32 = 0
    if case .numeric(let codec) = step.codec { code = codec.code(of: value) }
    return (numericCell(value, column: step.column), value, code)
  }

  private func nullVerdict(_ rules: [NullRule]) -> NullRule.Verdict {
    for rule in rules {
      guard let state = state(of: rule.source), rule.verdicts.indices.contains(state) else {
        continue
      }
      if rule.verdicts[state] != .free { return rule.verdicts[state] }
    }
    return .free
  }

  /// The place among the rule's verdicts; nil where it says nothing.
  private func state(of source: NullRule.Source) -> Int? {
    switch source {
    case .presence(let column): return isNull(cells[column]) ? 0 : 1
    case .code(let column): return Int(codes[column])
    case .ancestor(let source, let states):
      guard let hash = ancestor(source, { $0.rowHash($1) }) ?? nil else { return 0 }
      return states[hash]
    case .sibling(let column):
      guard place > 0 else { return nil }
      return isNull(previousCells[column]) ? 0 : 1
    }
  }

  // MARK: - Limits

  /// - `keepsApart`: whether values that are rarely equal in the source are kept apart as rarely here.
  func allowedRange(
    _ limits: [ValueLimit],
    keepsApart: Bool = true,
    using random: inout CounterGenerator
  ) -> AllowedRange {
    var range = AllowedRange()
    for limit in limits {
      if limit.exceptionShare > 0, random.uniform() < limit.exceptionShare { continue }
      let isApart =
        keepsApart && limit.isRarelyEqual && random.uniform() >= limit.equalShare
      range.narrow(
        to: plainNumber(limit.other) * limit.otherFactor / limit.factor,
        isLower: limit.isLower,
        isStrict: limit.isStrict || isApart
      )
    }
    return range
  }

  /// The nearest value of the column's grid that is allowed; nil where there is none.
  ///
  /// - `isOpenEnd`: whether it stands for "no end" where there has to be one.
  private func moved(
    _ found: Drawn,
    into range: AllowedRange,
    _ step: ColumnStep,
    isOpenEnd: Bool
  ) -> Drawn? {
    guard case .numeric(let codec) = step.codec, !found.number.isNaN else { return nil }
    let goal = isOpenEnd ? step.range.upperBound : found.number
    guard let value = range.nearest(to: goal, on: codec.grid) else { return nil }
    return (numericCell(value, column: step.column), value, codec.code(of: value))
  }

  /// Whether the current row breaks an order that no row of the source breaks.
  ///
  /// Values that are taken over, derived or altered are not drawn within limits.
  var breaksLimits: Bool {
    exactLimits.contains { limit in
      !limit.holds(numbers[limit.column], plainNumber(limit.other))
    } || rowModel.parentOrders.contains { !hasRoom($0) }
  }
}
