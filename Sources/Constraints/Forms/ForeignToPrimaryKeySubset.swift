import Metadata

/// Only parents with certain values have rows in a table.
struct ForeignToPrimaryKeySubset: ConstraintForm {
  static let type = "foreign-to-primary-key-subset"

  var table: String
  var parent: String
  var key: [String]?
  /// The parent's column that decides.
  var column: String
  var values: [String]

  init(_ fields: inout ConstraintFields) throws {
    table = try fields.text("table")
    parent = try fields.text("parent")
    key = try fields.optionalTexts("key")
    column = try fields.text("column")
    values = try fields.texts("values")
  }

  init(table: String, parent: String, key: [String]?, column: String, values: [String]) {
    (self.table, self.parent, self.key) = (table, parent, key)
    (self.column, self.values) = (column, values)
  }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    let table = try schema.table(table)
    let parent = try schema.table(parent)
    let key = try schema.key(from: table, columns: key, to: parent)
    let decider = try schema.column(column, of: parent)
    if case .enumeration(let labels) = decider.type.form,
      let unknown = values.first(where: { !labels.contains($0) })
    {
      throw ConstraintProblem(
        "\(parent.id).\(column) has no label \(unknown); it has \(labels.joined(separator: ", "))",
        .contradiction
      )
    }
    var constraint = schema.constraint(
      Self.self,
      of: table,
      "only where \(parent.id.name).\(column) is \(values.joined(separator: " or "))"
    )
    let list = values.map { "\(literal: $0)" as ConstraintSQL }.joined(by: ", ")
    let isWanted: ConstraintSQL = "coalesce(parent.\(column: column) IN (\(list)), false)"
    let match = ConstraintSQL.match("parent", key.parentColumns, "own", key.childColumns)
    let stray: ConstraintSQL =
      "EXISTS (SELECT FROM \(parent.id) AS parent WHERE \(match) AND NOT \(isWanted))"
    constraint.violations = "SELECT count(*) FROM \(table.id) AS own WHERE \(stray)"
    constraint.removal = "DELETE FROM \(table.id) AS own WHERE \(stray)"
    let columns = Array(zip(key.childColumns, key.parentColumns))
    let choices = columns.map { "parent.\(column: $1)" as ConstraintSQL }.joined(by: ", ")
    // Rows that move share the parents evenly, in an order that hangs on the seed of the clone's keys alone.
    constraint.corrections = [
      """
      WITH wanted AS MATERIALIZED (
        SELECT \(choices), row_number() OVER (ORDER BY pg_catalog.hashtextextended(parent::pg_catalog.text, 0)) AS place
        FROM \(parent.id) AS parent WHERE \(isWanted)
      ), stray AS MATERIALIZED (
        SELECT own.tableoid AS t, own.ctid AS c,
          row_number() OVER (ORDER BY own.tableoid, own.ctid) AS place
        FROM \(table.id) AS own WHERE \(stray)
      )
      UPDATE \(table.id) AS own
      SET \(columns.map { "\(column: $0) = wanted.\(column: $1)" as ConstraintSQL }.joined(by: ", "))
      FROM stray JOIN wanted
        ON wanted.place = (stray.place - 1) % nullif((SELECT count(*) FROM wanted), 0) + 1
      WHERE own.tableoid = stray.t AND own.ctid = stray.c
      """
    ]
    constraint.turn = .keys
    return constraint
  }
}
