import Statistics
import Testing

@testable import ColumnTransforms

@Suite struct NumericCodecTests {
  private static let day = 86_400_000_000.0

  private func codec(
    _ values: [Double],
    units: [Int32]? = nil,
    change: (inout NumericCodec.Options) -> Void = { _ in }
  ) -> NumericCodec {
    var options = NumericCodec.Options()
    change(&options)
    var generator = CounterGenerator(1)
    return NumericCodec(
      values: values,
      units: units ?? values.indices.map { Int32($0) },
      options: options,
      using: &generator
    )
  }

  /// What comes back for every value, several times.
  private func roundTrip(_ codec: NumericCodec, _ values: [Double], times: Int = 3) -> [Double] {
    var generator = CounterGenerator(2)
    return (0..<times).flatMap { _ in
      values.compactMap { codec.value(of: codec.code(of: $0), using: &generator) }
    }
  }

  /// How often a value occurs.
  private func times(_ value: Double, in values: [Double]) -> Int {
    values.reduce(0) { $0 + ($1 == value ? 1 : 0) }
  }

  private func spread(_ count: Int, seed: UInt64, below: Int = 1_000_000) -> [Double] {
    var random = CounterGenerator(seed)
    return (0..<count).map { _ in Double(random.integer(below: below)) }
  }

  @Test func atomsAreExact() {
    let values = (0..<500).map { Double($0 % 5 * 10) }
    let codec = codec(values) { $0.isIntegral = true }
    #expect(codec.isExact)
    #expect(codec.codeCount == 6)
    #expect(roundTrip(codec, values, times: 1) == values)
    #expect(codec.isAtom(codec.code(of: 10)))
  }

  @Test(arguments: [
    (7_349.25, 7_000.0), (-18_765, -10_000), (0.0625, 0.06), (0.3, 0.3), (9.99, 9), (0, 0), (4, 4),
  ])
  func anOnlyValueKeepsItsFirstDigit(value: Double, expected: Double) {
    for holders in [1, 4] {
      let values = [Double](repeating: value, count: holders)
      let codec = codec(values) { $0.k = 5 }
      #expect(roundTrip(codec, values, times: 1) == values.map { _ in expected })
      #expect(codec.range.contains(expected))
    }
    let many = [Double](repeating: value, count: 5)
    #expect(roundTrip(codec(many) { $0.k = 5 }, many, times: 1) == many)
  }

  @Test func aUnitWithMostRowsDoesNotShow() {
    let values = [Double](repeating: 66_666.25, count: 900) + [10.5, 20.25, 31, 47.75, 58.5]
    let units = [Int32](repeating: 0, count: 900) + [1, 2, 3, 4, 5]
    let codec = codec(values, units: units) { $0.k = 5 }
    #expect(times(66_666.25, in: roundTrip(codec, values)) == 0)
  }

  @Test func codesAscendWithTheirValues() {
    let values = spread(3_000, seed: 3)
    let codec = codec(values) { $0.isIntegral = true }
    let codes = values.sorted().map { codec.code(of: $0) }
    #expect(codes == codes.sorted())
    #expect(codes.allSatisfy { $0 > 0 && Int($0) < codec.codeCount })
    #expect(codec.bucketOfCode.count == codec.codeCount)
  }

  @Test func nullIsCodeZero() {
    let codec = codec([1, 2, 3])
    var generator = CounterGenerator(1)
    #expect(codec.value(of: 0, using: &generator) == nil)
    #expect(codec.bucketOfCode[0] == 0)
  }

  @Test func drawnValuesFollowTheDistribution() {
    let values = spread(4_000, seed: 4)
    let codec = codec(values) { $0.isIntegral = true }
    let drawn = roundTrip(codec, values, times: 1).sorted()
    let source = values.sorted()
    for share in [0.1, 0.25, 0.5, 0.75, 0.9] {
      let place = Int(share * 4_000)
      #expect(abs(drawn[place] - source[place]) < 20_000)
    }
    #expect(drawn.allSatisfy { codec.range.contains($0) && $0 == $0.rounded() })
    // Few of a million possible values come back by chance; atoms would be all of them.
    let repeated = drawn.filter { Set(values).contains($0) }.count
    #expect(repeated < 400)
  }

