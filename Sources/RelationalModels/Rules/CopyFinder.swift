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
      if let evidence = evidence(values, otherValues, row: { $0 }) {
        found.append((.column(other), evidence))
      }
    }
    for ancestor in ancestors where ancestor.column.type.valueKind == kind {
      if let evidence = evidence(values, ancestor.values, row: ancestor.row) {
        found.append((ancestor.source, evidence))
      }
    }
    return found
  }

  /// What the rows say about equality; nil where they do not bear it out.
  private func evidence(
    _ left: ColumnValues,
    _ right: ColumnValues,
    row: (Int) -> Int?
  ) -> RuleEvidence? {
    func tally(_ rows: [Int]) -> RuleEvidence {
      var evidence = RuleEvidence()
      for position in rows {
        guard let other = row(position) else { continue }
        if left.isNull[position] && right.isNull[other] { continue }
        evidence.add(
          unit: scope.frame.units[position],
          holds: Self.isEqual(left, position, right, other)
        )
        if evidence.isLost(of: rows.count) { break }
      }
      return evidence
    }
    guard !tally(scope.sample).isLost(of: scope.sample.count) else { return nil }
    let evidence = tally(scope.allRows)
    return evidence.isBorneOut ? evidence : nil
  }

  static func isEqual(_ left: ColumnValues, _ row: Int, _ right: ColumnValues, _ other: Int) -> Bool
  {
    if left.isNull[row] || right.isNull[other] { return false }
    if let a = left.number(at: row), let b = right.number(at: other) { return a == b }
    return left.text(at: row) == right.text(at: other)
  }
}
