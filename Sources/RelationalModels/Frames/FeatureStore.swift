/// What later tables may know about the rows of a table: one byte a feature, column by column.
///
/// Real and synthetic rows have stores of the same layout, so a model fitted on one reads the other.
struct FeatureStore: Codable {
  struct Info: Sendable, Hashable, Codable {
    /// Where the feature comes from, as the plan and explanations print it.
    var name: String
    var isCategorical: Bool
  }

  private(set) var infos: [Info] = []
  private(set) var columns: [[UInt8]] = []

  mutating func append(_ info: Info, _ bins: [UInt8]) {
    infos.append(info)
    columns.append(bins)
  }

  var width: Int { infos.count }

  /// Copies the features of a row to `target`; at most `limit` of them.
  func copy(row: Int, to target: UnsafeMutablePointer<UInt8>, limit: Int) {
    for feature in 0..<min(limit, columns.count) { target[feature] = columns[feature][row] }
  }
}

/// Bins of small counts: exact up to 15, then about a quarter of a doubling each; 0 stays for null.
func countBin(_ count: Int) -> UInt8 {
  guard count >= 16 else { return UInt8(max(0, count) + 1) }
  let doublings = Int.bitWidth - 1 - count.leadingZeroBitCount
  let quarter = (count >> (doublings - 2)) & 3
  return UInt8(min(255, 17 + (doublings - 4) * 4 + quarter))
}
