import Metadata
import Statistics
import Testing

@testable import RelationalModels

/// Keys that follow from other keys by the rows alone.
@Suite struct KeyAgreementTests {
  /// Loans of members, each with a fine that names both, and ratings of which some name the loan.
  private func library() -> SampleDatabase {
    var random = CounterGenerator(51)
    let member = (0..<900).map { _ in Int64(1 + random.integer(below: 200)) }
    let lent = (0..<900).map { _ in Int64(random.integer(below: 2_000)) }
    let fined = (0..<900).filter { _ in random.uniform() < 0.8 }
    let rated = (0..<600).map { _ in random.integer(below: 900) }
    let names = rated.map { _ in random.uniform() < 0.8 }
    return SampleDatabase(
      SampleTable("member", [.serial(200)]),
      SampleTable(
        "loan",
        [
          .serial(900), .integers("member_id", member), .integers("lent_on", lent, type: "date"),
        ],
        references: [reference("member_id", "member")]
      ),
      SampleTable(
        "fine",
        [
          .serial(fined.count), .integers("member_id", fined.map { member[$0] }),
          .integers("loan_id", fined.map { Int64($0 + 1) }),
          .integers("cents", fined.map { _ in Int64(random.integer(below: 500)) }),
        ],
        references: [reference("member_id", "member"), reference("loan_id", "loan")]
      ),
      SampleTable(
        "rating",
        [
          .serial(600), .integers("member_id", rated.map { member[$0] }),
          .integers("loan_id", zip(rated, names).map { $1 ? Int64($0 + 1) : nil }),
          .integers(
            "rated_on",
            rated.map { lent[$0] + 1 + Int64(random.integer(below: 40)) },
            type: "date"
          ),
        ],
        references: [reference("member_id", "member"), reference("loan_id", "loan")]
      )
    )
  }

  @Test func bothWaysLeadToTheSameParent() throws {
    let database = library()
    let plan = database.plan()
    let fine = try #require(plan[tableID("fine")])
    #expect(fine.contextKey.map { fine.keys[$0].parent.name } == "loan")
    let model = try database.fit()
    let rules = model.rules.filter { $0.kind == .copy }.map { "\($0.table.name): \($0.condition)" }
    #expect(rules == ["fine: member_id = loan.member_id", "rating: member_id = loan.member_id"])
    let clone = try SampleClone(model, seed: 4, metadata: database.metadata)
    clone.expectIntegrity()
    let memberOfLoan = Dictionary(
      uniqueKeysWithValues: zip(clone.cells("loan", "id"), clone.cells("loan", "member_id"))
    )
    for table in ["fine", "rating"] {
      for (member, loan) in zip(clone.cells(table, "member_id"), clone.cells(table, "loan_id"))
      where loan != nil {
        #expect(memberOfLoan[loan] == member)
      }
    }
    #expect(abs(share(clone.cells("rating", "loan_id")) { $0 == nil } - 0.2) < 0.08)
    let lent = Dictionary(
      uniqueKeysWithValues: zip(clone.cells("loan", "id"), clone.numbers("loan", "lent_on"))
    )
    for (loan, day) in zip(clone.cells("rating", "loan_id"), clone.numbers("rating", "rated_on")) {
      guard let loan, let day, let before = lent[loan] ?? nil else { continue }
      #expect(day > before)
    }
  }

  /// Remarks on titles: most name the loan, and only some members have ever borrowed anything.
  private func remarks() -> SampleDatabase {
    var random = CounterGenerator(55)
    let member = (0..<500).map { _ in Int64(1 + random.integer(below: 150)) }
    let remarked = (0..<900).map { _ in random.integer(below: 500) }
    let names = remarked.map { _ in random.uniform() < 0.85 }
    return SampleDatabase(
      SampleTable("title", [.serial(120), .integers("year", (0..<120).map { 1_900 + $0 })]),
      SampleTable("member", [.serial(600), .integers("age", (0..<600).map { 18 + $0 % 50 })]),
      SampleTable(
        "loan",
        [.serial(500), .integers("member_id", member)],
        references: [reference("member_id", "member")]
      ),
      SampleTable(
        "remark",
        [
          .serial(900), .integers("title_id", remarked.indices.map { Int64(1 + $0 / 8) }),
          .integers("member_id", remarked.map { member[$0] }),
          .integers("loan_id", zip(remarked, names).map { $1 ? Int64($0 + 1) : nil }),
          .integers("stars", remarked.map { Int64(1 + $0 % 5) }),
        ],
        references: [
          reference("title_id", "title"), reference("member_id", "member"),
          reference("loan_id", "loan"),
        ]
      )
    )
  }

