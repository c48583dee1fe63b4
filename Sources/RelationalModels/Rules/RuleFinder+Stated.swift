import Metadata
import TableData

/// Rules of the user's.
extension RuleFinder {
  /// Takes what the user adds, before anything is found.
  ///
  /// Throws ``RuleError`` for what does not hold in the source.
  func addStated(to rules: inout RowRules) throws(RuleError) {
    for statement in scope.state.ruleChoices.added {
      let (table, condition) = RuleChoices.parts(of: statement)
      guard scope.plan.id.matches(table) else { continue }
      guard let condition else {
        throw RuleError(.notUnderstood, statement, "no rule behind the table; write table: rule")
      }
      let stated = StatedRule(statement: statement, scope: scope)
      switch try stated.form(condition) {
      case .derivation(let column, let rule, let kind):
        let evidence = evidence(column, rule)
        try check(evidence, column: column, statement: statement)
        guard accept(column, rule, kind, condition, evidence, into: &rules) else {
          throw contradiction(column, statement)
        }
      case .limit(let limit):
        let evidence = evidence(limit)
        try check(evidence, column: limit.column, statement: statement)
        rules.limits.append(limit.with(exceptionShare: share(evidence)))
        append(.order, columns: [limit.column], condition, evidence, to: &rules)
      case .nulls(let rule):
        let evidence = evidence(rule)
        try check(evidence, column: rule.column, statement: statement)
        guard rules.nulls[rule.column] == nil else { throw contradiction(rule.column, statement) }
        rules.nulls[rule.column] = [rule]
        append(
          .nulls,
          columns: [rule.column] + [rule.source.column].compactMap(\.self),
          condition,
          evidence,
          to: &rules
        )
      case .aggregate(let aggregate):
        guard let column = scope.fit.columns.firstIndex(where: { $0.name == aggregate.column.name })
        else { continue }
        guard !rules.provisional.contains(column), rules.derivations[column] == nil else {
          throw contradiction(column, statement)
        }
        let (found, evidence) = AggregateFinder(scope).evidence(for: aggregate, column: column)
        try check(evidence, column: column, statement: statement)
        rules.aggregates.append(found)
        rules.provisional.append(column)
        append(.aggregate, columns: [column], condition, evidence, to: &rules)
      }
    }
  }

  private func append(
    _ kind: TableRule.Kind,
    columns: [Int],
    _ condition: String,
    _ evidence: RuleEvidence,
    to rules: inout RowRules
  ) {
    rules.list.append(
      scope.rule(
        kind,
        columns: columns,
        condition,
        rows: evidence.rows,
        exceptions: evidence.exceptions
      )
    )
  }

  private func share(_ evidence: RuleEvidence) -> Double {
    Double(evidence.exceptions) / Double(max(1, evidence.rows))
  }

  private func contradiction(_ column: Int, _ statement: String) -> RuleError {
    RuleError(
      .contradiction,
      statement,
      """
      another rule already says what \(scope.plan.id).\(scope.fit.columns[column].name) is, or what it \
      follows from follows from it
      """
    )
  }

  private func check(
    _ evidence: RuleEvidence,
    column: Int,
    statement: String
  ) throws(RuleError) {
    let name = "\(scope.plan.id).\(scope.fit.columns[column].name)"
    guard evidence.rows > 0 else {
      throw RuleError(.doesNotHold, statement, "no row of the source says anything about \(name)")
    }
    let share = share(evidence)
    guard share > RuleEvidence.maximumExceptions else { return }
    let percent = "\((share * 1_000).rounded() / 10) %"
    throw RuleError(
      .doesNotHold,
      statement,
      "does not hold in the source: \(percent) of \(evidence.rows) rows break it (\(name))"
    )
  }

  // MARK: - Evidence

  private func evidence(_ column: Int, _ rule: DerivationRule) -> RuleEvidence {
    let rows = scope.allRows
    switch rule {
    case .formula(let formula, let result):
      return scope.evidence(
        for: formula,
        of: column,
        result: result,
        rows: rows,
        stopsEarly: false
      )
    case .copy(let source): return CopyFinder(scope).evidence(of: column, source)
    case .map, .lookup, .stretches, .place, .composed: return RuleEvidence()
    }
  }

  private func evidence(_ limit: ValueLimit) -> RuleEvidence {
    let others = scope.numbers(limit.other, rows: Array(0..<scope.frame.rowCount))
    var evidence = RuleEvidence()
    for (row, other) in others.enumerated() {
      let own =
        scope.fit.numbers[limit.column].isEmpty ? .nan : scope.fit.numbers[limit.column][row]
      guard !own.isNaN, !other.isNaN else { continue }
      evidence.add(unit: scope.frame.units[row], holds: limit.holds(own, other))
    }
    return evidence
  }

  private func evidence(_ rule: NullRule) -> RuleEvidence {
    var evidence = RuleEvidence()
    let names = [rule.column, rule.source.column].compactMap(\.self).map {
      scope.fit.columns[$0].name
    }
    let nulls = names.compactMap { scope.frame.rows[$0]?.isNull }
    guard nulls.count == 2 else { return evidence }
    for row in nulls[0].indices {
      evidence.add(unit: scope.frame.units[row], holds: nulls[0][row] == nulls[1][row])
    }
    return evidence
  }
}

extension ValueLimit {
  func with(exceptionShare: Double) -> ValueLimit {
    ValueLimit(
      column: column,
      other: other,
      isLower: isLower,
      isStrict: isStrict,
      factor: factor,
      otherFactor: otherFactor,
      exceptionShare: exceptionShare
    )
  }
}
