import Metadata
import QualityMetrics
import Testing

@Suite struct RoundGridTests {
  @Test(arguments: [
    (ValueKind.integer, 1.0, 5.0, [1.0, 2, 3, 4, 5, 6]),
    (.integer, 0, 0, [0, 1]),
    (.decimal, 0.0, 0.9, [0, 0.05]),
    (.real, -3, 97, [-5, 0, 5]),
    (.boolean, 0, 1, [0, 1, 2]),
    // January of 2021 to March of 2023, in days from 2000.
    (.date, 7_671, 8_480, [7_671, 7_702, 7_730]),
  ])
  func beginsWithRoundNumbers(kind: ValueKind, low: Double, high: Double, edges: [Double]) {
    let grid = RoundGrid(over: low...high, median: (low + high) / 2, kind: kind)
    #expect(zip(grid.edges, edges).allSatisfy { abs($0 - $1) < 1e-9 }, "\(grid.edges)")
    #expect(grid.edges[0] <= low && grid.edges[grid.edges.count - 1] > high)
  }

  @Test(arguments: ValueKind.allCases.filter(\.isNumeric))
  func hasFewAscendingEdgesWhateverTheRange(kind: ValueKind) {
    for (low, high) in [
      (0.0, 0.0), (0, 1e-3), (-1, 1), (3, 7_919), (0, 1e6), (7_000, 9_000), (-5e11, 8e14),
      (1e15, 2e15),
    ] {
      let grid = RoundGrid(over: low...high, median: (low + high) / 2, kind: kind)
      #expect(
        zip(grid.edges, grid.edges.dropFirst()).allSatisfy { $0 < $1 },
        "\(kind) \(low) \(high)"
      )
      #expect((2...RoundGrid.binLimit + 2).contains(grid.edges.count), "\(kind) \(low) \(high)")
      #expect(grid.bin(of: low) == 0 || grid.edges[grid.bin(of: low)] <= low)
      #expect(grid.bin(of: .infinity) == grid.edges.count - 2 && grid.bin(of: -.infinity) == 0)
    }
  }

  @Test func amountsThatCrowdAtTheLowerEndGetLogarithmicBins() {
    let grid = RoundGrid(over: 2...9_000, median: 30, kind: .decimal)
    #expect(grid.isLogarithmic)
    #expect(grid.edges[0] == 2 && grid.edges.contains(100) && grid.edges.last == 10_000)
  }
}
