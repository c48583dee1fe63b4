import ColumnTransforms
import Metadata
import SQLExpressions
import Statistics
import TableData

/// Drawing rows that are asked for.
extension RowDrawer {
  /// Draws of one value in a row that is steered.
  private static let valueDraws = 24

  /// A value that fits what the row is to be; nil where none comes up that does.
  ///
  /// - `draw`: one that is likely.
  func aimed(
    _ step: ColumnStep,
    at aim: RowAim,
    using random: inout CounterGenerator,
    _ draw: (inout CounterGenerator) throws -> Drawn
  ) rethrows -> Drawn? {
    let given = givenValue(step, aim)
    for _ in 0..<(aim.effort == .observe ? 1 : Self.valueDraws) {
      let found = try draw(&random)
      if fits(found, step, aim, given: given) { return given ?? found }
    }
    guard aim.effort == .force else { return nil }
    return given ?? chosen(step, aim, using: &random)
  }

  private func fits(_ found: Drawn, _ step: ColumnStep, _ aim: RowAim, given: Drawn?) -> Bool {
    if let given {
      switch step.codec {
      case .numeric:
        return step.codec.bucket(of: found.code) == step.codec.bucket(of: given.code)
      // A label that the source has not is as likely with one row as with another.
      case .category: return found.code == given.code || isUnknown(given)
      case .text, .opaque: return true
      }
    }
    if aim.nulls.contains(step.column) { return isNull(found.cell) }
    guard let domain = aim.domains[step.column] else { return true }
    return !isNull(found.cell) && domain.contains(value(found, step))
  }

  private func isUnknown(_ given: Drawn) -> Bool {
    if case .text = given.cell { true } else { false }
  }

  private func value(_ found: Drawn, _ step: ColumnStep) -> SQLValue {
    found.cell.value(
      ValueReader(model.columns[step.column].type),
      labels: generator.labels[step.column]
    )
  }

  /// One of the values that fit, as often as the source has them; nil where none does.
  private func chosen(
    _ step: ColumnStep,
    _ aim: RowAim,
    using random: inout CounterGenerator
  ) -> Drawn? {
    if aim.nulls.contains(step.column) {
      return model.columns[step.column].isNullable ? (.null, .nan, 0) : nil
    }
    func found(_ codes: [Int32]) -> Drawn? {
      let fitting = codes.compactMap { code -> Drawn? in
        let found = value(of: code, step, using: &random)
        return fits(found, step, aim, given: nil) ? found : nil
      }
      return fitting.isEmpty ? nil : fitting[random.integer(below: fitting.count)]
    }
    if let found = found(step.spareCodes) ?? found((0..<Int32(step.codec.codeCount)).map(\.self)) {
      return found
    }
    guard case .numeric(let codec) = step.codec, let domain = aim.domains[step.column] else {
      return nil
    }
    var range = AllowedRange()
    for (bound, isLower) in [(domain.lower, true), (domain.upper, false)] {
      guard let number = bound?.value.numeric else { continue }
      range.narrow(to: number, isLower: isLower, isStrict: bound?.isInclusive == false)
    }
    let start = domain.allowed?.first?.numeric ?? step.range.lowerBound
    // Beyond what is learnt there is nothing to choose.
    guard let number = range.nearest(to: start, on: codec.grid), step.range.contains(number) else {
      return nil
    }
    let drawn = (numericCell(number, column: step.column), number, codec.code(of: number))
    return fits(drawn, step, aim, given: nil) ? drawn : nil
  }

  // MARK: - Given values

  /// The value that the user gives for a column of the row.
  private func givenValue(_ step: ColumnStep, _ aim: RowAim) -> Drawn? {
    guard let (values, row) = aim.value(of: step.column) else { return nil }
    if let text = values.text(at: row) {
      let code = code(of: text, step)
      if case .category(let codec) = step.codec, codec.code(ofLabel: text) != nil {
        return (.label(code - 1), .nan, code)
      }
      return (.text(text), .nan, code)
    }
    let number = values.number(at: row) ?? .nan
    var code: Int32 = 1
    if case .numeric(let codec) = step.codec { code = codec.code(of: number) }
    return (Self.cell(values, row), number, code)
  }

  /// Puts given values where no step draws any, as into keys.
  func placeGiven(_ aim: RowAim) {
    guard let given = aim.given else { return }
    let drawn = Set(rowModel.columnSteps.map(\.column))
    for (column, values) in given.rows.columns
    where !drawn.contains(column) && !values.isNull[given.row] {
      cells[column] = Self.cell(values, given.row)
    }
  }

  private static func cell(_ values: ColumnValues, _ row: Int) -> OutputCell {
    switch values.storage {
    case .integers(let integers): .integer(integers[row])
    case .reals(let reals): .real(reals[row])
    case .text(let codes, let dictionary): .text(dictionary[Int(codes[row])])
    }
  }
}
