import Foundation
import Metadata
import Statistics
import Testing

@testable import RelationalModels

@Suite struct RuleFinderTests {
  private func numbers(_ count: Int, below: Int, seed: UInt64) -> [Int64] {
    var random = CounterGenerator(seed)
    return (0..<count).map { _ in Int64(1 + random.integer(below: below)) }
  }

  @Test func sumsAndProductsHoldInTheClone() throws {
    let quantity = numbers(400, below: 9, seed: 1)
    let price = numbers(400, below: 900, seed: 2)
    let fee = numbers(400, below: 50, seed: 3)
    let amount = zip(quantity, price).map { $0 * $1 }
    let database = SampleDatabase(
      SampleTable(
        "line",
        [
          .serial(400), .integers("quantity", quantity), .integers("price", price),
          .integers("amount", amount), .integers("fee", fee),
          .integers("total", zip(amount, fee).map { $0 + $1 }),
        ]
      )
    )
    let model = try database.fit()
    let clone = try SampleClone(model, seed: 3, metadata: database.metadata)
    let rows = ["quantity", "price", "amount", "fee", "total"].map { column in
      clone.numbers("line", column).compactMap(\.self)
    }
    for row in 0..<400 {
      #expect(rows[0][row] * rows[1][row] == rows[2][row])
      #expect(rows[2][row] + rows[3][row] == rows[4][row])
    }
    #expect(model.rules.contains { $0.condition == "amount = quantity * price" })
  }

  @Test func roundedProductsAreRules() throws {
    var random = CounterGenerator(4)
    let hours = (0..<400).map { _ in Double(1 + random.integer(below: 800)) / 100 }
    let rate = (0..<400).map { _ in Double(1 + random.integer(below: 9_000)) / 100 }
    let database = SampleDatabase(
      SampleTable(
        "work",
        [
          .serial(400), .reals("hours", hours, scale: 2), .reals("rate", rate, scale: 2),
          .reals("pay", zip(hours, rate).map { ($0 * $1 * 100).rounded() / 100 }, scale: 2),
        ]
      )
    )
    let clone = try database.clone()
    let columns = ["hours", "rate", "pay"].map { clone.numbers("work", $0).compactMap(\.self) }
    for row in 0..<400 {
      #expect(abs(columns[0][row] * columns[1][row] - columns[2][row]) < 0.0051)
    }
  }

  @Test func copiesFromTheParentHold() throws {
    var random = CounterGenerator(5)
    let price = (0..<60).map { _ in Int64(random.integer(below: 10_000)) }
    let parent = (0..<300).map { _ in Int64(1 + random.integer(below: 60)) }
    let database = SampleDatabase(
      SampleTable("product", [.serial(60), .integers("price", price)]),
      SampleTable(
        "sale",
        [
          .serial(300), .integers("product_id", parent),
          .integers("price", parent.map { price[Int($0) - 1] }),
        ],
        references: [reference("product_id", "product")]
      )
    )
    let clone = try database.clone()
    clone.expectIntegrity()
    let prices = Dictionary(
      uniqueKeysWithValues: zip(clone.cells("product", "id"), clone.cells("product", "price"))
    )
    for (product, price) in zip(clone.cells("sale", "product_id"), clone.cells("sale", "price")) {
      #expect(prices[product] == price)
    }
  }

  @Test func functionalDependenciesHold() throws {
    let cities = ["Oslo", "Bergen", "Turku", "Lund", "Malmö", "Espoo"]
    let countries = ["NO", "NO", "FI", "SE", "SE", "FI"]
    let city = numbers(400, below: 6, seed: 6).map { Int($0) - 1 }
    let database = SampleDatabase(
      SampleTable(
        "office",
        [
          .serial(400), .texts("city", city.map { cities[$0] }),
          .texts("country", city.map { countries[$0] }),
        ]
      )
    )
    let clone = try database.clone()
    for (city, country) in zip(clone.texts("office", "city"), clone.texts("office", "country")) {
      #expect(cities.firstIndex { $0 == city }.map { countries[$0] } == country)
    }
  }

