/// The rules of one table in the form in which its rows are made to keep them.
struct RowRules {
  /// How columns follow from other values, by position; no column follows from itself through others.
  var derivations: [Int: Derivation] = [:]
  /// What decides the parents of keys, by key.
  var decisions: [Int: KeyDecision] = [:]
  /// Keys that point where another key's parent points.
  var agreements: [KeyAgreement] = []
  /// Keys that point where the row's parent in its own table points, with the key to that parent.
  var inherited: [Int: Int] = [:]
  var limits: [ValueLimit] = []
  /// Orders between values of different parents.
  var parentOrders: [RivalLimits] = []
  /// Keys whose parents no two rows of the context share.
  var distinctKeys: Set<Int> = []
  /// What decides whether a column is null, by position; the first that says something counts.
  var nulls: [Int: [NullRule]] = [:]
  /// Columns whose "no end" only the last sibling has.
  var openEnds: Set<Int> = []
  /// Parents that have no children, or at least one each.
  var fanOuts: [FanOutRule] = []
  /// Labels that go with one parent of a key only, by the labels' column.
  var combinations: [Int: KeyCombination] = [:]
  /// Rows that have values of their own where a derivation says nothing about them, by column.
  var freeRows: [Int: [Int32]] = [:]
  /// Columns that get their values from the rows of child tables; what is drawn before steers these.
  var aggregates: [Aggregate] = []
  /// Columns whose drawn values do not last: those of aggregates, and what is computed from them, in order.
  var provisional: [Int] = []
  /// All rules, as they are listed.
  var list: [TableRule] = []
  /// Rules that hold but that the user does not want.
  var switchedOff: [TableRule] = []
}

/// A rule from which a column's value follows.
///
/// A class, because every row looks at it.
final class Derivation: Sendable, Codable {
  let rule: DerivationRule
  /// Share of the source's rows that do not obey.
  let exceptionShare: Double
  /// Whether rows without the value that it follows from have values of their own.
  let isPartial: Bool

  init(rule: DerivationRule, exceptionShare: Double, isPartial: Bool = false) {
    self.rule = rule
    self.exceptionShare = exceptionShare
    self.isPartial = isPartial
  }

  /// Whether some rows have values of their own.
  var isDrawnAtTimes: Bool { isSeries || isPartial }

  /// Whether the first sibling has a value of its own, from which those of the others follow.
  var isSeries: Bool {
    rule.sources.contains { if case .previous = $0 { true } else { false } }
  }

  /// Whether it says when a row is from, which tells more about other columns than most of them do.
  var isCalendar: Bool {
    guard case .formula(let formula, _) = rule else { return false }
    if case .part = formula { return true }
    return false
  }
}

extension RowRules {
  /// Whether all siblings have a column's value, or whether it is set, in common.
  ///
  /// What the first one has then says nothing about first ones: any row tells as much about its parent.
  func isShared(_ column: Int) -> Bool {
    if case .copy(.previous(column)) = derivations[column]?.rule { return true }
    return nulls[column]?.contains { $0.source == .sibling(column) } ?? false
  }

  /// Whether a column has values of its own, if only in some rows.
  func isDrawn(_ column: Int) -> Bool { derivations[column]?.isDrawnAtTimes ?? true }

  /// Limits to heed when a column is drawn, with the other side known by then.
  ///
  /// - `turn`: the step at which a column is drawn, by position.
  func limits(of column: Int, turn: (Int) -> Int?) -> [ValueLimit] {
    limits.compactMap { limit in
      guard case .column(let other) = limit.other else {
        return limit.column == column ? limit : nil
      }
      guard let own = turn(limit.column), let others = turn(other) else { return nil }
      if limit.column == column, others < own { return limit }
      return other == column && own < others ? limit.turnedAround : nil
    }
  }
}

extension ValueLimit {
  /// The same as a limit of the other column, which must be one of the row.
  var turnedAround: ValueLimit {
    guard case .column(let other) = other else { return self }
    return ValueLimit(
      column: other,
      other: .column(column),
      isLower: !isLower,
      isStrict: isStrict,
      factor: otherFactor,
      otherFactor: factor,
      exceptionShare: exceptionShare,
      equalShare: equalShare
    )
  }
}