  @Test(arguments: [999_999_999.0, -5_000_000.0])
  func anExtremeOfOneUnitIsNotRepeated(extreme: Double) {
    let values = spread(2_000, seed: 5) + [extreme]
    let codec = codec(values) { $0.isIntegral = true }
    #expect(times(extreme, in: roundTrip(codec, values, times: 5)) == 0)
  }

  @Test func aRareValueAmongAtomsIsNotRepeated() {
    // All others are shared by many: the rare one has no company to hide in.
    let values = (0..<1_000).map { Double(1 + $0 % 5) } + [77]
    let codec = codec(values) { $0.isIntegral = true }
    #expect(times(77, in: roundTrip(codec, values, times: 20)) == 0)
  }

  @Test func aValueThatOneUnitRepeatsIsNotRepeated() {
    // 300 rows of one unit.
    let values = (0..<1_000).map { Double(1 + $0 % 5) } + [Double](repeating: 77, count: 300)
    let units = (0..<1_000).map { Int32($0) } + [Int32](repeating: 1_000, count: 300)
    let codec = codec(values, units: units) { $0.isIntegral = true }
    #expect(times(77, in: roundTrip(codec, values)) == 0)
  }

  @Test func oneUnitWithManyValuesIsNoCompany() {
    // The far cluster holds 300 values, all of one unit.
    let far = (0..<300).map { Double(5_000_000 + 7 * $0) }
    let values = spread(1_000, seed: 12, below: 10_000) + far
    let units = (0..<1_000).map { Int32($0) } + far.map { _ in Int32(1_000) }
    let codec = codec(values, units: units) { $0.isIntegral = true }
    let drawn = roundTrip(codec, values, times: 5)
    #expect(share(of: Set(far), in: drawn) < 0.001)
    let codes = Set(far.map { codec.code(of: $0) })
    #expect(codes.count == 1)
  }

  private func share(of values: Set<Double>, in drawn: [Double]) -> Double {
    Double(drawn.filter { values.contains($0) }.count) / Double(drawn.count)
  }

  @Test func pricesStayOnTheirGrid() {
    var random = CounterGenerator(6)
    let values = (0..<2_000).map { _ in Double(random.integer(below: 4_000)) + 0.99 }
    let codec = codec(values) {
      $0.scale = 2
      $0.periods = [1, 10, 100]
    }
    for value in roundTrip(codec, values, times: 1) {
      #expect((value * 100).rounded().truncatingRemainder(dividingBy: 100) == 99)
      #expect(codec.range.contains(value))
    }
  }

  @Test func decimalsStayDecimals() {
    let values = spread(2_000, seed: 7, below: 100_000).map { $0 / 1_000 }
    let codec = codec(values) { $0.scale = 4 }
    for value in roundTrip(codec, values, times: 1) {
      #expect(value == (value * 1_000).rounded() / 1_000)
    }
  }

  @Test func timestampsStayOnFullMinutes() {
    let minute = 60_000_000.0
    let values = spread(2_000, seed: 8, below: 500_000).map { $0 * minute }
    let codec = codec(values) {
      $0.isIntegral = true
      $0.periods = [Self.day]
    }
    for value in roundTrip(codec, values, times: 1) {
      #expect(value.truncatingRemainder(dividingBy: minute) == 0)
    }
  }

  @Test func datesAreWholeDaysWithinTheRange() {
    let values = spread(2_000, seed: 9, below: 3_650)
    let codec = codec(values) { $0.isIntegral = true }
    let drawn = roundTrip(codec, values, times: 1)
    #expect(drawn.allSatisfy { $0 == $0.rounded() && codec.range.contains($0) })
  }

