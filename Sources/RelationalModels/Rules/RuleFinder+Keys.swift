import Metadata
import TableData

/// What decides which parents keys refer to.
extension RuleFinder {
  private var keys: [ForeignKey] { scope.plan.keys }

  /// Whether the parents of a key are chosen before the row's columns, among rows of a table generated before.
  private func isResolved(_ key: Int) -> Bool {
    (scope.plan.keyRoles[key] == .context || scope.plan.keyRoles[key] == .matched)
      && !scope.frame.parents[key].isEmpty
  }

  /// The rule that a key points where the columns of another key's parent do.
  private func agreement(
    of key: Int,
    with columns: [String],
    ofParent via: Int,
    _ tally: KeyAgreementTally
  ) -> TableRule {
    let names = keys[key].childColumns
    let path = columns.map { "\(scope.parentName(via)).\($0)" }
    return scope.rule(
      .copy,
      names: names,
      "\(names.joined(separator: ", ")) = \(path.joined(separator: ", "))",
      rows: tally.rows,
      exceptions: tally.exceptions
    )
  }

  /// The rule that a key follows from a value.
  private func function(
    _ kind: TableRule.Kind,
    key: Int,
    of value: String,
    with column: String? = nil,
    _ evidence: RuleEvidence
  ) -> TableRule {
    let names = keys[key].childColumns
    return scope.rule(
      kind,
      names: names + [column].compactMap(\.self),
      "\(names.joined(separator: ", ")) is a function of \(value)",
      rows: evidence.rows,
      exceptions: evidence.exceptions
    )
  }

  // MARK: - Two ways to one parent

  /// Keys that point where another key's parent points, by the rows alone: constraints need no rule.
  func addAgreements(to rules: inout RowRules) {
    for key in keys.indices where isResolved(key) {
      for via in keys.indices where via != key && isResolved(via) {
        let middle = keys[via].parent
        guard let upward = scope.state.frames[middle]?.parents,
          let others = scope.state.keysOfTable[middle]
        else { continue }
        for (viaKey, other) in others.enumerated()
        where other.condition == nil && other.parent == keys[key].parent
          && other.parentColumns == keys[key].parentColumns && viaKey < upward.count
          && !upward[viaKey].isEmpty && scope.state.isResolved(middle, key: viaKey)
          && !isDeclared(key, via: via, other)
        {
          let tally = KeyAgreementTally(goal: scope.frame.parents[key]) { row in
            let parent = scope.frame.parents[via][row]
            return parent >= 0 ? upward[viaKey][Int(parent)] : nil
          }
          guard tally.isAgreed else { continue }
          let rule = agreement(of: key, with: other.childColumns, ofParent: via, tally)
          guard !isOff(rule, &rules) else { continue }
          rules.agreements.append(KeyAgreement(key: key, via: via, viaKey: viaKey))
          rules.list.append(rule)
        }
      }
    }
  }

  /// Whether the other key holds the columns with which its parent points to the same row.
  private func isDeclared(_ key: Int, via: Int, _ other: ForeignKey) -> Bool {
    let carried = other.childColumns.map { name in
      keys[via].parentColumns.firstIndex(of: name).map { keys[via].childColumns[$0] }
    }
    return carried == keys[key].childColumns
  }

  // MARK: - The row's parent in its own table

  /// Keys that point where the row's parent in its own table points.
  func addInheritances(to rules: inout RowRules) {
    for own in scope.ownParents {
      for key in keys.indices where isResolved(key) && scope.plan.keyRoles[key] == .matched {
        guard rules.inherited[key] == nil else { continue }
        let goal = scope.frame.parents[key]
        let tally = KeyAgreementTally(goal: goal) { row in
          own.positions[row] >= 0 ? goal[Int(own.positions[row])] : nil
        }
        guard tally.isAgreed else { continue }
        let rule = agreement(of: key, with: keys[key].childColumns, ofParent: own.key, tally)
        guard !isOff(rule, &rules) else { continue }
        rules.inherited[key] = own.key
        rules.list.append(rule)
      }
    }
  }

