import Testing

@testable import SQLExpressions

struct ColumnDomainTests {
  private func domain(_ conditions: String..., of column: String = "a") -> ColumnDomain {
    let expressions = conditions.compactMap { SQLExpression($0) }
    #expect(expressions.count == conditions.count)
    return ColumnDomain.domains(of: expressions, now: 0)[column] ?? ColumnDomain()
  }

  @Test
  func `bounds are the narrowest`() {
    let domain = domain("((a >= 1) AND (a < 10))", "(a > 1)", "(20 > a)")
    #expect(domain.lower == ColumnDomain.Bound(value: .number(1), isInclusive: false))
    #expect(domain.upper == ColumnDomain.Bound(value: .number(10), isInclusive: false))
    #expect(domain.contains(.number(2)))
    #expect(!domain.contains(.number(1)))
    #expect(!domain.contains(.number(10)))
  }

  @Test
  func `lists of values come in several forms`() {
    let expected: [SQLValue] = [.text("x"), .text("y")]
    #expect(domain("(a = ANY (ARRAY['x'::text, 'y'::text]))").allowed == expected)
    #expect(domain("(((a)::text = 'x'::text) OR ((a)::text = 'y'::text))").allowed == expected)
    #expect(
      domain("((a IS NULL) OR (a = ANY (ARRAY['x'::text, 'y'::text])))").allowed == expected
    )
    #expect(domain("(a <> ALL (ARRAY['x'::text, 'y'::text]))").excluded == Set(expected))
    #expect(domain("(NOT a)").allowed == [.boolean(false)])
  }

  @Test
  func `texts have lengths and patterns`() {
    let domain = domain(
      "((length((a)::text) >= 2) AND (char_length(a) < 5))",
      "(a ~ '^[a-z]+$'::text)"
    )
    #expect(domain.minimumLength == 2)
    #expect(domain.maximumLength == 4)
    #expect(domain.contains(.text("abc")))
    #expect(!domain.contains(.text("ABC")))
    #expect(!domain.contains(.text("abcde")))
  }

  @Test
  func `what only holds sometimes is a hint`() {
    let condition = "((kind <> 'legacy'::text) OR ((a IS NOT NULL) AND (a > 5)))"
    #expect(domain(condition).lower == nil)
    #expect(!domain(condition).isRequired)
    #expect(domain(condition).hints == [.number(5)])
    #expect(domain(condition, of: "kind").hints == [.text("legacy")])
    #expect(domain("((a IS NOT NULL) AND (b > 1))").isRequired)
  }
}
