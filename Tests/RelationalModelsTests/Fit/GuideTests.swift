import Statistics
import Testing

@testable import RelationalModels

/// What the children of one parent have in common.
@Suite struct GuideTests {
  private static let customers = 500

  /// Orders of customers some of whom pay in a narrow range, others in a wide one, and of whom few buy in bulk.
  private func shop() -> SampleDatabase {
    var random = CounterGenerator(41)
    var owners: [Int64] = []
    var prices: [Int64] = []
    var amounts: [Int64] = []
    for customer in 1...Self.customers {
      let width = customer % 2 == 0 ? 20 : 900
      let isBulk = customer % 5 == 0
      for _ in 0..<(8 + random.integer(below: 8)) {
        owners.append(Int64(customer))
        prices.append(Int64(500 - width / 2 + random.integer(below: width)))
        amounts.append(
          isBulk && random.uniform() < 0.5
            ? Int64(5_000 + random.integer(below: 9_000)) : Int64(1 + random.integer(below: 3))
        )
      }
    }
    return SampleDatabase(
      SampleTable("customer", [.serial(Self.customers)]),
      SampleTable(
        "purchase",
        [
          .serial(owners.count), .integers("customer_id", owners), .integers("price", prices),
          .integers("amount", amounts),
        ],
        references: [reference("customer_id", "customer")]
      )
    )
  }

  private func groups(_ clone: SampleClone, _ column: String) -> [[Double]] {
    clone.groups("purchase", column, by: "customer_id").values
      .map { $0.compactMap { $0.flatMap { Double($0) } } }
  }

  @Test func customersDifferInSpread() throws {
    let ranges = groups(try shop().clone(), "price").map { ($0.max() ?? 0) - ($0.min() ?? 0) }
    #expect(abs(share(ranges) { $0 < 60 } - 0.5) < 0.12)
    #expect(abs(share(ranges) { $0 > 400 } - 0.5) < 0.12)
  }

  @Test func fewBuyAllThatIsLarge() throws {
    let bulk = groups(try shop().clone(), "amount").map { share($0) { $0 > 1_000 } }
    #expect(abs(share(bulk) { $0 == 0 } - 0.8) < 0.1)
    #expect(abs(share(bulk) { $0 > 0.2 } - 0.2) < 0.08)
  }

  /// A hundredth of the variance lies between customers, which is half of the variance of their means.
  @Test func littleThatManyChildrenHaveInCommonIsKept() throws {
    var random = CounterGenerator(43)
    var owners: [Int64] = []
    var prices: [Int64] = []
    for customer in 1...200 {
      let level = customer % 2 == 0 ? 0 : 20
      for _ in 0..<100 {
        owners.append(Int64(customer))
        prices.append(Int64(level + random.integer(below: 350)))
      }
    }
    let shop = SampleDatabase(
      SampleTable("customer", [.serial(200)]),
      SampleTable(
        "purchase",
        [.serial(owners.count), .integers("customer_id", owners), .integers("price", prices)],
        references: [reference("customer_id", "customer")]
      )
    )
    func deviation(_ clone: SampleClone) -> Double {
      let means = groups(clone, "price").map { $0.reduce(0, +) / Double($0.count) }
      let mean = means.reduce(0, +) / Double(means.count)
      return (means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(means.count)).squareRoot()
    }
    // Means of independent prices have a deviation of 10.1, these one of 14.
    #expect(abs(deviation(shop.source) - 14) < 1.2)
    #expect(abs(deviation(try shop.clone()) - deviation(shop.source)) < 1.8)
  }

