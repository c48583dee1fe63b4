import Metadata
@testable import QualityMetrics
import TableData
import Testing

@Suite struct ProtectedHistogramTests {
  private static let k = 10

  /// Values in a few heaps with single ones far out, three rows of each unit.
  private static let values: [Double] = {
    var numbers = SampleNumbers(seed: 5)
    let heaps = (0..<2_000).map { row in
      Double(row % 4) * 250 + Double.random(in: 0..<40, using: &numbers)
    }
    return heaps + [-777_777.25, 888_888.5, 613.125]
  }()

  private static let units = values.indices.map { Int32($0 / 3) }

  private func histogram(_ clone: [Double] = values) throws -> ProtectedHistogram {
    let protection = Protection(minimumUnits: Self.k, unitOfRow: Self.units)
    let range = ProtectedRange(
      Self.values,
      units: Self.units,
      minimumUnits: Self.k,
      kind: .real
    )
    return try #require(
      ProtectedHistogram(
        real: Self.values,
        clone: clone,
        protection: protection,
        range: range,
        kind: .real
      )
    )
  }

  @Test func eachBinHasNobodyOrKUnits() throws {
    let histogram = try histogram()
    for bin in histogram.real.indices {
      let low = bin == 0 ? -Double.infinity : histogram.edges[bin]
      let high = bin == histogram.real.count - 1 ? Double.infinity : histogram.edges[bin + 1]
      let rows = Self.values.indices.filter { Self.values[$0] >= low && Self.values[$0] < high }
      let units = Set(rows.map { Self.units[$0] })
      #expect(units.isEmpty || units.count >= Self.k, "\(low) to \(high)")
      #expect(abs(histogram.real[bin] - Double(rows.count) / Double(Self.values.count)) < 1e-12)
    }
    #expect(histogram.real.count > 10)
  }

  @Test func edgesAreRoundAndExtremesAreNotAmongThem() throws {
    let edges = try histogram().edges
    #expect(edges == edges.map { ($0 / 10).rounded() * 10 })
    #expect(edges.allSatisfy { (-50...1_050).contains($0) })
  }

  @Test func sharesSumToOneAndTheSameRowsToTheSameShares() throws {
    let histogram = try histogram()
    #expect(histogram.real == histogram.clone)
    #expect(abs(histogram.real.reduce(0, +) - 1) < 1e-12)
    #expect(histogram.cumulative.real.first == 0)
    #expect(abs((histogram.cumulative.real.last ?? 0) - 1) < 1e-12)
  }

  @Test func aShiftMovesTheCloneOnly() throws {
    let shifted = try histogram(Self.values.map { $0 + 300 })
    #expect(shifted.real == (try histogram()).real)
    #expect(shifted.clone != shifted.real)
  }

  @Test(arguments: [
    ([12, 3, 4, 9, 0, 20], [0, 1, 4, 5]),
    ([12, 0, 3], [0]),
    ([3, 0, 12, 0, 0], [0, 3, 4]),
    ([2, 3], [0]),
    ([0, 0, 40], [0, 1, 2]),
  ])
  func smallBinsJoinTheirNeighbours(units: [Int], starts: [Int]) {
    #expect(ProtectedHistogram.joined(units, minimumUnits: 10) == starts)
  }

  @Test func tooFewUnitsAreNotShown() {
    let protection = Protection(minimumUnits: 5)
    let values = (0..<9).map { Double($0) }
    #expect(
      ProtectedHistogram(
        real: values,
        clone: values,
        protection: protection,
        range: ProtectedRange(values, units: nil, minimumUnits: 5, kind: .integer),
        kind: .integer
      ) == nil
    )
  }
}
