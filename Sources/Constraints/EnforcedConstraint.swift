package import Metadata

/// A constraint as it is checked in the source, aimed at by models, enforced on a clone's rows and counted there.
///
/// A pure value that goes into model files: it holds what was declared, and of the source's values those alone that enough
/// units stand behind.
package struct EnforcedConstraint: Hashable, Sendable, Codable {
  /// What holds for each row by itself, as a CHECK says it.
  package struct Condition: Hashable, Sendable, Codable {
    /// True or NULL for rows that comply.
    package var expression: ConstraintSQL
    /// Columns that it is about.
    package var columns: [String]
  }

  /// What is read off the source's rows before there is a condition.
  package enum Learning: Hashable, Sendable, Codable {
    /// The combinations of values that enough units have.
    case combinations(of: [String])
    /// The combinations of columns that are set.
    case nullCombinations(of: [String])
    /// The range of a number for each combination of values.
    case scales(of: String, by: [String])
  }

  /// Number of rows and a hash over them, by which kept rows are known.
  package struct Fingerprint: Hashable, Sendable, Codable {
    package var rows: Int
    package var hash: String

    package init(rows: Int, hash: String) {
      (self.rows, self.hash) = (rows, hash)
    }
  }

  /// As the configuration spells it, for example `fixed-combinations`.
  package var type: String
  /// What holds, in one line, after the table's name.
  package var statement: String
  /// The table whose rows comply or do not.
  package var table: TableID
  /// Where it was declared, for messages.
  package var place: String?
  /// Whether the clone keeps it although the source may not.
  package var isForced: Bool

  package var condition: Condition?
  package var learning: Learning?
  /// Columns that no two rows may share the values of; rows with a NULL among them do not count.
  package var uniqueColumns: [String] = []
  /// Whether the rows stay as they are in the source.
  package var isReference = false
  package var fingerprint: Fingerprint?
  /// Counts the rows against it, where that is not what the condition or the columns say.
  package var violations: ConstraintSQL?
  /// Statements that make rows comply as far as they can, run in order; they change no row that complies.
  package var corrections: [ConstraintSQL] = []
  /// What corrections of other constraints come after: keys, then what follows from them, then other values.
  package var turn = Turn.values
  /// Takes out the rows that do not comply.
  package var removal: ConstraintSQL?
  /// Rules that steer the models towards it.
  package var rules: [String] = []
  /// The table that has as many rows.
  package var counterpart: TableID?
  /// Relationships that it is about and that no foreign key declares.
  package var relationships: [ForeignKey] = []
  /// What can be told from its words alone.
  package var facts: [Fact] = []
  /// Rows of the source against it, once they were counted.
  package var sourceViolations: Int?

  package enum Turn: Int, Hashable, Sendable, Codable, Comparable {
    case keys
    case copies
    case values
    case formulas

    package static func < (left: Turn, right: Turn) -> Bool { left.rawValue < right.rawValue }
  }

  /// What other constraints must not contradict.
  package enum Fact: Hashable, Sendable, Codable {
    /// The first column comes before the second, or is equal to it where that is allowed.
    case order(low: String, high: String, isStrict: Bool)
    /// The column's value follows from others of its row.
    case decides(column: String, from: Set<String>)
    /// The column repeats a value of another table.
    case moves(column: String)
    /// Rows that have the key in common have the columns in common.
    case goesBy(columns: [String], key: [String])
  }

  /// The table and what holds there, as in `shop.orders: ordered_at <= delivered_at`.
  package var text: String { "\(table): \(statement)" }

  /// Counts the rows against it.
  package var count: ConstraintSQL {
    if let violations { return violations }
    if let condition {
      return "SELECT count(*) FROM \(table) WHERE (\(condition.expression)) IS FALSE"
    }
    if let fingerprint {
      // The rows are compared as a whole: where they differ, all are against it.
      return """
        SELECT CASE WHEN count(*) = \(fingerprint.rows) AND \(Self.rowHash) = \(literal: fingerprint.hash)
          THEN 0 ELSE greatest(count(*), 1) END FROM \(table) AS kept
        """
    }
    let columns = uniqueColumns.map { "\(column: $0)" as ConstraintSQL }
    let areSet = columns.map { "\($0) IS NOT NULL" as ConstraintSQL }.joined(by: " AND ")
    return uniqueColumns.isEmpty
      ? "SELECT 0"
      : """
      SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM \(table) WHERE \(areSet)
        GROUP BY \(columns.joined(by: ", "))) AS alike
      """
  }

  /// Counts the rows of a table and sums up a hash of each.
  package var fingerprintQuery: ConstraintSQL {
    "SELECT count(*), \(Self.rowHash) FROM \(table) AS kept"
  }

  private static let rowHash: ConstraintSQL =
    "coalesce(sum(pg_catalog.hashtextextended(kept::pg_catalog.text, 0)), 0)::pg_catalog.text"
}

extension EnforcedConstraint {
  /// Conditions that rows of one table must obey at once, because they share columns, and that nothing computes.
  ///
  /// - Parameter constraints: any of a database.
  /// - Returns: groups of those that have a condition and no correction, in their order.
  package static func entangled(_ constraints: [EnforcedConstraint]) -> [[EnforcedConstraint]] {
    var groups: [(columns: Set<String>, members: [EnforcedConstraint])] = []
    for constraint in constraints where constraint.corrections.isEmpty {
      guard let condition = constraint.condition else { continue }
      var joined = (columns: Set(condition.columns), members: [constraint])
      let isRelated = { (group: (columns: Set<String>, members: [EnforcedConstraint])) in
        group.members[0].table == constraint.table
          && !group.columns.isDisjoint(with: joined.columns)
      }
      let related = groups.filter(isRelated)
      groups.removeAll(where: isRelated)
      joined.columns = related.reduce(joined.columns) { $0.union($1.columns) }
      joined.members = related.flatMap(\.members) + joined.members
      groups.append(joined)
    }
    return groups.map(\.members)
  }
}

extension EnforcedConstraint {
  /// Whether rows as the source has them are not made.
  package var turnsRowsAway: Bool { sourceViolations ?? 0 > 0 || learning != nil }
}
