import Metadata

/// Rules of declared constraints.
extension RuleFinder {
  /// Takes what declared constraints say in the words of rules, as far as it can be kept while rows are drawn.
  ///
  /// Nothing is asked of the source: PostgreSQL sees to the rows that break a constraint all the same. They are no findings
  /// and are not listed.
  func addEnforced(to rules: inout RowRules) {
    for statement in scope.state.ruleChoices.enforced {
      let (table, condition) = RuleChoices.parts(of: statement)
      guard scope.plan.id.matches(table), let condition,
        let form = try? StatedRule(statement: statement, scope: scope).form(condition)
      else { continue }
      switch form {
      case .limit(let limit): rules.limits.append(limit)
      case .nulls(let rule):
        if rules.nulls[rule.column] == nil { rules.nulls[rule.column] = [rule] }
      case .derivation(let column, let rule, let kind):
        if accept(column, rule, kind, condition, RuleEvidence(), into: &rules) {
          rules.list.removeLast()
        }
      // What is summed up from rows to come cannot be declared about a row by itself.
      case .aggregate: break
      }
    }
  }
}
