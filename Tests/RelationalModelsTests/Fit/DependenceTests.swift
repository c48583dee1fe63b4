import Foundation
import Metadata
import Statistics
import Testing

@testable import RelationalModels

/// What rows take over from their parents, from earlier siblings and from other columns.
@Suite struct DependenceTests {
  private func names(_ count: Int, _ seed: UInt64) -> [String] {
    var random = CounterGenerator(seed)
    let letters = Array("bcdfglmnprstaeiou")
    return (0..<count).map { _ in
      String((0..<(5 + random.integer(below: 5))).map { _ in letters[random.integer(below: 17)] })
    }
  }

  @Test func anAddressThatMostlyIsTheParentsStaysSo() throws {
    let homes = names(300, 1).map { "\($0) street" }
    let others = names(1_200, 2).map { "\($0) street" }
    var random = CounterGenerator(3)
    let parents = (0..<1_200).map { $0 / 4 }
    let places = parents.indices.map {
      random.uniform() < 0.8 ? homes[parents[$0]] : others[$0]
    }
    let clone = try SampleDatabase(
      SampleTable("customer", [.serial(300), .texts("address", homes)]),
      SampleTable(
        "orders",
        [
          .serial(1_200), .integers("customer_id", parents.map { Int64($0 + 1) }),
          .texts("ship_address", places),
        ],
        references: [reference("customer_id", "customer")]
      )
    ).clone()
    let home = Dictionary(
      uniqueKeysWithValues: zip(clone.cells("customer", "id"), clone.texts("customer", "address"))
    )
    let same = share(
      Array(zip(clone.cells("orders", "customer_id"), clone.texts("orders", "ship_address")))
    ) { customer, address in home[customer] == address }
    #expect(abs(same - 0.8) < 0.12)
    #expect(Set(clone.texts("customer", "address")).isDisjoint(with: homes.map { Optional($0) }))
  }

  @Test func valuesComeBackUnderTheSameParent() throws {
    var random = CounterGenerator(5)
    let households = (0..<6_000).map { $0 / 30 }
    let favourites = (0..<200).map { _ in (0..<3).map { _ in Int64(random.integer(below: 400)) } }
    let shops = households.map { favourites[$0][random.integer(below: 3)] }
    let database = SampleDatabase(
      SampleTable("household", [.serial(200)]),
      SampleTable(
        "purchase",
        [
          .serial(6_000), .integers("household_id", households.map { Int64($0 + 1) }),
          .integers("shop", shops),
        ],
        references: [reference("household_id", "household")]
      )
    )
    let clone = try database.clone()
    let groups = clone.groups("purchase", "shop", by: "household_id").values
    let mean =
      groups.reduce(0.0) { $0 + Double(Set($1).count) / Double($1.count) } / Double(groups.count)
    // 3 shops in 30 purchases; independent draws would see nearly 30.
    #expect(mean < 0.25)
  }

  @Test func aPriceThatIsTheProductsStaysSoAndDiscountsToo() throws {
    var random = CounterGenerator(7)
    let prices = (0..<200).map { _ in Double(100 + random.integer(below: 9_000)) / 100 }
    let products = (0..<2_000).map { _ in random.integer(below: 200) }
    let paid = products.map { product in
      random.uniform() < 0.7 ? prices[product] : (prices[product] * 90).rounded() / 100
    }
    let clone = try SampleDatabase(
      SampleTable("product", [.serial(200), .reals("price", prices, scale: 2)]),
      SampleTable(
        "line",
        [
          .serial(2_000), .integers("product_id", products.map { Int64($0 + 1) }),
          .reals("price", paid, scale: 2),
        ],
        references: [reference("product_id", "product")]
      )
    ).clone()
    let list = Dictionary(
      uniqueKeysWithValues: zip(clone.cells("product", "id"), clone.numbers("product", "price"))
    )
    let ratios = zip(clone.cells("line", "product_id"), clone.numbers("line", "price"))
      .compactMap { product, price in
        list[product].flatMap { $0 }.flatMap { base in price.map { $0 / base } }
      }
    #expect(abs(share(ratios) { abs($0 - 1) < 0.001 } - 0.7) < 0.1)
    #expect(abs(share(ratios) { abs($0 - 0.9) < 0.01 } - 0.3) < 0.1)
  }

