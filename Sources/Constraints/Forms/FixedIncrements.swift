import Metadata

/// A number is a multiple of another one.
struct FixedIncrements: ConstraintForm {
  static let type = "fixed-increments"

  var table: String
  var column: String
  /// As it is written, to the last digit.
  var increment: String

  init(_ fields: inout ConstraintFields) throws {
    table = try fields.text("table")
    column = try fields.text("column")
    increment = try fields.text("increment")
  }

  init(table: String, column: String, increment: Double) {
    (self.table, self.column) = (table, column)
    let whole = Int64(exactly: increment)
    self.increment = whole.map { "\($0)" } ?? "\(increment)"
  }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    let table = try schema.table(table)
    let column = try schema.freeColumn(column, of: table)
    let type = column.type
    guard type.valueKind.isPlainNumber, type.baseName != "money" else {
      throw ConstraintProblem("\(table.id).\(column.name) (\(type.declaration)) is no number")
    }
    guard let step = Double(increment), step.isFinite, step > 0 else {
      throw ConstraintProblem("increment must be a number above 0", .malformed)
    }
    guard type.valueKind != .integer || step == step.rounded() else {
      throw ConstraintProblem(
        "\(table.id).\(column.name) holds whole numbers; an increment of \(increment) does not fit",
        .contradiction
      )
    }
    if let scale = type.scale, type.valueKind == .decimal, !Self.fits(increment, scale: scale) {
      throw ConstraintProblem(
        "\(table.id).\(column.name) holds \(scale) digits behind the point; \(increment) has more",
        .contradiction
      )
    }
    var constraint = schema.constraint(
      Self.self,
      of: table,
      "\(column.name) is a multiple of \(increment)"
    )
    let value: ConstraintSQL = "\(column: column.name)::pg_catalog.numeric"
    constraint.condition = .init(
      expression: "mod(\(value), \(raw: increment)) = 0",
      columns: [column.name]
    )
    constraint.corrections = [
      """
      UPDATE \(table.id) SET \(column: column.name) = round(\(value) / \(raw: increment)) * \(raw: increment)
      WHERE mod(\(value), \(raw: increment)) <> 0
      """
    ]
    return constraint
  }

  private static func fits(_ number: String, scale: Int) -> Bool {
    guard !number.lowercased().contains("e"), let point = number.firstIndex(of: ".") else {
      return true
    }
    let digits = number[number.index(after: point)...].reversed().drop { $0 == "0" }
    return digits.count <= scale
  }
}
