package import TableData

/// The share of rows that neither repeat the key of another row nor have none, as SDMetrics' `KeyUniqueness`.
package enum KeyUniqueness {
  /// The score of a key of one or several columns, or nil where there are no rows or no columns.
  ///
  /// A row has no key where all columns are NULL. In O(n); rows are compared by 64-bit hashes.
  package static func score(_ columns: [ColumnValues]) -> Double? {
    guard let rowCount = columns.first?.count, rowCount > 0 else { return nil }
    let hasher = RowHasher(columns)
    var keys: Set<UInt64> = []
    for row in 0..<rowCount where columns.contains(where: { !$0.isNull[row] }) {
      keys.insert(hasher.hashWithNulls(row: row))
    }
    return Double(keys.count) / Double(rowCount)
  }
}
