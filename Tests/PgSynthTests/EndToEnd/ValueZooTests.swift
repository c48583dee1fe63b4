import Foundation
import PgSynth
import PostgresClient
import TestSupport
import Testing

/// One clone of the value zoo for all tests of the suite: schema zoo beside its twin.
private final class ClonedValueZoo: Sendable {
  let database: ScratchDatabase
  let warnings: [String]

  static let shared = Result { try ClonedValueZoo() }

  /// The rows of a query that finds the extensions' operators.
  func rows(_ sql: String) throws -> [[String?]] {
    let session = try database.connection()
    try session.execute("SET search_path = public")
    return try session.query(sql).rows
  }

  private init() throws {
    database = try ScratchDatabase()
    try database.execute(ValueZoo.sql)
    var options = CloneOptions(source: try database.connectionString)
    options.sourceSchemas = ["zoo"]
    options.targetSchemas = ["zoo": "twin"]
    // Without optimisation boosting takes minutes for 150 columns; its own tests ask for it.
    options.effort = .fast
    warnings = try Clone(options).run { _ in }.warnings
  }
}

/// Values of every type are valid, distributed as in the source, and nobody's.
struct ValueZooTests {
  /// A number that says something about a table, and how far the twin's may lie from the source's.
  struct Measure: Sendable, CustomTestStringConvertible {
    var table: String
    var expression: String
    var tolerance: Double

    var testDescription: String { "\(table): \(expression)" }
  }

  static func measures(
    _ table: String,
    _ tolerance: Double,
    _ expressions: String...
  ) -> [Measure] {
    expressions.map { Measure(table: table, expression: $0, tolerance: tolerance) }
  }

