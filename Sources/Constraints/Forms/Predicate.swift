import Metadata

/// A condition in SQL that each row by itself obeys.
struct Predicate: ConstraintForm {
  static let type = "predicate"

  var table: String
  var sql: String

  init(_ fields: inout ConstraintFields) throws {
    table = try fields.text("table")
    sql = try fields.text("sql")
  }

  init(table: String, sql: String) { (self.table, self.sql) = (table, sql) }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    let table = try schema.table(table)
    let columns = try UserExpression(sql).columns(of: table, in: schema)
    var constraint = schema.constraint(Self.self, of: table, sql)
    constraint.condition = .init(expression: "\(unsafe: sql)", columns: columns.sorted())
    constraint.rules = [sql]
    return constraint
  }
}