  // MARK: - Values that decide

  /// Keys to tables that are kept, where a value of an ancestor decides the row.
  func addDecisions(to rules: inout RowRules) {
    let finder = DependencyFinder(scope)
    for key in keys.indices where !rules.agreements.contains(where: { $0.key == key }) {
      guard let (decision, evidence) = finder.decision(of: key) else { continue }
      let rule = function(.dependency, key: key, of: scope.name(decision.source), evidence)
      guard !isOff(rule, &rules) else { continue }
      rules.decisions[key] = decision
      rules.list.append(rule)
    }
  }

  // MARK: - Labels that decide

  /// Columns whose labels tell the parent of a key to a table that is kept: cities tell their country.
  ///
  /// The key is known first, so that the labels are drawn from those that go with it.
  func addCombinations(to rules: inout RowRules) {
    let finder = DependencyFinder(scope)
    for key in keys.indices where scope.plan.keyRoles[key] == .matched && isResolved(key) {
      guard !scope.state.isGenerated(keys[key].parent) else { continue }
      for column in fit.modelled
      where rules.derivations[column] == nil && rules.combinations[column] == nil {
        guard let (combination, evidence) = finder.combination(of: column, with: key) else {
          continue
        }
        let name = fit.columns[column].name
        let rule = function(.combination, key: key, of: name, with: name, evidence)
        guard !isOff(rule, &rules) else { continue }
        rules.combinations[column] = combination
        rules.list.append(rule)
      }
    }
  }

  // MARK: - Parents without rows

  /// Parents that never have rows, or always.
  func addFanOuts(to rules: inout RowRules) {
    for key in keys.indices {
      FanOutFinder(scope, key: key)?.findings { found in
        let rule = scope.rule(
          .fanOut,
          names: keys[key].childColumns,
          found.text,
          rows: found.evidence.rows,
          exceptions: found.evidence.exceptions
        )
        guard !isOff(rule, &rules) else { return false }
        rules.fanOuts.append(found.rule)
        rules.list.append(rule)
        return true
      }
    }
  }

  // MARK: - Parents of siblings

  /// Keys with another parent in every row of the context.
  func addDistinct(to rules: inout RowRules) {
    guard let context = scope.plan.contextKey else { return }
    for key in keys.indices where scope.plan.keyRoles[key] == .matched && isResolved(key) {
      let columns = keys[context].childColumns + keys[key].childColumns
      guard scope.state.isGenerated(keys[key].parent),
        !scope.frame.table.hasUniqueKey(within: columns), let pairs = pairsOfSiblings(key)
      else { continue }
      var counts: [Int32: Double] = [:]
      for parent in scope.frame.parents[key] where parent >= 0 { counts[parent, default: 0] += 1 }
      let total = counts.values.reduce(0, +)
      let byChance = Double(pairs) * counts.values.reduce(0) { $0 + $1 * $1 } / (total * total)
      guard byChance >= Self.minimumShared else { continue }
      let names = keys[key].childColumns.joined(separator: ", ")
      let rule = scope.rule(
        .series,
        names: keys[key].childColumns,
        "\(names) differs in all rows of \(keys[context].childColumns.joined(separator: ", "))",
        rows: Int(total),
        exceptions: 0
      )
      guard !isOff(rule, &rules) else { continue }
      rules.distinctKeys.insert(key)
      rules.list.append(rule)
    }
  }

  /// Pairs of siblings that chance would give the same parent, for none to be a rule.
  private static let minimumShared = 20.0

  /// Pairs of rows of one context with parents; nil where two have the same one.
  private func pairsOfSiblings(_ key: Int) -> Int? {
    var pairs = 0
    var seen: Set<Int32> = []
    for row in 0..<scope.frame.orphanStart {
      if scope.places.place[row] == 0 { seen.removeAll(keepingCapacity: true) }
      let parent = scope.frame.parents[key][row]
      guard parent >= 0 else { continue }
      pairs += seen.count
      guard seen.insert(parent).inserted else { return nil }
    }
    return pairs
  }
}
