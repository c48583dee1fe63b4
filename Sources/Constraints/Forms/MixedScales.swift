import Metadata

/// What a number can be depends on the values of other columns, as the range of a measurement does on its unit.
struct MixedScales: ConstraintForm {
  static let type = "mixed-scales"

  var table: String
  var column: String
  var segments: [String]

  init(_ fields: inout ConstraintFields) throws {
    table = try fields.text("table")
    column = try fields.text("column")
    segments = try fields.texts("segments")
  }

  init(table: String, column: String, segments: [String]) {
    (self.table, self.column, self.segments) = (table, column, segments)
  }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    let table = try schema.table(table)
    let number = try schema.freeColumn(column, of: table)
    guard number.type.valueKind.isPlainNumber, number.type.baseName != "money" else {
      throw ConstraintProblem(
        "\(table.id).\(column) (\(number.type.declaration)) is no number, and has no scale"
      )
    }
    guard !segments.contains(column) else {
      throw ConstraintProblem("\(table.id).\(column) cannot decide about its own scale")
    }
    for name in segments { try CombinationKey.check(try schema.column(name, of: table), of: table) }
    var constraint = schema.constraint(
      Self.self,
      of: table,
      "\(column) within the source's range for its (\(segments.joined(separator: ", ")))"
    )
    constraint.learning = .scales(of: column, by: segments)
    return constraint
  }
}
