import Metadata

/// One column never lies above another one of its row.
struct Inequality: ConstraintForm {
  static let type = "inequality"

  var table: String
  var low: String
  var high: String
  var isStrict: Bool

  init(_ fields: inout ConstraintFields) throws {
    table = try fields.text("table")
    low = try fields.text("low")
    high = try fields.text("high")
    isStrict = try fields.flag("strict")
  }

  init(table: String, low: String, high: String, isStrict: Bool) {
    (self.table, self.low, self.high, self.isStrict) = (table, low, high, isStrict)
  }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    try Orders(columns: [low, high], isStrict: isStrict)
      .resolved(Self.self, table: table, in: schema)
  }
}

/// Columns of one row in ascending order, whichever of them are set.
struct Orders {
  var columns: [String]
  var isStrict: Bool

  private var symbol: String { isStrict ? "<" : "<=" }

  func resolved<Form: ConstraintForm>(
    _ form: Form.Type,
    table name: String,
    in schema: ConstraintSchema
  ) throws -> EnforcedConstraint {
    let table = try schema.table(name)
    guard Set(columns).count == columns.count else {
      throw ConstraintProblem("a column of \(table.id) is compared with itself")
    }
    try schema.checkComparable(try schema.columns(columns, of: table), of: table)
    var constraint = schema.constraint(
      form,
      of: table,
      columns.joined(separator: " \(symbol) ")
    )
    let pairs = columns.indices.flatMap { first in
      columns.indices.dropFirst(first + 1).map { (columns[first], columns[$0]) }
    }
    constraint.condition = .init(
      // A column between two others may be without a value: those must be in order all the same.
      expression: pairs.map { "\(column: $0) \(raw: symbol) \(column: $1)" as ConstraintSQL }
        .joined(by: " AND "),
      columns: columns
    )
    constraint.rules = pairs.map { Self.rule($1, isStrict ? ">" : ">=", $0) }
    constraint.facts = pairs.map { .order(low: $0, high: $1, isStrict: isStrict) }
    return constraint
  }

  static func rule(_ left: String, _ symbol: String, _ right: String) -> String {
    "\(left.asIdentifier) \(symbol) \(right.asIdentifier)"
  }
}
