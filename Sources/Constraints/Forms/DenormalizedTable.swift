import Metadata

/// A table holds the columns of a parent that has no table of its own: they go by the parent's key.
struct DenormalizedTable: ConstraintForm {
  static let type = "denormalized-table"

  var table: String
  var key: [String]
  var columns: [String]

  init(_ fields: inout ConstraintFields) throws {
    table = try fields.text("table")
    key = try fields.texts("key")
    columns = try fields.texts("columns")
  }

  init(table: String, key: [String], columns: [String]) {
    (self.table, self.key, self.columns) = (table, key, columns)
  }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    let table = try schema.table(table)
    _ = try schema.columns(key, of: table)
    for name in columns {
      _ = try schema.freeColumn(name, of: table)
      guard !key.contains(name) else {
        throw ConstraintProblem("\(table.id).\(name) is of the key and cannot go by it, too")
      }
    }
    if table.hasUniqueKey(within: key) {
      throw ConstraintProblem(
        """
        (\(key.joined(separator: ", "))) is unique in \(table.id), so that each row is a parent of its own; name the key \
        of the parent that rows have in common
        """,
        .contradiction
      )
    }
    var constraint = schema.constraint(
      Self.self,
      of: table,
      "(\(columns.joined(separator: ", "))) go by (\(key.joined(separator: ", ")))"
    )
    let names = key.map { "\(column: $0)" as ConstraintSQL }
    let values = columns.map { "\(column: $0)" as ConstraintSQL }
    let isSet = names.map { "\($0) IS NOT NULL" as ConstraintSQL }.joined(by: " AND ")
    let first: ConstraintSQL = """
      SELECT DISTINCT ON (\(names.joined(by: ", "))) \((names + values).joined(by: ", ")) FROM \(table.id)
      WHERE \(isSet) ORDER BY \(names.joined(by: ", ")), tableoid, ctid
      """
    let differs = columns.map {
      "own.\(column: $0) IS DISTINCT FROM first.\(column: $0)" as ConstraintSQL
    }.joined(by: " OR ")
    let match = ConstraintSQL.match("own", key, "first", key)
    constraint.violations = """
      SELECT count(*) FROM \(table.id) AS own JOIN (\(first)) AS first ON \(match) WHERE \(differs)
      """
    constraint.corrections = [
      """
      UPDATE \(table.id) AS own
      SET \(columns.map { "\(column: $0) = first.\(column: $0)" as ConstraintSQL }.joined(by: ", "))
      FROM (\(first)) AS first WHERE \(match) AND (\(differs))
      """
    ]
    constraint.turn = .copies
    constraint.facts = [.goesBy(columns: columns, key: key)]
    return constraint
  }
}
