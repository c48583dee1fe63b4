import Metadata
import SQLExpressions

/// A column is computed from others of its row, by PostgreSQL.
struct ColumnFormula: ConstraintForm {
  static let type = "column-formula"

  var table: String
  var column: String
  var formula: String

  init(_ fields: inout ConstraintFields) throws {
    table = try fields.text("table")
    column = try fields.text("column")
    formula = try fields.text("formula")
  }

  init(table: String, column: String, formula: String) {
    (self.table, self.column, self.formula) = (table, column, formula)
  }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    let table = try schema.table(table)
    let column = try schema.freeColumn(column, of: table)
    let sources = try UserExpression(formula).columns(of: table, in: schema)
    guard !sources.contains(column.name) else {
      throw ConstraintProblem(
        "\(table.id).\(column.name) cannot be computed from itself",
        .contradiction
      )
    }
    var constraint = schema.constraint(Self.self, of: table, "\(column.name) = \(formula)")
    let value: ConstraintSQL = "CAST((\(unsafe: formula)) AS \(unsafe: column.type.declaration))"
    let differs: ConstraintSQL = "\(column: column.name) IS DISTINCT FROM \(value)"
    constraint.condition = .init(
      expression: "NOT (\(differs))",
      columns: [column.name] + sources.sorted()
    )
    constraint.corrections = [
      "UPDATE \(table.id) SET \(column: column.name) = \(value) WHERE \(differs)"
    ]
    constraint.turn = .formulas
    constraint.rules = ["\(column.name.asIdentifier) = \(formula)"]
    constraint.facts = [.decides(column: column.name, from: sources)]
    return constraint
  }
}

/// An expression that the user wrote.
struct UserExpression {
  private let tokens: [SQLToken]

  init(_ text: String) throws {
    tokens = SQLTokenizer.tokens(of: text).filter { $0.kind != .trivia }
    guard !tokens.isEmpty else { throw ConstraintProblem("the expression is empty", .malformed) }
    if tokens.contains(where: { $0.isPunctuation(";") }) {
      throw ConstraintProblem("the expression holds a semicolon; write one expression", .malformed)
    }
    var depth = 0
    for token in tokens {
      if token.isPunctuation("(") { depth += 1 }
      if token.isPunctuation(")") { depth -= 1 }
      if depth < 0 { break }
    }
    guard depth == 0 else {
      throw ConstraintProblem("the brackets of the expression do not match", .malformed)
    }
    if tokens.contains(where: { $0.isWord("select") }) {
      throw ConstraintProblem(
        "the expression holds a subquery; it is about one row, as the condition of a CHECK"
      )
    }
  }

  /// Columns of the table whose names stand in it; other words are functions, types and the like.
  func columns(of table: Table, in schema: ConstraintSchema) throws -> Set<String> {
    let names = Set(tokens.compactMap(\.name))
    let found = Set(table.columns.map(\.name)).intersection(names)
    guard !found.isEmpty else {
      let all = table.columns.map(\.name).joined(separator: ", ")
      throw ConstraintProblem("the expression names no column of \(table.id), which has \(all)")
    }
    return found
  }
}
