/// The order in which the columns of a row get their values: each after what it follows from.
struct StepOrder {
  /// Columns with values of their own, in the order of their rank.
  let drawn: [Int]
  private let derived: [Int]
  private let rules: RowRules

  /// - `rank`: columns of lower rank come first, as far as rules leave a choice.
  init(columns: [Int], rules: RowRules, rank: (Int) -> (Int, Int)) {
    self.rules = rules
    drawn = columns.filter { rules.isDrawn($0) }.sorted { rank($0) < rank($1) }
    derived = columns.filter { !rules.isDrawn($0) }
  }

  /// All columns.
  ///
  /// Parts of a time follow it at once, so that others can go by month and hour; what is computed otherwise comes
  /// last.
  func columns(startingWith first: Int?) -> [Int] {
    let known = Set(drawn + derived)
    var begun: Set<Int> = []
    var order: [Int] = []
    func place(_ column: Int) {
      guard known.contains(column), begun.insert(column).inserted else { return }
      for source in rules.derivations[column]?.rule.columns ?? [] { place(source) }
      for source in rules.nulls[column]?.compactMap(\.source.column) ?? [] { place(source) }
      order.append(column)
      for part in derived where rules.derivations[part]?.isCalendar == true {
        let sources = rules.derivations[part]?.rule.columns ?? []
        if sources.contains(column), sources.allSatisfy(order.contains) { place(part) }
      }
    }
    if let first { place(first) }
    for part in derived where rules.derivations[part]?.isCalendar == true {
      // Parts of a parent's time.
      if rules.derivations[part]?.rule.columns.isEmpty == true { place(part) }
    }
    for column in drawn + derived { place(column) }
    return order
  }
}
