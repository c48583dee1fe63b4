import Metadata

/// The rows of a table between others connect no two parents twice.
struct UniqueBridgeTable: ColumnsForm {
  static let type = "unique-bridge-table"

  var table: String
  var columns: [String]

  init(table: String, columns: [String]) { (self.table, self.columns) = (table, columns) }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    let table = try schema.table(table)
    let keys = table.foreignKeys.filter { schema.metadata[$0.parent] != nil }
    let referring = Set(keys.flatMap(\.childColumns))
    for column in try schema.columns(columns, of: table) where !referring.contains(column.name) {
      throw ConstraintProblem(
        """
        \(table.id).\(column.name) is of no foreign key; take `unique` for other columns, or declare the key under \
        relationships
        """
      )
    }
    return Unique.constraint(columns, of: table, Self.self, in: schema)
  }
}
