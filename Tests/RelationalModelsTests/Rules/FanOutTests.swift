import Metadata
import Statistics
import Testing

@testable import RelationalModels

/// Parents that never have children, or always.
@Suite struct FanOutTests {
  /// Purchases in four states: drafts and cancelled ones have no parcels, all others some; every purchase has notes;
  /// products that are hidden are in no parcel.
  private func shop() -> SampleDatabase {
    var random = CounterGenerator(61)
    let states = (0..<900).map { _ in
      ["cancelled", "draft", "paid", "paid", "shipped", "shipped"][random.integer(below: 6)]
    }
    let sent = states.map { $0 == "draft" ? nil : Int64(random.integer(below: 400)) }
    let hidden = (0..<400).map { _ in Int64(random.uniform() < 0.3 ? 1 : 0) }
    let shown = hidden.indices.filter { hidden[$0] == 0 }
    var parcels: [(purchase: Int64, product: Int64)] = []
    var notes: [Int64] = []
    for purchase in 0..<900 {
      for _ in 0..<(1 + random.integer(below: 2)) { notes.append(Int64(purchase + 1)) }
      guard states[purchase] == "paid" || states[purchase] == "shipped" else { continue }
      for _ in 0..<(1 + random.integer(below: 3)) {
        let product = shown[random.integer(below: shown.count)]
        parcels.append((Int64(purchase + 1), Int64(product + 1)))
      }
    }
    return SampleDatabase(
      SampleTable(
        "purchase",
        [.serial(900), .texts("state", states), .integers("sent", sent, type: "date")]
      ),
      SampleTable("product", [.serial(400), .integers("hidden", hidden, type: "bool")]),
      SampleTable(
        "parcel",
        [
          .serial(parcels.count), .integers("purchase_id", parcels.map(\.purchase)),
          .integers("product_id", parcels.map(\.product)),
          .integers("grams", parcels.map { _ in Int64(random.integer(below: 900)) }),
        ],
        references: [reference("purchase_id", "purchase"), reference("product_id", "product")]
      ),
      SampleTable(
        "note",
        [
          .serial(notes.count), .integers("purchase_id", notes),
          .integers("length", notes.map { _ in Int64(random.integer(below: 90)) }),
        ],
        references: [reference("purchase_id", "purchase")]
      )
    )
  }

  private func fanOuts(_ model: FittedDatabase) -> Set<String> {
    Set(model.rules.filter { $0.kind == .fanOut }.map { "\($0.table.name): \($0.condition)" })
  }

  @Test func theyAreFoundAndKept() throws {
    let database = shop()
    let model = try database.fit()
    #expect(
      fanOuts(model) == [
        "parcel: no row for purchase where purchase.state in ('cancelled', 'draft')",
        "parcel: at least one row for each other row of purchase",
        "parcel: no row for product where product.hidden = true",
        "note: at least one row for each row of purchase",
      ]
    )
    for seed in UInt64(1)...3 {
      let clone = try SampleClone(model, seed: seed, metadata: database.metadata)
      clone.expectIntegrity()
      #expect(clone.rowCount("parcel") == database.source.rowCount("parcel"))
      let withParcels = Set(clone.cells("parcel", "purchase_id"))
      let withNotes = Set(clone.cells("note", "purchase_id"))
      for (id, state) in zip(clone.cells("purchase", "id"), clone.cells("purchase", "state")) {
        #expect(withParcels.contains(id) == (state == "paid" || state == "shipped"))
        #expect(withNotes.contains(id))
      }
      let products = Set(clone.cells("parcel", "product_id"))
      for (id, hidden) in zip(clone.cells("product", "id"), clone.numbers("product", "hidden"))
      where hidden == 1 {
        #expect(!products.contains(id))
      }
    }
  }

  @Test func whatIsSwitchedOffLeavesRoomForTheNext() throws {
    let off = "parcel: no row for purchase where purchase.state in ('cancelled', 'draft')"
    let found = fanOuts(try shop().fit(rules: RuleChoices(off: [off])))
    #expect(!found.contains(off))
    #expect(found.contains("parcel: no row for purchase where purchase.sent is null"), "\(found)")
  }

  @Test func chanceIsNoRule() throws {
    var random = CounterGenerator(62)
    let kinds = (0..<900).map { _ in ["a", "b", "c", "d"][random.integer(below: 4)] }
    let parents = (0..<600).map { _ in Int64(1 + random.integer(below: 900)) }
    let database = SampleDatabase(
      SampleTable("owner", [.serial(900), .texts("kind", kinds)]),
      SampleTable(
        "thing",
        [.serial(600), .integers("owner_id", parents)],
        references: [reference("owner_id", "owner")]
      )
    )
    #expect(fanOuts(try database.fit()).isEmpty)
  }

  @Test func smallerClonesKeepThemAsFarAsRowsGo() throws {
    let database = shop()
    let model = try database.fit { $0.rowCounts = ["note": 400] }
    let clone = try SampleClone(model, seed: 5, metadata: database.metadata)
    #expect(clone.rowCount("note") == 400)
  }
}
