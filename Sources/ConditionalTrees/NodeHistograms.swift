/// How far bins are shifted right in a node: bins of small nodes are merged in groups, so that clearing and
/// reading histograms does not dominate.
struct BinShifts {
  var ofNumbers: Int
  var ofLabels: Int

  /// Bins as they are.
  static let none = BinShifts(rowCount: .max)

  init(rowCount: Int) {
    ofNumbers = rowCount >= 8192 ? 0 : rowCount >= 1024 ? 2 : 3
    ofLabels = rowCount >= 512 ? 0 : 1
  }

  /// The bin that 2^shift neighbouring ones are joined to; null, 0, stays alone.
  @inline(__always)
  static func joined(_ bin: Int, _ shift: Int) -> Int {
    (bin &+ (1 &<< shift) &- 1) &>> shift
  }
}

/// Where the bins of a feature lie, some of them joined, in a form that takes few instructions.
private struct BinJoint {
  private let start: Int32
  private let rounding: UInt16
  private let factor: UInt16

  init(start: Int, shift: Int) {
    self.start = Int32(start)
    rounding = UInt16(1 << shift) - 1
    factor = UInt16(256 >> shift)
  }

  /// The cell of ``BinShifts/joined(_:_:)``; a product takes less than a shift by a number that varies.
  @inline(__always)
  func cell(of bin: UInt8) -> Int {
    let joined = ((UInt32(bin) &+ UInt32(rounding)) &* UInt32(factor)) >> 8
    return Int(start) &+ Int(joined)
  }
}

/// Where the bins of every feature lie.
private struct HistogramLayout {
  let isCategorical: [Bool]
  /// Bins of every feature, up to the highest one in use.
  let binCounts: [Int]
  /// Where the bins of every feature start; one more for the end.
  let starts: [Int]

  /// Bins up to which nothing is gained by joining them: flags and small counts would vanish.
  private static let fewBins = 64

  func shift(_ feature: Int, _ shifts: BinShifts) -> Int {
    let wanted = isCategorical[feature] ? shifts.ofLabels : shifts.ofNumbers
    let count = binCounts[feature]
    return count <= Self.fewBins ? 0 : count <= 2 * Self.fewBins ? min(1, wanted) : wanted
  }

  func bins(_ feature: Int, shift: Int) -> Range<Int> {
    let count = BinShifts.joined(binCounts[feature] - 1, shift) + 1
    return starts[feature]..<(starts[feature] + count)
  }
}

/// Sums of points by bin of every feature, for the node under work and each of its ancestors.
struct NodeHistograms<Point: SplitPoint> {
  private struct Level {
    var cells: [Point]
    var total: Point = .zero
    var shifts = BinShifts(rowCount: 0)
  }

  private let layout: HistogramLayout
  /// By depth.
  private var levels: [Level] = []

  init(isCategorical: [Bool], binCounts: [Int]) {
    var starts = [0]
    for count in binCounts { starts.append(starts[starts.count - 1] + count) }
    layout = HistogramLayout(isCategorical: isCategorical, binCounts: binCounts, starts: starts)
  }

  /// Makes the histogram of a depth that of the given rows.
  @inline(__always)
  mutating func accumulate(
    _ rows: ArraySlice<Int32>,
    of matrix: FeatureMatrix,
    depth: Int,
    shifts: BinShifts,
    point: (Int) -> Point
  ) {
    let layout = layout
    let width = matrix.width
    while levels.count <= depth {
      levels.append(Level(cells: [Point](repeating: .zero, count: layout.starts[width])))
    }
    levels[depth].shifts = shifts
    let joints = (0..<width).map { feature in
      BinJoint(start: layout.starts[feature], shift: layout.shift(feature, shifts))
    }
    var total = Point.zero
    levels[depth].cells.withUnsafeMutableBufferPointer { cells in
      for feature in 0..<width {
        let shift = layout.shift(feature, shifts)
        for cell in layout.bins(feature, shift: shift) { cells[cell] = .zero }
      }
      matrix.bytes.withUnsafeBufferPointer { bytes in
        joints.withUnsafeBufferPointer { joints in
          rows.withUnsafeBufferPointer { rows in
            for row in rows {
              let value = point(Int(row))
              let base = Int(row) &* width
              for feature in 0..<width {
                cells[joints[feature].cell(of: bytes[base &+ feature])] += value
              }
              total += value
            }
          }
        }
      }
    }
    levels[depth].total = total
  }

  /// Turns the histogram of one child into that of the other: the parent's, one depth above, less its own.
  mutating func subtract(at depth: Int) {
    let layout = layout
    let parent = levels[depth - 1]
    let shifts = levels[depth].shifts
    levels[depth].total = parent.total - levels[depth].total
    levels[depth].cells.withUnsafeMutableBufferPointer { cells in
      parent.cells.withUnsafeBufferPointer { parentCells in
        for feature in layout.isCategorical.indices {
          let own = layout.shift(feature, shifts)
          let fine = layout.shift(feature, parent.shifts)
          for cell in layout.bins(feature, shift: own) { cells[cell] = -cells[cell] }
          let start = layout.starts[feature]
          for cell in layout.bins(feature, shift: fine) {
            cells[start + BinShifts.joined(cell - start, own - fine)] += parentCells[cell]
          }
        }
      }
    }
  }

  /// Calls with the histogram of a feature, the sum of its bins, and how far its bins are shifted.
  func withHistogram<Result>(
    of feature: Int,
    depth: Int,
    _ body: (UnsafeBufferPointer<Point>, _ total: Point, _ shift: Int) -> Result
  ) -> Result {
    let shift = layout.shift(feature, levels[depth].shifts)
    return levels[depth].cells.withUnsafeBufferPointer { cells in
      let own = UnsafeBufferPointer(rebasing: cells[layout.bins(feature, shift: shift)])
      return body(own, levels[depth].total, shift)
    }
  }

  /// The best division of a depth's rows by one feature; nil where none gains more than the minimum.
  func bestSplit(
    of feature: Int,
    depth: Int,
    minimumRows: Int,
    minimumGain: Float
  ) -> Split? {
    withHistogram(of: feature, depth: depth) { histogram, total, shift in
      layout.isCategorical[feature]
        ? Split.best(
          ofLabels: feature,
          histogram,
          total: total,
          shift: shift,
          minimumRows: minimumRows,
          minimumGain: minimumGain
        )
        : Split.best(
          ofNumbers: feature,
          histogram,
          total: total,
          shift: shift,
          minimumRows: minimumRows,
          minimumGain: minimumGain
        )
    }
  }
}
