import Metadata
import TableData
import Testing

@testable import RelationalModels

struct HoldOutTests {
  private func split(_ database: SampleDatabase, seed: UInt64 = 1) -> [TableID: UnitSplit] {
    HoldOut.split(
      database.plan { $0.referenceTables = .none },
      metadata: database.metadata,
      data: database.data,
      seed: seed
    )
  }

  /// Values of a column in the rows held out.
  private func heldOut(
    _ table: String,
    _ column: String,
    in database: SampleDatabase,
    seed: UInt64 = 1
  ) throws -> Set<Int64> {
    let id = tableID(table)
    let isOut = try #require(split(database, seed: seed)[id]).isHeldOut
    let values = try #require(database.data[id]?[column])
    return Set(
      isOut.indices.filter { isOut[$0] }.compactMap { values.number(at: $0).map { Int64($0) } }
    )
  }

  @Test
  func `one unit in ten stays out with all that hangs on it`() throws {
    let shop = SampleDatabase.shop(customers: 1_500)
    let customers = try heldOut("customer", "id", in: shop)
    #expect(customers.count == 150)
    let orders = try #require(split(shop)[tableID("orders")])
    let owners = try #require(shop.data[tableID("orders")]?["customer_id"])
    for row in orders.unitOfRow.indices {
      let owner = Int64(try #require(owners.number(at: row)))
      #expect(orders.isHeldOut[row] == customers.contains(owner))
      #expect(Int64(orders.unitOfRow[row]) == owner - 1)
    }
    #expect(orders.presentUnits == 1_200)
    // A table with few rows is fitted as a whole.
    #expect(split(shop)[tableID("coupon")]?.isHeldOut == [])
  }

  @Test
  func `few units are all needed`() {
    let splits = split(.shop(customers: HoldOut.minimumUnits - 1))
    #expect(splits.count == 3)
    #expect(splits.values.allSatisfy { $0.isHeldOut.isEmpty })
  }

  @Test
  func `the choice depends on keys and seed, not on the order of rows`() throws {
    var shop = SampleDatabase.shop(customers: 1_200)
    let first = try heldOut("customer", "id", in: shop)
    #expect(try heldOut("customer", "id", in: shop, seed: 2) != first)
    let id = tableID("customer")
    shop.data[id] = shop.data[id]?.selecting((0..<1_200).reversed())
    #expect(try heldOut("customer", "id", in: shop) == first)
  }

  @Test(arguments: [
    (parents: 30, rows: 2_000, heldOut: 200), (parents: 100, rows: 2_000, heldOut: 0),
    (parents: 80, rows: 8_000, heldOut: 0),
  ])
  func `rows come out of a few large families, not out of small ones or many`(
    parents: Int,
    rows: Int,
    heldOut: Int
  ) throws {
    let team = (0..<rows).map { Int64($0 % parents) + 1 }
    let club = SampleDatabase(
      SampleTable("team", [.serial(parents)]),
      SampleTable(
        "member",
        [.serial(rows), .integers("team_id", team)],
        references: [reference("team_id", "team")]
      )
    )
    #expect(try self.heldOut("member", "id", in: club).count == heldOut)
  }

  @Test
  func `trees stay whole`() throws {
    // 1,100 trees of three rows each.
    let above = (0..<3_300).map { row -> Int64? in row % 3 == 0 ? nil : Int64(row) }
    let forest = SampleDatabase(
      SampleTable(
        "node",
        [.serial(3_300), .integers("parent_id", above)],
        references: [reference("parent_id", "node")]
      )
    )
    let nodes = try heldOut("node", "id", in: forest)
    #expect(nodes.count == 330)
    #expect(Set(nodes.map { ($0 - 1) / 3 }).count == 110)
  }

  @Test
  func `large trees stay out as often as small ones`() throws {
    // 1,000 trees of five rows each, then 3,000 single rows.
    var above = [Int64?](repeating: nil, count: 8_000)
    for row in 0..<5_000 where row % 5 != 0 { above[row] = Int64(row - row % 5 + 1) }
    let forest = SampleDatabase(
      SampleTable(
        "node",
        [.serial(8_000), .integers("parent_id", above)],
        references: [reference("parent_id", "node")]
      )
    )
    let inTrees = try heldOut("node", "id", in: forest).filter { $0 <= 5_000 }
    let trees = Set(inTrees.map { ($0 - 1) / 5 })
    // A quarter of the 400 units, give or take three standard deviations.
    #expect(abs(trees.count - 100) < 27)
  }

  @Test
  func `series of a few parents keep all their rows`() throws {
    let count = 2_400
    let stations = (0..<count).map { row -> Int64? in Int64(row / 60 + 1) }
    let hours = (0..<count).map { row -> Int64? in Int64(row % 60) * 3_600_000_000 }
    let levels = (0..<count).map { row -> Int64? in Int64(row % 60 % 11) }
    let heights = (0..<40).map { row -> Int64? in Int64(row % 7) }
    func series(_ type: String) -> SampleDatabase {
      SampleDatabase(
        SampleTable("station", [.serial(40), .integers("height", heights)]),
        SampleTable(
          "reading",
          [
            .integers("station_id", stations), .integers("at", hours, type: type),
            .integers("level", levels),
          ],
          primaryKey: ["station_id", "at"],
          references: [reference("station_id", "station")]
        )
      )
    }
    #expect(split(series("timestamptz"))[tableID("reading")]?.isHeldOut == [])
    let numbered = try #require(split(series("int8"))[tableID("reading")])
    #expect(numbered.isHeldOut.count { $0 } == 240)
  }

  @Test
  func `no model sees what only units held out have`() throws {
    var shop = SampleDatabase.shop(customers: 1_500)
    let splits = split(shop)
    let id = tableID("customer")
    let isOut = try #require(splits[id]).isHeldOut
    let regions = SampleColumn.texts("region", isOut.map { $0 ? "secret" : "north" })
    let at = try #require(shop.data[id]?.columnNames.firstIndex(of: "region"))
    shop.data[id]?.columns[at] = regions.values
    let model = try FittedDatabase.fit(
      shop.plan { $0.referenceTables = .none },
      metadata: shop.metadata,
      data: shop.data,
      splits: splits,
      seed: 1,
      jobs: 1,
      progress: { _ in }
    )
    let clone = try SampleClone(model, seed: 1, metadata: shop.metadata)
    #expect(clone.rowCount("customer") == 1_500)
    #expect(Set(clone.texts("customer", "region")) == ["north"])
    clone.expectIntegrity()
  }
}
