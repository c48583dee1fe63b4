import ColumnTransforms
import ConditionalTrees
import Metadata
import Statistics
import TableData
import TableModels

/// Drawing the values of modelled columns.
extension RowDrawer {
  func drawColumn(
    _ step: ColumnStep,
    row: Int,
    slot: Int,
    using random: inout CounterGenerator
  ) throws {
    let position = step.column
    let (cell, number, code): (OutputCell, Double, Int32)
    if let aim, aim.concerns(position) {
      let found = try aimed(step, at: aim, using: &random) { try likely(step, using: &$0) }
      guard let found else {
        isOffAim = true
        return
      }
      (cell, number, code) = found
    } else {
      (cell, number, code) = try likely(step, using: &random)
    }
    cells[position] = cell
    numbers[position] = number
    codes[position] = code
    settleIdentifier(step, row: row)
    features[slot] = step.codec.bucket(of: code)
    if step.tellsRepeats {
      let isRepeated =
        place > 0 && isEqual(cell, previousCells[position]) && !repeatsEntity(position)
      features[slot + 1] = isRepeated ? 1 : 0
    }
    writeLevels(step, slot: slot + (step.tellsRepeats ? 2 : 1))
    if let target = step.target, let base = features.baseAddress {
      sampler?.settle(target, code: code, base, using: &random)
    }
  }

  /// A value as it is likely in the row so far.
  private func likely(_ step: ColumnStep, using random: inout CounterGenerator) throws -> Drawn {
    let found: Drawn
    if repeatsEntity(step.column) {
      found = previousValue(step)
    } else if let end = sharedEnd(step, using: &random) {
      found = end
    } else {
      found = ruled(step, using: &random)
    }
    guard !model.columns[step.column].isNullable, isNull(found.cell) else { return found }
    return try spareValue(step, using: &random)
  }

  /// Writes what is known of the drawn time.
  private func writeLevels(_ step: ColumnStep, slot: Int) {
    guard !step.levels.isEmpty else { return }
    let time = numbers[step.column]
    let isTime = !model.sentinels[step.column].contains(time)
    for (number, entry) in step.levels.enumerated() {
      let (other, level) = (entry.step, entry.level)
      let bins = level.bins(at: isTime ? time : .nan, previous: tracker.previous(other))
      features[slot + TimeLevel.width * number] = bins.level
      features[slot + TimeLevel.width * number + 1] = bins.distance
    }
  }

  /// The end that the last sibling shares with another series; nil where it has none, or where it would come before
  /// what it follows.
  private func sharedEnd(
    _ step: ColumnStep,
    using random: inout CounterGenerator
  ) -> (OutputCell, Double, Int32)? {
    guard let end = step.sharedEnd, place == groupSize - 1, case .numeric(let codec) = step.codec,
      let found = ancestorNumber(end.source)
    else { return nil }
    let value = found.isFinite ? found : end.open ?? .nan
    guard !value.isNaN else { return (.null, .nan, 0) }
    let base = step.draws.lazy.compactMap(\.reference).compactMap {
      self.number($0, column: step.column)
    }.first
    guard value >= base ?? value,
      allowedRange(step.restraints.limits, keepsApart: false, using: &random).contains(value)
    else { return nil }
    return (numericCell(value, column: step.column), value, codec.code(of: value))
  }

  func absolute(
    _ step: ColumnStep,
    draw: ColumnDraw,
    using random: inout CounterGenerator
  ) -> (OutputCell, Double, Int32) {
    var code = balanced(step, draw: draw, using: &random)
    for _ in 0..<16 where code >= step.codec.codeCount {
      if code == draw.sameCode, place > 0, !isNull(previousCells[step.column]) {
        let previous = previousNumbers[step.column]
        return (previousCells[step.column], previous, previousCode(step))
      }
      if let echo = draw.echo, code == echo.code, let found = self.echo(step, echo.source) {
        return found
      }
      if code == draw.seenCode, let seen = seenValues.first(where: { $0.column == step.column }),
        let found = seen.draw(unlike: { isEqual($0, previousCells[step.column]) }, using: &random)
      {
        return found
      }
      code = sample(draw.model, using: &random)
    }
    if code >= step.codec.codeCount { code = spareCode(step, using: &random) }
    return value(of: code, step, using: &random)
  }

  /// The value that a code of the step's codec stands for.
  func value(
    of code: Int32,
    _ step: ColumnStep,
    using random: inout CounterGenerator
  ) -> (OutputCell, Double, Int32) {
    switch step.codec.cell(of: code, using: &random) {
    case .null: (.null, .nan, code)
    case .number(let value): (numericCell(value, column: step.column), value, code)
    case .label(let label): (.label(label), .nan, code)
    case .text(let text): (.text(text), .nan, code)
    }
  }

  /// The label or text that a column of the row holds.
  func text(inColumn column: Int) -> String? {
    cells[column].text(labels: generator.labels[column])
  }

  /// The label or text that the column repeats from elsewhere; nil where there is none.
  func echo(_ step: ColumnStep, _ source: ValueSource) -> (OutputCell, Double, Int32)? {
    let text: String
    switch source {
    case .previous: return nil
    case .column(let other):
      guard let value = self.text(inColumn: other) else { return nil }
      text = value
    case .parent, .grandparent:
      guard case .text(let value)? = ancestor(source, { $0[$1] }) else { return nil }
      text = value
    }
    if let limit = model.columns[step.column].type.length, text.unicodeScalars.count > limit {
      return nil
    }
    let code = code(of: text, step)
    if case .category(let codec) = step.codec, codec.code(ofLabel: text) != nil {
      return (.label(code - 1), .nan, code)
    }
    return (.text(text), .nan, code)
  }

