import Foundation
import ModelEncoding

/// New unique integers in the manner of a column's own: dense, with gaps, or scattered.
struct IntegerKeys: Sendable, Codable {
  private enum Manner: Sendable, Codable {
    case serial
    /// Sums of a table of gaps, from 0; the last entry is the sum of them all.
    case gapped(sums: [Int64])
    /// Anywhere in the range but at keys of the source, with so many rows that have places of their own in it; the others go on
    /// behind `next`.
    case scattered(
      range: ClosedRange<Int64>,
      sources: SourceFilter,
      rows: UInt64,
      next: Int64
    )
  }

  /// Denser keys count as a plain counter.
  private static let serialDensity = 0.999
  /// Sparser keys are numbers from outside unless they ascend.
  private static let gappedDensity = 0.05
  private static let ascendingShare = 0.9
  /// Gaps repeat after so many keys, which nobody can see.
  private static let gapTableSize = 4096
  /// A scattered range has room for so many times the keys.
  private static let roominess = 4.0
  /// Places that a row may choose among, where there is room: it takes the first that is no key of the source.
  private static let mostPlaces: UInt64 = 16

  private let manner: Manner
  private let start: Int64
  private let step: Int64
  private let limits: ClosedRange<Int64>
  private let seed: UInt64

  /// - Parameters:
  ///   - values: keys in row order.
  ///   - rowCount: rows of the whole table, where the values are a sample.
  ///   - k: units that must stand behind an extreme gap.
  ///   - limits: what the type can hold.
  init(values: [Int64], rowCount: Int, k: Int, limits: ClosedRange<Int64>) {
    self.limits = limits
    seed = 0
    let sorted = Set(values).sorted()
    guard let first = sorted.first, let last = sorted.last, last > first else {
      (manner, start, step) = (.serial, sorted.first ?? 1, 1)
      return
    }
    let gaps = zip(sorted.dropFirst(), sorted).map { $0 &- $1 }
    guard gaps.allSatisfy({ $0 > 0 }) else {
      // Differences beyond 64 bits: random 64-bit keys.
      (start, step) = (first, 1)
      manner = .scattered(
        range: 1...limits.upperBound,
        sources: SourceFilter([]),
        rows: Self.width(1...limits.upperBound),
        next: 1
      )
      return
    }
    let divisor = sorted.count < 3 ? 1 : gaps.reduce(0, greatestCommonDivisor)
    let places = Double(last - first) / Double(divisor) + 1
    let density = Double(max(rowCount, sorted.count)) / places
    let ascents = zip(values.dropFirst(), values).count { $0 > $1 }
    let isAscending = Double(ascents) >= Self.ascendingShare * Double(values.count - 1)
    start = first
    if density >= Self.serialDensity {
      (manner, step) = (.serial, divisor)
    } else if density >= Self.gappedDensity || isAscending {
      step = divisor
      let units = gaps.map { $0 / divisor }.sorted()
      let table =
        rowCount > sorted.count
        ? Self.thinnedGaps(density: min(density, 0.999)) : Self.gapTable(units, k: k)
      manner = .gapped(sums: Self.sums(table, seed: 0))
    } else {
      step = 1
      let range = Self.range(sorted, room: Double(rowCount) * Self.roominess, limits)
      manner = .scattered(
        range: range,
        sources: SourceFilter(Set(sorted.map(Self.hash))),
        rows: Self.width(range),
        next: max(range.upperBound, Self.rounded(last, up: true))
      )
    }
  }

  private init(_ keys: IntegerKeys, manner: Manner, start: Int64, step: Int64, seed: UInt64) {
    self.manner = manner
    self.start = start
    self.step = step
    self.seed = seed
    limits = keys.limits
  }

  /// The same keys under a seed, made denser when so many would not fit.
  func prepared(total: Int, seed: UInt64) -> IntegerKeys {
    var keys = self
    if case .gapped(let sums) = manner {
      let gaps = zip(sums.dropFirst(), sums).map { $0 - $1 }
      keys = IntegerKeys(
        self,
        manner: .gapped(sums: Self.sums(gaps, seed: seed)),
        start: start,
        step: step,
        seed: seed
      )
    } else if case .scattered(let range, let sources, _, let next) = manner {
      let width = Self.width(range)
      let places = min(Self.mostPlaces, max(1, width / UInt64(max(1, total))))
      keys = IntegerKeys(
        self,
        manner: .scattered(range: range, sources: sources, rows: width / places, next: next),
        start: start,
        step: step,
        seed: seed
      )
    } else {
      keys = IntegerKeys(self, manner: manner, start: start, step: step, seed: seed)
    }
    guard total > 0, keys[total - 1] == nil else { return keys }
    let dense = IntegerKeys(keys, manner: .serial, start: start, step: 1, seed: seed)
    if dense[total - 1] != nil { return dense }
    let lowest = min(start, max(limits.lowerBound, 1))
    return IntegerKeys(keys, manner: .serial, start: lowest, step: 1, seed: seed)
  }

