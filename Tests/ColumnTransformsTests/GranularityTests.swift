import Statistics
import Testing

@testable import ColumnTransforms

@Suite struct GranularityTests {
  private func codec(_ values: [Double], _ change: (inout NumericCodec.Options) -> Void = { _ in })
    -> NumericCodec
  {
    var options = NumericCodec.Options()
    options.k = 5
    change(&options)
    var random = CounterGenerator(1)
    return NumericCodec(
      values: values,
      units: values.indices.map { Int32($0) },
      options: options,
      using: &random
    )
  }

  private func drawn(_ codec: NumericCodec, _ count: Int = 4_000) -> [Double] {
    var random = CounterGenerator(2)
    return (0..<count).compactMap { _ in
      codec.value(of: Int32(1 + random.integer(below: codec.codeCount - 1)), using: &random)
    }
  }

  private func share(_ values: [Double], multipleOf step: Double) -> Double {
    Double(values.filter { abs(($0 / step) - ($0 / step).rounded()) < 1e-6 }.count)
      / Double(values.count)
  }

  @Test func wholePricesStayWhole() {
    var random = CounterGenerator(3)
    // Half whole, the rest to the cent.
    let prices = (0..<600).map { row in
      row % 2 == 0
        ? Double(1 + random.integer(below: 900)) : Double(100 + random.integer(below: 90_000)) / 100
    }
    #expect(abs(share(drawn(codec(prices)), multipleOf: 1) - share(prices, multipleOf: 1)) < 0.08)
  }

  @Test func roundedPopulationsStayRound() {
    var random = CounterGenerator(4)
    let people =
      (0..<400).map { _ in Double(1_000 * (10 + random.integer(below: 50_000))) + 0 }
      + [12_345, 1_234_567]
    let values = drawn(codec(people) { $0.isIntegral = true })
    #expect(share(values, multipleOf: 1_000) > 0.9)
  }

  @Test func timesAreRoundByTheMinute() {
    var random = CounterGenerator(5)
    let minute = 60_000_000.0
    let times =
      (0..<400).map { _ in Double(random.integer(below: 500_000)) * minute }
      + (0..<4).map { Double($0) * 7_000_001 }
    let values = drawn(
      codec(times) {
        $0.isIntegral = true
        $0.isTemporal = true
      }
    )
    #expect(share(values, multipleOf: minute) > 0.9)
  }

  @Test func fewValuesTellNothing() {
    #expect(Granularity(values: [1, 2, 3], step: 0.01, isTemporal: false) == .none)
  }
}
