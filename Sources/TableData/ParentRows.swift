package import Metadata

/// What stands in the place of a parent's row where a child has none.
package enum ParentRow {
  package static let null: Int32 = -1
  /// The parent exists but is not in the sample.
  package static let unsampled: Int32 = -2
  /// The key is not about rows like this one.
  package static let notApplicable: Int32 = -3
}

extension ForeignKey {
  /// For every child row the position of its parent row, or one of ``ParentRow``.
  ///
  /// In O(n); rows are compared by 64-bit hashes.
  package func parentRows(of child: TableRows, in parent: TableRows) -> [Int32] {
    let parentValues = parentColumns.compactMap { parent[$0] }
    let childValues = childColumns.compactMap { child[$0] }
    guard parentValues.count == parentColumns.count, childValues.count == childColumns.count
    else { return [Int32](repeating: ParentRow.unsampled, count: child.rowCount) }
    let parentHasher = RowHasher(parentValues)
    var index = [UInt64: Int32](minimumCapacity: parent.rowCount)
    for row in 0..<parent.rowCount {
      if let hash = parentHasher.hash(row: row) { index[hash] = Int32(row) }
    }
    let childHasher = RowHasher(childValues)
    let kinds = condition.flatMap { child[$0.column] }
    return (0..<child.rowCount).map { row in
      if let condition, kinds?.text(at: row) != condition.value {
        return ParentRow.notApplicable
      }
      guard let hash = childHasher.hash(row: row) else { return ParentRow.null }
      return index[hash] ?? ParentRow.unsampled
    }
  }
}
