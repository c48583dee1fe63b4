package import Metadata
import SQLExpressions
package import TableData

/// What the rows of a clone are asked to be, besides what is likely.
package struct RowDemands: Sendable {
  /// So many rows of a kind.
  package struct Share: Sendable {
    /// A condition of SQL on the table's own columns, true for rows of the kind; nil for rows of any.
    package var condition: String?
    /// Nil for all rows of the table.
    package var rows: Int?

    package init(condition: String?, rows: Int?) {
      (self.condition, self.rows) = (condition, rows)
    }
  }

  /// Kinds of rows by table; those of one table follow each other by chance.
  package var shares: [TableID: [Share]] = [:]
  /// Values of some columns, row by row; a value that is missing is left to the model.
  package var given: [TableID: TableRows] = [:]
  /// Tables whose marginals are not to be the source's, because rows that the source has are turned away.
  package var shifted: Set<TableID> = []

  package init() {}

  /// Whether the marginals of a table are to be the source's.
  func keepsMarginals(of table: TableID) -> Bool {
    shares.isEmpty && given.isEmpty && !shifted.contains(table)
  }

  /// Columns that a condition names.
  package static func columns(of condition: String) -> Set<String> {
    SQLExpression(condition)?.columns ?? []
  }
}

extension FittedDatabase {
  /// Refuses what no model here can be asked for.
  ///
  /// Throws ``GenerationError`` with the table and what to do.
  package func check(_ demands: RowDemands) throws {
    for id in Set(demands.shares.keys).union(demands.given.keys).sorted() {
      guard let model = tables.first(where: { $0.plan.id == id }) else {
        throw Self.refusal(id, "the table is not in the model")
      }
      guard model.plan.role != .reference, model.rowModel != nil else {
        throw Self.refusal(id, "its rows are kept as they are, or made up, and none is drawn")
      }
      for share in demands.shares[id] ?? [] {
        try check(share.condition.map(RowDemands.columns) ?? [], of: model)
      }
      if let given = demands.given[id] { try check(given, of: model) }
    }
  }

  /// Values that are computed once other rows are there come too late to ask for them.
  private func check(_ names: Set<String>, of model: FittedTable) throws {
    let id = model.plan.id
    for name in names.sorted() {
      guard model.columns.contains(where: { $0.name == name }) else {
        throw Self.refusal(
          id,
          """
          \(name) is no column that is drawn as a whole: it is not there, PostgreSQL computes it, or it holds parts of \
          its own
          """
        )
      }
      if model.aggregates.contains(where: { $0.column.name == name }) {
        throw Self.refusal(
          id,
          "\(name) is computed from the rows of another table, which are made later; ask for these"
        )
      }
    }
  }

  private func check(_ given: TableRows, of model: FittedTable) throws {
    let id = model.plan.id
    try check(Set(given.columnNames), of: model)
    if let context = model.plan.contextKey {
      throw Self.refusal(
        id,
        """
        its rows are made for those of \(model.plan.keys[context].parent), as many as each has; give rows of that table
        """
      )
    }
    let foreign = Set(model.plan.keys.flatMap(\.childColumns))
    if let column = given.columnNames.first(where: foreign.contains) {
      throw Self.refusal(id, "\(column) refers to rows that are new in every clone; leave it out")
    }
  }

  private static func refusal(_ table: TableID, _ problem: String) -> GenerationError {
    GenerationError(code: .notDrawn, table: table, description: "\(table): \(problem)")
  }
}
