import Testing

@testable import Statistics

@Suite struct CounterGeneratorTests {
  private func words(_ generator: CounterGenerator, _ count: Int = 20) -> [UInt64] {
    var generator = generator
    return (0..<count).map { _ in generator.next() }
  }

  @Test func samePathGivesTheSameStream() {
    #expect(words(CounterGenerator(1, 2, 3)) == words(CounterGenerator(1, 2, 3)))
  }

  @Test func everyStepOfThePathMatters() {
    let paths = [
      CounterGenerator(1, 2, 3), CounterGenerator(1, 2, 4), CounterGenerator(1, 3, 3),
      CounterGenerator(2, 2, 3), CounterGenerator(1, 2), CounterGenerator(3, 2, 1),
      CounterGenerator(1, 2, 3, 0), CounterGenerator(), CounterGenerator(0),
    ]
    #expect(Set(paths.map { words($0) }).count == paths.count)
  }

  @Test func theStreamIsPinned() {
    // A clone made today must come out the same tomorrow.
    #expect(words(CounterGenerator(42), 1) == words(CounterGenerator(42), 1))
    #expect(CounterGenerator.hash("") == CounterGenerator.mix(0xCBF2_9CE4_8422_2325))
    #expect(CounterGenerator.mix(0) == 0)
    #expect(CounterGenerator.mix(1) == 0x5692_161D_100B_05E5)
  }

  @Test func neighbouringStreamsAreUniform() {
    // First draws of neighbouring rows: what the generator is used for most.
    let bins = 16
    let draws = 16_000
    var counts = [Int](repeating: 0, count: bins)
    for row in 0..<UInt64(draws) {
      var generator = CounterGenerator(7, row)
      counts[Int(generator.uniform() * Double(bins))] += 1
    }
    let expected = Double(draws) / Double(bins)
    let chiSquare = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) }
    // 15 degrees of freedom: 37.7 is exceeded once in a thousand.
    #expect(chiSquare / expected < 37.7)
  }

  @Test func uniformStaysBelowOne() {
    var generator = CounterGenerator(3)
    let draws = (0..<10_000).map { _ in generator.uniform() }
    #expect(draws.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect(abs(draws.reduce(0, +) / 10_000 - 0.5) < 0.01)
  }

  @Test(arguments: [1, 2, 7, 1_000])
  func integersStayBelowTheirBound(bound: Int) {
    var generator = CounterGenerator(5, UInt64(bound))
    let draws = (0..<10_000).map { _ in generator.integer(below: bound) }
    #expect(draws.allSatisfy { (0..<bound).contains($0) })
    #expect(Set(draws).count > bound * 99 / 100)
  }

  @Test func hashesOfTextsDiffer() {
    let texts = (0..<1_000).map { "public.table\($0)" }
    #expect(Set(texts.map(CounterGenerator.hash)).count == texts.count)
  }
}

@Suite struct GammaTests {
  @Test(arguments: [0.3, 1, 4.5, 60])
  func meanAndVarianceAreTheShape(shape: Double) {
    var random = CounterGenerator(UInt64(shape * 10))
    let draws = (0..<20_000).map { _ in random.gamma(shape: shape) }
    let mean = draws.reduce(0, +) / 20_000
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    // Five standard errors.
    #expect(abs(mean - shape) < 5 * (shape / 20_000).squareRoot())
    #expect(abs(variance / shape - 1) < 0.25)
  }
}
