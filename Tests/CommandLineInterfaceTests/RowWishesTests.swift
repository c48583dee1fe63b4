import ArgumentParser
import PgSynth
import Testing

@testable import CommandLineInterface

struct RowWishesTests {
  private func requests(_ yaml: String) throws(PgSynthError) -> [RowRequest] {
    try ConditionsFile(path: "conditions.yaml").requests(in: yaml)
  }

  @Test
  func `numbers of rows are read with their places`() throws {
    let found = try requests(
      """
      - {where: "customers.country = 'FR'", rows: 100}
      - table: customers
        rows: 20
      """
    )
    var french = RowRequest(where: "customers.country = 'FR'", rows: 100)
    french.place = "conditions.yaml line 1"
    var others = RowRequest(table: "customers", rows: 20)
    others.place = "conditions.yaml line 2"
    #expect(found == [french, others])
  }

  @Test(arguments: [
    ("rows: 3", "conditions.yaml must be a list of"),
    ("- {where: a, rows: many}", "conditions.yaml line 1: rows must be a whole number, 0 or more"),
    ("- {where: a}", "conditions.yaml line 1: rows must be a whole number, 0 or more"),
    (
      "- {where: a, table: b, rows: 1}",
      "conditions.yaml line 1: an entry has either where or table"
    ),
    ("- {when: a, rows: 1}", "conditions.yaml line 1: an entry has where or table, and rows"),
    ("- [", "conditions.yaml is not YAML"),
  ])
  func `what is wrong is said with its line`(yaml: String, message: String) {
    let error = #expect(throws: PgSynthError.self) { try requests(yaml) }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }

  @Test
  func `flags name conditions, a file and given rows`() throws {
    let wishes = try RowWishes.parse(
      [
        "--where", "a.b = 1", "--where", "a.c = 2", "--conditions", "c.yaml", "--given",
        "a=x=y.csv",
      ]
    )
    var settings = CloneSettings()
    try wishes.state(in: &settings)
    #expect(settings.rowConditions == ["a.b = 1", "a.c = 2"])
    #expect(settings.conditionsFile == "c.yaml")
    #expect(settings.givenFiles == ["a": "x=y.csv"])
    let wrong = try RowWishes.parse(["--given", "customers.csv"])
    #expect(throws: PgSynthError.self) { try wrong.state(in: &settings) }
  }
}