  /// Purchases in eleven columns that customers spread over more or less widely around the same mean, and in one whose
  /// mean is a customer's own.
  @Test func spreadsLeaveMeansTheirPlace() throws {
    var random = CounterGenerator(47)
    let owners = (0..<(400 * 12)).map { Int64($0 / 12 + 1) }
    let spread = (0..<11).map { column in
      owners.map { owner -> Int64 in
        let width = (Int(owner) >> (column % 7)) % 2 == 0 ? 20 : 900
        return Int64(500 - width / 2 + random.integer(below: width))
      }
    }
    let levels = owners.map { $0 * 37 % 100 * 10 + Int64(random.integer(below: 200)) }
    let database = SampleDatabase(
      SampleTable("customer", [.serial(400)]),
      SampleTable(
        "purchase",
        [.serial(owners.count), .integers("customer_id", owners), .integers("level", levels)]
          + spread.enumerated().map { .integers("amount_\($0)", $1) },
        references: [reference("customer_id", "customer")]
      )
    )
    let means = groups(try database.clone(), "level").filter { $0.count >= 4 }.map { levels in
      let half = levels.count / 2
      return [levels[..<half], levels[half...]].map { $0.reduce(0, +) / Double($0.count) }
    }
    let correlation = pearsonCorrelation(means.map { $0[0] }, means.map { $0[1] })
    #expect(try #require(correlation) > 0.8)
  }

  /// Places of regions far apart, in districts of which nothing is known but their region.
  private func regions() -> SampleDatabase {
    var random = CounterGenerator(43)
    var (regions, districts, longitudes): ([Int64], [Int64], [Int64]) = ([], [], [])
    for region in 1...120 {
      let centre = random.integer(below: 36_000)
      for _ in 0..<(4 + random.integer(below: 5)) {
        regions.append(Int64(region))
        for _ in 0..<(2 + random.integer(below: 3)) {
          districts.append(Int64(regions.count))
          longitudes.append(Int64(centre + random.integer(below: 400)))
        }
      }
    }
    return SampleDatabase(
      SampleTable("region", [.serial(120)]),
      SampleTable(
        "district",
        [.serial(regions.count), .integers("region_id", regions)],
        references: [reference("region_id", "region")]
      ),
      SampleTable(
        "place",
        [
          .serial(districts.count), .integers("district_id", districts),
          .integers("longitude", longitudes),
        ],
        references: [reference("district_id", "district")]
      )
    )
  }

  @Test func districtsOfARegionLieTogether() throws {
    let clone = try regions().clone()
    let means = clone.groups("place", "longitude", by: "district_id").mapValues { values in
      let numbers = values.compactMap { $0.flatMap { Double($0) } }
      return numbers.reduce(0, +) / Double(numbers.count)
    }
    let distances = clone.groups("district", "id", by: "region_id").values.flatMap { districts in
      let places = districts.compactMap { $0.flatMap { means[$0] } }
      return zip(places, places.dropFirst()).map { abs($0 - $1) }
    }
    // A sixth without regard to the districts before; k regions share a cell, so that it is not all.
    #expect(share(distances) { $0 < 3_000 } > 0.33)
  }

  @Test func earlierSiblingsTellOnlyWhereTheyDo() throws {
    var random = CounterGenerator(7)
    let starts = (0...60).map { Int32($0 * 5) }
    let alike = (0..<300).map { Double($0 / 5 % 9) + random.uniform() }
    func means(_ numbers: [Double]) -> [Double] {
      EarlierSiblings.means(numbers, groupStart: starts)
    }
    let scale = try #require(EarlierSiblings(alike, after: means(alike)))
    let bins = means(alike).map(scale.bin)
    // The first of a group has none before it; means that are further apart are told apart.
    #expect(stride(from: 0, to: 300, by: 5).allSatisfy { bins[$0] == 0 })
    #expect(bins.indices.allSatisfy { $0 % 5 == 0 || bins[$0] > 0 })
    #expect(scale.bin(of: 1) < scale.bin(of: 8) && scale.bin(of: .nan) == 0)
    let shuffled = (0..<300).map { _ in random.uniform() }
    #expect(EarlierSiblings(shuffled, after: means(shuffled)) == nil)
    #expect(EarlierSiblings(alike, after: EarlierSiblings.means(alike, groupStart: [])) == nil)
    let missing = alike.indices.map { $0 % 5 == 1 ? alike[$0] : .nan }
    #expect(EarlierSiblings(missing, after: means(missing)) == nil)
  }
}
