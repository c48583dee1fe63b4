import Foundation
import Metadata
import QualityMetrics
import Testing

/// What Fixtures/make_privacy.py wrote down.
private struct Case: Decodable {
  struct Side: Decodable {
    var age: [Double?]
    var income: [Double?]
    var city: [Int32]

    /// One text a row.
    var texts: [String] {
      city.indices.map { "\(age[$0] ?? .nan) \(income[$0] ?? .nan) \(city[$0])" }
    }
  }
  var real: Side
  var clone: Side
  var units: [Int32]
  var heldOut: [Bool]
  /// Value, low end, high end.
  var closestRecord: [Double]
  var membership: [Double]
  /// Share of the clone, of the rows held out, excess, its low and its high end.
  var exact: [Double]

  static func load() throws -> [Case] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/privacy.json")
    return try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
  }

  var columns: [PointColumn] {
    [
      .numbers(real: real.age.map { $0 ?? .nan }, clone: clone.age.map { $0 ?? .nan }),
      .numbers(real: real.income.map { $0 ?? .nan }, clone: clone.income.map { $0 ?? .nan }),
      .categories(SharedCodes(real: real.city, clone: clone.city, count: 4)),
    ]
  }

  func quality(columns: [PointColumn]? = nil) throws -> PrivacyQuality {
    func hashes(_ side: Side) -> [UInt64] {
      side.texts.map { text in text.utf8.reduce(7) { $0 &* 1_099_511_628_211 ^ UInt64($1) } }
    }
    let scorer = PrivacyScorer(
      columns: columns ?? self.columns,
      isHeldOut: heldOut,
      units: units,
      unitCount: 90,
      cloneCount: clone.city.count
    )
    let exact = ExactMatches(
      real: hashes(real),
      isHeldOut: heldOut,
      units: units,
      unitCount: 90,
      clone: hashes(clone)
    )
    return try #require(scorer.score(sampleTable, .rows, exact: exact))
  }
}

@Suite struct PrivacyScorerTests {
  private func numbers(_ estimate: Estimate?) -> [Double] {
    estimate.map { [$0.value, $0.low, $0.high] } ?? []
  }

  private func agree(_ left: [Double], _ right: [Double]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { abs($0 - $1) < 1e-9 }
  }

  @Test func scoresAsNumPyAndSciPy() throws {
    for expected in try Case.load() {
      let quality = try expected.quality()
      #expect(quality.units == Set(expected.units).count)
      #expect(agree(numbers(quality.closestRecord), expected.closestRecord))
      #expect(agree(numbers(quality.membership), expected.membership))
      let exact = try #require(quality.exact)
      #expect(
        agree([exact.share, exact.heldOutShare] + numbers(exact.excess), expected.exact)
      )
    }
  }

  @Test func copiesMissTheBarsForCertainAndOthersDoNot() throws {
    let cases = try Case.load()
    #expect(try cases[0].quality().missed == [])
    #expect(try cases[2].quality().missed == PrivacyBar.allCases)
    #expect(PrivacyVerdict(try cases.map { try $0.quality() }) == .missed)
    #expect(PrivacyVerdict([try cases[0].quality()]) == .held)
    #expect(PrivacyVerdict([]) == .unmeasured)
  }

  @Test func withoutColumnsThereAreNoDistances() throws {
    let quality = try Case.load()[0].quality(columns: [])
    #expect(quality.closestRecord == nil)
    #expect(quality.membership == nil)
  }

  @Test func figuresOfFewUnitsAreNotTold() {
    let isHeldOut = (0..<500).map { $0 % 27 == 0 }
    let scorer = PrivacyScorer(
      columns: [.numbers(real: isHeldOut.map { _ in 1 }, clone: [1])],
      isHeldOut: isHeldOut,
      units: isHeldOut.indices.map { Int32($0) },
      unitCount: 500,
      cloneCount: 1
    )
    #expect(isHeldOut.count { $0 } == 19)
    #expect(scorer.score(sampleTable, .rows) == nil)
  }

  @Test func oneUnitThatAttractsMuchIsNoProof() throws {
    var attracted = [Double](repeating: 1, count: 100)
    let isHeldOut = (0..<100).map { $0 % 10 == 0 }
    let even = try #require(ClosestRecordShare.estimate(attracted: attracted, isHeldOut: isHeldOut))
    #expect(even.low < 0.5 && even.high > 0.5)
    attracted[1] = 500
    let hub = try #require(ClosestRecordShare.estimate(attracted: attracted, isHeldOut: isHeldOut))
    #expect(hub.value > 0.8)
    #expect(hub.low < 0.55)
    #expect(
      ClosestRecordShare.estimate(attracted: attracted, isHeldOut: attracted.map { _ in false })
        == nil
    )
  }
}
