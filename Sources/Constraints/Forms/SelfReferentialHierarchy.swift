import Metadata

/// Rows refer to rows above them in the same table, and none to one below itself.
struct SelfReferentialHierarchy: ConstraintForm {
  static let type = "self-referential-hierarchy"

  var table: String
  /// What refers to the row above; NULL at the top.
  var parentColumn: String
  /// What is referred to; nil for the primary key.
  var key: String?

  init(_ fields: inout ConstraintFields) throws {
    table = try fields.text("table")
    parentColumn = try fields.text("parent-column")
    key = try fields.optionalText("key")
  }

  init(table: String, parentColumn: String, key: String?) {
    (self.table, self.parentColumn, self.key) = (table, parentColumn, key)
  }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    let table = try schema.table(table)
    let primary = try key ?? schema.primaryKey(of: table).first ?? ""
    let (own, above) = (
      try schema.column(primary, of: table), try schema.column(parentColumn, of: table)
    )
    guard table.allKeys.contains(where: { $0.columns == [own.name] && $0.predicate == nil }) else {
      throw ConstraintProblem(
        "\(table.id).\(own.name) is no primary or unique key by itself; name one with `key`"
      )
    }
    guard own.type.valueKind == above.type.valueKind, own.name != above.name else {
      throw ConstraintProblem("\(above.name) and \(own.name) of \(table.id) are of different types")
    }
    guard above.isNullable else {
      throw ConstraintProblem(
        "\(table.id).\(above.name) is NOT NULL, so that no row can be at the top",
        .contradiction
      )
    }
    var constraint = schema.constraint(
      Self.self,
      of: table,
      "\(above.name) refers to \(own.name) of a row above"
    )
    // Rows that no way from the top leads to: they refer to nothing, or in a circle.
    let reached: ConstraintSQL = """
      WITH RECURSIVE reached (id) AS (
        SELECT \(column: own.name) FROM \(table.id) WHERE \(column: above.name) IS NULL
        UNION
        SELECT below.\(column: own.name) FROM reached
          JOIN \(table.id) AS below ON below.\(column: above.name) = reached.id
      )
      """
    let isLost: ConstraintSQL =
      "NOT EXISTS (SELECT FROM reached WHERE reached.id = own.\(column: own.name))"
    constraint.violations = "\(reached) SELECT count(*) FROM \(table.id) AS own WHERE \(isLost)"
    constraint.corrections = [
      "\(reached) UPDATE \(table.id) AS own SET \(column: above.name) = NULL WHERE \(isLost)"
    ]
    constraint.turn = .keys
    let isDeclared = table.foreignKeys.contains {
      $0.childColumns == [above.name] && $0.parent == table.id
    }
    if !isDeclared {
      constraint.relationships = [
        .undeclared(
          child: table.id,
          childColumns: [above.name],
          parent: table.id,
          parentColumns: [own.name],
          condition: nil,
          origin: .confirmed
        )
      ]
    }
    return constraint
  }
}
