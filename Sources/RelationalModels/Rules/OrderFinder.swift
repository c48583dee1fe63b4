import ColumnTransforms
import Metadata
import TableData

/// A column that is never below, or never above, another value that the row knows.
///
/// A class, because every row walks over them.
final class ValueLimit: Sendable, Codable {
  let column: Int
  let other: ValueSource
  /// Whether the column is the greater one.
  let isLower: Bool
  let isStrict: Bool
  /// What makes both values comparable: a date's days and a timestamp's microseconds.
  let factor: Double
  let otherFactor: Double
  let exceptionShare: Double
  /// Share of the rows in which both are equal.
  let equalShare: Double

  init(
    column: Int,
    other: ValueSource,
    isLower: Bool,
    isStrict: Bool,
    factor: Double,
    otherFactor: Double,
    exceptionShare: Double,
    equalShare: Double = 1
  ) {
    self.column = column
    self.other = other
    self.isLower = isLower
    self.isStrict = isStrict
    self.factor = factor
    self.otherFactor = otherFactor
    self.exceptionShare = exceptionShare
    self.equalShare = equalShare
  }

  /// Whether both are practically never equal, although they may be.
  var isRarelyEqual: Bool { !isStrict && equalShare <= RuleEvidence.maximumExceptions }

  /// The same column in the same order with another value of the same kind, which it may equal.
  func with(other: ValueSource) -> ValueLimit {
    ValueLimit(
      column: column,
      other: other,
      isLower: isLower,
      isStrict: false,
      factor: factor,
      otherFactor: otherFactor,
      exceptionShare: 0
    )
  }

  /// Whether the column's value is on its side; true where there is nothing to compare.
  func holds(_ value: Double, _ other: Double) -> Bool {
    let (own, limit) = (value * factor, other * otherFactor)
    guard !own.isNaN, !limit.isNaN else { return true }
    if own == limit { return !isStrict }
    return (own > limit) == isLower
  }
}

/// Finds values that come before others: an order before its shipping, a payment after its rental, costs below prices.
///
/// Values whose ranges hardly overlap keep their order by themselves; only what would be broken by chance is a rule.
struct OrderFinder {
  struct Finding {
    var limit: ValueLimit
    var evidence: RuleEvidence
  }

  /// Share of the rows in which strangers must break the order.
  private static let minimumChance = 0.02
  /// Numbers of all kinds stand beside each other, so that more is asked of them, unless they have one name.
  private static let minimumChanceOfNumbers = 0.1
  private static let minimumBroken = 5.0
  /// Likewise for numbers that have not one name.
  private static let minimumBrokenOfNumbers = 20.0
  /// Different pairs of values that are enough.
  private static let countedPairs = 1_000
  /// Exceptions at most, as a share of what chance would break.
  private static let unexplainedShare = 0.02

  private struct Term {
    var source: ValueSource
    var kind: ValueKind
    var factor: Double
    var values: [Double]
  }

  let scope: RuleScope
  private let columns: [Term]
  private let ancestors: [Term]
  private let previous: [Term]

  init(_ scope: RuleScope) {
    self.scope = scope
    func term(_ source: ValueSource, _ kind: ValueKind) -> Term? {
      guard kind.isPlainNumber || kind.isMoment else { return nil }
      return Term(
        source: source,
        kind: kind,
        factor: scope.factor(of: kind) ?? 1,
        values: scope.numbers(source, rows: scope.sample)
      )
    }
    // Parts of a document are compared with nothing.
    columns = scope.fit.modelled.filter { scope.varies($0) && !scope.isPart($0) }.compactMap {
      term(.column($0), scope.fit.columns[$0].type.valueKind)
    }
    ancestors = scope.ancestorColumns(withOwn: true) {
      $0.type.valueKind.isPlainNumber || $0.type.valueKind.isMoment
    }
    .filter { !$0.isKey }
    .compactMap { term($0.source, $0.column.type.valueKind) }
    // Siblings are sorted by this one anyway.
    let sorted = scope.plan.siblingOrder.first
    previous =
      scope.plan.contextKey == nil
      ? []
      : scope.fit.modelled.compactMap { column in
        let own = scope.fit.columns[column]
        return own.name == sorted || scope.isPart(column)
          ? nil : term(.previous(column), own.type.valueKind)
      }
  }

  /// All orders that hold, each once, those between columns of the row first.
  func findings() -> [Finding] {
    var found: [Finding] = []
    for (place, left) in columns.enumerated() {
      for right in columns[(place + 1)...] { finding(left, right).map { found.append($0) } }
    }
    for left in columns {
      for right in ancestors { finding(left, right).map { found.append($0) } }
    }
    for left in columns {
      for right in previous where isSeries(left.source, right.source) {
        finding(left, right).map { found.append($0) }
      }
    }
    return found
  }

  /// Only what may go on from row to row: the same column, and moments.
  private func isSeries(_ source: ValueSource, _ previous: ValueSource) -> Bool {
    guard case .column(let column) = source, case .previous(let other) = previous else {
      return false
    }
    return column == other || scope.fit.columns[column].type.valueKind.isMoment
  }

