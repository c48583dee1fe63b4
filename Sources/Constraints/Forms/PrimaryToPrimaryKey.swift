import Metadata

/// Tables have the same primary keys: each row of one has its counterpart in each other.
struct PrimaryToPrimaryKey: ConstraintForm {
  static let type = "primary-to-primary-key"

  /// The table whose rows are made first, and the other one.
  var table: String
  var other: String

  init(_ fields: inout ConstraintFields) throws {
    let tables = try fields.texts("tables", atLeast: 2)
    guard tables.count == 2 else {
      throw ConstraintProblem(
        "tables must list two; write further pairs as constraints of their own",
        .malformed
      )
    }
    (table, other) = (tables[0], tables[1])
  }

  init(table: String, other: String) { (self.table, self.other) = (table, other) }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    let keys = try KeyPair(subset: other, of: table, in: schema)
    let (subset, whole) = (keys.subset, keys.whole)
    if let rows = subset.rowCount, let others = whole.rowCount, rows > others {
      throw ConstraintProblem(
        "\(subset.id) has \(rows) rows and \(whole.id) \(others): they cannot be one for one",
        .contradiction
      )
    }
    var constraint = schema.constraint(
      Self.self,
      of: subset,
      "the keys of \(subset.id.name) are those of \(whole.id.name)"
    )
    constraint.violations = """
      SELECT (SELECT count(*) FROM \(subset.id) AS own WHERE NOT EXISTS (\(keys.partner(of: "own"))))
        + (SELECT count(*) FROM \(whole.id) AS other WHERE NOT EXISTS (\(keys.child(of: "other"))))
      """
    constraint.counterpart = whole.id
    constraint.removal = """
      WITH others AS (
        DELETE FROM \(whole.id) AS other WHERE NOT EXISTS (\(keys.child(of: "other"))) RETURNING 1
      )
      DELETE FROM \(subset.id) AS own WHERE NOT EXISTS (\(keys.partner(of: "own")))
      """
    constraint.relationships = keys.relationship
    return constraint
  }
}

/// Two tables whose primary keys hold the same values, as far as the smaller one goes.
struct KeyPair {
  let subset: Table
  let whole: Table
  private let ownColumns: [String]
  private let otherColumns: [String]

  init(subset name: String, of other: String, in schema: ConstraintSchema) throws {
    subset = try schema.table(name)
    whole = try schema.table(other)
    guard subset.id != whole.id else {
      throw ConstraintProblem("\(subset.id) is named twice")
    }
    ownColumns = try schema.primaryKey(of: subset)
    otherColumns = try schema.primaryKey(of: whole)
    let kinds = zip(ownColumns, otherColumns).map { own, other in
      (subset.column(own)?.type.valueKind, whole.column(other)?.type.valueKind)
    }
    guard ownColumns.count == otherColumns.count, kinds.allSatisfy({ $0 == $1 }) else {
      throw ConstraintProblem(
        "the primary keys of \(subset.id) and \(whole.id) are of different types"
      )
    }
    let isTurned = whole.foreignKeys.contains {
      $0.parent == subset.id && $0.childColumns == otherColumns && $0.parentColumns == ownColumns
    }
    if isTurned {
      throw ConstraintProblem(
        "a foreign key of \(whole.id) refers to \(subset.id); name the tables the other way round",
        .contradiction
      )
    }
  }

  /// The relationship, where no key declares it.
  var relationship: [ForeignKey] {
    let isDeclared = subset.foreignKeys.contains {
      $0.childColumns == ownColumns && $0.parent == whole.id && $0.parentColumns == otherColumns
    }
    guard !isDeclared else { return [] }
    return [
      .undeclared(
        child: subset.id,
        childColumns: ownColumns,
        parent: whole.id,
        parentColumns: otherColumns,
        condition: nil,
        origin: .confirmed
      )
    ]
  }

  /// The row of the whole that a row of the subset belongs to.
  func partner(of alias: String) -> ConstraintSQL {
    "SELECT FROM \(whole.id) AS partner WHERE \(.match("partner", otherColumns, alias, ownColumns))"
  }

  /// The row of the subset that belongs to one of the whole.
  func child(of alias: String) -> ConstraintSQL {
    "SELECT FROM \(subset.id) AS partner WHERE \(.match("partner", ownColumns, alias, otherColumns))"
  }
}
