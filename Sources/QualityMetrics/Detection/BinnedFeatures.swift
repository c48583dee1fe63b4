import ConditionalTrees
import Statistics

/// Numbers in bins of about as many rows each, a value of its own where there are few; 0 for missing ones.
enum BinnedFeatures {
  private static let binCount = 255

  /// - `columns`: numbers of all rows, column by column; NaN where one is missing.
  static func matrix(_ columns: [[Double]], rowCount: Int) -> FeatureMatrix {
    var matrix = FeatureMatrix(
      rowCount: rowCount,
      isCategorical: [Bool](repeating: false, count: columns.count)
    )
    for (position, column) in columns.enumerated() {
      let lows = lowEnds(of: column)
      for (row, value) in column.enumerated() where !value.isNaN {
        let bin = lows.firstPlace { $0 > value }
        matrix.bytes[row * columns.count + position] = UInt8(bin)
      }
    }
    return matrix
  }

  /// The lowest value of each bin, ascending.
  private static func lowEnds(of column: [Double]) -> [Double] {
    let sorted = column.filter { !$0.isNaN }.sorted()
    var different: [Double] = []
    for value in sorted where value != different.last { different.append(value) }
    guard different.count > binCount else { return different }
    var lows: [Double] = []
    for bin in 0..<binCount {
      let value = sorted[bin * sorted.count / binCount]
      if value != lows.last { lows.append(value) }
    }
    return lows
  }
}
