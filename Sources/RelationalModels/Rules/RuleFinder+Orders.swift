import ColumnTransforms
import Metadata
import TableData

/// What is null with what, and what comes before what.
extension RuleFinder {
  func addNulls(to rules: inout RowRules) {
    let finder = NullRuleFinder(scope)
    let series = SeriesFinder(scope)
    var told: Set<[Int]> = []
    for column in fit.modelled
    where rules.derivations[column] == nil && !rules.provisional.contains(column)
      && rules.nulls[column] == nil
    {
      var findings = finder.findings(of: column)
      if !findings.contains(where: \.rule.isComplete),
        let shared = series.sharedPresence(of: column)
      {
        findings.append(shared)
      }
      for found in findings {
        let listed = scope.rule(
          .nulls,
          columns: [column] + [found.rule.source.column].compactMap(\.self),
          found.condition,
          rows: found.rows,
          exceptions: found.exceptions
        )
        guard !isOff(listed, &rules) else { continue }
        let source = found.rule.source.column
        if source.map({ !isDecided($0, by: column, rules) }) ?? true {
          rules.nulls[column, default: []].append(found.rule)
        }
        // Null together is told once.
        if let source {
          guard !told.contains([source, column]) || !found.rule.isComplete else { continue }
          told.insert([column, source])
        }
        rules.list.append(listed)
      }
    }
  }

  /// Whether a column's being null follows from another's, directly or through others, or its value does.
  private func isDecided(_ column: Int, by other: Int, _ rules: RowRules) -> Bool {
    var open = [column]
    var seen: Set<Int> = []
    while let current = open.popLast() {
      guard seen.insert(current).inserted else { continue }
      if current == other { return true }
      if rules.derivations[current]?.rule.columns.contains(other) == true { return true }
      open += rules.nulls[current]?.compactMap(\.source.column) ?? []
    }
    return false
  }

  func addOrders(to rules: inout RowRules) {
    let findings = OrderFinder(scope).findings().filter {
      !follows($0.limit, from: rules) && !isProvisional($0.limit, rules)
        && !isOff(listed($0), &rules)
    }
    rules.limits += findings.map(\.limit)
    var told: Set<String> = []
    for found in findings where !isImplied(found.limit, by: rules) {
      let rule = listed(found)
      // The same ancestor may be reached in two ways.
      if told.insert(rule.condition).inserted { rules.list.append(rule) }
    }
  }

  /// Orders between values of different parents, which decide what parents go together.
  func addOrdersOfParents(to rules: inout RowRules) {
    let found = OrderFinder(scope).ordersOfParents { first, second in
      rules.agreements.contains {
        [$0.key, $0.via].contains(first) && [$0.key, $0.via].contains(second)
      }
        || !Set(scope.plan.keys[first].childColumns)
          .isDisjoint(with: scope.plan.keys[second].childColumns)
    }
    for (order, evidence) in found {
      let sign = order.low.isStrict ? "<" : "<="
      let keys = [order.low, order.high].compactMap(\.other.key)
      let rule = scope.rule(
        .order,
        names: keys.flatMap { scope.plan.keys[$0].childColumns },
        "\(scope.name(order.low.other)) \(sign) \(scope.name(order.high.other))",
        rows: evidence.rows,
        exceptions: evidence.exceptions
      )
      guard !isOff(rule, &rules) else { continue }
      rules.parentOrders.append(order)
      rules.list.append(rule)
    }
  }

  private func listed(_ found: OrderFinder.Finding) -> TableRule {
    let limit = found.limit
    let sign = (limit.isLower ? ">" : "<") + (limit.isStrict ? "" : "=")
    var columns = [limit.column]
    if case .column(let other) = limit.other { columns.append(other) }
    return scope.rule(
      .order,
      columns: columns,
      "\(fit.columns[limit.column].name) \(sign) \(scope.name(limit.other))",
      rows: found.evidence.rows,
      exceptions: found.evidence.exceptions
    )
  }

  /// Whether one side of a limit is computed after the rows are drawn.
  private func isProvisional(_ limit: ValueLimit, _ rules: RowRules) -> Bool {
    switch limit.other {
    case .column(let other), .previous(let other):
      rules.provisional.contains(limit.column) || rules.provisional.contains(other)
    case .parent, .grandparent: rules.provisional.contains(limit.column)
    }
  }

  /// Whether the column is computed from what the limit is about, or goes on from its sibling by a rule.
  private func follows(_ limit: ValueLimit, from rules: RowRules) -> Bool {
    if rules.derivations[limit.column]?.isCalendar == true { return true }
    switch limit.other {
    case .previous(let other):
      if rules.derivations[limit.column] != nil { return true }
      return rules.derivations[other]?.isCalendar == true
    case .column(let other):
      if rules.derivations[other]?.isCalendar == true { return true }
      return rules.derivations[other]?.rule.sources.contains(.column(limit.column)) == true
        || rules.derivations[limit.column]?.rule.sources.contains(limit.other) == true
    case .parent, .grandparent:
      return rules.derivations[limit.column]?.rule.sources.contains(limit.other) == true
    }
  }

  /// Whether a limit follows from two others by way of a column that is always set.
  private func isImplied(_ limit: ValueLimit, by rules: RowRules) -> Bool {
    let both =
      rules.limits
      + rules.limits.filter { if case .column = $0.other { true } else { false } }
      .map(\.turnedAround)
      + rules.derivations.flatMap { column, derivation in
        Self.equality(column, derivation, isLower: limit.isLower)
      }
    return both.contains { first in
      guard first.column == limit.column, first.isLower == limit.isLower,
        case .column(let middle) = first.other, first.other != limit.other,
        scope.frame.rows[fit.columns[middle].name]?.nullCount == 0
      else { return false }
      return both.contains {
        $0.column == middle && $0.isLower == limit.isLower && $0.other == limit.other
      }
    }
  }

  /// What equality says about order.
  private static func equality(
    _ column: Int,
    _ derivation: Derivation,
    isLower: Bool
  ) -> [ValueLimit] {
    guard case .copy(let source) = derivation.rule else { return [] }
    return [
      ValueLimit(
        column: column,
        other: source,
        isLower: isLower,
        isStrict: false,
        factor: 1,
        otherFactor: 1,
        exceptionShare: 0
      )
    ]
  }
}
