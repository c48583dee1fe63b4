import PostgresClient
import TestSupport
import Testing

@testable import SQLExpressions

/// What PostgreSQL says about conditions, beside what is said here.
struct PostgresParityTests {
  private static let table = """
    CREATE TABLE t (n numeric, i int, s text, v varchar(20), c char(4), b boolean, d date, z timestamptz, a text[]);
    INSERT INTO t VALUES
      (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
      (0, 0, '', '', '', false, '2000-01-01', '2000-01-01 00:00+00', '{}'),
      (1.5, 3, 'abc', 'ABC', 'ab', true, '2024-02-29', '2024-02-29 13:45:10+00', '{x,y}'),
      (-2, -7, 'a@b.example', 'x_y', 'abcd', true, '1969-07-20', '1969-07-20 20:17:40+00', '{abc,NULL,"q z"}'),
      (100, 12, ' Größe ', '100%', 'a b', NULL, '1999-12-31', '2025-06-01 02:00+02', '{NULL}'),
      (99.99, 6, 'it''s', 'aab', 'AB', false, '2100-01-01', NULL, NULL);
    """

  private static let conditions = [
    "n >= 0 AND n < 100", "n BETWEEN -2 AND 1.5", "i % 2 = 0", "abs(i) > 3", "-i < 5",
    "n * 2 = 3 OR i + 1 = 1", "i IN (0, 3, 12)", "i NOT IN (0, 3)", "n IS NULL OR n <> 1.5",
    "greatest(n, i) > 2", "least(n, i, 5) < 0", "coalesce(n, 7) = 7", "nullif(i, 3) IS NULL",
    "round(n) = 100", "floor(n) = 1", "mod(i, 5) = 2", "n ^ 2 = 4", "i::text = '12'",
    "s ~ '^[a-z]+$'", "s ~* '^A'", "s !~ '@'", "s LIKE 'a%'", "s NOT LIKE '%@%.%'",
    "v ILIKE 'x\\_%'",
    "v LIKE '100\\%'", "v = 'ABC'", "v IN ('ABC', 'aab')", "c = 'ab'", "c <> 'AB  '",
    "length(s) > 2",
    "char_length(c) <= 2", "octet_length(s) = 9", "lower(v) = v", "upper(s) = 'ABC'",
    "btrim(s) <> ''",
    "btrim(s) = s", "trim(both from s) = s", "trim(trailing from s) <> s", "s = 'it''s'",
    "s || v = 'abcABC'", "position('@' in s) > 1",
    "strpos(v, 'a') = 0",
    "left(s, 1) = 'a'", "right(s, 2) = 'bc'", "starts_with(s, 'it')", "b", "NOT b", "b IS TRUE",
    "b IS NOT TRUE",
    "b IS DISTINCT FROM true", "b = (s IS NOT NULL)", "d >= '2000-01-01'",
    "d < date '2024-03-01'",
    "d - date '2000-01-01' > 30", "d + 1 > date '2000-01-01'", "d + interval '1 day' > z",
    "z >= d", "z > '2000-01-01 00:00:00+00'", "z - interval '2 hours' < '2024-02-29 12:00+00'",
    "extract(year FROM d) = 2024", "date_part('month', d) = 2", "extract(dow FROM d) = 6",
    "extract(isodow FROM d) IN (6, 7)", "extract(hour FROM z AT TIME ZONE 'UTC') >= 13",
    "num_nonnulls(n, s, b) = 3", "num_nulls(n, s, b) = 1", "cardinality(a) > 0",
    "array_length(a, 1) = 2",
    "'x' = ANY (a)", "'x' <> ALL (a)", "a @> ARRAY['abc']", "a <@ ARRAY['x', 'y', 'z']",
    "CASE WHEN b THEN n > 0 ELSE i > 0 END", "CASE i WHEN 3 THEN b WHEN 12 THEN NOT b END",
    "(n IS NULL) = (s IS NULL)", "(b AND n > 0) OR (NOT b AND n IS NOT NULL)", "z < now()",
    "d <= CURRENT_DATE",
    "isfinite(d)", "i / 3 = 2",
  ]

  @Test
  func `a verdict is PostgreSQL's or none`() throws {
    try withScratchDatabase { database in
      let session = try database.connection()
      try session.execute("SET search_path = public")
      try session.execute(Self.table)
      let now = try session.query(
        "SELECT (extract(epoch FROM now()) * 1000000)::bigint - 946684800000000"
      )
      for condition in Self.conditions {
        try expect(condition, on: session, now: Int64(now[0, 0] ?? "") ?? 0)
      }
    }
  }

  private func expect(_ condition: String, on session: PostgresConnection, now: Int64) throws {
    try session.execute("ALTER TABLE t ADD CONSTRAINT it CHECK (\(condition)) NOT VALID")
    let printed = try session.query(
      "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conname = 'it'"
    )
    let text = printed[0, 0] ?? ""
    try session.execute("ALTER TABLE t DROP CONSTRAINT it")
    let rows = try session.query(
      """
      SELECT n, i, s, v, c, b, d - date '2000-01-01',
        (extract(epoch FROM z) * 1000000)::bigint - 946684800000000, a, (\(condition)) IS NOT FALSE
      FROM t
      """
    )
    let names = ["n", "i", "s", "v", "c", "b", "d", "z", "a"]
    let positions = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let understood = try #require(RowCondition(text, positions: positions, now: now), "\(text)")
    var known = 0
    for row in 0..<rows.rowCount {
      let verdict = understood.verdict { Self.value(rows[row, $0], column: $0) }
      guard verdict != .unknown else { continue }
      known += 1
      #expect((verdict == .holds) == (rows[row, 9] == "t"), "row \(row) of \(text)")
    }
    #expect(known >= 4, "\(text)")
  }

  private static func value(_ text: String?, column: Int) -> SQLValue {
    guard let text else { return .null }
    switch column {
    case 0, 1: return .number(Double(text) ?? .nan)
    case 2, 3: return .text(text)
    case 4: return SQLValue.text(text).cast(to: "bpchar") ?? .opaque
    case 5: return .boolean(text == "t")
    case 6: return .date(Int64(text) ?? 0)
    case 7: return .instant(Int64(text) ?? 0)
    default: return SQLValue.text(text).cast(to: "text[]") ?? .opaque
    }
  }
}
