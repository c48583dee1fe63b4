import Metadata
import QualityMetrics

extension UtilityTargets {
  /// Reads `table.column` or `schema.table.column`; without any, the columns are those that real rows tell best.
  init(_ names: [String], in compared: ComparedDatabase) throws(PgSynthError) {
    guard !names.isEmpty else {
      self = .best
      return
    }
    var columns: [TableID: [String]] = [:]
    for name in names {
      let found = compared.tables.flatMap { table in
        table.table.columns.filter {
          name == "\(table.id.name).\($0.name)" || name == "\(table.id).\($0.name)"
        }.map { (table.id, $0.name) }
      }
      guard let (table, column) = found.first, found.count == 1 else {
        throw PgSynthError(
          .usage,
          found.isEmpty
            ? "--target-column \(name): no table that is compared has that column; write table.column"
            : "--target-column \(name): several schemas have it; write schema.table.column"
        )
      }
      columns[table, default: []].append(column)
    }
    self = .named(columns)
  }
}
