import Foundation
import QualityMetrics
import Testing

/// What Fixtures/make_efficacy.py wrote down.
private struct Case: Decodable {
  struct Side: Decodable {
    var amount: [Double?]
    var ratio: [Double]
    var colour: [Int32]
    var gift: [Double]
  }
  var real: Side
  var clone: Side
  var linear: Double
  var logistic: Double

  static func load() throws -> [Case] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/efficacy.json")
    return try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
  }

  var amount: PointColumn {
    .numbers(real: real.amount.map { $0 ?? .nan }, clone: clone.amount.map { $0 ?? .nan })
  }
  var ratio: PointColumn { .numbers(real: real.ratio, clone: clone.ratio) }
  var colour: PointColumn {
    .categories(
      SharedCodes(real: real.colour.map { $0 + 1 }, clone: clone.colour.map { $0 + 1 }, count: 4)
    )
  }
  var gift: PointColumn { .numbers(real: real.gift, clone: clone.gift) }
}

@Suite struct MLEfficacyTests {
  @Test func equalsSDMetrics() throws {
    let cases = try Case.load()
    #expect(cases.count == 4)
    for example in cases {
      let linear = try #require(
        MLEfficacy.linearRegression(
          of: (example.real.ratio, example.clone.ratio),
          from: [example.amount, example.colour, example.gift]
        )
      )
      #expect(abs(linear - example.linear) < 1e-6)
      let logistic = try #require(
        MLEfficacy.logisticRegression(
          of: (example.real.gift, example.clone.gift),
          from: [example.amount, example.ratio, example.colour]
        )
      )
      #expect(abs(logistic - example.logistic) < 1e-6)
    }
  }

  @Test func featuresThatDependOnOthersChangeNothing() throws {
    let example = try Case.load()[0]
    let target = (real: example.real.ratio, clone: example.clone.ratio)
    let plain = try #require(
      MLEfficacy.linearRegression(of: target, from: [example.amount, example.colour])
    )
    let twice = try #require(
      MLEfficacy.linearRegression(
        of: target,
        from: [example.amount, example.colour, example.amount, example.colour]
      )
    )
    #expect(abs(plain - twice) < 1e-9)
  }

  @Test func whatCannotBeLearntHasNoScore() {
    let constant = PointColumn.numbers(real: [1, 2, 3], clone: [3, 2, 1])
    #expect(MLEfficacy.linearRegression(of: ([5, 5, 5], [1, 2, 3]), from: [constant]) == nil)
    #expect(MLEfficacy.linearRegression(of: ([1, 2, 3], [1, 2, 3]), from: []) == nil)
    #expect(
      MLEfficacy.logisticRegression(of: ([.nan, .nan, .nan], [0, 1, 0]), from: [constant]) == nil
    )
    // A clone that has only one value names it everywhere.
    #expect(MLEfficacy.logisticRegression(of: ([1, 0, 1], [1, 1, 1]), from: [constant]) == 0.8)
  }
}
