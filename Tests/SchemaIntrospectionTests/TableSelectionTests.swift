import Metadata
import Testing

@testable import SchemaIntrospection

@Suite struct TableSelectionTests {
  let orders = TableID(schema: "public", name: "orders")

  @Test(
    "A pattern fits the name or schema.name",
    arguments: [
      ("orders", true), ("public.orders", true), ("public.*", true), ("*ers", true),
      ("o*r*s", true),
      ("*", true), ("order", false), ("sales.orders", false), ("Orders", false), ("", false),
      ("o*x", false), (#"\*"#, false),
    ]
  )
  func matching(pattern: String, fits: Bool) {
    #expect(TablePattern(pattern).matches(orders) == fits)
  }

  @Test func aBackslashTakesTheStarLiterally() {
    #expect(TablePattern(#"a\*b"#).matches(TableID(schema: "s", name: "a*b")))
    #expect(!TablePattern(#"a\*b"#).matches(TableID(schema: "s", name: "axb")))
  }

  @Test func exclusionWins() {
    let selection = TableSelection(included: ["public.*"], excluded: ["orders"])
    #expect(!selection.contains(orders))
    #expect(selection.contains(TableID(schema: "public", name: "lines")))
    #expect(!selection.contains(TableID(schema: "other", name: "lines")))
  }

  @Test func patternsThatMatchNothingAreFound() {
    let selection = TableSelection(included: ["orders"], excluded: ["order_lines"])
    #expect(selection.unmatchedPatterns(among: [orders]) == ["order_lines"])
  }

  @Test(
    arguments: [
      ("{}", []), ("{a,b}", ["a", "b"]), (#"{"a,b","c\"d\\e",""}"#, ["a,b", #"c"d\e"#, ""]),
      ("{ü x}", ["ü x"]),
    ] as [(String, [String])]
  )
  func arraysAreParsed(literal: String, elements: [String]) {
    #expect(ArrayLiteral.elements(literal) == elements)
    #expect(ArrayLiteral.elements(ArrayLiteral.text(elements)) == elements)
  }
}
