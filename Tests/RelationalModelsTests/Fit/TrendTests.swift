import Statistics
import Testing

@testable import RelationalModels

@Suite struct TrendTests {
  private func points(_ count: Int) -> [(argument: Double, value: Double, unit: Int32)] {
    var random = CounterGenerator(51)
    return (0..<count).map { row in
      let argument = random.uniform() * 100
      return (argument, argument * argument + random.uniform() - 0.5, Int32(row))
    }
  }

  @Test func followsACurve() throws {
    let trend = try #require(Trend(points: points(20_000), k: 20))
    for argument in stride(from: 1.0, through: 99, by: 7) {
      #expect(abs(trend.value(at: argument) - argument * argument) < 1)
    }
  }

  @Test func goesOnBeyondTheEnds() throws {
    let trend = try #require(Trend(points: points(20_000), k: 20))
    #expect(trend.value(at: 101) > trend.value(at: 100))
    #expect(abs(trend.value(at: 101) - 10_200) < 100)
  }

  @Test func fewPointsAreNone() {
    #expect(Trend(points: points(200), k: 20) == nil)
  }

  @Test func onePersonIsNoKnot() {
    let own = points(20_000).map { ($0.argument, $0.value, Int32(1)) }
    #expect(Trend(points: own, k: 20) == nil)
  }
}
