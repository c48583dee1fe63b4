import Foundation
import Statistics

/// Collects the cells of a ``NumericCodec`` and numbers them by value.
struct CellBuilder {
  var grid: NumericGrid
  /// A stretch without values that is this much of the range, and so many times the usual distance, is a hole
  /// that no interval may span.
  private static let holeShare = 0.01
  private static let holeFactor = 30.0
  /// How far values drawn for a few large ones lie from their mean, at most.
  private static let blurOfFew = 0.25

  /// A value with the rows and units that hold it.
  struct Held {
    var value: Double
    var rows: Int
    /// Units that hold the value.
    var units: Int
    /// Where its rows start among all rows in order of value.
    var start: Int
  }

  private var entries: [(place: Double, upper: Double?, rows: Int, cell: NumericCodec.Cell)] = []
  /// Position among the entries of the cell of values that fewer than k units hold.
  private var fewCell: Int?

  init(grid: NumericGrid) { self.grid = grid }

  mutating func addAtom(_ value: Double, rows: Int) {
    entries.append((value, nil, rows, .atom(value)))
  }

  /// One cell for everything: five inner quantiles of values that too few units hold.
  ///
  /// Each unit counts once, so that one with most of the rows does not own all quantiles. The only value there is
  /// keeps its first digit alone.
  mutating func addQuantiles(of others: [Held]) {
    let rows = others.reduce(0) { $0 + $1.rows }
    if others.count == 1, others[0].value.isFinite {
      let value = Self.firstDigit(of: others[0].value)
      entries.append((value, .infinity, rows, .quantiles([value])))
      return
    }
    let sorted = others.flatMap { [Double](repeating: $0.value, count: $0.units) }
    let quantiles = [0.1, 0.3, 0.5, 0.7, 0.9].map { share -> Double in
      let place = share * Double(sorted.count - 1)
      let lower = Int(place)
      let upper = min(lower + 1, sorted.count - 1)
      return sorted[lower] + (place - Double(lower)) * (sorted[upper] - sorted[lower])
    }
    entries.append((quantiles[2], .infinity, rows, .quantiles(quantiles)))
  }

  /// A number with its first digit and zeros behind it, no further from 0 than before: 7,349 becomes 7,000.
  private static func firstDigit(of value: Double) -> Double {
    guard value != 0 else { return 0 }
    let places = floor(log10(abs(value)))
    // A power below 1 is not exact, its inverse is.
    let scaled = places < 0 ? abs(value) * pow(10, -places) : abs(value) / pow(10, places)
    let digit = (scaled + 1e-9).rounded(.down)
    let number = places < 0 ? digit / pow(10, -places) : digit * pow(10, places)
    return value < 0 ? -number : number
  }

