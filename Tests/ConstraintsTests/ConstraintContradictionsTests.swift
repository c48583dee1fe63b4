import Metadata
import Testing

@testable import Constraints

struct ConstraintContradictionsTests {
  private func problem(_ constraints: Constraint...) throws -> String? {
    let schema = ConstraintSchema(SampleShop.metadata)
    let resolved = try constraints.enumerated().map { index, constraint in
      var constraint = constraint
      constraint.place = "line \(index + 1)"
      return try constraint.resolved(in: schema)
    }
    do {
      try ConstraintContradictions(resolved, metadata: SampleShop.metadata, now: 0).check()
      return nil
    } catch {
      #expect(error.code == .contradiction)
      return error.description
    }
  }

  @Test
  func `orders in a circle`() throws {
    let up = Constraint.inequality(table: "sale", low: "sent", high: "arrived", isStrict: true)
    let down = Constraint.inequality(table: "sale", low: "arrived", high: "placed")
    #expect(
      try problem(up, down)
        == """
        line 2: constraint inequality: shop.sale: arrived <= placed: arrived <= placed cannot hold together with \
        placed <= sent (CHECK sale_check of the source), sent < arrived (line 1); drop one of them
        """
    )
    #expect(try problem(up) == nil)
    // Equal columns are no contradiction.
    let back = Constraint.inequality(table: "sale", low: "sent", high: "placed")
    #expect(try problem(back) == nil)
    #expect(
      try problem(.inequality(table: "sale", low: "sent", high: "placed", isStrict: true))?
        .contains("placed <= sent (CHECK sale_check of the source)") == true
    )
  }

  @Test
  func `bounds that leave no value`() throws {
    let low = Constraint.range(table: "sale", column: "number", low: "10", high: nil)
    let high = Constraint.range(table: "sale", column: "number", low: nil, high: "5")
    #expect(
      try problem(low, high)?.contains("it and line 1 leave no value for number") == true
    )
    #expect(
      try problem(.range(table: "sale", column: "number", low: "5", high: "3"))?
        .contains("its own bounds leave no value for number") == true
    )
    #expect(
      try problem(.range(table: "sale", column: "amount", low: nil, high: "-1"))?
        .contains("it and what the schema says leave no value for amount") == true
    )
    #expect(try problem(low, .range(table: "sale", column: "number", low: nil, high: "10")) == nil)
    #expect(
      try problem(
        low,
        .range(table: "sale", column: "number", low: nil, high: "10", isStrict: true)
      ) != nil
    )
  }

  @Test
  func `columns that two constraints decide, or that follow from themselves`() throws {
    let tax = Constraint.columnFormula(table: "sale", column: "tax", formula: "amount / 5")
    #expect(
      try problem(tax, .columnFormula(table: "sale", column: "tax", formula: "number"))?
        .contains("tax is decided by constraint column-formula (line 1), too") == true
    )
    #expect(
      try problem(tax, .columnFormula(table: "sale", column: "amount", formula: "tax * 5"))?
        .contains("amount would be computed from itself") == true
    )
    let carried = Constraint.carryOverColumns(
      table: "sale",
      columns: ["tier"],
      from: "customer",
      key: ["customer_id"]
    )
    let parent = Constraint.denormalizedTable(table: "sale", key: ["number"], columns: ["tier"])
    #expect(try problem(carried, parent)?.contains("tier is decided by") == true)
    #expect(try problem(tax, carried) == nil)
  }

  @Test
  func `what rows have in common cannot be unique`() throws {
    #expect(
      try problem(
        .denormalizedTable(table: "sale", key: ["number"], columns: ["tier"]),
        .unique(table: "sale", columns: ["number", "tier"])
      )?.contains("says that rows have these columns in common") == true
    )
  }
}
