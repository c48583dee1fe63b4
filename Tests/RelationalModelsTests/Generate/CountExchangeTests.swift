import Statistics
import Testing

@testable import RelationalModels

/// Numbers of children by what their parents are.
@Suite struct CountExchangeTests {
  private static let departments = 12
  private static let products = 3_000

  /// Departments of products, most of which never sell and a few all the time.
  private func drawn(_ seed: UInt64) -> (bins: [UInt8], numbers: [Double]) {
    var random = CounterGenerator(seed)
    let bins = (0..<Self.products).map { _ in UInt8(1 + random.integer(below: Self.departments)) }
    let numbers = bins.indices.map { _ -> Double in
      let chance = random.uniform()
      return chance < 0.8 ? 0 : chance < 0.995 ? 1 : Double(50 + random.integer(below: 200))
    }
    return (bins, numbers)
  }

  private func store(_ bins: [UInt8]) -> FeatureStore {
    var store = FeatureStore()
    store.append(FeatureStore.Info(name: "department", isCategorical: true), bins)
    return store
  }

  private func sold(_ numbers: [Double], _ bins: [UInt8]) -> [Double] {
    var sums = [Double](repeating: 0, count: Self.departments + 1)
    for (row, bin) in bins.enumerated() { sums[Int(bin)] += numbers[row] }
    let total = sums.reduce(0, +)
    return sums.map { $0 / total }
  }

  private func distance(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
  }

  @Test func departmentsSellWhatTheySold() throws {
    let real = drawn(1)
    let features = MeanNumbers.all(
      store(real.bins),
      counts: real.numbers,
      units: Array(0..<Int32(Self.products)),
      k: 20
    )
    var (bins, numbers) = drawn(2)
    let before = numbers.sorted()
    let wanted = sold(real.numbers, real.bins)
    #expect(distance(sold(numbers, bins), wanted) > 0.15)
    var exchange = try #require(CountExchange(features, numbers: numbers, store: store(bins)))
    var random = CounterGenerator(3)
    exchange.run(&numbers, isAllowed: { _, _ in true }, using: &random)
    #expect(distance(sold(numbers, bins), wanted) < 0.02)
    #expect(numbers.sorted() == before)
  }

  /// Lines of orders, half of them of thirty bestsellers among 1,500 products, all of the same one of five departments.
  @Test(arguments: [1, 2] as [UInt64])
  func bestsellersAreOfTheirDepartments(seed: UInt64) throws {
    var random = CounterGenerator(53)
    let departments = (0..<1_500).map { "department \($0 % 5)" }
    let orders = (0..<5_000).map { Int64($0 / 5 + 1) }
    let products = orders.map { _ in
      Int64(
        1 + (random.uniform() < 0.5 ? 5 * random.integer(below: 30) : random.integer(below: 1_500))
      )
    }
    let clone = try SampleDatabase(
      SampleTable("product", [.serial(1_500), .texts("department", departments)]),
      SampleTable("purchase", [.serial(1_000)]),
      SampleTable(
        "line",
        [
          .serial(orders.count), .integers("purchase_id", orders),
          .integers("product_id", products),
        ],
        references: [reference("purchase_id", "purchase"), reference("product_id", "product")]
      )
    ).clone(seed: seed)
    clone.expectIntegrity()
    let lines = clone.groups("line", "id", by: "product_id").mapValues(\.count)
    let sold = zip(clone.cells("product", "id"), clone.texts("product", "department"))
      .map { (department: $1 ?? "", lines: lines[$0 ?? ""] ?? 0) }
    let best = sold.filter { $0.department == "department 0" }.reduce(0) { $0 + $1.lines }
    #expect(abs(Double(best) / 5_000 - 0.6) < 0.03)
    #expect((10...60).contains(sold.count { $0.lines > 40 }))
  }

  @Test func numbersThatAParentMayNotHaveStayAway() throws {
    let real = drawn(1)
    let features = MeanNumbers.all(
      store(real.bins),
      counts: real.numbers,
      units: Array(0..<Int32(Self.products)),
      k: 20
    )
    var (bins, numbers) = drawn(2)
    for row in numbers.indices where row % 2 == 0 { numbers[row] = min(numbers[row], 1) }
    var exchange = try #require(CountExchange(features, numbers: numbers, store: store(bins)))
    var random = CounterGenerator(3)
    exchange.run(&numbers, isAllowed: { $0 % 2 == 1 || $1 <= 1 }, using: &random)
    #expect(numbers.indices.allSatisfy { $0 % 2 == 1 || numbers[$0] <= 1 })
  }

