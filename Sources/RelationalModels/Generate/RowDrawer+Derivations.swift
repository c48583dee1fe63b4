import ColumnTransforms
import ConditionalTrees
import Metadata
import Statistics
import TableData

/// Values that follow from others.
extension RowDrawer {
  func parentColumn(_ key: Int, _ name: String) -> Int? {
    let columns = parentColumns[key].indices
    return columns.first { parentColumns[key][$0].name == name }
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
      return ancestorNumber(source).flatMap { $0.isFinite ? $0 : nil }
    }
  }

  /// Reads a column at the row of a parent or grandparent; nil without one.
  ///
  /// What is read goes by a closure: handing out columns would count their references for every value.
  @inline(__always)
  func ancestor<Value>(
    _ source: ValueSource,
    _ read: (borrowing RetainedColumn, Int) -> Value
  ) -> Value? {
    switch source {
    case .previous, .column: return nil
    case .parent(let key, let name):
      let row = Int(parentRows[key])
      guard row >= 0 else { return nil }
      guard !isSelfReference[key] else {
        // Among the earlier rows of the table itself.
        guard let slot = kept.firstIndex(where: { $0.name == name }), row < kept[slot].values.count
        else { return nil }
        return read(kept[slot].values, row)
      }
      guard let column = parentColumn(key, name) else { return nil }
      return read(parentColumns[key][column].values, row)
    case .grandparent(let key, let via, let column):
      guard parentRows[key] >= 0, let row = parentTables[key]?.parents[via][Int(parentRows[key])],
        row >= 0, let slot = grandparents.firstIndex(where: { $0.column == column })
      else { return nil }
      return read(grandparents[slot].values, Int(row))
    }
  }

  /// The number that a parent or grandparent has; nil without one.
  func ancestorNumber(_ source: ValueSource) -> Double? {
    ancestor(source) { $0.number($1) } ?? nil
  }

  func derive(
    _ step: ColumnStep,
    rule: DerivationRule,
    using random: inout CounterGenerator
  ) -> (OutputCell, Double, Int32) {
    func numeric(_ value: Double) -> (OutputCell, Double, Int32) {
      guard !value.isNaN, case .numeric(let codec) = step.codec else { return (.null, .nan, 0) }
      let tidy = codec.tidy(value)
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
        return (ancestor(source) { $0[$1] } ?? .null, .nan, 0)
      case .previous(let other):
        let hasCode = other == step.column && !isNull(previousCells[other])
        return (previousCells[other], .nan, hasCode ? previousCode(step) : 0)
      }
    case .formula:
      guard let evaluator = step.evaluator else { return (.null, .nan, 0) }
      return numeric(evaluator.value(plainNumber))
    case .lookup(let source, let codes):
      guard let hash = ancestor(source, { $0.rowHash($1) }) ?? nil else {
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
      return ancestorNumber(source) ?? .nan
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