  @Test func productsWithAGrandparentAreRules() throws {
    var random = CounterGenerator(9)
    let prices = (0..<100).map { _ in Double(100 + random.integer(below: 9_000)) / 100 }
    let stocked = (0..<300).map { _ in random.integer(below: 100) }
    let lines = (0..<1_500).map { _ in random.integer(below: 300) }
    let quantity = lines.map { _ in Double(1 + random.integer(below: 20)) }
    let database = SampleDatabase(
      SampleTable("part", [.serial(100), .reals("price", prices, scale: 2)]),
      SampleTable(
        "stock",
        [.serial(300), .integers("part_id", stocked.map { Int64($0 + 1) })],
        references: [reference("part_id", "part")]
      ),
      SampleTable(
        "line",
        [
          .serial(1_500), .integers("stock_id", lines.map { Int64($0 + 1) }),
          .reals("quantity", quantity),
          .reals("amount", zip(lines, quantity).map { prices[stocked[$0]] * $1 }, scale: 2),
        ],
        references: [reference("stock_id", "stock")]
      )
    )
    let model = try database.fit()
    let clone = try SampleClone(model, seed: 1, metadata: database.metadata)
    #expect(model.rules.contains { $0.condition == "amount = quantity * part.price" })
    let price = Dictionary(
      uniqueKeysWithValues: zip(clone.cells("part", "id"), clone.numbers("part", "price"))
    )
    let part = Dictionary(
      uniqueKeysWithValues: zip(clone.cells("stock", "id"), clone.cells("stock", "part_id"))
    )
    for (stock, (quantity, amount)) in zip(
      clone.cells("line", "stock_id"),
      zip(clone.numbers("line", "quantity"), clone.numbers("line", "amount"))
    ) {
      let base = try #require(price[part[stock] ?? nil] ?? nil)
      #expect(abs(base * (quantity ?? 0) - (amount ?? 0)) < 0.006)
    }
  }

  @Test func mailAddressesFollowNames() throws {
    let first = names(400, 11).map(\.capitalized)
    let last = names(400, 12).map(\.capitalized)
    let database = SampleDatabase(
      SampleTable(
        "person",
        [
          .serial(400), .texts("first_name", first), .texts("last_name", last),
          .texts(
            "email",
            zip(first, last).map { "\($0.lowercased()).\($1.lowercased())@example.com" }
          ),
        ],
        unique: [UniqueKey(name: "person_email_key", columns: ["email"])]
      )
    )
    let clone = try database.clone()
    let rows = zip(
      clone.texts("person", "email"),
      zip(clone.texts("person", "first_name"), clone.texts("person", "last_name"))
    )
    let composed = share(Array(rows)) { email, names in
      email == "\((names.0 ?? "").lowercased()).\((names.1 ?? "").lowercased())@example.com"
    }
    #expect(composed > 0.98)
    clone.expectIntegrity()
  }

  @Test func aFewParentsWithMostOfTheChildrenKeepThem() throws {
    var random = CounterGenerator(13)
    let database = SampleDatabase(
      SampleTable("store", [.serial(500)]),
      SampleTable("film", [.serial(300)]),
      SampleTable(
        "item",
        [
          .serial(3_000),
          .integers("film_id", (0..<3_000).map { Int64($0 / 10 + 1) }),
          .integers("store_id", (0..<3_000).map { _ in Int64(1 + random.integer(below: 2)) }),
        ],
        references: [reference("film_id", "film"), reference("store_id", "store")]
      )
    )
    let clone = try database.clone()
    let degrees = clone.groups("item", "id", by: "store_id").values.map(\.count).sorted(by: >)
    #expect(degrees.count <= 4)
    #expect(degrees.prefix(2).reduce(0, +) > 2_900)
  }
}
