import ColumnTransforms
import Metadata
import TableData

/// Finds what the rows of one parent have in common: values that are the same in all of them, that go on from one to
/// the next, and that tell the first or the last.
struct SeriesFinder {
  struct Finding {
    var column: Int
    var rule: DerivationRule
    var evidence: RuleEvidence
    var condition: String
  }

  /// Of the rows that would differ from a stranger's, at most this share may differ from their sibling.
  private static let unexplainedShare = 0.02
  private static let minimumDiffering = 40

  let scope: RuleScope
  private let later: [Int]
  private let contextName: String

  init(_ scope: RuleScope) {
    self.scope = scope
    later = scope.plan.contextKey == nil ? [] : scope.laterRows
    contextName =
      scope.plan.contextKey.map { scope.plan.keys[$0].childColumns.joined(separator: ", ") } ?? ""
  }

  /// Rules in order of how much they say.
  func findings() -> [Finding] {
    guard later.count >= RuleEvidence.minimumRows / 2 else { return [] }
    let columns = scope.fit.modelled.filter { scope.varies($0) }
    return columns.compactMap(takenFromPrevious) + columns.compactMap(countedOn)
      + columns.compactMap(byPlace)
  }

  // MARK: - Values of the previous sibling

  private func takenFromPrevious(_ column: Int) -> Finding? {
    let kind = scope.fit.columns[column].type.valueKind
    let sources =
      [column]
      + scope.fit.modelled.filter {
        $0 != column && kind.isMoment && scope.fit.columns[$0].type.valueKind == kind
      }
    for other in sources {
      guard let evidence = equality(column, other) else { continue }
      return Finding(
        column: column,
        rule: .copy(.previous(other)),
        evidence: evidence,
        condition: other == column
          ? "\(name(column)) is the same in all rows of \(contextName)"
          : "\(name(column)) = previous.\(name(other))"
      )
    }
    return nil
  }

  /// What the rows say about a column being the previous sibling's other one.
  private func equality(_ column: Int, _ other: Int) -> RuleEvidence? {
    guard let values = scope.frame.rows[scope.fit.columns[column].name],
      let others = scope.frame.rows[scope.fit.columns[other].name]
    else { return nil }
    var evidence = RuleEvidence()
    var differing = 0
    for (place, row) in later.enumerated() {
      let stranger = later[(place + later.count / 2) % later.count] - 1
      if values.isNull[row] && others.isNull[row - 1] && column == other {
        if !others.isNull[stranger] { differing += 1 }
        evidence.add(unit: scope.frame.units[row], holds: true)
        continue
      }
      if !CopyFinder.isEqual(values, row, others, stranger) { differing += 1 }
      evidence.add(
        unit: scope.frame.units[row],
        holds: CopyFinder.isEqual(values, row, others, row - 1)
      )
      if evidence.isLost(of: later.count) { return nil }
    }
    return accepted(evidence, differing: differing)
  }

  /// The rule that a column is set in all rows of a parent or in none; nil where it is not so.
  func sharedPresence(of column: Int) -> NullRuleFinder.Finding? {
    guard later.count >= RuleEvidence.minimumRows / 2,
      let isNull = scope.frame.rows[name(column)]?.isNull
    else { return nil }
    var evidence = RuleEvidence()
    var differing = 0
    for (place, row) in later.enumerated() {
      let stranger = later[(place + later.count / 2) % later.count] - 1
      if isNull[row] != isNull[stranger] { differing += 1 }
      evidence.add(unit: scope.frame.units[row], holds: isNull[row] == isNull[row - 1])
      if evidence.isLost(of: later.count) { return nil }
    }
    guard let found = accepted(evidence, differing: differing), found.exceptions == 0 else {
      return nil
    }
    return NullRuleFinder.Finding(
      rule: NullRule(column: column, source: .sibling(column), verdicts: [.null, .set]),
      rows: found.rows,
      exceptions: 0,
      condition: "\(name(column)) is null in all rows of \(contextName) or in none"
    )
  }

