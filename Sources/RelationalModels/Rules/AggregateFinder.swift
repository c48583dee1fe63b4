import ColumnTransforms
import Foundation
import Metadata
import TableData

/// Finds columns that are computed from the rows of a child table: numbers, sums, means, least and greatest values of
/// its columns or of products of them, and labels that sum up the children's.
struct AggregateFinder {
  struct Finding {
    var aggregate: Aggregate
    var evidence: RuleEvidence
  }

  /// A child table's rows by parent.
  private struct Child {
    var table: TableID
    var key: Int
    var rows: TableRows
    /// Rows of parent p: `order[starts[p]..<starts[p + 1]]`.
    var starts: [Int]
    var order: [Int]
    var numbers: [(column: Column, values: [Double])]

    func rows(of parent: Int) -> ArraySlice<Int> { order[starts[parent]..<starts[parent + 1]] }
  }

  /// Columns of a child that are combined at most; the search is cubic in them.
  private static let maximumColumns = 12
  /// Parents on which a conjecture must hold before all are asked.
  private static let probes = 40
  private static let probedChildren = 200
  /// Parents with several children that prove that it is not one child's value.
  private static let minimumMixed = 20
  private static let maximumLabels = 20

  let scope: RuleScope
  private let children: [Child]

  init(_ scope: RuleScope) {
    self.scope = scope
    children = scope.state.keysOfTable.keys.sorted { $0.description < $1.description }
      .flatMap { Self.children($0, scope) }
  }

  /// What follows from children, each column once.
  func findings() -> [Finding] {
    let keyColumns = Set(scope.frame.table.allKeys.flatMap(\.columns))
    return scope.fit.modelled.filter {
      scope.varies($0) && !keyColumns.contains(scope.fit.columns[$0].name) && !scope.isPart($0)
        && !scope.state.summedUp.contains(
          ColumnID(table: scope.plan.id, name: scope.fit.columns[$0].name)
        )
    }.compactMap { column in
      children.lazy.compactMap { finding(of: column, in: $0) }.first
    }
  }

  private static func children(_ id: TableID, _ scope: RuleScope) -> [Child] {
    guard id != scope.plan.id, scope.state.isGenerated(id), let rows = scope.state.data[id] else {
      // All rows, held-out ones too: a parent that is fitted on may have some of them.
      return []
    }
    let keys = scope.state.keysOfTable[id] ?? []
    return keys.enumerated().compactMap { key, foreign in
      guard foreign.parent == scope.plan.id, foreign.condition == nil,
        scope.state.isResolved(id, key: key), let table = scope.state.tables[id]
      else { return nil }
      let positions = foreign.parentRows(of: rows, in: scope.frame.rows)
      var starts = [Int](repeating: 0, count: scope.frame.rowCount + 1)
      for parent in positions where parent >= 0 { starts[Int(parent) + 1] += 1 }
      for parent in 0..<scope.frame.rowCount { starts[parent + 1] += starts[parent] }
      var next = starts
      var order = [Int](repeating: 0, count: starts[scope.frame.rowCount])
      for (row, parent) in positions.enumerated() where parent >= 0 {
        order[next[Int(parent)]] = row
        next[Int(parent)] += 1
      }
      let foreignColumns = Set(keys.flatMap(\.childColumns))
      let numbers = table.storedColumns.filter {
        !foreignColumns.contains($0.name)
          && ($0.type.valueKind.isPlainNumber || $0.type.valueKind.isMoment)
      }.prefix(Self.maximumColumns).compactMap { column in
        rows[column.name].map { values in
          (column, (0..<rows.rowCount).map { values.modelNumber(at: $0) ?? .nan })
        }
      }
      return Child(
        table: id,
        key: key,
        rows: rows,
        starts: starts,
        order: order,
        numbers: Array(numbers)
      )
    }
  }

  private func finding(of column: Int, in child: Child) -> Finding? {
    let kind = scope.fit.columns[column].type.valueKind
    if kind.isPlainNumber || kind.isMoment { return number(column, kind, child) }
    return label(column, child)
  }

  // MARK: - Numbers

