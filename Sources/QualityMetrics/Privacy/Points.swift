import Statistics

/// Rows as points, of which each two have a distance: Gower's (DOI 10.2307/2528823) with ranks for numbers (Podani
/// 1999, DOI 10.2307/1224438).
///
/// The distance is the sum over columns: of the difference of the numbers' ranks among the real rows, from 0 to 1; of
/// 1 where categories differ. A missing number is at least as far from every number as two of them can be from each
/// other. Whole numbers count the parts of a 16,384th, so that rows at the same distance are seen to be.
struct Points: Sendable {
  /// Columns that are compared at once.
  private typealias Lanes = SIMD8<Int16>

  /// Row by row: ranks of numbers and codes of categories, with zeros behind the last column.
  private var coordinates: [Lanes]
  /// Which columns are categories.
  private let isCategory: [SIMDMask<Lanes>]
  let count: Int

  /// The distance of the lowest from the highest rank, and of different categories.
  private static let unit: Int16 = 16_384
  /// Where missing numbers lie.
  private static let missing = Int16.max
  /// Columns at most: more only add noise, and searches visit all points among them.
  static let columnLimit = 48

  /// The points of both sides.
  static func pair(
    _ columns: [PointColumn],
    realCount: Int,
    cloneCount: Int
  ) -> (real: Points, clone: Points) {
    let columns = columns.prefix(columnLimit)
    var isCategory = [SIMDMask<Lanes>](
      repeating: SIMDMask(repeating: false),
      count: (columns.count + Lanes.scalarCount - 1) / Lanes.scalarCount
    )
    for (position, column) in columns.enumerated() {
      guard case .categories = column else { continue }
      isCategory[position / Lanes.scalarCount][position % Lanes.scalarCount] = true
    }
    var real = Points(count: realCount, isCategory: isCategory)
    var clone = Points(count: cloneCount, isCategory: isCategory)
    for (position, column) in columns.enumerated() {
      switch column {
      case .numbers(let realValues, let cloneValues):
        let ranks = Ranks(of: realValues, unit: unit)
        real.set(realValues, at: position) { ranks.rank(of: $0) ?? missing }
        clone.set(cloneValues, at: position) { ranks.rank(of: $0) ?? missing }
      case .categories(let codes):
        // Categories beyond these are as good as one.
        real.set(codes.real, at: position) { Int16(min($0, Int32(Int16.max))) }
        clone.set(codes.clone, at: position) { Int16(min($0, Int32(Int16.max))) }
      }
    }
    return (real, clone)
  }

  private init(count: Int, isCategory: [SIMDMask<Lanes>]) {
    self.count = count
    self.isCategory = isCategory
    coordinates = [Lanes](repeating: Lanes(repeating: 0), count: count * isCategory.count)
  }

  private mutating func set<Value>(
    _ values: [Value],
    at column: Int,
    _ coordinate: (Value) -> Int16
  ) {
    let (block, lane) = column.quotientAndRemainder(dividingBy: Lanes.scalarCount)
    for (row, value) in values.enumerated() {
      coordinates[row * isCategory.count + block][lane] = coordinate(value)
    }
  }

  /// The distance of two rows, one of which may be of the other side.
  static func distance(_ row: Int, _ points: Points, _ otherRow: Int, _ others: Points) -> Int32 {
    let width = points.isCategory.count
    return points.coordinates.withUnsafeBufferPointer { left in
      others.coordinates.withUnsafeBufferPointer { right in
        points.isCategory.withUnsafeBufferPointer { isCategory in
          var sum = SIMD8<Int32>(repeating: 0)
          for block in 0..<width {
            let here = left[row &* width &+ block]
            let there = right[otherRow &* width &+ block]
            var difference = pointwiseMax(here, there) &- pointwiseMin(here, there)
            difference.replace(with: unit, where: isCategory[block] .& (here .!= there))
            sum &+= SIMD8<Int32>(truncatingIfNeeded: difference)
          }
          return sum.wrappedSum()
        }
      }
    }
  }

  /// The points at the given rows, in that order.
  func selecting(_ rows: [Int32]) -> Points {
    var points = Points(count: rows.count, isCategory: isCategory)
    let width = isCategory.count
    for (place, row) in rows.enumerated() {
      for block in 0..<width {
        points.coordinates[place * width + block] = coordinates[Int(row) * width + block]
      }
    }
    return points
  }

  /// The same points without one of their columns.
  func hiding(_ column: Int) -> Points {
    var points = self
    points.set([Int16](repeating: 0, count: count), at: column) { $0 }
    return points
  }

  func isNumber(_ column: Int) -> Bool {
    let (block, lane) = column.quotientAndRemainder(dividingBy: Lanes.scalarCount)
    return !isCategory[block][lane]
  }

  /// A row's category, or in which tenth of the real values its number lies, from 0; nil where it is missing.
  func value(of row: Int, in column: Int) -> Int16? {
    let (block, lane) = column.quotientAndRemainder(dividingBy: Lanes.scalarCount)
    let coordinate = coordinates[row * isCategory.count + block][lane]
    guard isNumber(column) else { return coordinate == 0 ? nil : coordinate }
    guard coordinate != Self.missing else { return nil }
    return min(9, Int16(Int(coordinate) * 10 / Int(Self.unit)))
  }

  /// For every row the number of the point it is at, and one row of each point.
  ///
  /// Points are told apart by 64-bit hashes.
  var distinct: (pointOfRow: [Int32], rows: [Int32]) {
    let width = isCategory.count
    var points: [UInt64: Int32] = [:]
    var rows: [Int32] = []
    let pointOfRow = (0..<count).map { row -> Int32 in
      var hash: UInt64 = 0
      for block in (row * width)..<((row + 1) * width) {
        let halves = unsafeBitCast(coordinates[block], to: SIMD2<UInt64>.self)
        hash = RowSample.mixed(RowSample.mixed(hash ^ halves[0]) ^ halves[1])
      }
      if let known = points[hash] { return known }
      let point = Int32(rows.count)
      points[hash] = point
      rows.append(Int32(row))
      return point
    }
    return (pointOfRow, rows)
  }
}

/// What share of the real values lies below a value, and half of those that are equal.
private struct Ranks {
  /// Real values that ranks are taken from, at most: more do not fit where a search is quick.
  private static let limit = 10_000

  /// Different values, ascending.
  private var values: [Double] = []
  /// Of every value, and of what lies below it and above the one before.
  private var ranks: [Int16] = []
  private var gaps: [Int16] = []

  init(of real: [Double], unit: Int16) {
    let sorted = RowSample.positions(of: real.count, limit: Self.limit)
      .map { real[$0] }.filter { !$0.isNaN }.sorted()
    func rank(_ place: Double) -> Int16 { Int16(place / Double(sorted.count) * Double(unit)) }
    var start = 0
    while start < sorted.count {
      var end = start
      while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
      values.append(sorted[start])
      gaps.append(rank(Double(start)))
      ranks.append(rank(Double(start + end) / 2))
      start = end
    }
    gaps.append(values.isEmpty ? 0 : unit)
  }

  /// The rank in parts of the unit; nil for NaN.
  func rank(of value: Double) -> Int16? {
    guard !value.isNaN else { return nil }
    let place = values.firstPlace { $0 >= value }
    return place < values.count && values[place] == value ? ranks[place] : gaps[place]
  }
}