  static let measures =
    measures(
      "number",
      0.1,
      "avg((small IS NULL)::int)",
      "avg((special = 'NaN')::int)",
      "avg((special = 'Infinity')::int)",
      "avg((special = '-Infinity')::int)",
      "avg((odd = 'NaN')::int)",
      "avg((odd = 'Infinity')::int)",
      "avg((odd::text = '-0')::int)",
      "avg((kind = 'c' AND flag)::int)",
      "avg((scale(price) = 2)::int)",
      "avg((rounded % 100 = 0)::int)",
      "corr(price::float8, ascii(kind)) FILTER (WHERE price < 1000)",
      "corr(whole, ascii(kind)) FILTER (WHERE whole < 9000)",
      "avg(double) FILTER (WHERE kind = 'a') / avg(double) / 2"
    )
    + measures("number", 20, "avg(price) FILTER (WHERE kind = 'a' AND price < 1000)")
    + measures(
      "text",
      0.06,
      "avg((letter = kind::\"char\")::int)",
      "avg((soft_kind = 'pro')::int)",
      "avg((same = 'always this')::int)",
      "count(nothing)",
      "avg((empty = '')::int)",
      "avg((multi LIKE E'line%\\n%\\t% \\\\\\\\ %')::int)",
      "avg((code = 'EUR')::int)",
      "avg((label ~ '^label_[0-9]+$')::int)",
      "avg((body ~ '^Message [0-9]+ about [abc]: ')::int)",
      "avg((soft ~ '^[a-z0-9]+@[a-z]+\\.[a-z]+$')::int)",
      "avg(length(fixed)) / 8"
    )
    + measures(
      "time",
      0.06,
      "avg((clock = '24:00')::int)",
      "avg((utc = 'infinity')::int)",
      "avg((utc = '-infinity')::int)",
      "avg((ends = 'infinity')::int)",
      "avg((kind = 'a' AND ends = 'infinity')::int)",
      "avg((old < '0001-01-01')::int)",
      "avg((plan = '1 year' AND extract(year FROM plan) = 1)::int)",
      "avg((plan::text = '1 mon')::int)",
      "avg((plan::text = '14 days')::int)",
      "avg((span = date_trunc('day', span))::int)",
      "avg((milli = milli::time(3))::int)",
      "avg((extract(timezone FROM zoned) = -19800)::int)",
      "avg((kind = 'c' AND extract(timezone FROM zoned) = -19800)::int)",
      "avg((rough = date_trunc('second', rough))::int)"
    )
    + measures(
      "type",
      0.06,
      "avg((mood = 'happy')::int)",
      "avg((mood IS NULL)::int)",
      "avg((feeling::text = 'happy')::int)",
      "avg(share) / 50",
      "avg((part > 25)::int)",
      "avg((few = B'001')::int)",
      "avg(length(free)) / 6",
      "avg(length(blob)) / 20",
      "avg((substr(signed, 1, 4) = '\\x89504e47')::int)",
      "avg((spot IS NULL)::int)",
      "avg(((spot).mood = 'happy')::int)",
      "avg((kind = 'a' AND (spot).mood = 'happy')::int)",
      "corr((spot).number, ascii(kind))",
      "avg(((home).mood IS NULL)::int)",
      "avg((person IS NULL)::int)",
      "avg(((person).tags[2] = kind)::int)",
      "avg((((person).home).mood = 'happy')::int)",
      "corr((place).x, (place).z)",
      "avg(cardinality(spots))",
      "avg((spots[2].number = 7)::int)",
      "count(DISTINCT random) / 600.0",
      "avg((ordered::text ~ '^018.{5}-.{4}-7')::int)"
    )
    + measures(
      "document",
      0.06,
      "avg((settings->>'plan' = plan)::int)",
      "avg((settings ? 'sso')::int)",
      "avg((plan = 'team' AND settings ? 'sso')::int)",
      "avg(jsonb_array_length(settings->'tags')) / 2",
      "avg((settings @> '{\"owner\": {\"active\": true}}')::int)",
      "avg((settings#>>'{owner,email}' ~ '^[a-z]+[0-9]+@mail[0-4]\\.example\\.net$')::int)",
      "corr((settings->>'seats')::int, length(plan))",
      "avg((jsonb_typeof(settings->'seats') = 'number')::int)",
      "avg((settings#>>'{sso,since}')::date - date '2020-01-01') / 3000",
      "avg((payload IS NULL)::int)",
      "avg((payload->>'note' IS NULL)::int)",
      "avg((payload->>'a')::numeric)",
      "avg((length(payload->>'id') = 36)::int)",
      "avg(((payload->>'at')::timestamptz - timestamptz '2024-01-01Z' < interval '12 days')::int)",
      "avg(jsonb_array_length(events)) / 2",
      "avg((events->0->>'type' = 'click')::int)",
      "avg((mixed = 'true')::int)",
      "avg((mixed = 'null')::int)",
      "avg((lookup = '{}')::int)",
      "avg(scalar::int) / 500",
      "count(nothing)",
      "avg(((xpath('/item/@kind', page))[1]::text = left(plan, 1))::int)",
      "avg((xpath_exists('/item/note', page))::int)",
      "avg((xpath('/item/price/text()', page))[1]::text::numeric) / 50"
    )
    + measures(
      "\"array\"",
      0.06,
      "avg((tags IS NULL)::int)",
      "avg(cardinality(tags)) / 2",
      "corr(cardinality(tags), ascii(kind))",
      "avg((kind = 'c' AND numbers[3] = -5)::int)",
      "avg(numbers[1]) / 50",
      "avg((moods = '{happy}')::int)",
      "avg((days[1] + 366 - days[2])::int)",
      "avg((array_dims(grid) = '[1:2][1:2]')::int)",
      "avg(grid[1][1]) / 5",
      "avg(array_ndims(cube)) / 3",
      "corr(cube[1][1][1], cube[2][1][1])",
      "avg((array_lower(shifted, 1) = 0)::int)",
      "avg((nulls[1] IS NULL AND nulls[2] = 'NULL')::int)",
      "avg(cardinality(empty))",
      "avg((words[2] = kind)::int)",
      "avg((documents[1]->>'kind' = kind)::int)",
      "avg(length(blobs[1])) / 16",
      "avg((networks[1] << '10.1.0.0/16')::int)",
      "avg(upper(spans[1]) - lower(spans[1])) / 3",
      "avg(shares[1]) / 50",
      "avg((letters[1] = kind::\"char\")::int)"
    )
    + measures(
      "range",
      0.075,
      "avg(upper(whole) - lower(whole)) / 20",
      "corr(upper(whole) - lower(whole), ascii(kind))",
      "avg(lower(decimal))",
      "avg((isempty(empty))::int)",
      "avg((open IS NULL)::int)",
      "avg((lower_inf(open))::int)",
      "avg((upper_inf(open))::int)",
      "avg((kind = 'a' AND upper_inf(utc))::int)",
      "avg((lower(utc) = date_trunc('hour', lower(utc)))::int)",
      "avg((lower_inc(closed))::int)",
      "avg((upper_inc(closed))::int)",
      "avg((days = '{}')::int)",
      "avg((lower(several) < 6)::int)",
      "avg((upper(several) = 40)::int)",
      "avg(upper(day) - lower(day)) / 5",
      "avg((lower(own) < '09:00')::int)"
    )
    + measures(
      "network",
      0.06,
      "avg((address << '10.1.0.0/16')::int)",
      "avg((kind = 'b' AND address << '192.168.0.0/16')::int)",
      "avg((family(mixed) = 6)::int)",
      "avg((masklen(subnet) = 16)::int)",
      "avg((host << '10.0.0.0/16' AND masklen(host) = 24)::int)",
      "count(DISTINCT mac) / 600.0"
    )
    + measures(
      "shape",
      0.06,
      "corr(spot[0], ascii(kind))",
      "avg(spot[1]) / 50",
      "avg((isopen(track))::int)",
      "avg((isclosed(ring))::int)",
      "avg(npoints(track)) / 3",
      "avg(npoints(land)) / 4",
      "avg((radius(around) > 0)::int)",
      "avg(area(area)) / 1.5"
    )
    + measures(
      "search",
      0.06,
      "avg((body @@ 'word')::int)",
      "avg(length(body)) / 4",
      "avg((length(filled) > 0)::int)",
      "avg((relation = 'pg_class'::regclass)::int)",
      "avg((type = 'text'::regtype)::int)",
      "avg((path::text = '$.\"a\"')::int)",
      "avg(object::int8 - 16384) / 300",
      "avg(transaction::text::int8 - 1000) / 300"
    )
    + measures("search", 0.12, "avg((question::text = '''fox'' & ''dog''')::int)")
    + measures(
      "extension",
      0.06,
      "avg((pairs->'colour' = 'red')::int)",
      "avg((kind = 'a' AND pairs->'colour' = 'red')::int)",
      "avg((pairs ? 'note')::int)",
      "avg((nlevel(tree) = 3)::int)",
      "avg((ltree2text(subpath(tree, 1, 1)) = kind)::int)",
      "avg(cube_ll_coord(cube, 1))",
      "avg((book::text ~ '^978-')::int)",
      "avg((article::text ~ '^400-')::int)",
      "avg(seg_lower(interval)) / 5",
      "avg((code::text = '3')::int)",
      "avg((always::text = '7')::int)",
      "avg((needed::text::int BETWEEN 1 AND 600)::int)",
      "avg((query::text = '2 & 7')::int)"
    )

