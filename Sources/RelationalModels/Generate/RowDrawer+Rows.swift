import ColumnTransforms
import Metadata
import Statistics
import TableData
import TableModels

/// Groups of siblings and the rows in them.
extension RowDrawer {
  /// - `rowsBefore`: rows that the group has from before, which are counted on from.
  func startGroup(contextRow: Int32, size: Int, after rowsBefore: Int = 0) {
    place = 0
    earlierRows = rowsBefore
    groupSize = size
    tracker.startGroup()
    for key in seenParents.indices where !seenParents[key].isEmpty {
      seenParents[key].removeAll(keepingCapacity: true)
    }
    for key in scopes.keys { earlier[key]?.startGroup() }
    for slot in seenValues.indices { seenValues[slot].startGroup() }
    if let contextKey = model.plan.contextKey {
      parentRows[contextKey] = contextRow
      for index in contextBins.indices {
        features[contextBins[index].place] =
          contextRow < 0 ? 0 : contextBins[index].bins[Int(contextRow)]
      }
    }
  }

  /// Draws the next row of the group; it counts only after `accept`.
  ///
  /// `row` is its position in the table, `guides` gives the value of a guide for the group, and `freely` makes
  /// it choose parents evenly, to get past a unique key.
  func draw(
    row: Int,
    guides: (Int) -> Double,
    freely: Bool,
    using random: inout CounterGenerator
  ) throws {
    let layout = rowModel.layout
    if layout.isSequence, let base = features.baseAddress {
      tracker.write(to: base, layout: layout, place: place, groupSize: groupSize)
      tracker.writeDeficits(
        to: base,
        layout: layout,
        place: place,
        groupSize: groupSize,
        finals: guides
      )
    }
    if place == 0 {
      ends.start(finals: guides, using: &random)
      if ordinals.contains(where: { !$0.isInOrder }) {
        shuffledPlaces.removeAll(keepingCapacity: true)
        shuffledPlaces += 0..<groupSize
        shuffledPlaces.shuffle(using: &random)
      }
    }
    for position in cells.indices { cells[position] = .null }
    for key in parentRows.indices where key != model.plan.contextKey { parentRows[key] = -1 }
    deadEnd = nil
    isHopeless = false
    isOffAim = false
    decideMissingKeys(using: &random)
    sampler?.startRow(using: &random)
    for column in keyColumns {
      if column.nullShare > 0, random.uniform() < column.nullShare { continue }
      cells[column.position] = try key(column.style, row: row)
    }
    for (position, start, isInOrder) in ordinals {
      let number = earlierRows + (isInOrder ? place : shuffledPlaces[place])
      cells[position] = .integer(start + Int64(number))
    }
    if let aim { placeGiven(aim) }
    if let contextKey = model.plan.contextKey {
      fill(contextKey, row: row)
      if parentRows[contextKey] < 0 { fillPartly(contextKey, using: &random) }
      sampler?.place(under: parentRows[contextKey], of: contextKey)
    }
    for index in steps.indices {
      switch steps[index].step {
      case .entity(let step):
        step.with { drawEntity($0, slot: steps[index].slot, using: &random) }
      case .parent(let step):
        step.with { step in
          choose(step, row: row, placed: index, freely: freely, using: &random)
          fill(step.key, row: row)
          sampler?.place(under: parentRows[step.key], of: step.key)
        }
      case .column(let step):
        try step.with { try drawColumn($0, row: row, slot: steps[index].slot, using: &random) }
      }
      guard !isHopeless, !isOffAim else { return }
    }
    checkCompletedKeys()
    fillUncoveredCases(using: &random)
  }

  func key(_ style: KeyStyle, row: Int) throws -> OutputCell {
    switch try style.value(at: row) {
    case .integer(let value): .integer(value)
    case .text(let text): .text(text)
    }
  }

  /// Copies the chosen parent's key into the row.
  func fill(_ key: Int, row: Int) {
    let parent = Int(parentRows[key])
    guard parent >= 0 else { return }
    guard model.plan.keyRoles[key] == .selfReference else {
      for index in parentColumns[key].indices {
        guard let position = parentColumns[key][index].position else { continue }
        cells[position] = parentColumns[key][index].values[parent]
      }
      if let dangling = dangling[key] { refer(key, to: dangling, row: row) }
      return
    }
    let (_, positions, names) = foreign[key]
    for (position, name) in zip(positions, names) {
      guard parent != row else {
        cells[position] = generator.columnPositions[name].map { cells[$0] } ?? .null
        continue
      }
      if let column = kept.first(where: { $0.name == name }) {
        cells[position] = column.values[parent]
      }
    }
  }
}