  /// The key of a row, or nil beyond what the type can hold.
  subscript(row: Int) -> Int64? {
    switch manner {
    case .serial: return place(Int64(row))
    case .gapped(let sums):
      let period = sums.count - 1
      let (whole, overflow) = Int64(row / period).multipliedReportingOverflow(by: sums[period])
      if overflow { return nil }
      let (sum, overflowed) = whole.addingReportingOverflow(sums[row % period])
      return overflowed ? nil : place(sum)
    case .scattered(let range, let sources, let rows, let next):
      guard UInt64(row) < rows else {
        let (key, overflow) = next.addingReportingOverflow(Int64(row) - Int64(rows) + 1)
        return overflow || !limits.contains(key) ? nil : key
      }
      let width = Self.width(range)
      let bijection = KeyedBijection(size: width, key: seed)
      var key = range.lowerBound
      for place in stride(from: UInt64(row), to: width, by: Int(rows)) {
        key = range.lowerBound + Int64(bijection[place])
        if !sources.mayContain(Self.hash(key)) { break }
      }
      return key
    }
  }

  /// Numbers in a range, which has fewer than 2⁶³.
  private static func width(_ range: ClosedRange<Int64>) -> UInt64 {
    UInt64(range.upperBound &- range.lowerBound) + 1
  }

  private static func hash(_ key: Int64) -> UInt64 { mixed(UInt64(bitPattern: key)) }

  private func place(_ count: Int64) -> Int64? {
    let (distance, overflow) = count.multipliedReportingOverflow(by: step)
    let (key, overflowed) = start.addingReportingOverflow(distance)
    return overflow || overflowed || !limits.contains(key) ? nil : key
  }

  // MARK: - Fit

  /// Gaps at even quantiles, the largest ones no larger than k keys have them.
  private static func gapTable(_ sortedGaps: [Int64], k: Int) -> [Int64] {
    let cap =
      sortedGaps.count >= 2 * k
      ? sortedGaps[sortedGaps.count - k] : sortedGaps[sortedGaps.count * 9 / 10]
    return (0..<gapTableSize).map { place in
      let rank = (Double(place) + 0.5) / Double(gapTableSize) * Double(sortedGaps.count)
      return min(sortedGaps[min(Int(rank), sortedGaps.count - 1)], cap)
    }
  }

  /// Gaps of keys that survive independently, for samples, whose own gaps say nothing.
  private static func thinnedGaps(density: Double) -> [Int64] {
    (0..<gapTableSize).map { place in
      let share = (Double(place) + 0.5) / Double(gapTableSize)
      return 1 + Int64(log(1 - share) / log(1 - density))
    }
  }

  private static func sums(_ gaps: [Int64], seed: UInt64) -> [Int64] {
    var random = TextRandom(seed: mixed(seed &+ 0x6A70))
    var gaps = gaps
    for place in stride(from: gaps.count - 1, to: 0, by: -1) {
      gaps.swapAt(place, random.below(place + 1))
    }
    var sums: [Int64] = [0]
    sums.reserveCapacity(gaps.count + 1)
    for gap in gaps {
      let (sum, overflow) = (sums.last ?? 0).addingReportingOverflow(gap)
      sums.append(overflow ? (sums.last ?? 0) + 1 : sum)
    }
    return sums
  }

  /// A range in round numbers that most keys lie in, with room enough.
  private static func range(
    _ sorted: [Int64],
    room: Double,
    _ limits: ClosedRange<Int64>
  ) -> ClosedRange<Int64> {
    let count = sorted.count
    var low = rounded(sorted[count / 20], up: false)
    var high = rounded(sorted[count - 1 - count / 20], up: true)
    if Double(high) - Double(low) < room {
      low = rounded(sorted[0], up: false)
      high = rounded(sorted[count - 1], up: true)
    }
    low = max(low, limits.lowerBound)
    high = min(high, limits.upperBound)
    return high > low && Double(high) - Double(low) < 0x1p62
      ? low...high : max(1, limits.lowerBound)...min(limits.upperBound, 1 << 61)
  }

  /// Rounded to two digits without changing how many digits there are.
  private static func rounded(_ value: Int64, up: Bool) -> Int64 {
    if value < 0 { return value == .min ? value : -rounded(-value, up: !up) }
    var unit: Int64 = 1
    while value / unit >= 100 { unit *= 10 }
    let down = value / unit * unit
    guard up else { return down }
    let (next, overflow) = down.addingReportingOverflow(unit - 1)
    return overflow ? value : next
  }
}

private func greatestCommonDivisor(_ a: Int64, _ b: Int64) -> Int64 {
  var (a, b) = (a, b)
  while b != 0 { (a, b) = (b, a % b) }
  return a
}

extension IntegerKeys: SelfChecking {
  var problem: String? {
    let isWhole: Bool
    switch manner {
    case .serial: isWhole = true
    case .gapped(let sums):
      isWhole =
        sums.count > 1 && sums[0] == 0 && zip(sums, sums.dropFirst()).allSatisfy { $0 <= $1 }
    case .scattered(let range, _, let rows, _):
      let (width, overflow) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
      isWhole = !overflow && width < .max && rows > 0 && rows <= UInt64(width) + 1
    }
    return isWhole ? nil : "keys are in disorder"
  }
}
