/// Binned conditions of many rows, row by row: one byte a feature, 0 for null.
package struct FeatureMatrix: Sendable {
  package let width: Int
  package let rowCount: Int
  /// Whether the bins of a feature are unordered labels rather than ordered numbers.
  package let isCategorical: [Bool]
  /// `rowCount` × `width` bytes.
  package var bytes: [UInt8]

  package init(rowCount: Int, isCategorical: [Bool]) {
    width = isCategorical.count
    self.rowCount = rowCount
    self.isCategorical = isCategorical
    bytes = [UInt8](repeating: 0, count: rowCount * isCategorical.count)
  }
}
