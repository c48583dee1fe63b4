import Statistics
import Testing

@testable import RelationalModels

/// Columns that are set in all rows of a parent or in none.
@Suite struct SharedPresenceTests {
  private static let shelves = 80
  private static let goodsOfShelf = 20

  /// Goods on shelves that do not say what they hold.
  ///
  /// Some hold clothes with a colour, some books with pages and a binding, some toys with an age and a colour.
  private func goods() -> SampleDatabase {
    var random = CounterGenerator(81)
    var shelf: [Int64] = []
    var colours: [String?] = []
    var pages: [Int64?] = []
    var ages: [Int64?] = []
    var bindings: [String?] = []
    for number in 0..<Self.shelves {
      let kind = number % 4 == 3 ? random.integer(below: 4) : number % 4
      for _ in 0..<Self.goodsOfShelf {
        shelf.append(Int64(number + 1))
        colours.append(
          kind != 2 ? ["red", "green", "blue", "black"][random.integer(below: 4)] : nil
        )
        pages.append(kind == 2 ? Int64(50 + random.integer(below: 400)) : nil)
        ages.append(kind == 3 ? Int64(random.integer(below: 12)) : nil)
        bindings.append(kind == 2 ? "hard" : nil)
      }
    }
    return SampleDatabase(
      SampleTable("shelf", [.serial(Self.shelves)]),
      SampleTable(
        "good",
        [
          .serial(shelf.count), .integers("shelf_id", shelf), .texts("colour", colours),
          .integers("pages", pages), .integers("age", ages), .texts("binding", bindings),
        ],
        references: [reference("shelf_id", "shelf")]
      )
    )
  }

  /// Which columns each row has set.
  private func kinds(_ clone: SampleClone) -> [String] {
    let columns = ["colour", "pages", "age", "binding"].map { ($0, clone.cells("good", $0)) }
    return (0..<clone.rowCount("good")).map { row in
      columns.filter { $0.1[row] != nil }.map(\.0).joined(separator: " ")
    }
  }

  @Test func siblingsHaveTheSameColumnsSet() throws {
    let database = goods()
    let model = try database.fit()
    let rules = model.rules.map(\.condition)
    #expect(rules.contains("age is null in all rows of shelf_id or in none"), "\(rules)")
    for seed in UInt64(1)...3 {
      let clone = try SampleClone(model, seed: seed, metadata: database.metadata)
      var ofShelf: [String: Set<String>] = [:]
      for (shelf, kind) in zip(clone.cells("good", "shelf_id"), kinds(clone)) {
        ofShelf[shelf ?? "", default: []].insert(kind)
      }
      #expect(ofShelf.values.allSatisfy { $0.count == 1 })
    }
  }

  @Test func firstOnesLearnFromAllSiblings() throws {
    let database = goods()
    let known = Set(kinds(database.source))
    let clone = kinds(try database.clone())
    #expect(share(clone) { known.contains($0) } > 0.9)
    for kind in known {
      let real = share(kinds(database.source)) { $0 == kind }
      #expect(abs(share(clone) { $0 == kind } - real) < 0.15, "\(kind)")
    }
  }

  @Test func labelsThatSiblingsShareStayAsFrequent() throws {
    let database = goods()
    let bound = share(database.source.cells("good", "binding")) { $0 != nil }
    let shares = try (UInt64(1)...4).map { seed in
      share(try database.clone(seed: seed).cells("good", "binding")) { $0 != nil }
    }
    // Eighty shelves differ by chance from seed to seed.
    #expect(abs(shares.reduce(0, +) / 4 - bound) < 0.12, "\(shares)")
  }

  @Test func oneOfManyTellsNothing() throws {
    var random = CounterGenerator(82)
    let shelf = (0..<1_600).map { Int64(1 + $0 / 20) }
    let ages = shelf.map { _ in random.uniform() < 0.5 ? Int64(random.integer(below: 9)) : nil }
    let database = SampleDatabase(
      SampleTable("shelf", [.serial(80)]),
      SampleTable(
        "good",
        [.serial(1_600), .integers("shelf_id", shelf), .integers("age", ages)],
        references: [reference("shelf_id", "shelf")]
      )
    )
    #expect(try database.fit().rules.allSatisfy { !$0.condition.contains("in all rows of") })
  }
}