  private func accepted(_ evidence: RuleEvidence, differing: Int) -> RuleEvidence? {
    evidence.isBorneOut && differing >= Self.minimumDiffering
      && Double(evidence.exceptions) <= Self.unexplainedShare * Double(differing) ? evidence : nil
  }

  // MARK: - Numbers that go on

  /// A constant step, or running totals of another column.
  private func countedOn(_ column: Int) -> Finding? {
    let type = scope.fit.columns[column].type.valueKind
    guard type.isPlainNumber || type.isMoment, let result = scope.result(of: column) else {
      return nil
    }
    let previous = Formula.value(.previous(column))
    let sample = later.filter { RuleEvidence.isForConjectures(unit: scope.frame.units[$0]) }
    let steps = sample.map {
      scope.fit.numbers[column][$0] - scope.fit.numbers[column][$0 - 1]
    }
    let middle = steps.filter(\.isFinite).sorted()
    guard !middle.isEmpty else { return nil }
    let step = FormulaResult.rounded(middle[middle.count / 2], decimals: result.decimals ?? 9)
    var formulas: [Formula] = []
    if step != 0 {
      formulas.append(
        step > 0 ? .sum(previous, .constant(step)) : .difference(previous, .constant(-step))
      )
    }
    if type.isPlainNumber {
      for other in scope.fit.modelled
      where other != column && scope.fit.columns[other].type.valueKind.isPlainNumber {
        formulas += [
          .sum(previous, .value(.column(other))), .difference(previous, .value(.column(other))),
          .sum(previous, .value(.previous(other))),
        ]
      }
    }
    for formula in formulas {
      let quick = scope.evidence(
        for: formula,
        of: column,
        result: result,
        rows: Array(sample.prefix(RuleEvidence.minimumRows))
      )
      guard quick.exceptions * 10 <= quick.rows else { continue }
      let evidence = scope.evidence(for: formula, of: column, result: result, rows: later)
      guard evidence.isBorneOut else { continue }
      return Finding(
        column: column,
        rule: .formula(formula, result),
        evidence: evidence,
        condition: "\(name(column)) = \(formula.text(scope.name))"
      )
    }
    return nil
  }

  // MARK: - First and last

  /// A label or number that is one in the first (or last) row of every parent and another one in all others.
  private func byPlace(_ column: Int) -> Finding? {
    guard let codec = scope.fit.codecs[column], codec.isExact else { return nil }
    let codes = scope.fit.codes[column]
    let rows = (0..<scope.frame.orphanStart)
    for end in [SiblingEnd.first, .last] {
      var known: [Bool: Int32] = [:]
      for row in rows where RuleEvidence.isForConjectures(unit: scope.frame.units[row]) {
        let isEnd = end.holds(place: scope.places.place[row], of: scope.places.size[row])
        if known[isEnd] == nil { known[isEnd] = codes[row] }
        if known.count == 2 { break }
      }
      guard let inside = known[true], let outside = known[false], inside != outside else {
        continue
      }
      var evidence = RuleEvidence()
      for row in rows {
        let isEnd = end.holds(place: scope.places.place[row], of: scope.places.size[row])
        evidence.add(
          unit: scope.frame.units[row],
          holds: codes[row] == (isEnd ? inside : outside)
        )
        if evidence.isLost(of: rows.count) { break }
      }
      guard evidence.isBorneOut, later.count >= RuleEvidence.minimumRows else { continue }
      return Finding(
        column: column,
        rule: .place(end, inside: inside, outside: outside),
        evidence: evidence,
        condition: "\(name(column)) tells the \(end.rawValue) row of \(contextName)"
      )
    }
    return nil
  }

  private func name(_ column: Int) -> String { scope.fit.columns[column].name }
}

/// One of the two rows of a parent that are told apart.
enum SiblingEnd: String, Codable {
  case first
  case last

  func holds(place: Int32, of size: Int32) -> Bool {
    self == .first ? place == 0 : place == size - 1
  }
}
