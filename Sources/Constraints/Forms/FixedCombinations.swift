import Metadata

/// The columns have together only what they have together in the source.
struct FixedCombinations: ColumnsForm {
  static let type = "fixed-combinations"

  var table: String
  var columns: [String]

  init(table: String, columns: [String]) { (self.table, self.columns) = (table, columns) }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    let table = try schema.table(table)
    for name in columns {
      try CombinationKey.check(try schema.freeColumn(name, of: table), of: table)
    }
    var constraint = schema.constraint(
      Self.self,
      of: table,
      "(\(columns.joined(separator: ", "))) as combined in the source"
    )
    constraint.learning = .combinations(of: columns)
    return constraint
  }
}
