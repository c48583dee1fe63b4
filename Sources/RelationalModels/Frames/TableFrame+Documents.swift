import ColumnTransforms
import Metadata
import TableData
import Statistics

extension TableFrame {
  /// Share of the rows that values held by k units must have, for a column to be modelled by its whole values.
  private static let categoryShare = 0.5

  /// The same rows with columns of documents replaced by their parts.
  ///
  /// Keys keep their columns: what must be unique, or the same in two tables, is made as a whole.
  func takenApart(_ plan: TablePlan, jobs: Int) -> (TableFrame, [DocumentColumn]) {
    guard plan.role != .reference, rowCount > 0 else { return (self, []) }
    let fixed = Set(
      table.allKeys.flatMap(\.columns) + table.foreignKeys.flatMap(\.childColumns)
        + plan.siblingOrder
    )
    // What expressions and conditions of keys look into must be there while rows are drawn.
    let looked = table.uniqueKeys.flatMap { $0.expressions + ($0.predicate.map { [$0] } ?? []) }
    let candidates = table.columns.filter { column in
      !column.isGenerated && !fixed.contains(column.name)
        && !looked.contains { $0.contains(column.name) }
        && rows[column.name].map { DocumentTexts(column.type, $0) != nil } == true
    }
    guard !candidates.isEmpty else { return (self, []) }
    let names = Set(table.columns.map(\.name))
    let fitted = concurrently(candidates.count, jobs: jobs) { position in
      takeApart(candidates[position], taken: names)
    }
    var apart = self
    var documents: [DocumentColumn] = []
    for case (let document, let values)? in fitted {
      documents.append(document)
      apart = apart.replacing(document, by: values)
    }
    return (apart, documents)
  }

  private func takeApart(
    _ column: Column,
    taken: Set<String>
  ) -> (column: DocumentColumn, values: [ColumnValues])? {
    guard let values = rows[column.name] else { return nil }
    let filled = values.count - values.nullCount
    let counts = LabelCounts(values, units: units)
    let inCategories = zip(counts.rows, counts.units).reduce(0) { $0 + ($1.1 >= k ? $1.0 : 0) }
    guard filled > 0, Double(inCategories) < Self.categoryShare * Double(filled) else { return nil }
    return DocumentColumn.fit(column, values: values, units: units, k: k, taken: taken)
  }

  private func replacing(_ document: DocumentColumn, by values: [ColumnValues]) -> TableFrame {
    var table = table
    table.columns.removeAll { $0.name == document.column.name }
    table.columns += document.parts
    let names = rows.columnNames
    let places = names.indices.filter { names[$0] != document.column.name }
    let rows = TableRows(
      table: rows.table,
      columnNames: places.map { names[$0] } + document.parts.map(\.name),
      columns: places.map { self.rows.columns[$0] } + values,
      rowCount: rows.rowCount
    )
    return TableFrame(self, table: table, rows: rows)
  }
}