  @Test func parentsAreChosenThatLeadOn() throws {
    let database = remarks()
    let model = try database.fit()
    #expect(model.rules.map(\.condition).contains("member_id = loan.member_id"))
    for seed in UInt64(1)...4 {
      let clone = try SampleClone(model, seed: seed, metadata: database.metadata)
      clone.expectIntegrity()
      #expect(clone.rowCount("remark") == 900)
      let source = share(database.source.cells("remark", "loan_id")) { $0 == nil }
      #expect(abs(share(clone.cells("remark", "loan_id")) { $0 == nil } - source) < 0.05)
    }
  }

  @Test func whatIsSwitchedOffIsNotKept() throws {
    let off = RuleChoices(off: ["rating: member_id = loan.member_id"])
    let database = library()
    let model = try database.fit(rules: off)
    #expect(model.rules.filter { $0.kind == .copy }.count == 1)
    let clone = try SampleClone(model, seed: 4, metadata: database.metadata)
    let memberOfLoan = Dictionary(
      uniqueKeysWithValues: zip(clone.cells("loan", "id"), clone.cells("loan", "member_id"))
    )
    let pairs = zip(clone.cells("rating", "member_id"), clone.cells("rating", "loan_id"))
    #expect(share(Array(pairs)) { memberOfLoan[$0.1] == $0.0 } < 0.5)
  }

  @Test func whoIsReferredFollowsTheReferrer() throws {
    var random = CounterGenerator(52)
    let joined = (0..<900).map { Int64($0 * 3 + random.integer(below: 3)) }
    let referrer = (0..<900).map { row -> Int64? in
      row > 20 && random.uniform() < 0.4 ? Int64(1 + random.integer(below: row)) : nil
    }
    var region = (0..<900).map { _ in Int64(1 + random.integer(below: 6)) }
    for row in 0..<900 { if let other = referrer[row] { region[row] = region[Int(other) - 1] } }
    let database = SampleDatabase(
      SampleTable("region", [.serial(6), .texts("name", ["a", "b", "c", "d", "e", "f"])]),
      SampleTable(
        "person",
        [
          .serial(900), .integers("region_id", region), .integers("referred_by", referrer),
          .integers("joined_on", joined, type: "date"),
        ],
        references: [reference("region_id", "region"), reference("referred_by", "person")]
      )
    )
    let model = try database.fit { $0.referenceTables = .named(["region"]) }
    #expect(
      model.rules.map(\.condition) == [
        "region_id = referred_by.region_id", "joined_on > referred_by.joined_on",
      ]
    )
    let clone = try SampleClone(model, seed: 4, metadata: database.metadata)
    let ids = clone.cells("person", "id")
    let regions = Dictionary(uniqueKeysWithValues: zip(ids, clone.cells("person", "region_id")))
    let days = Dictionary(uniqueKeysWithValues: zip(ids, clone.numbers("person", "joined_on")))
    var referred = 0
    for (id, referrer) in zip(ids, clone.cells("person", "referred_by")) where referrer != nil {
      referred += 1
      #expect(regions[id] == regions[referrer])
      if let own = days[id] ?? nil, let other = days[referrer] ?? nil { #expect(own > other) }
    }
    #expect(referred > 250)
  }

