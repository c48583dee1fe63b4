import Statistics
import Testing

@testable import ConditionalTrees

struct NodeHistogramsTests {
  /// Whole numbers, so that sums are exact in any order.
  private static func embedding(_ row: Int) -> Embedding {
    Embedding(1, Float(row % 7), Float(row % 3), Float(-(row % 5)), 0, 0, Float(row % 2), 2)
  }

  private static func matrix(rowCount: Int) -> FeatureMatrix {
    var random = CounterGenerator(7)
    var matrix = FeatureMatrix(rowCount: rowCount, isCategorical: [false, true, false, true])
    for row in 0..<rowCount {
      matrix.bytes[row * 4] = UInt8(random.integer(below: 256))
      matrix.bytes[row * 4 + 1] = UInt8(random.integer(below: 256))
      matrix.bytes[row * 4 + 2] = UInt8(random.integer(below: 3))
      matrix.bytes[row * 4 + 3] = UInt8(random.integer(below: 9))
    }
    return matrix
  }

  private static func cells(_ histograms: NodeHistograms<Embedding>, depth: Int) -> [[Embedding]] {
    (0..<4).map { feature in
      histograms.withHistogram(of: feature, depth: depth) { cells, total, _ in cells + [total] }
    }
  }

  @Test(
    "The parent's less one child's is the other child's, at every fineness of bins",
    arguments: [20_000, 9_000, 1_500, 600, 100]
  )
  func subtractsChildren(rowCount: Int) {
    let matrix = Self.matrix(rowCount: rowCount)
    let rows = (0..<Int32(rowCount)).map { $0 }
    let small = rows.filter { $0 % 3 == 0 }
    let large = rows.filter { $0 % 3 != 0 }
    let shifts = BinShifts(rowCount: large.count)
    var histograms = NodeHistograms<Embedding>(
      isCategorical: matrix.isCategorical,
      binCounts: matrix.binCounts
    )
    histograms.accumulate(
      rows[...],
      of: matrix,
      depth: 0,
      shifts: BinShifts(rowCount: rowCount),
      point: Self.embedding
    )
    histograms.accumulate(
      small[...],
      of: matrix,
      depth: 1,
      shifts: shifts,
      point: Self.embedding
    )
    histograms.subtract(at: 1)
    let subtracted = Self.cells(histograms, depth: 1)
    histograms.accumulate(
      large[...],
      of: matrix,
      depth: 1,
      shifts: shifts,
      point: Self.embedding
    )
    #expect(subtracted == Self.cells(histograms, depth: 1))
  }
}
