import Foundation
import Testing

@testable import QualityMetrics

/// What Fixtures/make_significance.py wrote down.
private struct Reference: Decodable {
  struct Samples: Decodable {
    var values: [[Double]]
    var ks: Double
    var ksPValue: Double
    var anderson: Double
    var andersonPValue: Double
  }
  struct Table: Decodable {
    var counts: [[Int]]
    var statistic: Double
    var degrees: Int
    var pValue: Double
  }
  var samples: [Samples]
  var tables: [Table]

  static func load() throws -> Reference {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/significance.json")
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
  }
}

private func areClose(_ left: Double, _ right: Double) -> Bool {
  abs(left - right) <= 1e-9 * max(1e-3, abs(right))
}

@Suite struct SignificanceTests {
  @Test func twoSamplesTestAsInSciPy() throws {
    for expected in try Reference.load().samples {
      let sizes = (expected.values[0].count, expected.values[1].count)
      let score = try #require(
        KSComplement.score(real: expected.values[0], clone: expected.values[1])
      )
      #expect(areClose(1 - score, expected.ks))
      let found = KolmogorovSmirnovTest.pValue(statistic: 1 - score, sizes.0, sizes.1)
      #expect(areClose(found, expected.ksPValue), "\(found), not \(expected.ksPValue)")
    }
    #expect(KolmogorovSmirnovTest.pValue(statistic: 0, 50, 60) == 1)
    #expect(KolmogorovSmirnovTest.pValue(statistic: 0, 5_000, 6_000) == 1)
    #expect(KolmogorovSmirnovTest.pValue(statistic: 1, 5_000, 6_000) == 0)
  }

  @Test func severalSamplesTestAsInSciPy() throws {
    for expected in try Reference.load().samples {
      let found = try #require(AndersonDarlingTest.test(expected.values))
      #expect(areClose(found.statistic, expected.anderson), "\(found.statistic)")
      #expect(areClose(found.pValue, expected.andersonPValue), "\(found.pValue)")
    }
    #expect(AndersonDarlingTest.test([[1, 2, 3]]) == nil)
    #expect(AndersonDarlingTest.test([[1, 1, 1], [1, 1, 1]]) == nil)
  }

  @Test func countsTestAsInSciPy() throws {
    for expected in try Reference.load().tables {
      let found = try #require(
        ChiSquaredTest.test(real: expected.counts[0], clone: expected.counts[1])
      )
      #expect(areClose(found.statistic, expected.statistic))
      #expect(found.degrees == expected.degrees)
      #expect(areClose(found.pValue, expected.pValue), "\(found.pValue), not \(expected.pValue)")
    }
    #expect(ChiSquaredTest.test(real: [3, 0], clone: [5, 0]) == nil)
    #expect(ChiSquaredTest.test(real: [3, 1], clone: [0, 0]) == nil)
  }
}
