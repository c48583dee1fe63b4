import Foundation
import QualityMetrics
import Testing

/// What Fixtures/make_detection.py wrote down.
private struct Case: Decodable {
  struct Side: Decodable {
    var amount: [Double?]
    var ratio: [Double]
    var colour: [Int32]
  }
  var real: Side
  var clone: Side
  var mean: Double
  var deviation: Double

  static func load() throws -> [Case] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/detection.json")
    return try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
  }

  var columns: [PointColumn] {
    [
      .numbers(real: real.amount.map { $0 ?? .nan }, clone: clone.amount.map { $0 ?? .nan }),
      .numbers(real: real.ratio, clone: clone.ratio),
      .categories(
        SharedCodes(
          real: real.colour.map { $0 + 1 },
          clone: clone.colour.map { $0 + 1 },
          count: 4
        )
      ),
    ]
  }
}

@Suite struct LogisticDetectionTests {
  @Test func scoresAsSDMetricsWithinThreeDeviations() throws {
    let cases = try Case.load()
    #expect(cases.count == 4)
    for example in cases {
      let scores = (0..<10).compactMap {
        LogisticDetection.score(example.columns, seed: UInt64($0))
      }
      #expect(scores.count == 10)
      for score in scores { #expect(abs(score - example.mean) < 3 * example.deviation) }
      // The mean of ten is known better.
      #expect(abs(scores.reduce(0, +) / 10 - example.mean) < 1.2 * example.deviation)
    }
  }

  @Test func isRepeatable() throws {
    let example = try Case.load()[1]
    #expect(
      LogisticDetection.score(example.columns, seed: 3)
        == LogisticDetection.score(example.columns, seed: 3)
    )
  }

  @Test func withoutRowsOrColumnsThereIsNoScore() {
    #expect(LogisticDetection.score([]) == nil)
    #expect(LogisticDetection.score([.numbers(real: [1, 2], clone: [1, 2, 3])]) == nil)
  }
}