  @Test func accidentalRulesAreNotInvented() throws {
    let database = SampleDatabase(
      SampleTable(
        "noise",
        [
          .serial(400), .integers("a", numbers(400, below: 10, seed: 7)),
          .integers("b", numbers(400, below: 10, seed: 8)),
          .integers("c", numbers(400, below: 10, seed: 9)),
          .texts("flag", numbers(400, below: 2, seed: 10).map { $0 == 1 ? "yes" : "no" }),
        ]
      )
    )
    #expect(try database.fit().rules.isEmpty)
  }

  @Test func aRuleWithExceptionsIsNone() throws {
    let a = numbers(400, below: 500, seed: 11)
    let b = numbers(400, below: 500, seed: 12)
    let database = SampleDatabase(
      SampleTable(
        "almost",
        [
          .serial(400), .integers("a", a), .integers("b", b),
          // One row in fifty does not follow.
          .integers("c", zip(a, b).enumerated().map { $1.0 + $1.1 + ($0 % 50 == 0 ? 17 : 0) }),
        ]
      )
    )
    #expect(try !database.fit().rules.contains { $0.condition.contains("+") })
  }

  @Test func fewRowsProveNothing() throws {
    let database = SampleDatabase(
      SampleTable(
        "tiny",
        [
          .serial(20), .integers("a", numbers(20, below: 90, seed: 13)),
          .integers("b", numbers(20, below: 90, seed: 13)),
        ]
      )
    )
    #expect(try !database.fit().rules.contains { $0.condition.contains(" = ") })
  }

  @Test func rulesHoldOnBothHalvesOfTheUnits() throws {
    // One half of the units obeys by construction, the other does not.
    let a = numbers(600, below: 500, seed: 14)
    let b = numbers(600, below: 500, seed: 15)
    let total = zip(a, b).enumerated().map { row, pair in
      pair.0 + pair.1 + (RuleEvidence.isForConjectures(unit: Int32(row)) ? 0 : 1)
    }
    let database = SampleDatabase(
      SampleTable(
        "half",
        [
          .serial(600), .integers("a", a), .integers("b", b), .integers("total", total),
        ]
      )
    )
    #expect(try !database.fit().rules.contains { $0.kind == .arithmetic })
  }

  @Test func noiseOfManyKindsHasNoRules() throws {
    var random = CounterGenerator(16)
    func pick<Value>(_ values: [Value]) -> [Value] {
      (0..<800).map { _ in values[random.integer(below: values.count)] }
    }
    let parents = (0..<800).map { _ in Int64(1 + random.integer(below: 200)) }
    let days = (0..<800).map { _ in Int64(random.integer(below: 3_000)) }
    let database = SampleDatabase(
      SampleTable(
        "parent",
        [
          .serial(200), .integers("size", numbers(200, below: 40, seed: 17)),
          .texts("region", Array(pick(["n", "s", "e", "w"]).prefix(200))),
        ]
      ),
      SampleTable(
        "noise",
        [
          .serial(800), .integers("parent_id", parents), .integers("day", days, type: "date"),
          .integers("other_day", Array(days.reversed()), type: "date"),
          .integers("size", numbers(800, below: 40, seed: 18)),
          .reals("share", pick([0.1, 0.2, 0.25, 0.5]), scale: 2),
          .reals(
            "amount",
            numbers(800, below: 90_000, seed: 19).map { Double($0) / 100 },
            scale: 2
          ),
          .texts("flag", pick(["yes", "no", nil])), .texts("colour", pick(["red", "blue", nil])),
          .integers("count", pick([1, 2, 3, nil])),
        ],
        references: [reference("parent_id", "parent")]
      )
    )
    let rules = try database.fit().rules.map(\.condition)
    #expect(rules.isEmpty, "\(rules)")
  }

