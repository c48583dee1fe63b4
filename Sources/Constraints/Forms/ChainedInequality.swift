import Metadata

/// Several columns of a row ascend.
struct ChainedInequality: ConstraintForm {
  static let type = "chained-inequality"

  var table: String
  var columns: [String]
  var isStrict: Bool

  init(_ fields: inout ConstraintFields) throws {
    table = try fields.text("table")
    columns = try fields.texts("columns", atLeast: 2)
    isStrict = try fields.flag("strict")
  }

  init(table: String, columns: [String], isStrict: Bool) {
    (self.table, self.columns, self.isStrict) = (table, columns, isStrict)
  }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    try Orders(columns: columns, isStrict: isStrict)
      .resolved(Self.self, table: table, in: schema)
  }
}
