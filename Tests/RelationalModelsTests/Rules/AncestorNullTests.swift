import Statistics
import Testing

@testable import RelationalModels

/// Columns that are null by a parent's label.
@Suite struct AncestorNullTests {
  /// Companies get no coupons, nor do orders by phone; a few sellers, each with a name, never note anything.
  private func shop() -> SampleDatabase {
    var random = CounterGenerator(71)
    let kinds = (0..<300).map { _ in ["company", "person", "person"][random.integer(below: 3)] }
    let customers = (0..<1_500).map { _ in random.integer(below: 300) }
    let channels = customers.map { _ in ["phone", "web", "web"][random.integer(below: 3)] }
    let coupons = zip(customers, channels).map { customer, channel -> String? in
      guard kinds[customer] == "person", channel == "web" else { return nil }
      return random.uniform() < 0.5 ? "SAVE10" : nil
    }
    let names = (0..<30).map { "Seller \($0)" }
    let sellers = customers.map { _ in random.integer(below: 30) }
    let notes = sellers.map { seller -> Int64? in
      seller < 4 || random.uniform() < 0.4 ? nil : Int64(random.integer(below: 90))
    }
    return SampleDatabase(
      SampleTable("customer", [.serial(300), .texts("kind", kinds)]),
      SampleTable("seller", [.serial(30), .texts("name", names)]),
      SampleTable(
        "purchase",
        [
          .serial(1_500), .integers("customer_id", customers.map { Int64($0 + 1) }),
          .integers("seller_id", sellers.map { Int64($0 + 1) }), .texts("channel", channels),
          .texts("coupon", coupons), .integers("note", notes),
        ],
        references: [reference("customer_id", "customer"), reference("seller_id", "seller")]
      )
    )
  }

  @Test func labelsOfParentsDecide() throws {
    let database = shop()
    let model = try database.fit()
    let rules = model.rules.filter { $0.kind == .nulls }.map(\.condition)
    #expect(
      Set(rules) == [
        "coupon is null where customer.kind in ('company')",
        "coupon is null where channel in ('phone')",
      ]
    )
    let clone = try SampleClone(model, seed: 3, metadata: database.metadata)
    let kinds = Dictionary(
      uniqueKeysWithValues: zip(clone.cells("customer", "id"), clone.cells("customer", "kind"))
    )
    let rows = clone.keys("purchase", ["coupon", "customer_id", "channel"]).compactMap(\.self)
    for row in rows {
      #expect(kinds[row[1]] == "person")
      #expect(row[2] == "web")
    }
    #expect(rows.count > 150)
  }

  @Test func labelsOfFewAreNotNamed() throws {
    let rules = try shop().fit().rules.map(\.condition)
    #expect(!rules.contains { $0.contains("Seller") }, "\(rules)")
  }
}
