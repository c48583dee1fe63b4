import ColumnTransforms
import Metadata
import TableData

/// Finds columns that are equal to another one of the row, of a parent or of a parent's parent.
struct CopyFinder {
  let scope: RuleScope
  private let ancestors: [RuleScope.AncestorColumn]

  init(_ scope: RuleScope) {
    self.scope = scope
    let kinds = Set(scope.fit.modelled.map { scope.fit.columns[$0].type.valueKind })
    ancestors = scope.ancestorColumns { kinds.contains($0.type.valueKind) }
  }

  /// Where the column's values are taken from, nearest first; every one holds by itself.
  func sources(of column: Int) -> [(source: ValueSource, evidence: RuleEvidence)] {
    let fit = scope.fit
    let kind = fit.columns[column].type.valueKind
    guard let values = scope.frame.rows[fit.columns[column].name] else { return [] }
    var found: [(ValueSource, RuleEvidence)] = []
    for other in fit.modelled
    where other < column && fit.columns[other].type.valueKind == kind && scope.varies(other) {
      guard let otherValues = scope.frame.rows[fit.columns[other].name] else { continue }
      if let evidence = evidence(values, otherValues, row: { Int32($0) }) {
        found.append((.column(other), evidence))
      }
    }
    for ancestor in ancestors where ancestor.column.type.valueKind == kind {
      if let evidence = evidence(values, ancestor.values, row: { ancestor.positions[$0] }) {
        found.append((ancestor.source, evidence))
      }
    }
    return found
  }

  /// What all rows say about a column being equal to a value.
  func evidence(of column: Int, _ source: ValueSource) -> RuleEvidence {
    guard let values = scope.frame.rows[scope.fit.columns[column].name] else {
      return RuleEvidence()
    }
    let rows = scope.allRows
    switch source {
    case .column(let other):
      guard let others = scope.frame.rows[scope.fit.columns[other].name] else { break }
      return tally(values, others, rows: rows, stopsEarly: false) { Int32($0) }
    case .previous(let other):
      guard let others = scope.frame.rows[scope.fit.columns[other].name] else { break }
      return tally(values, others, rows: scope.laterRows, stopsEarly: false) { Int32($0 - 1) }
    case .parent, .grandparent:
      guard let (others, positions) = scope.ancestor(source) else { break }
      return tally(values, others, rows: rows, stopsEarly: false) { positions[$0] }
    }
    return RuleEvidence()
  }

  /// What the rows say about equality; nil where they do not bear it out.
  private func evidence(
    _ left: ColumnValues,
    _ right: ColumnValues,
    row: (Int) -> Int32
  ) -> RuleEvidence? {
    let sample = tally(left, right, rows: scope.sample, stopsEarly: true, row: row)
    guard !sample.isLost(of: scope.sample.count) else { return nil }
    let evidence = tally(left, right, rows: scope.allRows, stopsEarly: true, row: row)
    return evidence.isBorneOut ? evidence : nil
  }

  /// - `row`: the other value's row, or one of ``TableFrame/Parent``.
  private func tally(
    _ left: ColumnValues,
    _ right: ColumnValues,
    rows: [Int],
    stopsEarly: Bool,
    row: (Int) -> Int32
  ) -> RuleEvidence {
    var evidence = RuleEvidence()
    for position in rows {
      let place = row(position)
      guard place >= 0 else {
        // Without an ancestor there is nothing to copy.
        if place != TableFrame.Parent.unsampled, !left.isNull[position] {
          evidence.add(unit: scope.frame.units[position], holds: false)
        }
        continue
      }
      let other = Int(place)
      if left.isNull[position] && right.isNull[other] { continue }
      evidence.add(
        unit: scope.frame.units[position],
        holds: Self.isEqual(left, position, right, other)
      )
      if stopsEarly, evidence.isLost(of: rows.count) { break }
    }
    return evidence
  }

  static func isEqual(_ left: ColumnValues, _ row: Int, _ right: ColumnValues, _ other: Int) -> Bool
  {
    if left.isNull[row] || right.isNull[other] { return false }
    if let a = left.number(at: row), let b = right.number(at: other) { return a == b }
    return left.text(at: row) == right.text(at: other)
  }
}
