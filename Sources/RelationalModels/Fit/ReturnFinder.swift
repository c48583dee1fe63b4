import Metadata
import TableData

/// Finds columns whose values come back under the same parent, such as the few shops that a household goes to.
///
/// This is the middle one of three stages: as the previous sibling, as an earlier one, new.
struct ReturnFinder {
  /// Share of returns, among rows that differ from their previous sibling, that makes a choice of its own.
  private static let minimumShare = 0.1
  /// How many times the odds between strangers those of coming back must be.
  private static let minimumOddsRatio = 2.0
  private static let minimumCodes = 8
  /// Siblings that are remembered.
  static let memory = 128

  let frame: TableFrame
  let places: SiblingPlaces

  /// Rows that hold a value of an earlier sibling but not of the previous one; nil where that is no habit.
  func returns(of column: Int, codec: ColumnCodec, fit: FitColumns) -> [Bool]? {
    guard codec.codeCount > Self.minimumCodes || !codec.isExact,
      let values = frame.rows[fit.columns[column].name], frame.rowCount > 2
    else { return nil }
    let hasher = RowHasher([values])
    let hashes = (0..<frame.rowCount).map { hasher.hash(row: $0) }
    let (rows, count, possible) = returns(hashes)
    guard count >= 2 * frame.k, Double(count) >= Self.minimumShare * Double(possible) else {
      return nil
    }
    // The same groups with values from half the table away, which keep their frequencies only.
    let prime = 7_919
    let strangers = hashes.indices.map { hashes[($0 * prime + hashes.count / 2) % hashes.count] }
    let (_, byChance, chances) = returns(strangers)
    let odds = Double(count) / Double(max(1, possible - count))
    let oddsByChance = Double(byChance) / Double(max(1, chances - byChance))
    return odds >= Self.minimumOddsRatio * oddsByChance ? rows : nil
  }

  private func returns(_ hashes: [UInt64?]) -> (rows: [Bool], count: Int, possible: Int) {
    var rows = [Bool](repeating: false, count: hashes.count)
    var seen: Set<UInt64> = []
    var count = 0
    var possible = 0
    for row in hashes.indices {
      let place = places.place[row]
      if place == 0 { seen.removeAll(keepingCapacity: true) }
      guard let hash = hashes[row] else { continue }
      if place > 1, hash != hashes[row - 1] {
        possible += 1
        if seen.contains(hash) {
          rows[row] = true
          count += 1
        }
      }
      if seen.count < Self.memory { seen.insert(hash) }
    }
    return (rows, count, possible)
  }
}