  @Test func formulasOfThreeAndLinesHold() throws {
    var random = CounterGenerator(20)
    let quantity = (0..<500).map { _ in Double(1 + random.integer(below: 20)) }
    let price = (0..<500).map { _ in Double(100 + random.integer(below: 9_000)) / 100 }
    let discount = (0..<500).map { _ in Double(random.integer(below: 30)) / 100 }
    let net = quantity.indices.map {
      FormulaResult.rounded(quantity[$0] * price[$0] * (1 - discount[$0]), decimals: 2)
    }
    let celsius = (0..<500).map { _ in Double(random.integer(below: 400)) / 10 }
    let database = SampleDatabase(
      SampleTable(
        "line",
        [
          .serial(500), .reals("quantity", quantity), .reals("price", price, scale: 2),
          .reals("discount", discount, scale: 2), .reals("net", net, scale: 2),
          .reals("celsius", celsius, scale: 1),
          .reals("fahrenheit", celsius.map { ($0 * 180).rounded() / 100 + 32 }, scale: 2),
        ]
      )
    )
    let model = try database.fit()
    let rules = model.rules.map(\.condition)
    #expect(rules.contains("net = quantity * price * (1 - discount)"), "\(rules)")
    #expect(
      rules.contains("fahrenheit = celsius * 1.8 + 32")
        || rules.contains { $0.hasPrefix("celsius = ") },
      "\(rules)"
    )
    let clone = try SampleClone(model, seed: 2, metadata: database.metadata)
    let columns = ["quantity", "price", "discount", "net", "celsius", "fahrenheit"].map {
      clone.numbers("line", $0).compactMap(\.self)
    }
    for row in 0..<500 {
      let exact = columns[0][row] * columns[1][row] * (1 - columns[2][row])
      #expect(FormulaResult.rounded(exact, decimals: 2) == columns[3][row])
      #expect(abs(columns[4][row] * 1.8 + 32 - columns[5][row]) < 0.051)
    }
  }

  @Test func labelsFollowFromStretches() throws {
    let points = numbers(900, below: 3_000, seed: 21)
    let tiers = points.map { $0 > 2_000 ? "gold" : $0 > 700 ? "silver" : "bronze" }
    let database = SampleDatabase(
      SampleTable(
        "member",
        [.serial(900), .texts("tier", tiers), .integers("points", points)]
      )
    )
    let model = try database.fit()
    #expect(model.rules.map(\.condition) == ["tier is decided by stretches of points"])
    let clone = try SampleClone(model, seed: 2, metadata: database.metadata)
    for (points, tier) in zip(clone.numbers("member", "points"), clone.texts("member", "tier")) {
      let points = points ?? 0
      if points > 2_005 { #expect(tier == "gold") }
      if points < 695 { #expect(tier == "bronze") }
    }
  }

  @Test func functionsOfAParentsColumnHold() throws {
    var random = CounterGenerator(22)
    let regions = ["north", "south", "east", "west"]
    let taxes = ["full", "none", "half", "full"]
    let region = (0..<200).map { _ in random.integer(below: 4) }
    let parent = (0..<800).map { _ in random.integer(below: 200) }
    let database = SampleDatabase(
      SampleTable("shop", [.serial(200), .texts("region", region.map { regions[$0] })]),
      SampleTable(
        "sale",
        [
          .serial(800), .integers("shop_id", parent.map { Int64($0 + 1) }),
          .texts("tax", parent.map { taxes[region[$0]] }),
        ],
        references: [reference("shop_id", "shop")]
      )
    )
    let model = try database.fit()
    #expect(!model.rules.isEmpty)
    let clone = try SampleClone(model, seed: 2, metadata: database.metadata)
    let regionOfShop = Dictionary(
      uniqueKeysWithValues: zip(clone.cells("shop", "id"), clone.texts("shop", "region"))
    )
    for (shop, tax) in zip(clone.cells("sale", "shop_id"), clone.texts("sale", "tax")) {
      let region = regionOfShop[shop].flatMap { name in regions.firstIndex { $0 == name } }
      #expect(region.map { taxes[$0] } == tax)
    }
  }

  @Test func rareLabelsFollowTheRuleOfTheOthers() throws {
    // Two rows in a thousand are of a state that is too rare to prove anything by itself.
    let states = (0..<2_000).map { $0 % 500 == 7 ? "new" : $0 % 10 == 0 ? "void" : "done" }
    let days = numbers(2_000, below: 3_000, seed: 23)
    let database = SampleDatabase(
      SampleTable(
        "job",
        [
          .serial(2_000), .texts("state", states, type: "text"),
          .integers("day", states.indices.map { states[$0] == "done" ? days[$0] : nil }),
        ]
      )
    )
    let rules = try database.fit().rules.map(\.condition)
    #expect(rules.contains { $0.hasPrefix("(day is ") }, "\(rules)")
  }

  @Test func switchingOffWhatIsNoRuleNamesTheNearest() throws {
    let first = numbers(400, below: 900, seed: 24)
    let second = zip(first, numbers(400, below: 90, seed: 25)).map { $0 + $1 }
    let database = SampleDatabase(
      SampleTable(
        "span",
        [
          .serial(400), .integers("first", first, type: "date"),
          .integers("second", second, type: "date"),
        ]
      )
    )
    func rules(off: [String]) throws -> [String] {
      try database.fit(rules: RuleChoices(off: off)).rules.map(\.condition)
    }
    #expect(try rules(off: []) == ["first < second"])
    #expect(try rules(off: ["public.span: first < second"]).isEmpty)
    #expect(try rules(off: ["span"]).isEmpty)
    let error = try #require(throws: RuleError.self) { try rules(off: ["span: first <= second"]) }
    #expect(error.code == .unknownRule)
    #expect(
      error.description == """
        rules: "span: first <= second": no such rule was found in the source; nearest are \
        "public.span: first < second". `pgsynth inspect --rules` lists all
        """
    )
  }

  @Test func functionsHoldWhereTheirSourceIsSet() throws {
    var random = CounterGenerator(26)
    let codes = ["summer", "black", "hello", "sorry"]
    let percent: [Int64] = [15, 25, 10, 5]
    let coupon = (0..<1_200).map { _ in random.uniform() < 0.4 ? random.integer(below: 4) : nil }
    let database = SampleDatabase(
      SampleTable(
        "purchase",
        [
          .serial(1_200), .texts("coupon", coupon.map { $0.map { codes[$0] } }),
          .integers(
            "discount",
            coupon.map { $0.map { percent[$0] } ?? Int64(random.integer(below: 9)) }
          ),
        ]
      )
    )
    let model = try database.fit()
    let rules = model.rules.map(\.condition)
    #expect(rules.contains("discount is a function of coupon where that is set"), "\(rules)")
    let clone = try SampleClone(model, seed: 2, metadata: database.metadata)
    let rows = Array(
      zip(clone.texts("purchase", "coupon"), clone.numbers("purchase", "discount"))
    )
    for case (let coupon?, let discount) in rows {
      #expect(discount == codes.firstIndex(of: coupon).map { Double(percent[$0]) })
    }
    let free = rows.filter { $0.0 == nil }
    #expect(abs(share(rows) { $0.0 == nil } - 0.6) < 0.06)
    #expect(Set(free.compactMap(\.1)).count > 6)
  }

  @Test func labelsGoWithTheParentThatTheyTell() throws {
    var random = CounterGenerator(27)
    let cities = (0..<24).map { "city \($0)" }
    let city = (0..<1_500).map { _ in random.integer(below: 24) }
    let database = SampleDatabase(
      SampleTable("land", [.serial(6), .texts("name", ["a", "b", "c", "d", "e", "f"])]),
      SampleTable(
        "branch",
        [
          .serial(1_500), .integers("land_id", city.map { Int64($0 % 6 + 1) }),
          .texts("city", city.map { cities[$0] }),
        ],
        references: [reference("land_id", "land")]
      )
    )
    let model = try database.fit { $0.referenceTables = .named(["land"]) }
    #expect(model.rules.map(\.condition) == ["land_id is a function of city"])
    let clone = try SampleClone(model, seed: 2, metadata: database.metadata)
    for (city, land) in zip(clone.texts("branch", "city"), clone.numbers("branch", "land_id")) {
      #expect(city.flatMap(cities.firstIndex).map { Double($0 % 6 + 1) } == land)
    }
  }

  @Test func whatFollowsFromAForcedValueFollowsIt() throws {
    // Nearly all days of a place are taken, so that many draws meet a day that is.
    var random = CounterGenerator(28)
    let places = ["north", "east", "south", "west", "centre"]
    let rows = (0..<5).flatMap { place in
      (0..<240).filter { _ in random.uniform() < 0.95 }.map { (place, Int64($0)) }
    }
    let database = SampleDatabase(
      SampleTable(
        "day",
        [
          .serial(rows.count), .texts("place", rows.map { places[$0.0] }),
          .integers("number", rows.map(\.1)), .integers("twice", rows.map { 2 * $0.1 }),
        ],
        unique: [UniqueKey(name: "day_key", columns: ["place", "number"], isPrimary: false)]
      )
    )
    let clone = try database.clone()
    clone.expectIntegrity()
    for (number, twice) in zip(clone.numbers("day", "number"), clone.numbers("day", "twice")) {
      #expect(number.map { 2 * $0 } == twice)
    }
  }
}
