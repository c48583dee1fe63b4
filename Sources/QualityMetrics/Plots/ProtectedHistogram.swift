package import Metadata
package import TableData

/// How the values of a column of numbers are spread on both sides, in bins that say nothing about anybody.
///
/// Edges are round numbers. Each bin holds no real value or those of at least k units: smaller ones are joined with their
/// neighbours. The first bin takes what lies below it, too, and the last what lies above.
package struct ProtectedHistogram: Hashable, Sendable {
  /// Ascending; one more than there are bins.
  package let edges: [Double]
  package let isLogarithmic: Bool
  /// Share of the values of each side that lie in each bin; they sum to 1.
  package let real: [Double]
  package let clone: [Double]

  /// Share of the values at each end that may fall into the end bins without making the others narrower.
  private static let tail = 0.005

  /// Counts the values; nil where the real side has too few units for any range to be shown, or the clone no value.
  ///
  /// - Parameters:
  ///   - real: values in any order; NaN for missing ones.
  ///   - clone: likewise.
  ///   - protection: who stands behind the real rows.
  ///   - range: the range that may be shown, from ``ColumnQuality/realRange``.
  ///   - kind: decides which numbers are round.
  package init?(
    real: [Double],
    clone: [Double],
    protection: Protection,
    range: ProtectedRange?,
    kind: ValueKind
  ) {
    let sorted = real.filter(\.isFinite).sorted()
    guard let range, !sorted.isEmpty else { return nil }
    func quantile(_ share: Double) -> Double { sorted[Int(share * Double(sorted.count - 1))] }
    let low = max(range.low, min(range.high, quantile(Self.tail)))
    let high = min(range.high, max(range.low, quantile(1 - Self.tail)))
    let grid = RoundGrid(over: low...max(low, high), median: quantile(0.5), kind: kind)
    let counted = UnitCounts(
      real.map { $0.isNaN ? -1 : Int32(grid.bin(of: $0)) },
      bins: grid.edges.count - 1,
      protection: protection
    )
    let starts = Self.joined(counted.units, minimumUnits: protection.minimumUnits)
    let cloneCounts = clone.reduce(into: [Int](repeating: 0, count: grid.edges.count - 1)) {
      if !$1.isNaN { $0[grid.bin(of: $1)] += 1 }
    }
    guard let realShares = Self.shares(counted.rows, starts),
      let cloneShares = Self.shares(cloneCounts, starts)
    else { return nil }
    edges = starts.map { grid.edges[$0] } + grid.edges.suffix(1)
    isLogarithmic = grid.isLogarithmic
    self.real = realShares
    self.clone = cloneShares
  }

  /// Share of each side that lies below each inner edge: the empirical distribution functions at the edges.
  package var cumulative: (real: [Double], clone: [Double]) {
    (Self.sums(real), Self.sums(clone))
  }

  private static func sums(_ shares: [Double]) -> [Double] {
    var sum = 0.0
    return [0]
      + shares.map {
        sum += $0
        return sum
      }
  }

  /// The first small bin of each bin that is left when those with fewer than k units have joined their neighbours.
  ///
  /// Empty ones stay where both neighbours have enough.
  static func joined(_ units: [Int], minimumUnits: Int) -> [Int] {
    var joined: [(start: Int, units: Int)] = []
    func isOpen(_ units: Int) -> Bool { units > 0 && units < minimumUnits }
    for (bin, count) in units.enumerated() {
      if let last = joined.last, isOpen(last.units) {
        joined[joined.count - 1].units += count
      } else {
        joined.append((bin, count))
      }
    }
    // What is left over at the end joins what came before.
    while joined.count > 1, let last = joined.last, isOpen(last.units) {
      joined.removeLast()
      joined[joined.count - 1].units += last.units
    }
    return joined.map(\.start)
  }

  private static func shares(_ counts: [Int], _ starts: [Int]) -> [Double]? {
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    return starts.indices.map { place in
      let end = place + 1 < starts.count ? starts[place + 1] : counts.count
      return Double(counts[starts[place]..<end].reduce(0, +)) / Double(total)
    }
  }
}

/// Rows and units in each bin of the real side.
struct UnitCounts {
  private(set) var rows: [Int]
  /// Units are counted up to k, beyond which their number does not matter.
  private(set) var units: [Int]

  /// - Parameters:
  ///   - binOfRow: the bin of each real row; negative for none.
  ///   - bins: how many.
  ///   - protection: who stands behind the rows.
  init(_ binOfRow: [Int32], bins: Int, protection: Protection) {
    rows = [Int](repeating: 0, count: bins)
    var seen = [Set<Int32>](repeating: [], count: bins)
    for (row, bin) in binOfRow.enumerated() where bin >= 0 {
      rows[Int(bin)] += 1
      if let unitOfRow = protection.unitOfRow, seen[Int(bin)].count < protection.minimumUnits {
        seen[Int(bin)].insert(unitOfRow[row])
      }
    }
    units = protection.unitOfRow == nil ? rows : seen.map(\.count)
  }

  /// Whether k units stand behind the bin.
  func isShown(_ bin: Int, _ protection: Protection) -> Bool {
    units[bin] >= protection.minimumUnits
  }
}