  /// The code of a text, be it drawn here or elsewhere.
  func code(of text: String, _ step: ColumnStep) -> Int32 {
    switch step.codec {
    case .text(let codec, _): codec.code(of: text)
    case .category(let codec):
      // A label that only another column has counts as one like any other.
      codec.code(ofLabel: text)
        ?? Int32(CounterGenerator.hash(text) % UInt64(max(1, codec.codeCount - 1))) + 1
    case .numeric, .opaque: 1
    }
  }

  /// A code of the draw that is not ahead of its share, if one of a few is.
  func balanced(
    _ step: ColumnStep,
    draw: ColumnDraw,
    using random: inout CounterGenerator
  ) -> Int32 {
    // What is turned away would come up again and again to catch up.
    guard generator.keepsMarginals else { return sample(draw.model, using: &random) }
    // Whether to repeat is no matter of the marginal.
    let own = Int32(step.codec.codeCount)
    return balances[step.column].leastAhead(
      bucket: { $0 < own ? step.codec.bucket(of: $0) : nil },
      draw: { self.sample(draw.model, using: &random) }
    )
  }

  func spareCode(_ step: ColumnStep, using random: inout CounterGenerator) -> Int32 {
    step.spareCodes.isEmpty ? 0 : step.spareCodes[random.integer(below: step.spareCodes.count)]
  }

  /// A value for a column that must have one although its draw came out null.
  func spareValue(
    _ step: ColumnStep,
    using random: inout CounterGenerator
  ) throws -> (OutputCell, Double, Int32) {
    for _ in 0..<32 {
      let found = value(of: spareCode(step, using: &random), step, using: &random)
      if !isNull(found.0) { return found }
    }
    let column = model.columns[step.column]
    throw GenerationError(
      code: .noValue,
      table: model.plan.id,
      description: """
        \(model.plan.id).\(column.name) is NOT NULL and of type \(column.type.declaration), for which no \
        value can be made. Leave the table out with --exclude \(model.plan.id.name).
        """
    )
  }

  /// The code of the previous sibling's value, which must not be null.
  func previousCode(_ step: ColumnStep) -> Int32 {
    switch (step.codec, previousCells[step.column]) {
    case (.numeric(let codec), _): codec.code(of: previousNumbers[step.column])
    case (.category, .label(let label)): label + 1
    case (_, .text(let text)): code(of: text, step)
    default: 1
    }
  }

  func difference(
    _ column: ColumnStep,
    draw: ColumnDraw,
    base: Double,
    using random: inout CounterGenerator
  ) -> Double? {
    guard case .numeric(let codec) = column.codec else { return nil }
    let end = ends.values[column.column]
    if draw.relation == .paced, place == groupSize - 1 || end <= base { return max(base, end) }
    var value = Double.nan
    // A few redraws keep values inside the source's range without piling them up at its ends.
    for _ in 0..<12 {
      let code = sample(draw.model, using: &random)
      if code == draw.sameCode {
        guard place > 0, !isNull(previousCells[column.column]) else { continue }
        return previousNumbers[column.column]
      }
      if Int(code) >= draw.codec.codeCount {
        return draw.sentinels[Int(code) - draw.codec.codeCount]
      }
      guard case .number(let step) = draw.codec.cell(of: code, using: &random) else { return nil }
      if step == draw.relation.neutral { return base }
      if case .level(let level) = draw.relation {
        return level.code(at: step, time: base).flatMap { codec.value(of: $0, using: &random) }
      }
      value = codec.aligned(
        related(
          base,
          step,
          draw,
          codec: codec,
          end: end,
          isExact: draw.codec.isAtom(code),
          using: &random
        )
      )
      // A step that many share, such as a year, is exact; others may lead where the source has nothing.
      if draw.relation != .ratio, !draw.codec.isAtom(code) {
        value = codec.settled(value, using: &random)
      }
      if column.range.contains(value) { return value }
    }
    // At the end of its range a series stands still.
    if draw.reference == .previous(column.column), column.range.contains(base) { return base }
    // An end of the range is somebody's value; one near it is drawn.
    let outer = value < column.range.lowerBound ? column.range.lowerBound : column.range.upperBound
    return codec.value(of: codec.code(of: outer), using: &random) ?? base
  }

  private func related(
    _ base: Double,
    _ step: Double,
    _ draw: ColumnDraw,
    codec: NumericCodec,
    end: Double,
    isExact: Bool,
    using random: inout CounterGenerator
  ) -> Double {
    switch draw.relation {
    case .difference, .level, .regression: return base + step
    case .ratio: return base * step
    case .trend(let trend): return trend.value(at: base) + step
    case .paced:
      // Rounding to the nearest point would leave short ways undone.
      let blur = (random.uniform() - 0.5) * codec.grid.step
      return min(end, base + step * (end - base) / Double(groupSize - place) + blur)
    case .months:
      let perDay = draw.unitsPerDay
      guard isExact, step == step.rounded() else {
        // Of a date the whole days are kept afterwards; a timestamp has its time of day from here.
        return base + step * CalendarMonths.averageDays * perDay
      }
      let day = (base / perDay).rounded(.down)
      return Double(CalendarMonths.adding(Int(step), to: Int(day))) * perDay + base - day * perDay
    }
  }

  func numericCell(_ value: Double, column: Int) -> OutputCell {
    guard !value.isNaN else { return .null }
    return isIntegral[column] ? .integer(OutputColumn.integer(value)) : .real(value)
  }
}
