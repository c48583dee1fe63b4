package import Metadata
import PostgresClient
import Statistics
package import TableData

extension EnforcedConstraint {
  /// More combinations are no list of what goes together, but the table itself.
  private static let maximumCombinations = 20_000

  /// The constraint with what the rows of its table say, of which so many units must stand behind each part.
  ///
  /// - Parameters:
  ///   - rows: those that models may learn from; nil or none where the source has none.
  ///   - table: as the catalog describes it.
  ///   - units: the protected unit of each row.
  /// - Returns: the constraint with a condition; as it is where nothing has to be learnt.
  /// - Throws: ``ConstraintError`` where too few units have anything in common.
  package func learnt(
    from rows: TableRows?,
    of table: Table,
    units: [Int32]
  ) throws(ConstraintError) -> EnforcedConstraint {
    guard let learning else { return self }
    var learnt = self
    guard let rows, rows.rowCount > 0 else { return learnt }
    let reader = CombinationReader(rows: rows, table: table, units: units)
    switch learning {
    case .combinations(let columns):
      let found = reader.common(columns)
      try checkLearnt(found.count, reader, what: "combination of values")
      guard found.count <= Self.maximumCombinations else {
        throw ConstraintError(
          .notLearnt,
          of: self,
          "there are \(found.count) combinations, more than \(Self.maximumCombinations); take fewer columns"
        )
      }
      learnt.condition = Condition(
        expression: Self.isAmong(reader.key(columns), found),
        columns: columns
      )
    case .nullCombinations(let columns):
      let found = reader.commonNulls(columns)
      try checkLearnt(found.count, reader, what: "combination of columns that are set")
      let flags = columns.map {
        "CASE WHEN \(column: $0) IS NULL THEN '0' ELSE '1' END" as ConstraintSQL
      }
      learnt.condition = Condition(
        expression: Self.isAmong(flags.joined(by: " || "), found),
        columns: columns
      )
    case .scales(let column, let segments):
      let ranges = reader.ranges(of: column, by: segments)
      try checkLearnt(ranges.count, reader, what: "range of a segment")
      let number: ConstraintSQL = "\(column: column)"
      // Of segments that too few units are in, nothing may be said.
      let branches = ranges.map { key, range in
        """
        WHEN \(literal: key) THEN \(number) >= \(raw: reader.constant(range.low, column)) \
        AND \(number) <= \(raw: reader.constant(range.high, column))
        """ as ConstraintSQL
      }
      learnt.condition = Condition(
        expression:
          "CASE \(reader.key(segments).sql) \(branches.joined(by: " ")) ELSE true END",
        columns: [column] + segments
      )
    }
    return learnt
  }

  private static func isAmong(_ key: CombinationKey, _ texts: [String]) -> ConstraintSQL {
    isAmong(key.sql, texts)
  }

  private static func isAmong(_ key: ConstraintSQL, _ texts: [String]) -> ConstraintSQL {
    "\(key) = ANY (ARRAY[\(texts.map { "\(literal: $0)" as ConstraintSQL }.joined(by: ", "))])"
  }

  private func checkLearnt(
    _ count: Int,
    _ reader: CombinationReader,
    what: String
  ) throws(ConstraintError) {
    guard count == 0 else { return }
    throw ConstraintError(
      .notLearnt,
      of: self,
      """
      no \(what) is shared by \(reader.minimumUnits) units of the source, which is what privacy asks for; drop the \
      constraint, or take fewer columns
      """
    )
  }
}

/// What rows have in common with so many others that it may be repeated.
private struct CombinationReader {
  let rows: TableRows
  let table: Table
  let units: [Int32]
  let minimumUnits: Int

  init(rows: TableRows, table: Table, units: [Int32]) {
    (self.rows, self.table, self.units) = (rows, table, units)
    minimumUnits = Statistics.minimumUnits(of: Set(units).count)
  }

  func key(_ columns: [String]) -> CombinationKey {
    CombinationKey(columns.compactMap(table.column))
  }

  private func values(_ columns: [String]) -> [ColumnValues] { columns.compactMap { rows[$0] } }

  /// Keys that enough units have, sorted.
  func common(_ columns: [String]) -> [String] {
    let (key, values) = (key(columns), values(columns))
    return common { key.text(of: values, row: $0) }
  }

  /// A digit for each column, 0 for NULL; those that enough units have, sorted.
  func commonNulls(_ columns: [String]) -> [String] {
    let values = values(columns)
    return common { row in values.map { $0.isNull[row] ? "0" : "1" }.joined() }
  }

  private func common(_ text: (Int) -> String) -> [String] {
    var holders: [String: Set<Int32>] = [:]
    for row in 0..<rows.rowCount {
      let text = text(row)
      // No more than needed are kept.
      if holders[text]?.count ?? 0 < minimumUnits { holders[text, default: []].insert(units[row]) }
    }
    return holders.filter { $0.value.count >= minimumUnits }.keys.sorted()
  }

  /// Protected ranges of a number by the key of its segment, sorted by key.
  func ranges(of column: String, by segments: [String]) -> [(key: String, range: ProtectedRange)] {
    let (key, values) = (key(segments), values(segments))
    guard let numbers = rows[column], let kind = table.column(column)?.type.valueKind else {
      return []
    }
    var members: [String: [Int]] = [:]
    for row in 0..<rows.rowCount where !numbers.isNull[row] {
      members[key.text(of: values, row: row), default: []].append(row)
    }
    return members.sorted { $0.key < $1.key }.compactMap { key, members in
      ProtectedRange(
        members.map { numbers.number(at: $0) ?? .nan },
        units: members.map { units[$0] },
        minimumUnits: minimumUnits,
        kind: kind
      ).map { (key, $0) }
    }
  }

  /// A number as SQL writes it.
  func constant(_ number: Double, _ column: String) -> String {
    table.column(column)?.type.valueKind == .integer ? "\(Int64(number))" : "\(number)"
  }
}