  @Test func infinitiesThatManyShareSurvive() {
    let values = (0..<1_000).map { $0 % 4 == 0 ? Double.infinity : Double($0) }
    let codec = codec(values) { $0.isIntegral = true }
    let drawn = roundTrip(codec, values, times: 1)
    #expect(drawn.filter { $0 == .infinity }.count == 250)
    #expect(codec.range.upperBound.isFinite)
  }

  @Test func infinitiesOfFewAreDropped() {
    let values = (0..<1_000).map { Double($0) } + [-.infinity]
    let codec = codec(values) { $0.isIntegral = true }
    #expect(times(-.infinity, in: roundTrip(codec, values)) == 0)
  }

  @Test func nothingToLearnFrom() {
    let codec = codec([])
    #expect(codec.codeCount == 1)
    #expect(codec.code(of: 12) == 0)
  }

  @Test func aConstantStays() {
    let codec = codec([Double](repeating: 3.5, count: 200))
    #expect(roundTrip(codec, [3.5]) == [3.5, 3.5, 3.5])
  }

  @Test func fewUnitsGiveCoarseQuantiles() {
    let values = (0..<15).map { Double($0 * $0) } + [100_000]
    let codec = codec(values) { $0.isIntegral = true }
    let drawn = roundTrip(codec, values, times: 10)
    #expect(drawn.allSatisfy { $0 > 0 && $0 < 1_000 && $0 == $0.rounded() })
  }

  @Test func holesAreNotFilled() {
    let values =
      spread(1_000, seed: 10, below: 1_000)
      + spread(1_000, seed: 11, below: 1_000).map { $0 + 500_000 }
    let codec = codec(values) {
      $0.isIntegral = true
      $0.k = 20
    }
    let drawn = roundTrip(codec, values)
    #expect(!drawn.contains { $0 > 1_000 && $0 < 500_000 })
    var generator = CounterGenerator(3)
    let settled = codec.settled(250_000, using: &generator)
    #expect(settled <= 1_000 || settled >= 500_000)
  }

  @Test func booleansAreNotSecret() {
    let codec = codec((0..<500).map { $0 == 7 ? 1 : 0 }) {
      $0.isIntegral = true
      $0.publicValues = [0, 1]
    }
    #expect(roundTrip(codec, [0, 1], times: 1) == [0, 1])
  }

  @Test func bucketsAscendAndLeaveTheLastOneFree() {
    let values = (0..<40_000).map { Double($0 % 1_500) }
    let codec = codec(values) { $0.isIntegral = true }
    #expect(codec.codeCount == 1_501)
    let buckets = codec.bucketOfCode
    #expect(zip(buckets, buckets.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(buckets.allSatisfy { $0 < sameBucket })
    #expect(Set(buckets).count > 200)
    #expect(buckets.filter { $0 == 0 }.count == 1)
  }

  /// Numbers that are given out in batches of fifty, each within a thousandth of the way to the next batch.
  private func batches(_ random: inout CounterGenerator) -> [Double] {
    (0..<40).flatMap { batch in
      (0..<50).map { _ in Double(batch) * 1e7 + Double(random.integer(below: 10_000)) }
    }
  }

  @Test(arguments: [false, true])
  func clustersStayApart(isRepeated: Bool) {
    var random = CounterGenerator(9)
    let values = batches(&random).flatMap { isRepeated ? [$0, $0] : [$0] }
    let codec = codec(values) { $0.isIntegral = true }
    let drawn = roundTrip(codec, values)
    #expect(drawn.allSatisfy { $0.truncatingRemainder(dividingBy: 1e7) < 10_000 })
    // What falls between two batches moves into one, not to its edge.
    let settled = (0..<1_000).map { _ in
      codec.settled(5.4e7 + Double(random.integer(below: 1_000_000)), using: &random)
    }
    #expect(settled.allSatisfy { $0.truncatingRemainder(dividingBy: 1e7) < 10_000 })
    #expect(Set(settled).count > 5)
  }
}
