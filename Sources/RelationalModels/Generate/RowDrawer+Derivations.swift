import ColumnTransforms
import ConditionalTrees
import Metadata
import Statistics
import TableData

/// Values that follow from others.
extension RowDrawer {
  func parentColumn(_ key: Int, _ name: String) -> Int? {
    parentColumns[key].firstIndex { $0.name == name }
  }

  func number(_ source: ValueSource, column: Int) -> Double? {
    switch source {
    case .previous(let other):
      let value = previousNumbers[other]
      return place > 0 && value.isFinite && !model.sentinels[other].contains(value) ? value : nil
    case .column(let other):
      let value = numbers[other]
      return value.isFinite && !model.sentinels[other].contains(value) ? value : nil
    case .parent, .grandparent:
      guard let (values, row) = ancestor(source), let value = values.number(row) else { return nil }
      return value.isFinite ? value : nil
    }
  }

  /// The column and the row of a parent or grandparent; nil without one.
  func ancestor(_ source: ValueSource) -> (RetainedColumn, Int)? {
    switch source {
    case .previous, .column: return nil
    case .parent(let key, let name):
      guard model.plan.keyRoles[key] != .selfReference else { return ownParent(key, name) }
      guard parentRows[key] >= 0, let column = parentColumn(key, name) else { return nil }
      return (parentColumns[key][column].values, Int(parentRows[key]))
    case .grandparent(let key, let via, let column):
      guard parentRows[key] >= 0, let row = parentTables[key]?.parents[via][Int(parentRows[key])],
        row >= 0, let values = grandparents[column]
      else { return nil }
      return (values, Int(row))
    }
  }

  /// The same for a parent among the earlier rows of the table itself.
  private func ownParent(_ key: Int, _ name: String) -> (RetainedColumn, Int)? {
    let row = Int(parentRows[key])
    guard row >= 0, let column = kept.first(where: { $0.name == name }), row < column.values.count
    else { return nil }
    return (column.values, row)
  }

  func derive(
    _ step: ColumnStep,
    rule: DerivationRule,
    using random: inout CounterGenerator
  ) -> (OutputCell, Double, Int32) {
    func numeric(_ value: Double) -> (OutputCell, Double, Int32) {
      guard !value.isNaN, case .numeric(let codec) = step.codec else { return (.null, .nan, 0) }
      let tidy = codec.grid.step > 0 && value.isFinite ? codec.grid.tidy(value) : value
      let code = isCodeUsed[step.column] ? codec.code(of: tidy) : 0
      return (numericCell(tidy, column: step.column), tidy, code)
    }
    switch rule {
    case .copy(let source):
      if case .numeric = step.codec { return numeric(plainNumber(source)) }
      switch source {
      case .column(let other):
        switch cells[other] {
        case .label(let label):
          return (
            .text(generator.labels[other][Int(label)]), .nan,
            min(codes[other], Int32(step.codec.codeCount - 1))
          )
        case let cell: return (cell, .nan, min(codes[other], Int32(step.codec.codeCount - 1)))
        }
      case .parent, .grandparent:
        guard let (values, row) = ancestor(source) else { return (.null, .nan, 0) }
        return (values[row], .nan, 0)
      case .previous(let other):
        return (previousCells[other], .nan, other == step.column ? previousCode(step) : 0)
      }
    case .formula:
      guard let evaluator = step.evaluator else { return (.null, .nan, 0) }
      return numeric(evaluator.value(plainNumber))
    case .lookup(let source, let codes):
      guard let (values, row) = ancestor(source), let hash = values.rowHash(row) else {
        return (.null, .nan, 0)
      }
      var fixed = generator.generator("lookup \(step.name)", Int(truncatingIfNeeded: hash >> 1))
      let code = codes[hash] ?? spareCode(step, using: &fixed)
      return value(of: code, step, using: &fixed)
    case .stretches(let source, let bounds, let codes):
      let number = numbers[source]
      guard !number.isNaN else {
        return value(of: spareCode(step, using: &random), step, using: &random)
      }
      let code = codes[ThresholdFinder.place(of: number, in: bounds)]
      return value(of: code, step, using: &random)
    case .place(let end, let inside, let outside):
      let isEnd = end.holds(place: Int32(place), of: Int32(groupSize))
      return value(of: isEnd ? inside : outside, step, using: &random)
    case .composed(let composition): return composed(step, composition, using: &random)
    case .map(let from, let map):
      let code = map[Int(codes[from])]
      // The same code must give the same value in every row.
      var fixed = generator.generator("dependency \(step.name)", Int(codes[from]))
      return value(of: code, step, using: &fixed)
    }
  }

  func composed(
    _ step: ColumnStep,
    _ composition: TextComposition,
    using random: inout CounterGenerator
  ) -> (OutputCell, Double, Int32) {
    if composition.nullShare > 0, random.uniform() < composition.nullShare {
      return (.null, .nan, 0)
    }
    guard case .text(let codec, let shape) = step.codec else { return (.null, .nan, 0) }
    let made = composition.template(using: &random) { !isNull(cells[$0]) }?
      .text(using: &random) { column in
        if case .integer(let number) = cells[column] { return "\(number)" }
        return self.text(inColumn: column)
      }
    let limit = model.columns[step.column].type.length ?? .max
    let text =
      made.flatMap { $0.unicodeScalars.count <= limit ? $0 : nil }
      ?? shape.make(length: nil, using: &random)
    return (.text(text), .nan, codec.code(of: text))
  }

  /// A value as it is, "no end" included; NaN where there is none.
  func plainNumber(_ source: ValueSource) -> Double {
    switch source {
    case .previous(let other): return place > 0 ? previousNumbers[other] : .nan
    case .column(let other): return numbers[other]
    case .parent, .grandparent:
      guard let (values, row) = ancestor(source) else { return .nan }
      return values.number(row) ?? .nan
    }
  }

  func isNull(_ cell: OutputCell) -> Bool {
    if case .null = cell { true } else { false }
  }

  func isEqual(_ left: OutputCell, _ right: OutputCell) -> Bool {
    switch (left, right) {
    case (.integer(let a), .integer(let b)): a == b
    case (.real(let a), .real(let b)): a == b
    case (.label(let a), .label(let b)): a == b
    case (.text(let a), .text(let b)): a == b
    default: false
    }
  }
}
