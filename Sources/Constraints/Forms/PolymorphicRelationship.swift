import Metadata

/// What a column refers to goes by another column of its row.
struct PolymorphicRelationship: ConstraintForm {
  static let type = "polymorphic-relationship"

  var table: String
  var column: String
  var typeColumn: String
  /// Tables by the values of the type column.
  var references: [String: String]

  init(_ fields: inout ConstraintFields) throws {
    table = try fields.text("table")
    column = try fields.text("column")
    typeColumn = try fields.text("type-column")
    references = try fields.map("references")
  }

  init(table: String, column: String, typeColumn: String, references: [String: String]) {
    (self.table, self.column) = (table, column)
    (self.typeColumn, self.references) = (typeColumn, references)
  }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    let table = try schema.table(table)
    let own = try schema.column(column, of: table)
    _ = try schema.column(typeColumn, of: table)
    var constraint = schema.constraint(
      Self.self,
      of: table,
      "\(column) refers by \(typeColumn): "
        + references.sorted { $0.key < $1.key }.map { "\($0) to \($1)" }.joined(separator: ", ")
    )
    var strays: [ConstraintSQL] = []
    for (value, name) in references.sorted(by: { $0.key < $1.key }) {
      let parent = try schema.table(name)
      let key = try schema.primaryKey(of: parent)
      guard key.count == 1, parent.column(key[0])?.type.valueKind == own.type.valueKind else {
        throw ConstraintProblem(
          "the primary key of \(parent.id) is not one column of the type of \(table.id).\(column)"
        )
      }
      strays.append(
        """
        own.\(column: typeColumn) = \(literal: value) AND NOT EXISTS (
          SELECT FROM \(parent.id) AS parent WHERE parent.\(column: key[0]) = own.\(column: column))
        """
      )
      let isStated = table.foreignKeys.contains {
        $0.childColumns == [column] && $0.parent == parent.id
          && ($0.condition == nil || $0.condition?.value == value)
      }
      if !isStated {
        constraint.relationships.append(
          .undeclared(
            child: table.id,
            childColumns: [column],
            parent: parent.id,
            parentColumns: key,
            condition: ForeignKey.Condition(column: typeColumn, value: value),
            origin: .confirmed
          )
        )
      }
    }
    let stray: ConstraintSQL = """
      own.\(column: column) IS NOT NULL AND (\(strays.joined(by: " OR ")))
      """
    constraint.violations = "SELECT count(*) FROM \(table.id) AS own WHERE \(stray)"
    if own.isNullable {
      constraint.corrections = [
        "UPDATE \(table.id) AS own SET \(column: column) = NULL WHERE \(stray)"
      ]
    }
    constraint.removal = "DELETE FROM \(table.id) AS own WHERE \(stray)"
    constraint.turn = .keys
    return constraint
  }
}
