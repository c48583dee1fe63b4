import Testing

@testable import SQLExpressions

struct RowConditionTests {
  /// 2026-01-01.
  private static let now: Int64 = 9497 * 86_400_000_000

  private func verdict(_ text: String, _ row: [String: SQLValue]) -> RowCondition.Verdict? {
    let names = row.keys.sorted()
    let positions = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    return RowCondition(text, positions: positions, now: Self.now)?.verdict {
      row[names[$0]] ?? .null
    }
  }

  @Test(arguments: [
    ("((latitude >= ('-90'::integer)::numeric) AND (latitude <= (90)::numeric))", 90.0, true),
    ("((latitude >= ('-90'::integer)::numeric) AND (latitude <= (90)::numeric))", -90.5, false),
    ("((latitude % (2)::numeric) = (0)::numeric)", 4, true),
    ("(abs(latitude) < (10)::numeric)", -11, false),
    ("(latitude = ANY (ARRAY[1, 2]))", 2, true),
    ("(latitude <> ALL (ARRAY[1, 2]))", 2, false),
    ("(CASE WHEN (latitude > 3) THEN (latitude < 5) ELSE true END)", 6, false),
    ("(NOT (latitude > 3))", 3, true),
    ("(- latitude > -2.5)", 2, true),
  ])
  func `numbers`(text: String, value: Double, holds: Bool) {
    #expect(verdict(text, ["latitude": .number(value)]) == (holds ? .holds : .violated))
  }

  @Test(
    arguments: [
      ("((code)::text ~ '^[a-z0-9_]{1,5}$'::text)", "ab_1", true),
      ("((code)::text ~ '^[a-z0-9_]{1,5}$'::text)", "AB", false),
      ("((code)::text ~* '^[a-z]+$'::text)", "AB", true),
      ("((code)::text !~~ '%@%'::text)", "a@b", false),
      ("(code ~~ 'a\\_%'::text)", "a_b", true),
      ("(code ~~ 'a\\_%'::text)", "axb", false),
      ("(length((code)::text) <= 3)", "äöü", true),
      ("(code = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[]))", "y", true),
      ("(code = ANY ('{x,\"y z\"}'::text[]))", "y z", true),
      ("(code = ANY (ARRAY['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']))", "i", true),
      ("(code = ANY (ARRAY['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']))", "j", false),
      ("code IN ('x', 'y') AND NOT code IN ('y')", "x", true),
      ("code NOT IN ('x', 'y')", "y", false),
      ("code LIKE 'a%' AND code NOT LIKE '%b' OR code ILIKE 'X'", "x", true),
      ("POSITION(('a'::text) IN (code)) = 2", "ba", true),
      ("length(code) BETWEEN 2 AND 3 AND code <> 'ab'", "ab", false),
      ("length(code) NOT BETWEEN 2 AND 3", "a", true),
      ("(code || 'x' = ANY (ARRAY['ax', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']))", "a", true),
      ("((code = 'Asia'::text) OR (code = 'Europe'::text))", "Africa", false),
      ("(lower((code)::text) = (code)::text)", "aB", false),
      ("(btrim(code) <> ''::text)", "  ", false),
      ("(jsonb_typeof(code) = 'object'::text)", "{\"a\": 1}", true),
      ("(\"left\"(code, 2) = 'it''s'::text)", "it", false),
      ("(POSITION(('@'::text) IN (code)) > 1)", "@b", false),
      ("(code < 'm'::text)", "a", nil),
      ("(my.checker(code))", "a", nil),
      ("((code).part > 1)", "a", nil),
    ] as [(String, String, Bool?)]
  )
  func `texts`(text: String, value: String, holds: Bool?) {
    let found = verdict(text, ["code": .text(value)]) ?? .unknown
    #expect(found == (holds.map { $0 ? .holds : .violated } ?? .unknown))
  }

  @Test
  func `nulls are as in a CHECK`() {
    let either = "((plan_id IS NOT NULL) <> (subscription_id IS NOT NULL))"
    let value = SQLValue.text("a")
    #expect(verdict(either, ["plan_id": value, "subscription_id": .null]) == .holds)
    #expect(verdict(either, ["plan_id": value, "subscription_id": value]) == .violated)
    #expect(verdict("(a >= 0)", ["a": .null]) == .holds)
    #expect(verdict("((a >= 0) AND (b IS NOT NULL))", ["a": .null, "b": .null]) == .violated)
    #expect(verdict("(num_nonnulls(a, b) = 1)", ["a": .null, "b": value]) == .holds)
    #expect(verdict("(a IS DISTINCT FROM b)", ["a": .null, "b": .null]) == .violated)
    #expect(verdict("(COALESCE(a, 5) > 4)", ["a": .null]) == .holds)
  }

  @Test
  func `points in time`() {
    let day = SQLValue.date(9000)
    #expect(verdict("((a <= b) OR (b IS NULL))", ["a": day, "b": .date(8999)]) == .violated)
    #expect(verdict("(a <= CURRENT_DATE)", ["a": day]) == .holds)
    #expect(verdict("(a <= now())", ["a": .date(9498)]) == .violated)
    #expect(verdict("((b - a) <= 30)", ["a": day, "b": .date(9031)]) == .violated)
    #expect(
      verdict("(a < (b + '01:00:00'::interval))", ["a": .instant(5), "b": .instant(0)]) == .holds
    )
    #expect(
      verdict(
        "((a >= '2007-01-01 00:00:00'::timestamp without time zone) AND (a < '2007-02-01'::date))",
        ["a": .instant(2557 * 86_400_000_000)]
      ) == .holds
    )
    #expect(verdict("(EXTRACT(year FROM a) = (2024)::numeric)", ["a": day]) == .holds)
    #expect(verdict("(EXTRACT(isodow FROM a) = (6)::numeric)", ["a": .date(0)]) == .holds)
    #expect(verdict("(a > '1 day 02:00:00'::interval)", ["a": .span(93_600_000_000)]) == .violated)
  }

  @Test
  func `what is not an expression is not understood`() {
    for text in ["", "(a", "a b", "a = ", "SELECT 1", "(a) + )", "EXISTS (SELECT 1)"] {
      #expect(SQLExpression(text) == nil, "\(text)")
    }
  }
}