  @Test func kindsThatFewParentsAreShareAGroup() {
    var bins = [UInt8](repeating: 1, count: 100) + [UInt8](repeating: 2, count: 100)
    bins += [UInt8](repeating: 3, count: 4) + [UInt8](repeating: 4, count: 30)
    let counts = bins.indices.map { $0 % 90 == 0 || bins[$0] == 3 ? 50.0 : 1 }
    // The parents of the last kind are all of one unit.
    let units = bins.indices.map { Int32(min($0, 204)) }
    let features = MeanNumbers.all(store(bins), counts: counts, units: units, k: 5)
    #expect(features.count == 1)
    #expect(features.first?.groups.prefix(5) == [0, 1, 2, 0, 0])
  }

  @Test func orderedFeaturesHaveFewGroups() throws {
    var store = FeatureStore()
    let bins = (0..<5_100).map { UInt8($0 % 255) }
    store.append(FeatureStore.Info(name: "price", isCategorical: false), bins)
    let units = Array(0..<Int32(bins.count))
    let feature = try #require(
      MeanNumbers.all(store, counts: units.map { $0 % 7 == 0 ? 9 : 1 }, units: units, k: 20).first
    )
    #expect(feature.means.count <= 17)
    #expect(zip(feature.groups, feature.groups.dropFirst()).allSatisfy { $0 <= $1 })
  }

  /// Where chance has made one kind of parents more frequent than in the source, each of them does not have fewer
  /// children for it.
  @Test func numbersAreAsLargeForEveryKindHoweverFrequentItIs() throws {
    var random = CounterGenerator(5)
    func parents(_ kinds: Int) -> (bins: [UInt8], numbers: [Double]) {
      let bins = (0..<400).map { UInt8($0 % 10 < kinds ? 1 : 2) }
      return (bins, bins.map { _ in Double(20 + random.integer(below: 11)) })
    }
    let real = parents(5)
    let features = MeanNumbers.all(
      store(real.bins),
      counts: real.numbers,
      units: Array(0..<Int32(real.bins.count)),
      k: 8
    )
    var (bins, numbers) = parents(8)
    var exchange = try #require(CountExchange(features, numbers: numbers, store: store(bins)))
    exchange.run(&numbers, isAllowed: { _, _ in true }, using: &random)
    for kind in 1...2 as ClosedRange<UInt8> {
      let held = numbers.indices.filter { bins[$0] == kind }.map { numbers[$0] }
      #expect(abs(held.reduce(0, +) / Double(held.count) - 25) < 0.8)
    }
  }

  @Test func numbersThatFollowFromAFeatureStay() {
    let (bins, numbers) = drawn(1)
    let units = Array(0..<Int32(Self.products))
    let decided = bins.indices.map { Double(bins[$0]) + min(1, numbers[$0]) }
    #expect(MeanNumbers.all(store(bins), counts: decided, units: units, k: 20).isEmpty)
  }

  @Test func nothingIsExchangedWhereNobodyHasChildren() {
    let (bins, numbers) = drawn(1)
    let none = numbers.map { _ in 0.0 }
    let units = Array(0..<Int32(Self.products))
    #expect(MeanNumbers.all(store(bins), counts: none, units: units, k: 20).isEmpty)
    let features = MeanNumbers.all(store(bins), counts: numbers, units: units, k: 20)
    #expect(CountExchange(features, numbers: none, store: store(bins)) == nil)
  }

  @Test func numbersThatDependOnNothingAreNotExchanged() throws {
    let shop = SampleDatabase.shop()
    func kinds(_ synthesizer: SynthesizerChoice) throws -> Int {
      try shop.fit { $0.synthesizer = synthesizer }.tables
        .flatMap { $0.fanOut + $0.degrees.values }
        .reduce(0) { $0 + $1.meanNumbers.count }
    }
    #expect(try kinds(.trees) > 0)
    #expect(try kinds(.independent) == 0)
  }
}
