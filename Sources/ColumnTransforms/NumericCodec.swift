import Foundation
import ModelEncoding
package import Statistics

/// Numbers ⇄ codes: values that many units share are codes of their own, all others fall into intervals
/// that each hold at least k units.
///
/// Code 0 is null; other codes ascend with their values. Decoding an interval draws a new value inside
/// it, so no value that fewer than k units hold is ever repeated on purpose. Beyond the k-th smallest and
/// largest unit only the mean excess is kept, and tails are drawn from an exponential of that mean (the
/// Pickands–Balkema–de Haan limit for light tails, DOI 10.1214/aos/1176343003).
package final class NumericCodec: Sendable, Codable {
  package struct Options: Sendable {
    /// Units that must share a value before it may be repeated.
    package var k = 20
    package var isIntegral = false
    package var scale: Int?
    package var periods: [Double] = []
    /// Whether values are microseconds, which are round by the minute rather than by the thousand.
    package var isTemporal = false
    /// Values to treat as atoms whatever their support, such as true and false.
    package var publicValues: Set<Double> = []
    package var maximumCodes = 2_000
    /// Whether values that fewer than k units hold keep their mean, blurred, instead of becoming another value.
    package var keepsMeanOfFew = false

    package init() {}
  }

  /// How a code is turned back into a value.
  enum Cell: Sendable, Equatable, Codable {
    case null
    case atom(Double)
    /// Uniform on the grid points of a closed interval.
    case interval(low: Double, high: Double)
    /// Invented points inside an interval, as many as the source has distinct values there.
    case points([Double])
    /// Below `bound` (sign -1) or above it (sign 1): an exponential of the given mean excess, cut at `limit`.
    case tail(bound: Double, limit: Double, mean: Double, sign: Double)
    /// Piecewise linear between coarse quantiles: for columns with too few units for anything finer.
    case quantiles([Double])
  }

  package let grid: NumericGrid
  private let cells: [Cell]
  /// Values with a code of their own, ascending, and these codes.
  private let atomValues: [Double]
  private let atomCodes: [Int32]
  /// Upper bounds of the non-atom cells, ascending, and their codes.
  private let bounds: [Double]
  private let boundCodes: [Int32]
  package let bucketOfCode: [UInt8]
  /// Smallest and largest value that decoding can produce.
  package let range: ClosedRange<Double>
  /// Whether every code stands for exactly one value.
  package let isExact: Bool
  /// The code of values that fewer than k units hold, with the number of rows that have it.
  package let few: Few?

  package struct Few: Sendable, Codable {
    package var code: Int32
    package var rows: Int
  }

  /// Learns the cells.
  ///
  /// - `values`: non-null values; infinities are atoms when enough units hold them and dropped otherwise.
  /// - `units`: the protected unit of each value.
  package init(
    values: [Double],
    units: [Int32],
    options: Options,
    using generator: inout CounterGenerator
  ) {
    let order = values.indices.filter { values[$0].isFinite || values[$0].isInfinite }
      .sorted { (values[$0], units[$0]) < (values[$1], units[$1]) }
    var distinct: [CellBuilder.Held] = []
    var lastUnit: Int32 = -1
    for (place, position) in order.enumerated() {
      let value = values[position]
      if let last = distinct.last, last.value == value {
        distinct[distinct.count - 1].rows += 1
        if units[position] != lastUnit { distinct[distinct.count - 1].units += 1 }
      } else {
        distinct.append(CellBuilder.Held(value: value, rows: 1, units: 1, start: place))
      }
      lastUnit = units[position]
    }
    let finite = distinct.filter(\.value.isFinite)
    let unitCount = Set(units).count
    let k = options.k
    var grid = NumericGrid(
      values: finite.map(\.value),
      isIntegral: options.isIntegral,
      scale: options.scale,
      periods: options.periods,
      isTemporal: options.isTemporal,
      isSparse: unitCount < 2 * k
    )
    var builder = CellBuilder(grid: grid)
    var others: [CellBuilder.Held] = []
    // With more atoms than codes, only the more frequent ones keep a code of their own.
    let atomCandidates = distinct.filter {
      $0.units >= k || options.publicValues.contains($0.value)
    }
    var needed = k
    if atomCandidates.count > options.maximumCodes {
      needed = atomCandidates.map(\.units).sorted(by: >)[options.maximumCodes]
    }
    for entry in distinct {
      if entry.units >= needed && entry.units >= k || options.publicValues.contains(entry.value) {
        builder.addAtom(entry.value, rows: entry.rows)
      } else if entry.value.isFinite {
        others.append(entry)
      }
    }
    grid.learnGranularity(of: others.map(\.value), isTemporal: options.isTemporal)
    self.grid = grid
    builder.grid = grid
    if unitCount < 2 * k, !others.isEmpty {
      builder.addQuantiles(of: others)
    } else {
      builder.addIntervals(
        of: others,
        rowUnits: order.map { units[$0] },
        k: k,
        maximumCount: 400,
        keepsMeanOfFew: options.keepsMeanOfFew,
        using: &generator
      )
    }
    let built = builder.finish()
    cells = built.cells
    let atoms = built.atoms.sorted { $0.key < $1.key }
    atomValues = atoms.map(\.key)
    atomCodes = atoms.map(\.value)
    bounds = built.bounds
    boundCodes = built.boundCodes
    bucketOfCode = built.buckets
    few = built.few
    range = Self.range(of: cells)
    isExact = bounds.isEmpty
  }

  /// What cells can be decoded to.
  private static func range(of cells: [Cell]) -> ClosedRange<Double> {
    let ends = cells.flatMap { cell -> [Double] in
      switch cell {
      case .null: []
      case .atom(let value): [value]
      case .interval(let low, let high): [low, high]
      case .points(let points), .quantiles(let points): points
      case .tail(let bound, let limit, _, _): [bound, limit]
      }
    }.filter(\.isFinite)
    return (ends.min() ?? 0)...(ends.max() ?? 0)
  }

  package var codeCount: Int { cells.count }

  /// The code of a value.
  package func code(of value: Double) -> Int32 {
    if let atom = atom(value) { return atom }
    guard !bounds.isEmpty else { return nearestAtom(to: value) }
    return boundCodes[min(bounds.count - 1, bounds.firstPlace { $0 >= value })]
  }

  /// Whether a code stands for exactly one value.
  package func isAtom(_ code: Int32) -> Bool {
    if case .atom = cells[Int(code)] { return true }
    return false
  }

  /// The only value that a code stands for, or nil.
  package func exactValue(of code: Int32) -> Double? {
    if case .atom(let value) = cells[Int(code)] { return value }
    return nil
  }

  /// Draws a value for a code; nil for null.
  package func value(of code: Int32, using generator: inout CounterGenerator) -> Double? {
    switch cells[Int(code)] {
    case .null: return nil
    case .atom(let value): return value
    case .interval(let low, let high):
      guard low < high else { return low }
      let u = generator.uniform()
      // Half a step on either side, so that the end points are as likely as the others.
      let raw = low - grid.step / 2 + u * (high - low + grid.step)
      return grid.snapped(raw, low: low, high: high, choice: generator.uniform())
    case .points(let points): return points[generator.integer(below: points.count)]
    case .tail(let bound, let limit, let mean, let sign):
      let span = abs(limit - bound)
      guard span > 0, mean > 0 else { return bound }
      // Inverse of the exponential distribution cut at the limit.
      let cut = 1 - exp(-span / mean)
      let excess = min(span, -mean * log(1 - generator.uniform() * cut))
      return grid.snapped(
        bound + sign * excess,
        low: min(bound, limit),
        high: max(bound, limit),
        choice: generator.uniform()
      )
    case .quantiles(let quantiles):
      let place = generator.uniform() * Double(quantiles.count - 1)
      let lower = min(Int(place), quantiles.count - 1)
      let upper = min(lower + 1, quantiles.count - 1)
      let raw = quantiles[lower] + (place - Double(lower)) * (quantiles[upper] - quantiles[lower])
      return grid.snapped(
        raw,
        low: quantiles[0],
        high: quantiles[quantiles.count - 1],
        choice: generator.uniform()
      )
    }
  }

  /// The value without the binary noise of decimal steps.
  package func tidy(_ value: Double) -> Double { value.isFinite ? grid.tidy(value) : value }

  /// The nearest point of the column's grid.
  package func aligned(_ value: Double) -> Double { grid.aligned(value) }

  /// Moves a computed value to where the source has values: out of a hole, onto an existing point.
  ///
  /// Sums of drawn differences land anywhere; a classifier spots values in a range that is empty in the
  /// source at once.
  package func settled(_ value: Double, using generator: inout CounterGenerator) -> Double {
    if atom(value) != nil { return value }
    let code = code(of: value)
    switch cells[Int(code)] {
    case .null, .quantiles, .tail: return value
    case .atom(let atom): return atom
    case .interval(let low, let high):
      return value < low - grid.step || value > high + grid.step
        ? self.value(of: code, using: &generator) ?? value : value
    case .points(let points):
      // From a hole all would land on the same point at its edge.
      guard value >= points[0], value <= points[points.count - 1] else {
        return points[generator.integer(below: points.count)]
      }
      let place = points.firstPlace { $0 >= value }
      let above = points[place]
      let below = points[max(0, place - 1)]
      return abs(above - value) <= abs(value - below) ? above : below
    }
  }

  /// The code of a value that has one of its own.
  private func atom(_ value: Double) -> Int32? {
    let place = atomValues.firstPlace { $0 >= value }
    return place < atomValues.count && atomValues[place] == value ? atomCodes[place] : nil
  }

  private func nearestAtom(to value: Double) -> Int32 {
    let above = atomValues.firstPlace { $0 >= value }
    var best: (distance: Double, code: Int32) = (.infinity, 0)
    // The lower one first: it wins where both are as near.
    for place in max(0, above - 1)..<min(atomValues.count, above + 1) {
      let distance = abs(atomValues[place] - value)
      if distance < best.distance { best = (distance, atomCodes[place]) }
    }
    return best.code
  }
}

extension NumericCodec: SelfChecking {
  package var problem: String? {
    let count = Int32(clamping: cells.count)
    func areCodes(_ codes: [Int32]) -> Bool { codes.allSatisfy { $0 > 0 && $0 < count } }
    func ascend(_ values: [Double]) -> Bool {
      zip(values, values.dropFirst()).allSatisfy { $0 <= $1 } && !values.contains(where: \.isNaN)
    }
    let areDrawable = cells.allSatisfy { cell in
      switch cell {
      case .points(let points): !points.isEmpty
      case .quantiles(let quantiles): !quantiles.isEmpty
      case .null, .atom, .interval, .tail: true
      }
    }
    let isWhole =
      cells.first == .null && bucketOfCode.count == cells.count && areDrawable
      && atomValues.count == atomCodes.count && bounds.count == boundCodes.count
      && areCodes(atomCodes + boundCodes) && ascend(atomValues) && ascend(bounds)
    return isWhole ? nil : "codes of numbers are in disorder"
  }
}
