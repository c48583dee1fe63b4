import Metadata

/// The columns are set together only as they are in the source.
struct FixedNullCombinations: ColumnsForm {
  static let type = "fixed-null-combinations"

  var table: String
  var columns: [String]

  init(table: String, columns: [String]) { (self.table, self.columns) = (table, columns) }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    let table = try schema.table(table)
    for name in columns where try !schema.column(name, of: table).isNullable {
      throw ConstraintProblem(
        "\(table.id).\(name) is NOT NULL, so that it says nothing about the others; leave it out"
      )
    }
    var constraint = schema.constraint(
      Self.self,
      of: table,
      "(\(columns.joined(separator: ", "))) set together as in the source"
    )
    constraint.learning = .nullCombinations(of: columns)
    return constraint
  }
}
