import Metadata

/// No two rows share the values of some columns.
struct Unique: ColumnsForm {
  static let type = "unique"
  static let fewestColumns = 1

  var table: String
  var columns: [String]

  init(table: String, columns: [String]) { (self.table, self.columns) = (table, columns) }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    let table = try schema.table(table)
    let columns = try schema.columns(columns, of: table)
    if columns.count == 1, columns[0].type.valueKind == .boolean, table.rowCount ?? 0 > 2 {
      throw ConstraintProblem(
        "\(table.id).\(columns[0].name) is boolean: more than two rows cannot differ in it",
        .contradiction
      )
    }
    if columns.count == 1, case .enumeration(let labels) = columns[0].type.form,
      table.rowCount ?? 0 > labels.count, !columns[0].isNullable
    {
      throw ConstraintProblem(
        "\(table.id).\(columns[0].name) has \(labels.count) labels: more rows cannot differ in it",
        .contradiction
      )
    }
    return Self.constraint(self.columns, of: table, Self.self, in: schema)
  }

  static func constraint<Form: ConstraintForm>(
    _ columns: [String],
    of table: Table,
    _ form: Form.Type,
    in schema: ConstraintSchema
  ) -> EnforcedConstraint {
    var constraint = schema.constraint(
      form,
      of: table,
      "(\(columns.joined(separator: ", "))) is unique"
    )
    constraint.uniqueColumns = columns
    let names = columns.map { "\(column: $0)" as ConstraintSQL }
    constraint.removal = """
      DELETE FROM \(table.id) AS copy USING (
        SELECT tableoid AS t, ctid AS c, row_number() OVER (PARTITION BY \(names.joined(by: ", "))
          ORDER BY tableoid, ctid) AS n
        FROM \(table.id) WHERE \(names.map { "\($0) IS NOT NULL" as ConstraintSQL }.joined(by: " AND "))
      ) AS place WHERE n > 1 AND copy.tableoid = t AND copy.ctid = c
      """
    return constraint
  }
}