  /// Consecutive values in cells of at least k units; the outermost ones are tails.
  ///
  /// Without k units there is no cell, and the nearest value that may be shown stands for all of them, unless
  /// `keepsMeanOfFew`: then one cell around their mean does. `rowUnits` are the units of all rows, in order of
  /// value.
  mutating func addIntervals(
    of others: [Held],
    rowUnits: [Int32],
    k: Int,
    maximumCount: Int,
    keepsMeanOfFew: Bool,
    using generator: inout CounterGenerator
  ) {
    guard !others.isEmpty else { return }
    var counter = UnitCounter(largest: Int(rowUnits.max() ?? 0))
    func count(_ entry: Held) {
      for row in entry.start..<(entry.start + entry.rows) { counter.insert(rowUnits[row]) }
    }
    others.forEach(count)
    guard counter.count >= k else {
      // Only infinities that few hold can leave nothing to stand in.
      if entries.isEmpty {
        addQuantiles(of: others)
      } else if keepsMeanOfFew {
        addAroundMean(of: others)
      }
      return
    }
    counter.clear()
    let totalUnits = others.reduce(0) { $0 + $1.units }
    // Values that several units share come from a list; repeats within one unit are the model's business.
    let repeats = Double(totalUnits) / Double(others.count) >= 1.5
    let range = others[others.count - 1].value - others[0].value
    let hole = max(Self.holeShare * range, Self.holeFactor * range / Double(others.count))
    let target = max(k, totalUnits / maximumCount)
    var groups: [(start: Int, end: Int)] = []
    var start = 0
    // Holders of single values, many times the same ones where units have many rows.
    var holders = 0
    for (position, entry) in others.enumerated() {
      if position > start,
        entry.value - others[position - 1].value > hole || Self.isGap(before: position, in: others),
        counter.count >= k || !groups.isEmpty
      {
        if counter.count >= k {
          groups.append((start, position))
        } else {
          groups[groups.count - 1].end = position
        }
        start = position
        holders = 0
        counter.clear()
      }
      holders += entry.units
      count(entry)
      // The first group becomes the lower tail and stays as small as protection allows.
      if counter.count >= k, holders >= (groups.isEmpty ? k : target) {
        groups.append((start, position + 1))
        start = position + 1
        holders = 0
        counter.clear()
      }
    }
    if start < others.count {
      if let last = groups.popLast() {
        groups.append((last.start, others.count))
      } else {
        groups.append((0, others.count))
      }
    }
    let usual = keepsMeanOfFew ? others.indices : Self.withoutOutliers(others, k: k)
    for (number, group) in groups.enumerated() {
      let members = others[group.start..<group.end]
      let count = members.reduce(0) { $0 + $1.rows }
      // What lies far outside belongs to few: its rows count, its values do not.
      let inner = others[members.indices.clamped(to: usual)]
      guard let first = inner.first?.value, let last = inner.last?.value else { continue }
      let isFirst = number == 0
      let isLast = number == groups.count - 1
      let low = isFirst ? inwards(from: first, to: inner.dropFirst().first?.value) : first
      let high = isLast ? inwards(from: last, to: inner.dropLast().last?.value) : last
      let upper = isLast ? .infinity : high
      let mean =
        inner.reduce(0) { $0 + $1.value * Double($1.rows) }
        / Double(inner.reduce(0) { $0 + $1.rows })
      let cell: NumericCodec.Cell
      if repeats {
        cell = .points(
          inventedPoints(low: low, high: high, count: members.count, using: &generator)
        )
      } else if groups.count >= 3, isFirst {
        let bound = others[group.end].value
        let limit = max(low, bound - Self.longestTail * (bound - mean))
        cell = .tail(bound: bound, limit: limit, mean: bound - mean, sign: -1)
      } else if groups.count >= 3, isLast {
        let bound = others[group.start - 1].value
        let limit = min(high, bound + Self.longestTail * (mean - bound))
        cell = .tail(bound: bound, limit: limit, mean: mean - bound, sign: 1)
      } else {
        cell = .interval(low: low, high: high)
      }
      entries.append((mean, upper, count, cell))
    }
  }

  /// Where a tail ends at the latest, in mean excesses: few of k exponential ones go further.
  private static let longestTail = 4.0

  /// What stands for an extreme value: the middle between it and the one next to it, as the value is somebody's own; itself where
  /// nothing lies between them.
  private func inwards(from extreme: Double, to next: Double?) -> Double {
    guard let next, abs(extreme - next) > 1.5 * grid.step else { return extreme }
    let middle = grid.aligned((extreme + next) / 2)
    return middle == extreme ? next : middle
  }

  /// Values on either side of a gap that together are narrower than it.
  private static let gapNeighbours = 12

  /// Whether the distance to the previous value is larger than what a dozen values before it and behind it span:
  /// values that come in clusters, such as numbers given out in batches.
  private static func isGap(before position: Int, in others: [Held]) -> Bool {
    guard position > gapNeighbours, position + gapNeighbours <= others.count else { return false }
    let gap = others[position].value - others[position - 1].value
    let before = others[position - 1].value - others[position - gapNeighbours].value
    let after = others[position + gapNeighbours - 1].value - others[position].value
    return gap > max(before, after)
  }

  /// Values without those at either end that fewer than k units hold and that lie further from the others than
  /// all these are wide.
  private static func withoutOutliers(_ others: [Held], k: Int) -> Range<Int> {
    var usual = 0..<others.count
    var units = 0
    for place in others.indices.dropFirst().reversed() {
      units += others[place].units
      guard units < k else { break }
      let gap = others[place].value - others[place - 1].value
      if gap > others[place - 1].value - others[0].value, place > k { usual = 0..<place }
    }
    units = 0
    for place in usual.dropLast() {
      units += others[place].units
      guard units < k else { break }
      let gap = others[place + 1].value - others[place].value
      let rest = others[usual.upperBound - 1].value - others[place + 1].value
      if gap > rest, usual.upperBound - place > k { usual = (place + 1)..<usual.upperBound }
    }
    return usual
  }

