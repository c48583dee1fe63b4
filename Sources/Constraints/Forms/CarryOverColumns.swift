import Metadata

/// Columns of a table repeat those of the parent that its rows refer to.
struct CarryOverColumns: ConstraintForm {
  static let type = "carry-over-columns"

  var table: String
  var columns: [String]
  var parent: String
  /// The parent's names for the columns; nil for the same.
  var parentColumns: [String]?
  var key: [String]?

  init(_ fields: inout ConstraintFields) throws {
    table = try fields.text("table")
    columns = try fields.texts("columns")
    parent = try fields.text("from")
    parentColumns = try fields.optionalTexts("from-columns")
    key = try fields.optionalTexts("key")
  }

  init(
    table: String,
    columns: [String],
    parent: String,
    parentColumns: [String]?,
    key: [String]?
  ) {
    (self.table, self.columns, self.parent) = (table, columns, parent)
    (self.parentColumns, self.key) = (parentColumns, key)
  }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    let table = try schema.table(table)
    let parent = try schema.table(parent)
    let key = try schema.key(from: table, columns: key, to: parent)
    let others = parentColumns ?? columns
    guard others.count == columns.count else {
      throw ConstraintProblem("from-columns must list as many as columns", .malformed)
    }
    guard table.id != parent.id else {
      throw ConstraintProblem("\(table.id) cannot carry its own columns over")
    }
    for (name, other) in zip(columns, others) {
      let own = try schema.freeColumn(name, of: table)
      let source = try schema.column(other, of: parent)
      guard own.type.valueKind == source.type.valueKind else {
        throw ConstraintProblem(
          """
          \(table.id).\(name) (\(own.type.declaration)) and \(parent.id).\(other) \
          (\(source.type.declaration)) are of different kinds
          """
        )
      }
    }
    let pairs = Array(zip(columns, others))
    var constraint = schema.constraint(
      Self.self,
      of: table,
      pairs.map { "\($0) = \(parent.id.name).\($1)" }.joined(separator: ", ")
    )
    let match = ConstraintSQL.match("own", key.childColumns, "parent", key.parentColumns)
    let differs = pairs.map {
      "own.\(column: $0) IS DISTINCT FROM parent.\(column: $1)" as ConstraintSQL
    }.joined(by: " OR ")
    constraint.violations = """
      SELECT count(*) FROM \(table.id) AS own JOIN \(parent.id) AS parent ON \(match) WHERE \(differs)
      """
    constraint.corrections = [
      """
      UPDATE \(table.id) AS own
      SET \(pairs.map { "\(column: $0) = parent.\(column: $1)" as ConstraintSQL }.joined(by: ", "))
      FROM \(parent.id) AS parent WHERE \(match) AND (\(differs))
      """
    ]
    constraint.turn = .copies
    constraint.rules = pairs.map {
      "\($0.asIdentifier) = \(parent.id.name.asIdentifier).\($1.asIdentifier)"
    }
    constraint.facts = columns.map { .moves(column: $0) }
    return constraint
  }
}
