import ColumnTransforms
import Metadata
import TableData

/// Finds the rules of a table: what follows exactly from other values, what comes before what, what is null with what.
///
/// A rule is made on one half of the protected units and taken when it holds on at least 99.9 % of the rows of the
/// other half, too, and enough rows support it.
struct RuleFinder {
  let scope: RuleScope

  /// The rules of the table, less those that are switched off.
  ///
  /// Throws ``RuleError`` for a rule of the user's that does not hold.
  func rules() throws(RuleError) -> RowRules {
    var rules = RowRules()
    addEnforced(to: &rules)
    try addStated(to: &rules)
    guard scope.frame.rowCount >= RuleEvidence.minimumRows else { return rules }
    addConstants(to: &rules)
    addAgreements(to: &rules)
    addInheritances(to: &rules)
    addDecisions(to: &rules)
    addNumbering(to: &rules)
    addAggregates(to: &rules)
    addCopies(to: &rules)
    addCalendar(to: &rules)
    addSeries(to: &rules)
    addFormulas(to: &rules)
    addCompositions(to: &rules)
    addDependencies(to: &rules)
    addThresholds(to: &rules)
    addCombinations(to: &rules)
    addNulls(to: &rules)
    addOrders(to: &rules)
    addOrdersOfParents(to: &rules)
    addDistinct(to: &rules)
    addFanOuts(to: &rules)
    return rules
  }

  var fit: FitColumns { scope.fit }

  /// Modelled columns without a rule that hold more than one value.
  private func open(_ rules: RowRules) -> [Int] {
    fit.modelled.filter {
      rules.derivations[$0] == nil && !rules.provisional.contains($0) && scope.varies($0)
    }
  }

  /// Takes a derivation unless it is switched off, the column has one, or would follow from itself.
  func accept(
    _ column: Int,
    _ rule: DerivationRule,
    _ kind: TableRule.Kind,
    _ condition: String,
    _ evidence: RuleEvidence,
    isPartial: Bool = false,
    into rules: inout RowRules
  ) -> Bool {
    let listed = scope.rule(
      kind,
      columns: [column] + rule.columns.filter { $0 != column },
      condition,
      rows: evidence.rows,
      exceptions: evidence.exceptions
    )
    let derivation = Derivation(
      rule: rule,
      exceptionShare: listed.exceptionShare,
      isPartial: isPartial
    )
    return accept(column, derivation, listed, into: &rules)
  }

  private func accept(
    _ column: Int,
    _ derivation: Derivation,
    _ listed: TableRule,
    into rules: inout RowRules
  ) -> Bool {
    let rule = derivation.rule
    func reaches(_ from: Int, _ goal: Int) -> Bool {
      from == goal || (rules.derivations[from]?.rule.columns ?? []).contains { reaches($0, goal) }
    }
    guard rules.derivations[column] == nil, !rules.provisional.contains(column),
      !rule.columns.contains(where: { reaches($0, column) })
    else { return false }
    let isProvisional = rule.columns.contains(where: rules.provisional.contains)
    guard !isProvisional || rule.canBeRepeated else { return false }
    guard !isOff(listed, &rules) else { return false }
    if isProvisional { rules.provisional.append(column) }
    rules.derivations[column] = derivation
    rules.list.append(listed)
    return true
  }

  /// Whether the user switched a rule off; notes those that are.
  func isOff(_ rule: TableRule, _ rules: inout RowRules) -> Bool {
    guard scope.state.ruleChoices.isOff(rule) else { return false }
    rules.switchedOff.append(rule)
    return true
  }

  // MARK: - Without a choice

  private func addConstants(to rules: inout RowRules) {
    for (column, role) in fit.roles.enumerated() {
      let name = fit.columns[column].name
      if role == .empty {
        rules.list.append(
          scope.rule(
            .constant,
            columns: [column],
            "\(name) is null",
            rows: scope.frame.rowCount,
            exceptions: 0
          )
        )
      }
      guard fit.codecs[column] != nil, scope.frame.unitCount >= scope.frame.k,
        let values = scope.frame.rows[name], values.nullCount == 0, isConstant(values)
      else { continue }
      rules.list.append(
        scope.rule(
          .constant,
          columns: [column],
          "\(name) has one value",
          rows: scope.frame.rowCount,
          exceptions: 0
        )
      )
    }
  }

  private func isConstant(_ values: ColumnValues) -> Bool {
    (1..<values.count).allSatisfy { CopyFinder.isEqual(values, 0, values, $0) }
  }

  private func addNumbering(to rules: inout RowRules) {
    guard let context = scope.plan.contextKey else { return }
    let keys = scope.plan.keys[context].childColumns.joined(separator: ", ")
    for (column, role) in fit.roles.enumerated() {
      guard case .ordinal(let start, _) = role else { continue }
      rules.list.append(
        scope.rule(
          .series,
          columns: [column],
          "\(fit.columns[column].name) counts from \(start) in each \(keys)",
          rows: scope.frame.orphanStart,
          exceptions: 0
        )
      )
    }
  }

