import Statistics
import TableData

/// How many children parents of each kind have on average, by one feature of the parents.
struct MeanNumbers: Codable {
  /// The feature in the parents' store.
  var feature: Int
  /// Group of every bin; group 0 has the bins that too few parents share.
  var groups: [UInt8]
  /// Mean number of every group; 0 for groups that no parent is in.
  var means: [Double]
  /// Share of the parents in every group.
  var shares: [Double]

  /// Groups of an ordered feature, at most; labels have as many as enough parents hold.
  private static let orderedGroups = 16

  /// Share of the variance of the numbers behind a feature above which they follow from it, and chance decides little.
  private static let decidedShare = 0.3

  /// One for every feature that divides the parents; none where the numbers follow from one of them, such as yearly
  /// rows from the length of an employment: a number that changed places would break that.
  ///
  /// - `store`: features of the parents that are known before their children are counted.
  /// - `counts`: children of every parent.
  /// - `units`: the protected unit of every parent, non-decreasing.
  /// - `k`: units that a group needs.
  static func all(_ store: FeatureStore, counts: [Double], units: [Int32], k: Int) -> [MeanNumbers]
  {
    guard counts.contains(where: { $0 > 0 }) else { return [] }
    var isDecided = false
    let found = store.infos.indices.compactMap { feature -> MeanNumbers? in
      let bins = store.columns[feature]
      let groups = groups(
        unitsOfBin(bins, units: units),
        isCategorical: store.infos[feature].isCategorical,
        k: k
      )
      let count = Int(groups.max() ?? 0) + 1
      guard count > 2 else { return nil }
      var sums = [(children: Double, parents: Double)](repeating: (0, 0), count: count)
      for (row, bin) in bins.enumerated() {
        sums[Int(groups[Int(bin)])].children += counts[row]
        sums[Int(groups[Int(bin)])].parents += 1
      }
      let between = varianceBetweenGroups(counts, groupCount: count) { Int(groups[Int(bins[$0])]) }
      if between > decidedShare { isDecided = true }
      return MeanNumbers(
        feature: feature,
        groups: groups,
        means: sums.map { $0.children / max(1, $0.parents) },
        shares: sums.map { $0.parents / Double(max(1, counts.count)) }
      )
    }
    return isDecided ? [] : found
  }

  private static func unitsOfBin(_ bins: [UInt8], units: [Int32]) -> [Int] {
    var counts = [Int](repeating: 0, count: 256)
    var last = [Int32](repeating: -1, count: 256)
    for (row, bin) in bins.enumerated() where last[Int(bin)] != units[row] {
      last[Int(bin)] = units[row]
      counts[Int(bin)] += 1
    }
    return counts
  }

  private static func groups(_ units: [Int], isCategorical: Bool, k: Int) -> [UInt8] {
    var groups = [UInt8](repeating: 0, count: 256)
    var next: UInt8 = 1
    guard !isCategorical else {
      for bin in units.indices where units[bin] >= k && next < 255 {
        groups[bin] = next
        next += 1
      }
      return groups
    }
    let enough = max(k, units.reduce(0, +) / orderedGroups)
    var held = 0
    var start = 0
    for bin in units.indices {
      held += units[bin]
      guard held >= enough else { continue }
      for place in start...bin { groups[place] = next }
      (held, start, next) = (0, bin + 1, next + 1)
    }
    // What is left at the end belongs to the last group.
    for place in start..<units.count { groups[place] = next - 1 }
    return groups
  }
}
