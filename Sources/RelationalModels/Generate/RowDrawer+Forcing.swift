import ColumnTransforms
import ConditionalTrees
import Foundation
import Metadata
import Statistics
import TableData

/// Getting past a unique key.
extension RowDrawer {
  /// Alters a column of the current row so that a unique key gets a new value.
  ///
  /// - Returns: whether the column could be altered.
  func force(column position: Int, row: Int, attempt: Int) -> Bool {
    if let entity,
      entity.isSame && entity.holdsColumn[position] || entity.step.identifier == position
    {
      return false
    }
    guard alter(column: position, row: row, attempt: attempt) else { return false }
    deriveAgain(from: position, row: row)
    return true
  }

  /// Computes once more what follows from a column that was altered.
  private func deriveAgain(from position: Int, row: Int) {
    var changed: Set<Int> = [position]
    var random = generator.generator("derived again", row)
    for case .column(let step) in rowModel.steps {
      guard step.column != position, let derivation = step.derivation, isDerived(step),
        derivation.rule.columns.contains(where: changed.contains)
      else { continue }
      let (cell, number, code) = derive(step, rule: derivation.rule, using: &random)
      guard !isNull(cell) || model.columns[step.column].isNullable else { continue }
      cells[step.column] = cell
      numbers[step.column] = number
      codes[step.column] = code
      changed.insert(step.column)
    }
  }

  /// Moves a column to another value, further away with every attempt.
  func alter(column position: Int, row: Int, attempt: Int) -> Bool {
    for case .column(let step) in rowModel.steps
    where step.column == position && (step.derivation?.rule.isComposition ?? true) {
      switch step.codec {
      case .numeric(let codec):
        guard !numbers[position].isNaN else { return false }
        if attempt == 0 { forcedBase = numbers[position] }
        let unit = codec.grid.step > 0 ? codec.grid.step : 1e-6
        // Alternately up and down, a grid point further every time, inside the source's range first.
        let distance = Double((attempt + 2) / 2) * unit * (attempt % 2 == 0 ? 1 : -1)
        let value = codec.grid.tidy(forcedBase + distance)
        if model.columns[position].type.valueKind == .boolean {
          guard attempt == 0 else { return false }
          numbers[position] = 1 - forcedBase
          cells[position] = numericCell(1 - forcedBase, column: position)
          codes[position] = codec.code(of: numbers[position])
        } else if codec.range.contains(value)
          || Double(attempt)
            > min(2_000, 2 * (codec.range.upperBound - codec.range.lowerBound) / unit)
            && (value >= 0 || codec.range.lowerBound < 0)
        {
          numbers[position] = value
          cells[position] = numericCell(value, column: position)
          codes[position] = codec.code(of: value)
        }
      case .text(_, let shape):
        let ordinal = UInt64(row) &* 64 &+ UInt64(attempt)
        guard let text = shape.makeUnique(ordinal: ordinal, salt: generator.seed) else {
          return false
        }
        cells[position] = .text(text)
      case .category(let codec):
        guard case .label(let label) = cells[position] else { return false }
        let next = (label + 1) % Int32(codec.labels.count)
        cells[position] = .label(next)
        codes[position] = next + 1
      case .opaque(let shape):
        let ordinal = UInt64(row) &* 64 &+ UInt64(attempt)
        // A type with few values has none for so high a number, but perhaps one that is free.
        guard
          let text = shape.makeUnique(ordinal: ordinal, salt: generator.seed)
            ?? shape.makeUnique(ordinal: UInt64(row + attempt), salt: generator.seed)
        else { return false }
        cells[position] = .text(text)
      }
      return true
    }
    return false
  }
}