  /// One interval about the mean of values that too few units hold.
  private mutating func addAroundMean(of others: [Held]) {
    let rows = others.reduce(0) { $0 + $1.rows }
    let mean = others.reduce(0) { $0 + $1.value * Double($1.rows) } / Double(rows)
    let blur = Self.blurOfFew * abs(mean)
    fewCell = entries.count
    let low = grid.snapped(mean - blur, low: mean - blur, high: mean + blur, choice: 0)
    let high = grid.snapped(mean + blur, low: mean - blur, high: mean + blur, choice: 1)
    entries.append((mean, .infinity, rows, .interval(low: low, high: high)))
  }

  /// As many distinct grid points as the source has values in the interval.
  private func inventedPoints(
    low: Double,
    high: Double,
    count: Int,
    using generator: inout CounterGenerator
  ) -> [Double] {
    guard low < high else { return [low] }
    var points: Set<Double> = []
    for slot in 0..<count {
      // One point in each of `count` equal parts keeps the spacing of the source.
      let raw = low + (Double(slot) + generator.uniform()) / Double(count) * (high - low)
      points.insert(grid.snapped(raw, low: low, high: high, choice: generator.uniform()))
    }
    return points.sorted()
  }

  struct Result {
    var cells: [NumericCodec.Cell]
    var atoms: [Double: Int32]
    var bounds: [Double]
    var boundCodes: [Int32]
    var buckets: [UInt8]
    /// The code of values that fewer than k units hold, and how many rows have it.
    var few: NumericCodec.Few?
  }

  /// Cells in order of value behind the null cell, with buckets of about equal mass.
  func finish() -> Result {
    let order = entries.indices.sorted { (entries[$0].place, $0) < (entries[$1].place, $1) }
    let sorted = order.map { entries[$0] }
    var result = Result(cells: [.null], atoms: [:], bounds: [], boundCodes: [], buckets: [])
    var bounded: [(Double, Int32)] = []
    for entry in sorted {
      let code = Int32(result.cells.count)
      result.cells.append(entry.cell)
      if case .atom(let value) = entry.cell { result.atoms[value] = code }
      if let upper = entry.upper { bounded.append((upper, code)) }
    }
    if let fewCell, let place = order.firstIndex(of: fewCell) {
      result.few = NumericCodec.Few(code: Int32(place + 1), rows: entries[fewCell].rows)
    }
    bounded.sort { $0.0 < $1.0 }
    result.bounds = bounded.map(\.0)
    result.boundCodes = bounded.map(\.1)
    result.buckets = buckets(masses: [0] + sorted.map(\.rows))
    return result
  }
}

/// Counts distinct units.
private struct UnitCounter {
  private(set) var count = 0
  private var turn: Int32 = 1
  private var turnOfUnit: [Int32]

  init(largest: Int) { turnOfUnit = [Int32](repeating: 0, count: largest + 1) }

  mutating func insert(_ unit: Int32) {
    guard turnOfUnit[Int(unit)] != turn else { return }
    turnOfUnit[Int(unit)] = turn
    count += 1
  }

  mutating func clear() {
    turn += 1
    count = 0
  }
}

/// The bucket kept free for "as the previous sibling".
package let sameBucket: UInt8 = 255

/// Assigns consecutive codes to at most 255 buckets of about equal mass; code 0 (null) keeps bucket 0 and
/// ``sameBucket`` stays free.
package func buckets(masses: [Int]) -> [UInt8] {
  let limit = 254
  guard masses.count > limit + 1 else { return masses.indices.map { UInt8($0) } }
  let total = masses.dropFirst().reduce(0, +)
  var result: [UInt8] = [0]
  var bucket = 1
  var inBucket = 0
  var remaining = total
  for code in 1..<masses.count {
    let codesLeft = masses.count - code
    let share = Double(remaining) / Double(limit - bucket + 1)
    if inBucket > 0, bucket < limit,
      Double(inBucket) + Double(masses[code]) / 2 > share || codesLeft <= limit - bucket
    {
      remaining -= inBucket
      bucket += 1
      inBucket = 0
    }
    inBucket += masses[code]
    result.append(UInt8(bucket))
  }
  return result
}
