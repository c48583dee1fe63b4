package import Metadata
import SQLExpressions

/// Finds constraints that cannot hold together, or not with what the schema says.
package struct ConstraintContradictions {
  private let constraints: [EnforcedConstraint]
  private let metadata: DatabaseMetadata
  /// Microseconds since 2000-01-01 UTC.
  private let now: Int64

  package init(_ constraints: [EnforcedConstraint], metadata: DatabaseMetadata, now: Int64) {
    (self.constraints, self.metadata, self.now) = (constraints, metadata, now)
  }

  /// Throws ``ConstraintError`` with both sides of the first contradiction.
  package func check() throws(ConstraintError) {
    let byTable = Dictionary(grouping: constraints, by: \.table)
    for (id, ofTable) in byTable.sorted(by: { $0.key < $1.key }) {
      guard let table = metadata[id] else { continue }
      try checkOrders(ofTable, table)
      try checkDomains(ofTable, table)
      try checkSources(ofTable)
      try checkUnique(ofTable)
    }
  }

  // MARK: - Orders

  private struct Order {
    var low: String
    var high: String
    var isStrict: Bool
    /// Who says so.
    var source: String
    /// Nil for a CHECK of the schema.
    var constraint: EnforcedConstraint?
  }

  /// Columns in a circle can only be equal, and not even that where one must lie below the next.
  private func checkOrders(
    _ constraints: [EnforcedConstraint],
    _ table: Table
  ) throws(ConstraintError) {
    var orders = Self.orders(of: table)
    for constraint in constraints {
      for case .order(let low, let high, let isStrict) in constraint.facts {
        let order = Order(
          low: low,
          high: high,
          isStrict: isStrict,
          source: constraint.place ?? constraint.statement,
          constraint: constraint
        )
        if let way = Self.way(from: high, to: low, orders),
          isStrict || way.contains(where: \.isStrict)
        {
          let others = way.map { "\($0.low) \($0.isStrict ? "<" : "<=") \($0.high) (\($0.source))" }
          throw ConstraintError(
            .contradiction,
            of: constraint,
            """
            \(low) \(isStrict ? "<" : "<=") \(high) cannot hold together with \
            \(others.joined(separator: ", ")); drop one of them
            """
          )
        }
        orders.append(order)
      }
    }
  }

  /// What validated CHECKs say about two columns.
  private static func orders(of table: Table) -> [Order] {
    table.checks.filter(\.isValidated).flatMap { check in
      (SQLExpression(check.expression)?.conjuncts ?? []).compactMap { part -> Order? in
        guard case .call(let symbol, let sides) = part, sides.count == 2,
          case .column(let left) = sides[0], case .column(let right) = sides[1],
          ["<", "<=", ">", ">="].contains(symbol)
        else { return nil }
        let isTurned = symbol.hasPrefix(">")
        return Order(
          low: isTurned ? right : left,
          high: isTurned ? left : right,
          isStrict: symbol.count == 1,
          source: "CHECK \(check.name) of the source"
        )
      }
    }
  }

  /// Orders that lead from one column up to another, strict ones preferred; nil where none do.
  private static func way(from start: String, to goal: String, _ orders: [Order]) -> [Order]? {
    var ways: [String: [Order]] = [:]
    var strictWays: [String: [Order]] = [:]
    var waiting: [(String, [Order])] = [(start, [])]
    while let (column, way) = waiting.popLast() {
      let isStrict = way.contains(where: \.isStrict)
      guard isStrict ? strictWays[column] == nil : ways[column] == nil else { continue }
      if isStrict { strictWays[column] = way } else { ways[column] = way }
      for order in orders where order.low == column { waiting.append((order.high, way + [order])) }
    }
    return strictWays[goal] ?? ways[goal].flatMap { $0.isEmpty ? nil : $0 }
  }

  // MARK: - Values of one column

  private func checkDomains(
    _ constraints: [EnforcedConstraint],
    _ table: Table
  ) throws(ConstraintError) {
    let checks = table.checks.filter(\.isValidated).compactMap { SQLExpression($0.expression) }
    let domains = table.columns.flatMap { column in
      column.type.domainChecks.compactMap {
        SQLExpression($0)?.renaming("value", to: column.name)
      }
    }
    var known: [(expression: SQLExpression, source: String)] = (checks + domains).map {
      ($0, "what the schema says")
    }
    for constraint in constraints {
      guard let text = constraint.condition?.expression.inPlace,
        let expression = SQLExpression(text)
      else { continue }
      known.append((expression, constraint.place.map { "\($0)" } ?? constraint.statement))
      let found = ColumnDomain.domains(of: known.map(\.expression), now: now)
      guard let empty = found.sorted(by: { $0.key < $1.key }).first(where: { $0.value.isEmpty })
      else {
        continue
      }
      func isEmpty(_ expressions: [SQLExpression]) -> Bool {
        ColumnDomain.domains(of: expressions, now: now).contains { $0.value.isEmpty }
      }
      let culprit = known.dropLast().first { isEmpty([$0.expression, expression]) }
      let others =
        isEmpty([expression])
        ? "its own bounds" : "it and \(culprit?.source ?? "what else is said")"
      throw ConstraintError(
        .contradiction,
        of: constraint,
        "\(others) leave no value for \(empty.key); change the bounds"
      )
    }
  }

  // MARK: - Where values come from

  /// A column follows from one thing at most, and not from itself.
  private func checkSources(_ constraints: [EnforcedConstraint]) throws(ConstraintError) {
    var deciders: [String: EnforcedConstraint] = [:]
    var sources: [String: Set<String>] = [:]
    for constraint in constraints {
      for fact in constraint.facts {
        let columns: [String]
        switch fact {
        case .decides(let column, let from):
          columns = [column]
          sources[column] = from
        case .moves(let column): columns = [column]
        case .goesBy(let own, _): columns = own
        case .order: columns = []
        }
        for column in columns {
          if let other = deciders.updateValue(constraint, forKey: column) {
            throw ConstraintError(
              .contradiction,
              of: constraint,
              """
              \(column) is decided by constraint \(other.type) (\(other.place ?? other.statement)), too; drop one of \
              them
              """
            )
          }
          if reaches(column, from: column, sources) {
            throw ConstraintError(
              .contradiction,
              of: constraint,
              "\(column) would be computed from itself through other constraints; drop one of them"
            )
          }
        }
      }
    }
  }

  private func reaches(_ goal: String, from start: String, _ sources: [String: Set<String>]) -> Bool
  {
    var seen: Set<String> = []
    var waiting = Array(sources[start] ?? [])
    while let column = waiting.popLast() {
      if column == goal { return true }
      if seen.insert(column).inserted { waiting += sources[column] ?? [] }
    }
    return false
  }

  /// What rows of a kind have in common cannot be different in each of them.
  private func checkUnique(_ constraints: [EnforcedConstraint]) throws(ConstraintError) {
    for constraint in constraints where !constraint.uniqueColumns.isEmpty {
      for other in constraints {
        for case .goesBy(let columns, let key) in other.facts
        where Set(constraint.uniqueColumns).isSubset(of: columns + key) {
          throw ConstraintError(
            .contradiction,
            of: constraint,
            """
            constraint \(other.type) (\(other.place ?? other.statement)) says that rows have these columns in common; \
            drop one of them
            """
          )
        }
      }
    }
  }
}

extension ColumnDomain {
  /// Whether no value but NULL is within it, as far as that can be known.
  fileprivate var isEmpty: Bool {
    if let lower, let upper, let order = lower.value.compared(to: upper.value) {
      if order > 0 { return true }
      if order == 0, !lower.isInclusive || !upper.isInclusive { return true }
    }
    if let allowed { return !allowed.contains { contains($0) } }
    return false
  }
}
