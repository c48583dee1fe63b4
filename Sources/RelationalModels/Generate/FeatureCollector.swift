/// Collects some features of every row, column by column.
///
/// Rows are gathered in a small buffer first: appending to dozens of arrays for every row costs more than
/// drawing it.
struct FeatureCollector {
  private static let bufferedRows = 1_024

  private let features: [Int]
  private var columns: [[UInt8]]
  /// Row by row.
  private var buffer: [UInt8]
  private var rowCount = 0

  /// - Parameter features: positions among the features of a row.
  init(_ features: [Int]) {
    self.features = features
    columns = [[UInt8]](repeating: [], count: features.count)
    buffer = [UInt8](repeating: 0, count: Self.bufferedRows * features.count)
  }

  mutating func add(_ row: UnsafeBufferPointer<UInt8>) {
    var place = rowCount * features.count
    for feature in features {
      buffer[place] = row[feature]
      place += 1
    }
    rowCount += 1
    if rowCount == Self.bufferedRows { flush() }
  }

  /// One array a feature.
  mutating func finish() -> [[UInt8]] {
    flush()
    return columns
  }

  private mutating func flush() {
    let width = features.count
    for column in columns.indices {
      for row in 0..<rowCount { columns[column].append(buffer[row * width + column]) }
    }
    rowCount = 0
  }
}