  // MARK: - Derivations

  private func addAggregates(to rules: inout RowRules) {
    for found in AggregateFinder(scope).findings() {
      guard let column = fit.columns.firstIndex(where: { $0.name == found.aggregate.column.name })
      else { continue }
      let listed = scope.rule(
        .aggregate,
        columns: [column],
        found.aggregate.condition,
        rows: found.evidence.rows,
        exceptions: found.evidence.exceptions
      )
      guard !rules.provisional.contains(column), rules.derivations[column] == nil,
        !isOff(listed, &rules)
      else { continue }
      rules.aggregates.append(found.aggregate)
      rules.provisional.append(column)
      rules.list.append(listed)
    }
  }

  private func addCopies(to rules: inout RowRules) {
    let finder = CopyFinder(scope)
    for column in open(rules) {
      for (source, evidence) in finder.sources(of: column)
      where accept(
        column,
        .copy(source),
        .copy,
        "\(fit.columns[column].name) = \(scope.name(source))",
        evidence,
        into: &rules
      ) {
        break
      }
    }
  }

  private func addCalendar(to rules: inout RowRules) {
    for (column, findings) in CalendarFinder(scope).formulas().sorted(by: { $0.key < $1.key }) {
      for found in findings
      where accept(column, found.formula, .calendar, found.evidence, into: &rules) { break }
    }
  }

  private func accept(
    _ column: Int,
    _ formula: Formula,
    _ kind: TableRule.Kind,
    _ evidence: RuleEvidence,
    into rules: inout RowRules
  ) -> Bool {
    guard let result = scope.result(of: column) else { return false }
    return accept(
      column,
      .formula(formula, result),
      kind,
      "\(fit.columns[column].name) = \(formula.text(scope.name))",
      evidence,
      into: &rules
    )
  }

  private func addSeries(to rules: inout RowRules) {
    for found in SeriesFinder(scope).findings()
    where accept(
      found.column,
      found.rule,
      .series,
      found.condition,
      found.evidence,
      into: &rules
    ) {
      guard case .copy(.previous(let other)) = found.rule, other != found.column else { continue }
      // What begins where the previous one ends needs an end there.
      rules.openEnds.insert(other)
    }
  }

  private func addFormulas(to rules: inout RowRules) {
    let finder = FormulaFinder(scope)
    for isInverse in [false, true] {
      for column in open(rules) {
        for found in finder.formulas(of: column, isInverse: isInverse)
        where accept(column, found.formula, .arithmetic, found.evidence, into: &rules) { break }
      }
    }
  }

  private func addCompositions(to rules: inout RowRules) {
    let finder = CompositionFinder(frame: scope.frame, fit: fit)
    for column in fit.modelled where rules.derivations[column] == nil {
      guard
        let found = finder.composition(
          of: column,
          from: fit.modelled,
          isPart: scope.isPart(column)
        )
      else { continue }
      let names = found.composition.columns.map { fit.columns[$0].name }.joined(separator: ", ")
      let listed = scope.rule(
        .composition,
        columns: [column] + found.composition.columns,
        "\(fit.columns[column].name) is put together from \(names)",
        rows: found.rows,
        exceptions: found.exceptions
      )
      // Rows with texts of their own are among the composition's choices.
      let derivation = Derivation(rule: .composed(found.composition), exceptionShare: 0)
      _ = accept(column, derivation, listed, into: &rules)
    }
  }

  private func addDependencies(to rules: inout RowRules) {
    let finder = DependencyFinder(scope)
    // A column of a key must be free to move where the key is taken; others may follow from it instead.
    let keyColumns = Set(scope.frame.table.allKeys.flatMap(\.columns))
    for column in open(rules) where !keyColumns.contains(fit.columns[column].name) {
      for found in finder.findings(of: column) {
        let name = "\(fit.columns[column].name) is a function of \(scope.name(found.source))"
        guard
          accept(
            column,
            found.rule,
            .dependency,
            found.freeRows.isEmpty ? name : "\(name) where that is set",
            found.evidence,
            isPartial: !found.freeRows.isEmpty,
            into: &rules
          )
        else { continue }
        if !found.freeRows.isEmpty { rules.freeRows[column] = found.freeRows }
        break
      }
    }
  }

  private func addThresholds(to rules: inout RowRules) {
    let finder = ThresholdFinder(scope: scope)
    let keyColumns = Set(scope.frame.table.allKeys.flatMap(\.columns))
    for column in open(rules) where !keyColumns.contains(fit.columns[column].name) {
      guard let found = finder.finding(of: column) else { continue }
      _ = accept(
        column,
        .stretches(of: found.source, bounds: found.bounds, codes: found.codes),
        .dependency,
        "\(fit.columns[column].name) is decided by stretches of \(fit.columns[found.source].name)",
        found.evidence,
        into: &rules
      )
    }
  }
}
