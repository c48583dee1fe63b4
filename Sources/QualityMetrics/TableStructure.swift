/// How alike two tables are in their columns' names and types, as SDMetrics' `TableStructure`.
package enum TableStructure {
  /// What both have in common over what either has; nil without any column.
  package static func score<Column: Hashable>(real: Set<Column>, clone: Set<Column>) -> Double? {
    let all = real.union(clone).count
    return all == 0 ? nil : Double(real.intersection(clone).count) / Double(all)
  }
}
