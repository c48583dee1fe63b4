import Metadata
import Testing

@testable import RelationalModels

@Suite struct ReferenceRuleTests {
  /// The tables taken for reference tables; every given one has a child.
  private func found(_ tables: SampleTable...) -> [String] {
    var all = tables.map(\.table)
    for table in tables {
      let key = table.table.primaryKey?.columns.first ?? "id"
      all.append(
        SampleTable(
          "uses_" + table.table.id.name,
          [.serial(500), .integers("reference", (0..<500).map { Int64($0) })],
          references: [(["reference"], table.table.id.name, [key])]
        ).table
      )
    }
    return ReferenceRule.referenceTables(in: DatabaseMetadata(tables: all)).map(\.name).sorted()
  }

  private func names(_ count: Int) -> [String?] { (0..<count).map { "name \($0)" } }

  @Test func codesAreReferences() {
    let countries = SampleTable(
      "land",
      [
        .texts("code", (10..<60).map { String($0) }, type: "bpchar", length: 2),
        .texts("name", names(50)),
      ],
      primaryKey: ["code"]
    )
    #expect(found(countries) == ["land"])
  }

  @Test func listsThatSayWhatTheyAreAreReferences() {
    #expect(
      found(SampleTable("order_statuses", [.serial(6), .texts("name", names(6))])) == [
        "order_statuses"
      ]
    )
    #expect(
      found(SampleTable("PaymentType", [.serial(6), .texts("name", names(6))])) == ["PaymentType"]
    )
    #expect(
      found(SampleTable("country", [.serial(109), .texts("name", names(109))])) == ["country"]
    )
  }

  @Test func thirtyTenantsAreNone() {
    #expect(found(SampleTable("tenant", [.serial(30), .texts("name", names(30))])).isEmpty)
    #expect(
      found(
        SampleTable(
          "tenant",
          [
            .texts("code", (10..<40).map { String($0) }, type: "varchar", length: 8),
            .texts("owner_email", names(30)),
          ],
          primaryKey: ["code"]
        )
      ).isEmpty
    )
  }

  @Test func timesAndMoneyAreNoReference() {
    let times = (0..<6).map { Int64($0) }
    #expect(
      found(
        SampleTable("visit_type", [.serial(6), .integers("created", times, type: "timestamptz")])
      ).isEmpty
    )
    #expect(
      found(SampleTable("room_type", [.serial(6), .reals("price", times.map { Double($0) })]))
        .isEmpty
    )
  }

  @Test func longListsAreNone() {
    #expect(found(SampleTable("region", [.serial(400), .texts("name", names(400))])).isEmpty)
  }

  @Test func tablesThatNobodyRefersToAreNone() {
    let table = SampleTable("status", [.serial(6), .texts("name", names(6))]).table
    #expect(ReferenceRule.referenceTables(in: DatabaseMetadata(tables: [table])).isEmpty)
  }

  @Test func migrationTablesAreKept() {
    let table = SampleTable(
      "schema_migrations",
      [.texts("version", names(90))],
      primaryKey: ["version"]
    )
    #expect(ReferenceRule.referenceTables(in: DatabaseMetadata(tables: [table.table])).count == 1)
  }

  @Test func referencesMayReferToReferences() {
    let continent = SampleTable("continent", [.serial(6), .texts("name", names(6))])
    let country = SampleTable(
      "country",
      [
        .serial(100), .texts("name", names(100)),
        .integers("continent_id", (0..<100).map { Int64($0 % 6 + 1) }),
      ],
      references: [reference("continent_id", "continent")]
    )
    #expect(found(continent, country) == ["continent", "country"])
    let person = SampleTable("person", [.serial(700)])
    let kinds = SampleTable(
      "kind",
      [.serial(100), .integers("person_id", (0..<100).map { Int64($0 + 1) })],
      references: [reference("person_id", "person")]
    )
    #expect(found(person, kinds).isEmpty)
  }

  @Test func referenceTablesAreCopied() throws {
    let database = SampleDatabase(
      SampleTable("status", [.serial(6), .texts("name", names(6))]),
      SampleTable(
        "ticket",
        [.serial(200), .integers("status_id", (0..<200).map { Int64($0 % 6 + 1) })],
        references: [reference("status_id", "status")]
      )
    )
    let clone = try database.clone { $0.scale = 2 }
    #expect(database.plan()[tableID("status")]?.role == .reference)
    #expect(clone.texts("status", "name") == names(6))
    #expect(clone.rowCount("ticket") == 400)
    clone.expectIntegrity()
    let renewed = database.plan { $0.referenceTables = .none }
    #expect(renewed[tableID("status")]?.role == .root)
    let named = database.plan { $0.referenceTables = .named(["ticket"]) }
    #expect(named[tableID("ticket")]?.role == .reference)
  }
}
