/// A repeatable sample of row positions: one row, drawn by a hash, out of each of `limit` equal stretches.
///
/// Stretches keep the sample spread over the table; the hash keeps it from falling in step with patterns that
/// repeat every so many rows.
package enum RowSample {
  /// Ascending positions: all rows where there are no more than `limit`.
  package static func positions(of rowCount: Int, limit: Int) -> [Int] {
    guard rowCount > limit, limit > 0 else { return Array(0..<rowCount) }
    return (0..<limit).map { stretch in
      let start = stretch * rowCount / limit
      let end = (stretch + 1) * rowCount / limit
      return start + Int(mixed(UInt64(stretch)) % UInt64(end - start))
    }
  }

  /// SplitMix64's output function (DOI 10.1145/2714064.2660195).
  static func mixed(_ index: UInt64) -> UInt64 {
    var z = (index &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
