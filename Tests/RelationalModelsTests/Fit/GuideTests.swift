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
}
