import Foundation
import Metadata
import TableData

/// Finds parents that never have children by a key, or always: orders that are cancelled have no parcels, drafts are in no
/// order, every order has a line.
struct FanOutFinder {
  struct Finding {
    var rule: FanOutRule
    var evidence: RuleEvidence
    /// What the rule says.
    var text: String
  }

  /// How rarely chance may leave all parents with a value without children, or none of them.
  private static let maximumChance = 1e-6

  let scope: RuleScope
  let key: Int
  private let parent: TableFrame
  private let isChildless: [Bool]

  /// nil where the parents of the key are not known before its rows, or are of the table itself.
  init?(_ scope: RuleScope, key: Int) {
    let foreign = scope.plan.keys[key]
    guard foreign.parent != scope.plan.id, foreign.condition == nil,
      scope.plan.keyRoles[key] == .context || scope.plan.keyRoles[key] == .matched,
      !scope.frame.parents[key].isEmpty, let parent = scope.state.frames[foreign.parent]
    else { return nil }
    self.scope = scope
    self.key = key
    self.parent = parent
    var isChildless = [Bool](repeating: true, count: parent.rowCount)
    for row in scope.frame.parents[key] where row >= 0 { isChildless[Int(row)] = false }
    self.isChildless = isChildless
  }

  /// A column of the parent with the values that tell all its parents to be alike.
  private struct Candidate {
    var column: String
    var values: FanOutRule.Values
    var rows: [Int]
    var condition: String
  }

  /// Rules about different parents, those about most parents first.
  ///
  /// - `accepts`: whether a rule is to be kept; the next one is looked for among the parents that none is about.
  func findings(accepting accepts: (Finding) -> Bool) {
    var open = Array(0..<parent.rowCount)
    let bounds: [FanOutRule.Bound] =
      scope.plan.keyRoles[key] == .context ? [.none, .some] : [.none]
    for bound in bounds {
      var refused: Set<String> = []
      while let found = best(of: open, bound, without: refused) {
        let rule = FanOutRule(
          key: key,
          bound: bound,
          condition: .init(column: found.column, values: found.values)
        )
        let evidence = evidence(found.rows, bound)
        let text = text(bound, "row", where: found.condition)
        guard accepts(Finding(rule: rule, evidence: evidence, text: text)) else {
          refused.insert(found.condition)
          continue
        }
        let told = Set(found.rows)
        open.removeAll { told.contains($0) }
      }
    }
    guard bounds.contains(.some), !open.contains(where: { isChildless[$0] }) else { return }
    let evidence = evidence(open, .some)
    guard evidence.isBorneOut else { return }
    let isForAll = open.count == parent.rowCount
    _ = accepts(
      Finding(
        rule: FanOutRule(key: key, bound: .some, condition: nil),
        evidence: evidence,
        text: text(.some, isForAll ? "row" : "other row", where: nil)
      )
    )
  }

  private func text(_ bound: FanOutRule.Bound, _ which: String, where condition: String?) -> String
  {
    let parents = scope.parentName(key) + (condition.map { " where \($0)" } ?? "")
    switch bound {
    case .none: return "no row for \(parents)"
    case .some: return "at least one row for each \(which) of \(parents)"
    }
  }

  private func evidence(_ rows: [Int], _ bound: FanOutRule.Bound) -> RuleEvidence {
    var evidence = RuleEvidence()
    for row in rows {
      evidence.add(unit: parent.units[row], holds: isChildless[row] == (bound == .none))
    }
    return evidence
  }

  /// The column that tells most of the open parents to be alike.
  private func best(
    of open: [Int],
    _ bound: FanOutRule.Bound,
    without refused: Set<String>
  ) -> Candidate? {
    let alike = open.reduce(0) { $0 + (isChildless[$1] == (bound == .none) ? 1 : 0) }
    guard alike > 0, alike < open.count else { return nil }
    let share = Double(alike) / Double(open.count)
    let whole = scope.state.columnNames(of: parent.table.id)
    let keys = parent.table.keyColumns
    var best: Candidate?
    for column in parent.table.storedColumns where whole.contains(column.name) {
      let id = ColumnID(table: parent.table.id, name: column.name)
      guard !keys.contains(column.name), !scope.state.unfinished.keys.contains(id),
        let values = parent.rows[column.name]
      else { continue }
      for candidate in candidates(column, values, open, bound, share: share)
      where candidate.rows.count > best?.rows.count ?? 0 && !refused.contains(candidate.condition) {
        best = candidate
      }
    }
    return best
  }

  /// The column's being null or set, and those of its labels whose parents are all alike.
  private func candidates(
    _ column: Column,
    _ values: ColumnValues,
    _ open: [Int],
    _ bound: FanOutRule.Bound,
    share: Double
  ) -> [Candidate] {
    let name = "\(scope.parentName(key)).\(column.name)"
    func isProof(_ rows: [Int]) -> Bool {
      Double(rows.count) * log(share) <= log(Self.maximumChance)
        && !rows.contains { isChildless[$0] != (bound == .none) }
    }
    func isBorneOut(_ rows: [Int]) -> Bool {
      isProof(rows) && evidence(rows, bound).isBorneOut
    }
    var found: [Candidate] = []
    if column.isNullable {
      let nulls = open.filter { values.isNull[$0] }
      if isBorneOut(nulls) {
        found.append(
          Candidate(column: column.name, values: .null, rows: nulls, condition: "\(name) is null")
        )
      }
      let set = open.filter { !values.isNull[$0] }
      if !nulls.isEmpty, isBorneOut(set) {
        found.append(
          Candidate(column: column.name, values: .set, rows: set, condition: "\(name) is not null")
        )
      }
    }
    let isKept = !scope.state.isGenerated(parent.table.id)
    guard let labels = AncestorLabels(column, values, of: parent, isKept: isKept) else {
      return found
    }
    var rowsOfLabel: [UInt64: [Int]] = [:]
    for row in open {
      if let hash = labels.hashes[row], labels.texts[hash] != nil {
        rowsOfLabel[hash, default: []].append(row)
      }
    }
    let proved = rowsOfLabel.filter { isProof($0.value) }
    let rows = proved.values.flatMap(\.self).sorted()
    guard !rows.isEmpty, evidence(rows, bound).isBorneOut else { return found }
    let texts = proved.keys.compactMap { labels.texts[$0] }.sorted()
    found.append(
      Candidate(
        column: column.name,
        values: .labels(Set(proved.keys)),
        rows: rows,
        condition: texts.count == 1
          ? "\(name) = \(texts[0])" : "\(name) in (\(texts.joined(separator: ", ")))"
      )
    )
    return found
  }
}