  @Test func parentsThatGoTogetherDoSoInTheClone() throws {
    var random = CounterGenerator(53)
    let introduced = (0..<90).map { _ in Int64(random.integer(below: 1_000)) }
    let placed = (0..<500).map { _ in Int64(300 + random.integer(below: 1_000)) }
    var lines: [(order: Int64, product: Int64)] = []
    for order in 0..<500 {
      var known = introduced.indices.filter { introduced[$0] < placed[order] }
      for _ in 0..<(1 + random.integer(below: 6)) where !known.isEmpty {
        let product = known.remove(at: random.integer(below: known.count))
        lines.append((Int64(order + 1), Int64(product + 1)))
      }
    }
    let database = SampleDatabase(
      SampleTable("product", [.serial(90), .integers("introduced", introduced, type: "date")]),
      SampleTable("purchase", [.serial(500), .integers("placed", placed, type: "date")]),
      SampleTable(
        "line",
        [
          .serial(lines.count), .integers("purchase_id", lines.map(\.order)),
          .integers("product_id", lines.map(\.product)),
          .integers("pieces", lines.map { $0.order % 7 + 1 }),
        ],
        references: [reference("purchase_id", "purchase"), reference("product_id", "product")]
      )
    )
    let model = try database.fit()
    let rules = model.rules.map(\.condition)
    #expect(rules.contains("product.introduced < purchase.placed"), "\(rules)")
    #expect(rules.contains("product_id differs in all rows of purchase_id"), "\(rules)")
    let clone = try SampleClone(model, seed: 4, metadata: database.metadata)
    clone.expectIntegrity()
    func days(_ table: String, _ column: String) -> [String?: Double?] {
      Dictionary(uniqueKeysWithValues: zip(clone.cells(table, "id"), clone.numbers(table, column)))
    }
    let (products, purchases) = (days("product", "introduced"), days("purchase", "placed"))
    for (product, purchase) in zip(
      clone.cells("line", "product_id"),
      clone.cells("line", "purchase_id")
    ) {
      guard let first = products[product] ?? nil, let second = purchases[purchase] ?? nil else {
        continue
      }
      #expect(first < second)
    }
    for products in clone.groups("line", "product_id", by: "purchase_id").values {
      #expect(Set(products).count == products.count)
    }
    #expect(clone.rowCount("line") > lines.count * 9 / 10)
  }

  @Test func rowsThatFindNoParentMoveAndAreNumberedOn() throws {
    var random = CounterGenerator(54)
    let opened: [Int64] = [20, 180, 240, 420, 510, 600, 640, 790]
    let placed = (0..<600).map { _ in Int64(21 + random.integer(below: 900)) }
    var parcels: [(order: Int64, number: Int64, depot: Int64)] = []
    for order in 0..<600 {
      let open = opened.indices.filter { opened[$0] < placed[order] }
      for number in 1...(1 + random.integer(below: 3)) {
        let depot = open[random.integer(below: open.count)]
        parcels.append((Int64(order + 1), Int64(number), Int64(depot + 1)))
      }
    }
    let database = SampleDatabase(
      SampleTable("depot", [.serial(8), .integers("opened", opened, type: "date")]),
      SampleTable("purchase", [.serial(600), .integers("placed", placed, type: "date")]),
      SampleTable(
        "parcel",
        [
          .integers("purchase_id", parcels.map(\.order)),
          .integers("number", parcels.map(\.number)),
          .integers("depot_id", parcels.map(\.depot)),
        ],
        primaryKey: ["purchase_id", "number"],
        references: [reference("purchase_id", "purchase"), reference("depot_id", "depot")]
      )
    )
    let model = try database.fit { $0.referenceTables = .named([]) }
    #expect(model.rules.map(\.condition).contains("depot.opened < purchase.placed"))
    for seed in UInt64(1)...12 {
      let clone = try SampleClone(model, seed: seed, metadata: database.metadata)
      clone.expectIntegrity()
      #expect(clone.rowCount("parcel") == parcels.count)
    }
  }

  @Test func agreementByChanceIsNone() {
    let same = [Int32](repeating: 3, count: 200)
    #expect(!KeyAgreementTally(goal: same) { _ in 3 }.isAgreed)
    let mixed = (0..<200).map { Int32($0 % 7) }
    #expect(KeyAgreementTally(goal: mixed) { mixed[$0] }.isAgreed)
    #expect(!KeyAgreementTally(goal: mixed) { $0 == 5 ? 6 : mixed[$0] }.isAgreed)
  }
}
