import Metadata
import TableData
import Testing

@testable import QualityMetrics

/// Regions have shops, shops have sales; a sale's amount follows the shop's size, the region's price level and the
/// sale before it.
private struct Shops {
  var shuffles = false
  var forgetsSiblings = false
  var repeatsValues = false

  private static func id(_ name: String) -> TableID { TableID(schema: "public", name: name) }

  private static func key(_ child: String, _ parent: String) -> ForeignKey {
    ForeignKey(
      name: "\(child)_\(parent)",
      child: id(child),
      childColumns: ["\(parent)_id"],
      parent: id(parent),
      parentColumns: ["id"]
    )
  }

  private func rows(seed: UInt64) -> [String: [SampleColumn]] {
    var numbers = SampleNumbers(seed: seed)
    func draw() -> Double { Double.random(in: 0..<1, using: &numbers) }
    let levels = (0..<40).map { Double($0) / 40 }
    let regions = (0..<200).map { $0 % 40 }
    let sizes = (0..<200).map { Double($0 * 7 % 200) / 200 }
    var shops: [Int64] = []
    var amounts: [Double] = []
    var kinds: [String] = []
    for shop in 0..<200 {
      var last = 0.0
      let kind = ["food", "books", "tools"][shop % 3]
      for sale in 0..<20 {
        let own = 5 * sizes[shop] + 5 * levels[regions[shop]]
        last = forgetsSiblings ? draw() * 3 : 0.9 * last + draw()
        shops.append(Int64(shop))
        amounts.append(own + last)
        kinds.append(repeatsValues ? kind : ["food", "books", "tools"][sale % 3])
      }
    }
    if shuffles { shops.shuffle(using: &numbers) }
    return [
      "region": [.integers("id", (0..<40).map { $0 }), .reals("level", levels)],
      "shop": [
        .integers("id", (0..<200).map { $0 }), .integers("region_id", regions.map { Int64($0) }),
        .reals("size", sizes),
      ],
      "sale": [
        .integers("id", (0..<Int64(shops.count)).map { $0 }), .integers("shop_id", shops),
        .reals("amount", amounts), .texts("kind", kinds),
      ],
    ]
  }

  func compared(with other: Shops) -> ComparedDatabase {
    let (real, clone) = (rows(seed: 1), other.rows(seed: 2))
    let keys = ["shop": Self.key("shop", "region"), "sale": Self.key("sale", "shop")]
    func table(_ name: String) -> ComparedTable {
      let columns = real[name] ?? []
      func rows(_ columns: [SampleColumn]) -> TableRows {
        TableRows(
          table: Self.id(name),
          columnNames: columns.map(\.column.name),
          columns: columns.map(\.values),
          rowCount: columns[0].values.count
        )
      }
      return ComparedTable(
        table: Table(
          id: Self.id(name),
          columns: columns.map(\.column),
          primaryKey: UniqueKey(name: "\(name)_pkey", columns: ["id"], isPrimary: true),
          foreignKeys: keys[name].map { [$0] } ?? []
        ),
        real: rows(columns),
        clone: rows(clone[name] ?? [])
      )
    }
    let side = RelationshipSide(degrees: [], nullRows: 0, orphanRows: 0)
    return ComparedDatabase(
      tables: [table("region"), table("shop"), table("sale")],
      relationships: ["shop", "sale"].compactMap { keys[$0] }.map {
        ComparedRelationship(key: $0, real: side, clone: side, hasWholeFamilies: true)
      }
    )
  }

  /// The scores of sales in shops.
  static func scores(real: Shops = Shops(), clone: Shops) -> FamilyQuality {
    let compared = real.compared(with: clone)
    let scored = compared.tables.map { TableScorer().score($0) }
    return FamilyScorer(compared, scored, jobs: 1).scores()[1]
  }
}

@Suite struct FamilyScorerTests {
  @Test func anotherSampleScoresNearOne() throws {
    let scores = Shops.scores(clone: Shops())
    #expect(try #require(scores.trendsOneHop) > 0.8)
    #expect(try #require(scores.trendsTwoHops) > 0.7)
    #expect(scores.trendsFurther == nil)
    #expect(try #require(scores.siblingAutocorrelation) > 0.97)
    #expect(scores.distinctPerParent == 1)
  }

  @Test func childrenOfOtherParentsLowerTheTrends() throws {
    let good = Shops.scores(clone: Shops())
    let shuffled = Shops.scores(clone: Shops(shuffles: true))
    #expect(try #require(shuffled.trendsOneHop) < #require(good.trendsOneHop) - 0.05)
    #expect(try #require(shuffled.trendsTwoHops) < #require(good.trendsTwoHops) - 0.02)
    #expect(try #require(shuffled.siblingAutocorrelation) < 0.8)
  }

  @Test func siblingsThatForgetTheOneBeforeShow() throws {
    let (good, other) = (
      Shops.scores(clone: Shops()), Shops.scores(clone: Shops(forgetsSiblings: true))
    )
    let score = try #require(other.siblingAutocorrelation)
    #expect(score < (try #require(good.siblingAutocorrelation)) - 0.03)
  }

  @Test func siblingsThatAreAllAlikeShow() throws {
    let other = Shops.scores(clone: Shops(repeatsValues: true))
    #expect(try #require(other.distinctPerParent) <= 0.5)
  }

  @Test func databasesWithoutForeignKeysHaveNone() {
    let tables = Shops().compared(with: Shops()).tables
    let compared = ComparedDatabase(tables: tables, relationships: [])
    #expect(FamilyScorer(compared, [], jobs: 1).scores().isEmpty)
  }
}