  private func number(_ column: Int, _ kind: ValueKind, _ child: Child) -> Finding? {
    guard let result = scope.result(of: column) else { return nil }
    let goal = scope.fit.numbers[column]
    let probes = scope.sample.filter {
      !goal[$0].isNaN && (1...Self.probedChildren).contains(child.rows(of: $0).count)
    }.prefix(Self.probes)
    guard probes.count >= Self.minimumMixed else { return nil }
    var found: Finding?
    func test(_ function: Aggregate.Function, _ term: ChildTerm) {
      guard found == nil, let values = values(of: term, child) else { return }
      let fits = probes.allSatisfy { parent in
        result.agrees(tally(parent, child, term, values).value(function), with: goal[parent])
      }
      guard fits else { return }
      found = verified(column, function, term, values, result, child)
    }
    if kind == .integer { test(.count, ChildTerm(factors: [], rounding: .none)) }
    for (other, _) in child.numbers {
      let type = other.type.valueKind
      let plain = ChildTerm(factors: [.init(column: other.name, form: .plain)], rounding: .none)
      if type == kind || type.isPlainNumber && kind.isPlainNumber {
        test(.minimum, plain)
        test(.maximum, plain)
      }
      if type.isPlainNumber, kind.isPlainNumber {
        test(.sum, plain)
        test(.average, plain)
      }
    }
    if found == nil, kind.isPlainNumber, let decimals = result.decimals {
      for term in products(child, decimals: decimals) where found == nil { test(.sum, term) }
    }
    return found
  }

  /// Products of two and three columns of the child, the latter two also as shares or percentages.
  private func products(_ child: Child, decimals: Int) -> [ChildTerm] {
    let columns = child.numbers.filter { $0.column.type.valueKind.isPlainNumber }
    let forms = columns.map { column, values in
      Self.forms(values).map { ChildTerm.Factor(column: column.name, form: $0) }
    }
    var terms: [ChildTerm] = []
    let roundings: [ChildTerm.Rounding] = [
      .none, .rounded(decimals: decimals), .truncated(decimals: decimals),
    ]
    func add(_ factors: [ChildTerm.Factor]) {
      terms += roundings.map { ChildTerm(factors: factors, rounding: $0) }
    }
    for a in columns.indices {
      let base = ChildTerm.Factor(column: columns[a].column.name, form: .plain)
      for b in columns.indices where b != a {
        for second in forms[b] where second.form != .plain || a < b {
          add([base, second])
          for c in columns.indices where c != a && c != b {
            // The order matters where cents are cut off in between.
            for third in forms[c] where third.form != .plain { add([base, second, third]) }
          }
        }
      }
    }
    return terms
  }

  private static func forms(_ values: [Double]) -> [ChildTerm.Factor.Form] {
    guard let high = values.filter(\.isFinite).max() else { return [] }
    if high <= 1 { return [.plain, .oneMinus, .onePlus] }
    return high <= 100 ? [.plain, .oneMinusPercent, .onePlusPercent] : [.plain]
  }

  private func values(of term: ChildTerm, _ child: Child) -> [[Double]]? {
    let values = term.factors.compactMap { factor in
      child.numbers.first { $0.column.name == factor.column }?.values
    }
    return values.count == term.factors.count ? values : nil
  }

  private func tally(
    _ parent: Int,
    _ child: Child,
    _ term: ChildTerm,
    _ values: [[Double]]
  ) -> AggregateTally {
    var tally = AggregateTally()
    for row in child.rows(of: parent) { tally.add(term.value { values[$0][row] }) }
    return tally
  }

  /// What all parents say about an aggregate, which gets its value for parents without children.
  func evidence(for aggregate: Aggregate, column: Int) -> (Aggregate, RuleEvidence) {
    guard case .number(let function, let term, let result, _) = aggregate.computation,
      let child = children.first(where: { $0.table == aggregate.child && $0.key == aggregate.key }),
      let values = values(of: term, child),
      let found = judged(column, function, term, values, result, child, stopsEarly: false)
    else { return (aggregate, RuleEvidence()) }
    return (found.finding.aggregate, found.finding.evidence)
  }

  private func verified(
    _ column: Int,
    _ function: Aggregate.Function,
    _ term: ChildTerm,
    _ values: [[Double]],
    _ result: FormulaResult,
    _ child: Child
  ) -> Finding? {
    guard
      let (finding, mixed) = judged(
        column,
        function,
        term,
        values,
        result,
        child,
        stopsEarly: true
      )
    else { return nil }
    return finding.evidence.isBorneOut && mixed >= Self.minimumMixed ? finding : nil
  }

