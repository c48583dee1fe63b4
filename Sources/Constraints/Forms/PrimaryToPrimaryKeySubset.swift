import Metadata

/// The primary keys of a table are among those of another one.
struct PrimaryToPrimaryKeySubset: ConstraintForm {
  static let type = "primary-to-primary-key-subset"

  var table: String
  var whole: String

  init(_ fields: inout ConstraintFields) throws {
    table = try fields.text("table")
    whole = try fields.text("of")
  }

  init(table: String, whole: String) { (self.table, self.whole) = (table, whole) }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    let keys = try KeyPair(subset: table, of: whole, in: schema)
    if let rows = keys.subset.rowCount, let others = keys.whole.rowCount, rows > others {
      throw ConstraintProblem(
        "\(keys.subset.id) has \(rows) rows, more than the \(others) of \(keys.whole.id)",
        .contradiction
      )
    }
    var constraint = schema.constraint(
      Self.self,
      of: keys.subset,
      "the keys of \(keys.subset.id.name) are among those of \(keys.whole.id.name)"
    )
    let stray: ConstraintSQL = "NOT EXISTS (\(keys.partner(of: "own")))"
    constraint.violations = "SELECT count(*) FROM \(keys.subset.id) AS own WHERE \(stray)"
    constraint.removal = "DELETE FROM \(keys.subset.id) AS own WHERE \(stray)"
    constraint.relationships = keys.relationship
    return constraint
  }
}
