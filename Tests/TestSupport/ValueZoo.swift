/// Tables with rows of every type, one table a family; schema `zoo`.
///
/// In every table `kind` (a, b or c) says something about the other columns, a tenth of most columns is
/// NULL, and what only one row holds carries a mark (`secret`, or a number far outside) by which a leak shows.
package enum ValueZoo {
  /// Rows of every table.
  package static let rowCount = 600

  /// Rows to choose from: their number `n`, their kind, and a number `r` in [0, 1) that looks random.
  static let rows = """
    generate_series(1, 600) AS n,
      LATERAL (SELECT (ARRAY['a', 'a', 'a', 'b', 'b', 'c'])[1 + n * 7 % 6] AS kind,
        (hashint4(n) & 1048575) / 1048576.0::float8 AS r,
        (hashint4(n + 7919) & 1048575) / 1048576.0::float8 AS s) AS drawn
    """

  /// The whole script.
  package static var sql: String {
    "CREATE SCHEMA zoo;\nSET search_path = zoo, public;\n"
      + [numbers, texts, times, types, documents, structures, networks, extensions].joined(
        separator: "\n"
      )
  }

  static let numbers = """
    CREATE TABLE number (
      id integer PRIMARY KEY, kind text, small smallint, whole integer, big bigint, price numeric(10,2),
      free numeric, wide numeric(30,10), rounded numeric(6,-2), special numeric, single real, double double precision,
      odd double precision, cost money, flag boolean, id18 numeric(18,0), huge numeric
    );
    INSERT INTO number SELECT n, kind,
      CASE WHEN n % 10 > 0 THEN (r * 100)::int + ascii(kind) END,
      CASE WHEN n % 10 > 0 THEN 1000 * (ascii(kind) - 96) + (s * 500)::int END,
      9007199254740993 + (r * 1e12)::bigint,
      round((10 + 90 * r + 100 * (ascii(kind) - 97))::numeric, 2),
      round((r * 10)::numeric, 1 + n % 5), round(r::numeric * 1e15 + s::numeric / 3, 10), (r * 90000)::int,
      CASE n % 10 WHEN 0 THEN 'NaN' WHEN 1 THEN 'Infinity' WHEN 2 THEN '-Infinity' ELSE round(r::numeric, 3) END,
      (r * 8)::real, exp(3 * r) * CASE kind WHEN 'a' THEN 1 ELSE 2 END,
      CASE n % 8 WHEN 0 THEN 'NaN' WHEN 1 THEN 'Infinity' WHEN 2 THEN '-Infinity' WHEN 3 THEN '-0' WHEN 4 THEN 1e-300
        ELSE r END,
      (r * 1000)::numeric(8,2)::money, CASE WHEN n % 7 > 0 THEN r < ascii(kind) / 110.0 END,
      123456789012340000 + n, 10::numeric ^ 40 + (r * 1e9)::bigint
    FROM \(rows);
    INSERT INTO number (id, kind, whole, price) VALUES (0, 'a', 77777777, 7777777.77);
    """

  static let texts = #"""
    CREATE EXTENSION citext SCHEMA public;
    CREATE TABLE text (
      id integer PRIMARY KEY, kind text, body text, short varchar(12), fixed char(8), letter "char", label name,
      soft citext, soft_kind citext, same text, nothing text, empty text, multi text, code char(3) NOT NULL
    );
    INSERT INTO text SELECT n, kind, 'Message ' || n || ' about ' || kind || ': ' || repeat('word ', (r * 9)::int),
      left(md5(n::text), 4 + (s * 8)::int), upper(left(md5('f' || n), 3 + n % 5)), left(kind, 1)::"char",
      ('label_' || (r * 20)::int)::name, ('User' || n || '@Example.COM')::citext,
      (ARRAY['Free', 'Pro', 'Team'])[ascii(kind) - 96]::citext, 'always this', NULL,
      CASE WHEN n % 3 > 0 THEN '' ELSE 'filled ' || n END,
      E'line one ' || n || E'\nline\ttwo \\ back', (ARRAY['EUR', 'USD', 'CHF'])[ascii(kind) - 96]
    FROM \#(rows);
    INSERT INTO text (id, kind, body, label, code) VALUES (0, 'a', 'secret body', 'secret_label', 'XXX');
    """#

  static let times = """
    CREATE TABLE time (
      id integer PRIMARY KEY, kind text, day date, clock time, milli time(3), zoned timetz, at timestamp,
      utc timestamptz, rough timestamptz(0), third timestamp(3), length interval, span interval, plan interval,
      old date, ends date, age interval day to second(0)
    );
    INSERT INTO time SELECT n, kind, date '2020-01-01' + (r * 700)::int + 1000 * (ascii(kind) - 97),
      CASE WHEN n % 20 = 0 THEN time '24:00:00' ELSE time '08:00' + (s * 36000)::int * interval '1 second' END,
      time(3) '00:00' + r * interval '20 hours',
      ((time '09:00' + (r * 3600)::int * interval '1 second')
        || (ARRAY['+00', '+02', '-05:30'])[ascii(kind) - 96])::timetz,
      timestamp '2021-01-01' + r * interval '300 days',
      CASE n % 12 WHEN 0 THEN 'infinity' WHEN 1 THEN '-infinity'
        ELSE timestamptz '2022-01-01 00:00Z' + s * interval '300 days' END,
      timestamptz '2022-01-01 00:00Z' + s * interval '300 days', timestamp '2021-01-01' + r * interval '9 days',
      (r * 7200)::int * interval '1 second', (1 + (r * 40)::int) * interval '1 day',
      CASE n % 4 WHEN 0 THEN interval '1 mon' WHEN 1 THEN interval '1 year' WHEN 2 THEN interval '14 days'
        ELSE (1 + (s * 5)::int) * interval '1 mon 3 days 04:05:06' END,
      date '0044-03-15 BC' + (r * 20000)::int,
      CASE WHEN kind = 'a' THEN 'infinity' ELSE date '2030-01-01' + n END,
      (r * 10)::int * interval '1 day' + (s * 100)::int * interval '7 min'
    FROM \(rows);
    """
}
