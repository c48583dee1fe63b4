import Metadata

/// Of several columns exactly one is 1, or true, and the others are 0, or false.
struct OneHotEncoding: ColumnsForm {
  static let type = "one-hot-encoding"

  var table: String
  var columns: [String]

  init(table: String, columns: [String]) { (self.table, self.columns) = (table, columns) }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    let table = try schema.table(table)
    let columns = try columns.map { try schema.freeColumn($0, of: table) }
    for column in columns
    where column.type.valueKind != .boolean && !column.type.valueKind.isPlainNumber {
      throw ConstraintProblem(
        "\(table.id).\(column.name) (\(column.type.declaration)) is neither boolean nor a number"
      )
    }
    var constraint = schema.constraint(
      Self.self,
      of: table,
      "exactly one of (\(self.columns.joined(separator: ", "))) is set"
    )
    let ones = columns.map { column in
      column.type.valueKind == .boolean
        ? "CASE WHEN \(column: column.name) THEN 1 ELSE 0 END"
        : "CASE WHEN \(column: column.name) = 1 THEN 1 ELSE 0 END" as ConstraintSQL
    }
    let bounds = columns.map { column in
      column.type.valueKind == .boolean
        ? "\(column: column.name) IS NOT NULL"
        : "\(column: column.name) IS NOT NULL AND \(column: column.name) IN (0, 1)" as ConstraintSQL
    }
    constraint.condition = .init(
      expression: "(\(ones.joined(by: " + "))) = 1 AND \(bounds.joined(by: " AND "))",
      columns: self.columns
    )
    return constraint
  }
}
