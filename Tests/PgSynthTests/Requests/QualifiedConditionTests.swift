import Testing

@testable import PgSynth

struct QualifiedConditionTests {
  @Test(arguments: [
    ("customer.country = 'FR'", "customer", "country = 'FR'", ["country"]),
    (
      "shop.sale.amount BETWEEN 1 AND 2 OR shop.sale.\"Odd name\" IS NULL", "shop.sale",
      "amount BETWEEN 1 AND 2 OR \"Odd name\" IS NULL", ["Odd name", "amount"]
    ),
    (
      "pg_catalog.lower(customer.city) IN ('a.b', 'rome') AND customer.age > 1.5", "customer",
      "pg_catalog.lower(city) IN ('a.b', 'rome') AND age > 1.5", ["age", "city"]
    ),
  ])
  func `columns lose their table`(text: String, table: String, condition: String, columns: [String])
    throws
  {
    let read = try QualifiedCondition(text)
    #expect(read.table == table)
    #expect(read.condition == condition)
    #expect(read.columns == columns)
  }

  @Test(arguments: ["country = 'FR'", "a.b = c.d", "a.b =", "a.b = (SELECT 1)", "a.b BETWEEN 1"])
  func `what is about no table, two, or not understood is refused`(text: String) {
    #expect(throws: QualifiedCondition.Problem.self) { try QualifiedCondition(text) }
  }
}
