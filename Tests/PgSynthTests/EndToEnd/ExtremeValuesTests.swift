import PgSynth
import PostgresClient
import TestSupport
import Testing

/// Columns and values at the edge of what PostgreSQL allows.
struct ExtremeValuesTests {
  /// Clones what the script makes in schema shop, and asks the twin, or both, whether something holds.
  private func clone(
    _ script: String,
    expecting conditions: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try withScratchDatabase { database in
      try database.execute("CREATE SCHEMA shop; SET search_path = shop;\n" + script)
      try makeTwin(database)
      let session = try database.connection()
      try session.execute("SET search_path = twin, public")
      for condition in conditions {
        #expect(
          try session.query("SELECT (\(condition))").rows == [["t"]],
          "\(condition)",
          sourceLocation: sourceLocation
        )
      }
    }
  }

  @Test
  func `texts and bytes of a hundred kilobytes`() throws {
    try clone(
      """
      CREATE TABLE page AS SELECT n AS id, repeat(md5(n::text) || ' ', 3000) AS body,
        decode(repeat(md5(n::text), 3000), 'hex') AS picture,
        jsonb_build_object('log', repeat(md5(n::text), 3000), 'n', n) AS doc
      FROM generate_series(1, 30) AS n;
      """,
      expecting: "SELECT min(length(body)) = 99000 FROM page",
      "SELECT min(length(picture)) = 48000 FROM page",
      "SELECT bool_and(doc ? 'log' AND doc ? 'n') FROM page",
      "NOT EXISTS (SELECT FROM page JOIN shop.page AS real USING (body))"
    )
  }

  @Test
  func `hundreds of columns`() throws {
    let types = ["integer", "smallint", "boolean", "date"]
    let values = ["n", "n % 3", "n % 2 = 0", "date '2024-01-01' + n"]
    let columns = (0..<300).map { "c\($0) \(types[$0 % 4])" }.joined(separator: ", ")
    let row = (0..<300).map { values[$0 % 4] }.joined(separator: ", ")
    try clone(
      "CREATE TABLE wide (\(columns)); INSERT INTO wide SELECT \(row) FROM generate_series(1, 20) AS n;",
      expecting: "SELECT count(*) = 20 AND bool_and(c299 > '2024-01-01') FROM wide"
    )
  }

  @Test
  func `columns that are always the same stay so`() throws {
    try clone(
      """
      CREATE TYPE spot AS (x integer, tags text[]);
      CREATE TABLE constant AS SELECT n AS id, '{"a": [1, {"b": null}]}'::jsonb AS doc,
        '[1,5)'::int4range AS span, '{{1,2},{3,4}}'::integer[] AS grid, '10.0.0.1/8'::inet AS address,
        point(1, 2) AS place, ROW(1, '{x,y}')::spot AS spot, '1 mon 2 days'::interval AS plan,
        'NaN'::numeric AS none, '<a b="c"/>'::xml AS page, 'x'::name AS name, 'c'::"char" AS letter,
        '{}'::text[] AS empty, B'101' AS bits, '09:00+02'::timetz AS clock
      FROM generate_series(1, 30) AS n;
      """,
      expecting: """
        SELECT count(*) = 30 AND bool_and(doc = '{"a": [1, {"b": null}]}' AND span = '[1,5)'
          AND grid = '{{1,2},{3,4}}' AND address = '10.0.0.1/8' AND place ~= point(1, 2)
          AND spot = ROW(1, '{x,y}')::spot AND plan::text = '1 mon 2 days' AND none = 'NaN'
          AND page::text = '<a b="c"/>' AND name = 'x' AND letter = 'c' AND empty = '{}'
          AND bits = B'101' AND clock = '09:00+02')
        FROM constant
        """
    )
  }

  @Test
  func `unique columns of every type stay unique`() throws {
    try clone(
      """
      CREATE TABLE keyed (
        span int4range UNIQUE, words text[] UNIQUE, address inet UNIQUE, doc jsonb UNIQUE,
        period tstzrange PRIMARY KEY, device macaddr UNIQUE, bits bit(12) UNIQUE, share numeric UNIQUE,
        spell interval UNIQUE, ids uuid[] UNIQUE, blob bytea UNIQUE, place xid8 UNIQUE
      );
      INSERT INTO keyed SELECT int4range(n, n + 3), ARRAY['x' || n, 'y'], '10.0.0.0'::inet + n,
        jsonb_build_object('n', n), tstzrange(now() + n * interval '1 day', now() + (n + 1) * interval '1 day'),
        ('08:00:2b:01:02:' || lpad(to_hex(n), 2, '0'))::macaddr, n::bit(12), n / 7.0, n * interval '1 day',
        ARRAY[md5(n::text)::uuid], decode(md5(n::text), 'hex'), n::text::xid8
      FROM generate_series(1, 100) AS n;
      """,
      expecting: "SELECT count(*) = 100 FROM keyed"
    )
  }

  @Test
  func `names of objects are those that every database has`() throws {
    try clone(
      """
      CREATE TABLE target (id integer);
      CREATE TABLE catalog AS SELECT n AS id,
        (ARRAY['shop.target', 'pg_class'])[1 + n % 2]::regclass AS relation, 'int4'::regtype AS type,
        'shop'::regnamespace AS space, 'lower(text)'::regprocedure AS routine
      FROM generate_series(1, 50) AS n;
      """,
      expecting: "SELECT count(*) = 50 FROM catalog",
      "SELECT bool_and(relation::text IN ('pg_class', '-')) FROM catalog",
      "SELECT bool_and(type = 'int4'::regtype AND space::text = '-') FROM catalog",
      "SELECT bool_and(routine = 'lower(text)'::regprocedure) FROM catalog"
    )
  }

  @Test
  func `a base type without binary form has its shared values, or none`() throws {
    try clone(
      """
      CREATE TYPE code;
      CREATE FUNCTION code_in(cstring) RETURNS code LANGUAGE internal IMMUTABLE STRICT AS 'textin';
      CREATE FUNCTION code_out(code) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
      CREATE TYPE code (INPUT = code_in, OUTPUT = code_out);
      CREATE TABLE coded AS SELECT n AS id, ('k' || n % 3)::code AS shared, ('secret' || n)::code AS rare
      FROM generate_series(1, 90) AS n;
      """,
      expecting: "SELECT count(DISTINCT shared::text) = 3 AND count(shared) = 90 FROM coded",
      "SELECT count(rare) = 0 FROM coded"
    )
  }

  @Test
  func `structure that all rows of a small table share is kept`() throws {
    try clone(
      """
      CREATE TABLE setting AS SELECT n AS id,
        jsonb_build_object('colour', 'c' || n, 'size', n, 'flags', jsonb_build_array(n > 2, true)) AS doc,
        int4range(n, n + 4) AS span
      FROM generate_series(1, 4) AS n;
      """,
      expecting: "SELECT bool_and(doc ?& ARRAY['colour', 'size', 'flags']) FROM setting",
      "SELECT bool_and(jsonb_typeof(doc->'size') = 'number') FROM setting",
      "SELECT bool_and(upper(span) - lower(span) = 4) FROM setting"
    )
  }

  @Test
  func `parts of documents follow from columns, parents and each other`() throws {
    try clone(
      """
      CREATE TABLE account (id serial PRIMARY KEY, plan text NOT NULL);
      CREATE TABLE event (
        id serial PRIMARY KEY, account_id integer NOT NULL REFERENCES account, kind text NOT NULL,
        data jsonb NOT NULL
      );
      INSERT INTO account (plan) SELECT (ARRAY['free', 'pro'])[1 + n % 2] FROM generate_series(1, 300) AS n;
      INSERT INTO event (account_id, kind, data)
        SELECT account.id, kind, jsonb_build_object('plan', plan, 'kind', kind, 'cost', n) ||
          CASE kind WHEN 'buy' THEN jsonb_build_object('basket', jsonb_build_array(n, n + 1)) ELSE '{}' END
        FROM account, generate_series(1, 6) AS n,
          LATERAL (SELECT (ARRAY['view', 'buy'])[1 + (n + account.id / 7) % 2] AS kind) AS k;
      """,
      expecting: """
        SELECT avg((data->>'plan' = plan)::int) > 0.97 FROM event JOIN account ON account.id = account_id
        """,
      "SELECT bool_and(data->>'kind' = kind) FROM event",
      "SELECT avg(((kind = 'buy') = (data ? 'basket'))::int) > 0.97 FROM event"
    )
  }
}