  @Test(arguments: measures)
  func `values are distributed as in the source`(_ measure: Measure) throws {
    let values = try ClonedValueZoo.shared.get().rows(
      """
      SELECT (SELECT (\(measure.expression))::float8 FROM zoo.\(measure.table)),
        (SELECT (\(measure.expression))::float8 FROM twin.\(measure.table))
      """
    )[0].map { $0.flatMap { Double($0) } }
    let (real, made) = (try #require(values[0]), try #require(values[1]))
    #expect(abs(real - made) <= measure.tolerance, "\(real) in the source, \(made) in the twin")
  }

  /// Texts that only one row holds, by table.
  static let secrets: [(table: String, expression: String)] = [
    ("text", "body"), ("text", "soft::text"), ("text", "fixed"), ("text", "multi"),
    ("text", "short"),
    ("type", "random::text"), ("type", "plate"), ("type", "blob::text"), ("type", "(spot).street"),
    ("type", "(home).street"), ("type", "(person).name"), ("type", "(spots[1]).street"),
    ("document", "settings#>>'{owner,email}'"), ("document", "settings#>>'{sso,domain}'"),
    ("document", "payload->>'id'"), ("document", "payload->>'note'"),
    ("document", "(xpath('/item/note/text()', page))[1]::text"),
    ("\"array\"", "ids[1]::text"), ("\"array\"", "nulls[5]"), ("\"array\"", "words[1]"),
    ("\"array\"", "blobs[1]::text"),
    ("network", "mac::text"), ("network", "mac8::text"), ("extension", "pairs->'note'"),
  ]

  @Test(arguments: 0..<secrets.count)
  func `what few rows hold does not come out`(_ number: Int) throws {
    let (table, expression) = Self.secrets[number]
    let found = try ClonedValueZoo.shared.get().rows(
      """
      SELECT count(*) FROM twin.\(table) WHERE \(expression) IN (
        SELECT \(expression) FROM zoo.\(table) GROUP BY 1 HAVING count(*) < 20)
      """
    )[0][0]
    #expect(found == "0", "\(table) \(expression)")
  }

  @Test
  func `marks of single rows are nowhere`() throws {
    let database = try ClonedValueZoo.shared.get().database
    for name in ["number", "text", "document"] {
      let rows = try database.value(
        "SELECT count(*) FROM twin.\(name) AS t WHERE t::text ~* 'secret|77777777'"
      )
      #expect(rows == "0", "\(name)")
    }
    // Routed addresses belong to somebody.
    #expect(
      try database.value(
        """
        SELECT count(*) FROM twin.network
        WHERE NOT (address <<= ANY ('{10.0.0.0/8,192.168.0.0/16,198.18.0.0/15}'::inet[])
          AND mixed <<= ANY ('{198.18.0.0/15,2001:db8::/32}'::inet[]))
        """
      ) == "0"
    )
  }

  @Test
  func `every column that has values in the source has them in the twin`() throws {
    let database = try ClonedValueZoo.shared.get().database
    let columns = try database.rows(
      """
      SELECT quote_ident(table_name), quote_ident(column_name) FROM information_schema.columns
      WHERE table_schema = 'zoo' ORDER BY 1, ordinal_position
      """
    )
    for column in columns {
      guard let table = column[0], let name = column[1] else { continue }
      let shares = try database.rows(
        """
        SELECT (SELECT count(\(name)) FROM zoo.\(table)), (SELECT count(\(name)) FROM twin.\(table))
        """
      )[0].compactMap { $0.flatMap { Int($0) } }
      #expect(abs(shares[0] - shares[1]) < 45, "\(table).\(name)")
    }
  }
}
