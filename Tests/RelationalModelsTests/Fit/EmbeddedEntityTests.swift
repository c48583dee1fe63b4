import Metadata
import Statistics
import Testing

@testable import RelationalModels

/// Lines of baskets that have no table of their own.
@Suite struct EmbeddedEntityTests {
  private static let households = 300

  /// Lines in the order of their basket; its number grows with the day over all households.
  private func shop() -> SampleDatabase {
    var random = CounterGenerator(31)
    var lines: [(household: Int64, basket: Int64, day: Int64, shop: String, product: Int64)] = []
    for household in 1...Self.households {
      let usual = random.integer(below: 60)
      var day = random.integer(below: 40)
      for _ in 0..<(4 + random.integer(below: 8)) {
        day += 1 + random.integer(below: 12)
        let shop = random.uniform() < 0.8 ? usual : random.integer(below: 60)
        let serial = household * 100 + random.integer(below: 99)
        let basket = Int64(day * 100_000 + serial)
        var product = random.integer(below: 20)
        for _ in 0...random.integer(below: 3) {
          lines.append((Int64(household), basket, Int64(day), "shop \(shop)", Int64(product)))
          product += 1 + random.integer(below: 20)
        }
      }
    }
    return SampleDatabase(
      SampleTable("household", [.serial(Self.households)]),
      SampleTable(
        "line",
        [
          .integers("household_id", lines.map(\.household)),
          .integers("basket", lines.map(\.basket)), .integers("day", lines.map(\.day)),
          .texts("shop", lines.map(\.shop)), .integers("product", lines.map(\.product)),
        ],
        primaryKey: ["basket", "product"],
        references: [reference("household_id", "household")]
      )
    )
  }

  @Test func linesOfABasketAgree() throws {
    let clone = try shop().clone()
    for column in ["day", "shop", "household_id"] {
      let values = clone.groups("line", column, by: "basket").values
      #expect(values.allSatisfy { Set($0).count == 1 }, "\(column)")
    }
  }

  @Test func basketsAreAsLargeAndAsMany() throws {
    let clone = try shop().clone()
    let sizes = Dictionary(grouping: clone.cells("line", "basket"), by: \.self).values.map(\.count)
    let mean = Double(sizes.reduce(0, +)) / Double(sizes.count)
    // One to three lines, each number as often.
    #expect(abs(mean - 2) < 0.15)
    #expect(share(sizes) { $0 <= 3 } > 0.97)
  }

  @Test func householdsKeepToTheirShops() throws {
    let clone = try shop().clone()
    let shops = clone.groups("line", "shop", by: "household_id").values
    let mean = shops.reduce(0.0) { $0 + Double(Set($1).count) } / Double(shops.count)
    // One is usual and every fifth basket goes elsewhere: 2.4 on average, against six where none comes back.
    #expect(mean < 4)
  }

  @Test func numbersGrowWithTheDay() throws {
    let clone = try shop().clone()
    let pairs = zip(clone.numbers("line", "day"), clone.numbers("line", "basket"))
    #expect(share(Array(pairs)) { abs(($0.1 ?? 0) / 100_000 - ($0.0 ?? 0)) < 2 } > 0.9)
  }

  @Test func whatRepeatsByChanceIsNoEntity() throws {
    var random = CounterGenerator(32)
    let owners = (0..<2_000).map { Int64($0 / 5 + 1) }
    let source = SampleDatabase(
      SampleTable("owner", [.serial(400)]),
      SampleTable(
        "event",
        [
          .serial(2_000), .integers("owner_id", owners),
          .integers("code", owners.map { _ in Int64(random.integer(below: 3)) }),
          .integers("kind", owners.map { _ in Int64(random.integer(below: 2)) }),
        ],
        references: [reference("owner_id", "owner")]
      )
    )
    let model = try source.fit()
    #expect(!model.explanations.contains { $0.contains("stands for rows") })
  }
}