  /// The aggregate with what rows say, and parents whose children differ; nil where too few rows obey.
  private func judged(
    _ column: Int,
    _ function: Aggregate.Function,
    _ term: ChildTerm,
    _ values: [[Double]],
    _ result: FormulaResult,
    _ child: Child,
    stopsEarly: Bool
  ) -> (finding: Finding, mixed: Int)? {
    let goal = scope.fit.numbers[column]
    var evidence = RuleEvidence()
    var mixed = 0
    var empty: Set<Double> = []
    var hasEmptyNull = false
    for parent in goal.indices {
      let tally = tally(parent, child, term, values)
      guard tally.count > 0 else {
        if goal[parent].isNaN { hasEmptyNull = true } else { empty.insert(goal[parent]) }
        continue
      }
      let isTelling = function == .sum || function == .count ? tally.count > 1 : tally.isMixed
      if isTelling { mixed += 1 }
      evidence.add(
        unit: scope.frame.units[parent],
        holds: result.agrees(tally.value(function), with: goal[parent])
      )
      if stopsEarly, evidence.isLost(of: goal.count) { return nil }
    }
    let emptyValue: Double? =
      empty.isEmpty
      ? (hasEmptyNull ? .nan : nil)
      : empty.count == 1 && !hasEmptyNull
        ? empty.first : nil
    let finding = Finding(
      aggregate: Aggregate(
        column: ColumnID(table: scope.plan.id, name: scope.fit.columns[column].name),
        child: child.table,
        key: child.key,
        computation: .number(function, term, result: result, emptyValue: emptyValue)
      ),
      evidence: evidence
    )
    return (finding, mixed)
  }

  // MARK: - Labels

  /// Labels that follow from the least and the greatest label of the children: open, closed, partly.
  private func label(_ column: Int, _ child: Child) -> Finding? {
    guard case .category(let codec)? = scope.fit.codecs[column],
      codec.codeCount <= Self.maximumLabels,
      let goal = scope.frame.rows[scope.fit.columns[column].name], goal.nullCount == 0,
      let table = scope.state.tables[child.table]
    else { return nil }
    for other in table.storedColumns
    where other.type.valueKind == .text || other.type.valueKind == .enumeration {
      guard let values = child.rows[other.name], values.nullCount == 0,
        Set(values.sampledTexts(1_000)).count <= Self.maximumLabels,
        let finding = label(column, goal, child, other.name, values)
      else { continue }
      return finding
    }
    return nil
  }

  private func label(
    _ column: Int,
    _ goal: ColumnValues,
    _ child: Child,
    _ name: String,
    _ values: ColumnValues
  ) -> Finding? {
    var labels: [LabelSpan: String] = [:]
    var units: [LabelSpan: Int] = [:]
    var evidence = RuleEvidence()
    var mixed = 0
    for parent in 0..<scope.frame.rowCount {
      let texts = child.rows(of: parent).compactMap { values.text(at: $0) }
      guard let low = texts.min(), let high = texts.max(), let own = goal.text(at: parent) else {
        continue
      }
      let span = LabelSpan(low: low, high: high)
      if low < high { mixed += 1 }
      let known = labels[span]
      if known == nil { labels[span] = own }
      units[span, default: 0] += 1
      evidence.add(unit: scope.frame.units[parent], holds: (known ?? own) == own)
      if evidence.isLost(of: scope.frame.rowCount) || labels.count > Self.maximumLabels * 4 {
        return nil
      }
    }
    // Labels that few share are invented ones in the clone.
    labels = labels.filter { units[$0.key] ?? 0 >= scope.frame.k }
    guard evidence.isBorneOut, mixed >= Self.minimumMixed, Set(labels.values).count > 1 else {
      return nil
    }
    return Finding(
      aggregate: Aggregate(
        column: ColumnID(table: scope.plan.id, name: scope.fit.columns[column].name),
        child: child.table,
        key: child.key,
        computation: .label(column: name, labels: labels)
      ),
      evidence: evidence
    )
  }
}

extension ColumnValues {
  /// Texts of spread-out rows.
  fileprivate func sampledTexts(_ count: Int) -> [String] {
    stride(from: 0, to: self.count, by: max(1, self.count / count)).compactMap { text(at: $0) }
  }
}
