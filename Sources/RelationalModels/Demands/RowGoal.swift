import Metadata
import SQLExpressions
import Statistics

/// Rows of one kind: how they are told, and how many there are.
struct RowGoal {
  /// As the user wrote it; nil for rows of any kind.
  let text: String?
  /// Nil where only PostgreSQL understands the condition.
  private let condition: RowCondition?
  /// What the condition says about single columns, by position.
  let domains: [Int: ColumnDomain]
  /// Columns that must be NULL, by position.
  let nulls: Set<Int>
  /// Rows asked for; nil for as many as there are.
  let wanted: Int?
  private(set) var made = 0
  private(set) var missed = 0

  init(_ share: RowDemands.Share, positions: [String: Int], now: Int64) {
    text = share.condition
    wanted = share.rows
    let expression = share.condition.flatMap { SQLExpression($0) }
    condition = expression.flatMap { RowCondition($0, positions: positions, now: now) }
    let found = expression.map { ColumnDomain.domains(of: [$0], now: now) } ?? [:]
    domains = Dictionary(
      found.compactMap { name, domain in positions[name].map { ($0, domain) } }
    ) { first, _ in first }
    nulls = Set(
      (expression?.conjuncts ?? []).compactMap { part in
        guard case .call("is null", let tested) = part, case .column(let name)? = tested.first
        else { return nil }
        return positions[name]
      }
    )
  }

  /// Whether a row is of the kind; one that cannot be judged here is left to PostgreSQL.
  func isMet(_ value: (Int) -> SQLValue) -> Bool { condition?.isTrue(value) ?? true }

  var isOpen: Bool { wanted.map { made + missed < $0 } ?? true }

  /// Rows that are still to come; nil for as many as there are.
  var left: Int? { wanted.map { $0 - made - missed } }

  /// Whether so many rows were not reached that trying hard is a waste of time.
  var isHopeless: Bool { missed > Self.patience && made < missed / Self.patience }

  private static let patience = 20

  mutating func note(isMade: Bool) {
    if isMade { made += 1 } else { missed += 1 }
  }
}

/// The goals of one table while its rows are drawn.
struct RowGoals {
  private(set) var goals: [RowGoal]
  private let given: GivenRows?
  private var nextGiven = 0
  private var missedGiven = 0

  /// Nil where nothing is asked of the table.
  init?(_ demands: RowDemands, of model: FittedTable, positions: [String: Int], now: Int64) {
    let shares = demands.shares[model.plan.id] ?? []
    given = demands.given[model.plan.id].map { GivenRows($0, positions: positions) }
    guard !shares.isEmpty || given != nil else { return nil }
    goals = shares.map { RowGoal($0, positions: positions, now: now) }
  }

  /// What the next row is to be, and which goal that is.
  func next(using random: inout CounterGenerator) -> (aim: RowAim, goal: Int?) {
    let goal = chosen(using: &random)
    let aim = RowAim(
      domains: goal.map { goals[$0].domains } ?? [:],
      nulls: goal.map { goals[$0].nulls } ?? [],
      given: given.flatMap { nextGiven < $0.count ? ($0, nextGiven) : nil }
    )
    return (aim, goal)
  }

  /// One of the goals with rows left, each row as likely as the others.
  private func chosen(using random: inout CounterGenerator) -> Int? {
    let counts = goals.map { $0.left ?? 0 }
    var place = random.integer(below: max(1, counts.reduce(0, +)))
    for (index, count) in counts.enumerated() {
      if place < count { return index }
      place -= count
    }
    return goals.firstIndex { $0.wanted == nil }
  }

  mutating func note(_ goal: Int?, isMade: Bool) {
    if let goal { goals[goal].note(isMade: isMade) }
    guard let given, nextGiven < given.count else { return }
    nextGiven += 1
    if !isMade { missedGiven += 1 }
  }

  /// What to say about rows that were asked for and are not there, a line each.
  func shortfalls(of table: TableID) -> [String] {
    var lines = goals.compactMap { goal -> String? in
      guard goal.missed > 0, let text = goal.text else { return nil }
      let all = goal.made + goal.missed
      return """
        \(table): \(goal.made) of \(all) rows where \(text); the others were not reached in \(RowAim.tries) draws each: \
        in the source such rows are rare, or not there with what else holds
        """
    }
    if missedGiven > 0 {
      lines.append(
        "\(table): \(missedGiven) given \(missedGiven == 1 ? "row has" : "rows have") no room in a unique key"
      )
    }
    return lines
  }
}
