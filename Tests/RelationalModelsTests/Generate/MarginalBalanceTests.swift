import Foundation
import Statistics
import Testing

@testable import RelationalModels

@Suite struct MarginalBalanceTests {
  private let shares = MarginalBalance.shares(
    buckets: [UInt8](repeating: 1, count: 30) + [UInt8](repeating: 2, count: 70)
  )

  /// Standard deviation of the first bucket's share over many posterior draws.
  private func deviation(sampleSize: Int) -> Double {
    let drawn = (0..<400).map { seed -> Double in
      var random = CounterGenerator(UInt64(seed))
      var balance = MarginalBalance(shares: shares)
        .posterior(sampleSize: sampleSize, using: &random)
      // After 1,000 rows of bucket 1 its lead tells how many were due.
      for _ in 0..<1_000 { balance.add(2) }
      let lead = Double(balance.lead(1))
      // lead = −e / √(e + 1) with e rows expected.
      let root = (-lead + (lead * lead + 4).squareRoot()) / 2
      return root * root - 1
    }
    let mean = drawn.reduce(0, +) / Double(drawn.count)
    return (drawn.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(drawn.count)).squareRoot()
  }

  @Test func smallTablesVaryAsAnotherSampleWould() {
    // Five times the binomial variance of 100 draws at 30 %, on 1,000 rows.
    #expect(abs(deviation(sampleSize: 100) - 1_000 * (5 * 0.3 * 0.7 / 100).squareRoot()) < 20)
  }

  @Test func bucketsOfAFewRowsVaryInTablesOfAnySize() {
    // A hundred buckets of five rows each among 20,000 rows of one bucket.
    let many = MarginalBalance.shares(
      buckets: (0..<500).map { UInt8($0 % 100 + 2) } + [UInt8](repeating: 1, count: 20_000)
    )
    let leads = (0..<50).flatMap { seed -> [Double] in
      var random = CounterGenerator(UInt64(seed))
      var balance = MarginalBalance(shares: many).posterior(sampleSize: 20_500, using: &random)
      for _ in 0..<20_500 { balance.add(1) }
      return (2..<102).map { Double(balance.lead($0)) }
    }
    // lead = −e / √(e + 1) with e rows expected: 5 of them with twice their Poisson variance.
    let rows = leads.map { lead in
      let root = (-lead + (lead * lead + 4).squareRoot()) / 2
      return root * root - 1
    }
    let mean = rows.reduce(0, +) / Double(rows.count)
    let variance = rows.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows.count)
    #expect(abs(mean - 5) < 0.3)
    #expect(abs(variance - 10) < 1.5)
  }

  @Test func seriesWanderFurtherThanChance() {
    var random = CounterGenerator(5)
    let independent = (0..<4_000).map { _ in UInt8(random.integer(below: 10)) }
    #expect(abs(MarginalBalance.wander(buckets: independent) - 1) < 0.5)
    // A year that begins and ends with low values.
    let seasons = (0..<4_000).map { UInt8(5 - 4 * cos(Double($0) * 2 * .pi / 4_000)) }
    #expect(MarginalBalance.wander(buckets: seasons) > 5)
  }

  @Test func whatWandersInTheSourceIsNotHeldBack() {
    var random = CounterGenerator(6)
    func draws(wander: Double) -> Int {
      var balance = MarginalBalance(shares: shares)
        .posterior(sampleSize: 20_000, wander: wander, using: &random)
      for _ in 0..<100 { balance.add(1) }
      var draws = 0
      _ = balance.leastAhead(bucket: { UInt8($0) }) {
        draws += 1
        return 1
      }
      return draws
    }
    #expect(draws(wander: 1) > 1)
    #expect(draws(wander: 20) == 1)
  }

  @Test func largeTablesKeepTheirMarginals() {
    #expect(deviation(sampleSize: 100_000) < 1)
  }

  @Test func manyBucketsDoNotFallBehindTogether() {
    let even = MarginalBalance.shares(buckets: (0..<200).map { UInt8($0) })
    func upperShare(isOrdered: Bool) -> Double {
      var random = CounterGenerator(9)
      var balance = MarginalBalance(shares: even)
        .posterior(sampleSize: 20_000, isOrdered: isOrdered, using: &random)
      var upper = 0.0
      for _ in 0..<20_000 {
        // Conditions are a little too fond of the upper half.
        let code = balance.leastAhead(bucket: { UInt8($0) }) {
          Int32(random.integer(below: 100) + (random.uniform() < 0.55 ? 100 : 0))
        }
        balance.add(UInt8(code))
        if code >= 100 { upper += 1 }
      }
      return upper / 20_000
    }
    #expect(upperShare(isOrdered: false) > 0.53)
    #expect(abs(upperShare(isOrdered: true) - 0.5) < 0.02)
  }
}
