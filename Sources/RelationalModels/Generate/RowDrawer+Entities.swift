import ColumnTransforms
import ConditionalTrees
import Metadata
import Statistics

/// The entity that siblings in a row share, such as the basket of its lines.
final class CurrentEntity {
  let step: EntityStep
  /// Whether a column belongs to it, by position.
  let holdsColumn: [Bool]
  /// Whether the current row is another one of the previous sibling's entity.
  var isSame = false
  /// Rows of the entity, with the current one.
  private(set) var length = 0
  /// Rows of the entity up to the last accepted one.
  private var acceptedLength = 0
  /// Identifiers given out.
  private var used: Set<UInt64> = []

  init(_ step: EntityStep, columnCount: Int) {
    self.step = step
    holdsColumn = (0..<columnCount).map { step.columns.contains($0) }
  }

  func startRow(isSame: Bool) {
    self.isSame = isSame
    length = isSame ? acceptedLength + 1 : 1
  }

  func accept(identifier: UInt64) {
    acceptedLength = length
    if !isSame { used.insert(identifier) }
  }

  func isUsed(_ identifier: UInt64) -> Bool { used.contains(identifier) }
}

extension RowDrawer {
  /// Grid points around a drawn identifier among which a free one is looked for.
  private static let triedIdentifiers = 4_096

  func drawEntity(_ step: EntityStep, slot: Int, using random: inout CounterGenerator) {
    let isSame =
      place > 0 && sample(step.model, using: &random) == EntityStep.same && !isShortOfEnd(step)
    entity?.startRow(isSame: isSame)
    features[slot] = isSame ? 2 : 1
    features[slot + 1] = countBin(entity?.length ?? 1)
    guard isSame else { return }
    for column in keyColumns where step.columns.contains(column.position) {
      cells[column.position] = previousCells[column.position]
    }
  }

  /// Whether only another entity in the last row can take a series to where it ends.
  private func isShortOfEnd(_ step: EntityStep) -> Bool {
    place == groupSize - 1
      && step.columns.contains { ends.values[$0] > previousNumbers[$0] }
  }

  /// Whether the row repeats the column of its entity.
  func repeatsEntity(_ column: Int) -> Bool {
    entity.map { $0.isSame && $0.holdsColumn[column] } ?? false
  }

  /// Whether the row repeats the key of its entity.
  func repeatsEntity(key: Int) -> Bool {
    entity.map { $0.isSame && $0.step.keys.contains(key) } ?? false
  }

  func previousValue(_ step: ColumnStep) -> (OutputCell, Double, Int32) {
    let cell = previousCells[step.column]
    guard !isNull(cell) else { return (.null, .nan, 0) }
    return (cell, previousNumbers[step.column], previousCode(step))
  }

  /// Moves a new entity's identifier to one that no other has.
  func settleIdentifier(_ step: ColumnStep, row: Int) {
    guard let entity, step.column == entity.step.identifier, !entity.isSame else { return }
    for attempt in 0..<Self.triedIdentifiers {
      guard entity.isUsed(Self.identity(cells[step.column])) else { return }
      guard alter(column: step.column, row: row, attempt: attempt) else { return }
    }
  }

  static func identity(_ cell: OutputCell) -> UInt64 {
    switch cell {
    case .null: 0
    case .integer(let value): UInt64(bitPattern: value)
    case .real(let value): value.bitPattern
    case .label(let label): UInt64(UInt32(bitPattern: label))
    case .text(let text): CounterGenerator.hash(text)
    }
  }
}
