import Metadata

/// A table is kept as it is.
struct ReferenceTable: ConstraintForm {
  static let type = "reference-table"

  var table: String

  init(_ fields: inout ConstraintFields) throws { table = try fields.text("table") }

  init(table: String) { self.table = table }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    let table = try schema.table(table)
    var constraint = schema.constraint(Self.self, of: table, "the rows are those of the source")
    constraint.isReference = true
    return constraint
  }
}
