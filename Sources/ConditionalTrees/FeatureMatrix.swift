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
  /// Bins of every feature, up to the highest one in use.
  var binCounts: [Int] {
    var highest = [UInt8](repeating: 0, count: width)
    for row in 0..<rowCount {
      for feature in 0..<width {
        highest[feature] = max(highest[feature], bytes[row * width + feature])
      }
    }
    return highest.map { Int($0) + 1 }
  }

  /// Some rows and features, in the given order.
  func selecting(rows: [Int32], features: [Int]) -> FeatureMatrix {
    var selected = FeatureMatrix(
      rowCount: rows.count,
      isCategorical: features.map { isCategorical[$0] }
    )
    for (place, row) in rows.enumerated() {
      let start = place * features.count
      let from = Int(row) * width
      for (slot, feature) in features.enumerated() {
        selected.bytes[start + slot] = bytes[from + feature]
      }
    }
    return selected
  }
}