  /// Times of different parents of a row that come in one order: what is ordered was introduced before.
  ///
  /// - `isToldElsewhere`: whether two keys lead to the same parent anyway, so that one says nothing about the other.
  func ordersOfParents(
    isToldElsewhere: (Int, Int) -> Bool
  ) -> [(order: RivalLimits, evidence: RuleEvidence)] {
    var found: [(RivalLimits, RuleEvidence)] = []
    let moments = ancestors.filter(\.kind.isMoment)
    for (place, left) in moments.enumerated() {
      for right in moments[(place + 1)...] {
        guard let first = left.source.key, let second = right.source.key, first != second,
          !isToldElsewhere(first, second), isComparable(left.kind, right.kind)
        else { continue }
        for (low, high) in [(left, right), (right, left)] {
          guard let (evidence, equal) = evidence(high, low, isLower: true) else { continue }
          func limit(_ term: Term, isLower: Bool) -> ValueLimit {
            ValueLimit(
              column: -1,
              other: term.source,
              isLower: isLower,
              isStrict: equal == 0,
              factor: 1,
              otherFactor: term.factor,
              exceptionShare: 0
            )
          }
          let order = RivalLimits(low: limit(low, isLower: true), high: limit(high, isLower: false))
          if evidence.exceptions == 0 { found.append((order, evidence)) }
          break
        }
      }
    }
    return found
  }

  private func finding(_ left: Term, _ right: Term) -> Finding? {
    guard case .column(let column) = left.source, isComparable(left.kind, right.kind) else {
      return nil
    }
    for isLower in [true, false] {
      guard let (evidence, equal) = evidence(left, right, isLower: isLower) else { continue }
      let limit = ValueLimit(
        column: column,
        other: right.source,
        isLower: isLower,
        isStrict: equal == 0,
        factor: left.factor,
        otherFactor: right.factor,
        exceptionShare: Double(evidence.exceptions) / Double(evidence.rows),
        equalShare: Double(equal) / Double(evidence.rows)
      )
      return Finding(limit: limit, evidence: evidence)
    }
    return nil
  }

  private func isComparable(_ left: ValueKind, _ right: ValueKind) -> Bool {
    if left.isPlainNumber { return right.isPlainNumber }
    return left == right || left.unitsPerDay != nil && right.unitsPerDay != nil
  }

  /// What rows say about one value being never below, or never above, another one, and how many are equal; nil where
  /// they do not bear it out.
  private func evidence(
    _ left: Term,
    _ right: Term,
    isLower: Bool
  ) -> (evidence: RuleEvidence, equal: Int)? {
    func holds(_ value: Double, _ other: Double) -> Bool {
      let (value, other) = (value * left.factor, other * right.factor)
      return value.isNaN || other.isNaN || value == other || (value > other) == isLower
    }
    let allowed = Double(left.values.count) * RuleEvidence.maximumExceptions
    var failed = 0
    for place in left.values.indices where !holds(left.values[place], right.values[place]) {
      failed += 1
      if Double(failed) > allowed { return nil }
    }
    let chance = brokenByChance(left.values, right.values, holds)
    let isMoment = left.kind.isMoment
    let isOneQuantity = isMoment || isNamedAlike(left.source, right.source)
    guard chance >= (isOneQuantity ? Self.minimumChance : Self.minimumChanceOfNumbers) else {
      return nil
    }
    let rows = Array(0..<scope.frame.rowCount)
    let own = scope.numbers(left.source, rows: rows)
    let others = scope.numbers(right.source, rows: rows)
    var evidence = RuleEvidence()
    var equal = 0
    var pairs: Set<[Double]> = []
    for row in rows {
      let (value, other) = (own[row] * left.factor, others[row] * right.factor)
      guard !value.isNaN, !other.isNaN else { continue }
      if value == other { equal += 1 }
      if pairs.count < Self.countedPairs { pairs.insert([value, other]) }
      evidence.add(unit: scope.frame.units[row], holds: holds(own[row], others[row]))
      if evidence.isLost(of: rows.count) { return nil }
    }
    // Rows that repeat the values of others prove nothing more.
    let broken = chance * Double(evidence.rows)
    let brokenPairs = chance * Double(pairs.count)
    guard evidence.isBorneOut, equal < evidence.rows,
      brokenPairs >= (isOneQuantity ? Self.minimumBroken : Self.minimumBrokenOfNumbers),
      Double(evidence.exceptions) <= Self.unexplainedShare * broken,
      isMoment || evidence.exceptions == 0
    else { return nil }
    return (evidence, equal)
  }

  private func isNamedAlike(_ left: ValueSource, _ right: ValueSource) -> Bool {
    func name(_ source: ValueSource) -> String {
      switch source {
      case .column(let column), .previous(let column): scope.fit.columns[column].name
      case .parent(_, let name): name
      case .grandparent(_, _, let column): column.name
      }
    }
    return name(left) == name(right)
  }

  /// Share of the rows in which the order is broken when each meets the other value of a row far away.
  ///
  /// Only rows that have both count: where one is missing, the other is often of another kind.
  private func brokenByChance(
    _ left: [Double],
    _ right: [Double],
    _ holds: (Double, Double) -> Bool
  ) -> Double {
    let present = left.indices.filter { !left[$0].isNaN && !right[$0].isNaN }
    var broken = 0
    for (place, row) in present.enumerated() {
      let stranger = present[(place + present.count / 2) % present.count]
      if !holds(left[row], right[stranger]) { broken += 1 }
    }
    return Double(broken) / Double(max(1, present.count))
  }
}
