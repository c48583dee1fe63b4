import Foundation
import PgSynth
import PostgresClient
import TestSupport
import Testing

@testable import ModelEncoding

/// A shop in which single persons hold values that nobody else has, in columns of every kind.
private final class PlantedShop: Sendable {
  static let shared = Result { try PlantedShop() }

  let database: ScratchDatabase
  /// The quality report of the clone.
  let report: String
  /// The bytes of a model, with which clones could be made elsewhere.
  let model: [UInt8]

  /// What marks planted values, in rows and in views: words, and numbers that nothing else comes near.
  static let marks = "secret|giant|zzyzx|rareville|7777|66666|55555|1871-|1899-|2099-|88888"

  private static let tables = """
    CREATE SCHEMA shop;
    CREATE TYPE shop.spot AS (street text, number integer);
    CREATE DOMAIN shop.code AS text CHECK (VALUE ~ '^[A-Z]+-[0-9]+$');
    CREATE TABLE shop.person (
      id serial PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL, email text NOT NULL,
      born date NOT NULL, income numeric(12,2) NOT NULL, height float8, weight real, small smallint,
      big bigint, price money, seen timestamptz, waited interval, at_time time, city text NOT NULL,
      zip text NOT NULL, area integer NOT NULL, member shop.code, lives shop.spot, settings jsonb,
      doc json, tags text[], scores integer[], stay int4range, open tstzrange, address inet, token uuid,
      photo bytea, note text, page xml, bits bit(16));
    INSERT INTO shop.person
    SELECT n, f, l, lower(f) || '.' || lower(l) || '@' || (ARRAY['mail', 'post', 'web'])[n % 3 + 1] || '.example',
      date '1950-01-01' + n * 37 % 20000, n * 7919 % 50000 / 100.0, 150 + n * 31 % 500 / 10.0, n % 30, n % 100,
      n * 10, (n % 500)::numeric::money, timestamptz '2021-01-01' + n * interval '17 minutes',
      n % 40 * interval '1 minute', time '08:00' + n % 300 * interval '1 minute',
      (ARRAY['Oslo', 'Rome', 'Lima'])[n % 3 + 1], (ARRAY['0150', '00100', '15001'])[n % 3 + 1],
      (ARRAY[11, 22, 33])[n % 3 + 1], (ARRAY['AB-1', 'CD-2', 'EF-3'])[n % 3 + 1], ROW('Main street', n % 90)::shop.spot,
      jsonb_build_object('theme', (ARRAY['dark', 'light'])[n % 2 + 1], 'size', n % 12, 'of', jsonb_build_object('at', n % 4)),
      json_build_object('v', n % 5), (ARRAY['red', 'blue', 'green'])[1:n % 3 + 1], ARRAY[n % 7, n % 11],
      int4range(n % 50, n % 50 + 5),
      tstzrange(timestamptz '2020-01-01' + n * interval '1 hour', timestamptz '2020-01-02' + n * interval '1 hour'),
      ('10.0.' || n % 4 || '.' || n % 250)::inet, md5(n::text)::uuid, decode(md5(n::text), 'hex'),
      'A note about ' || (ARRAY['tea', 'bread', 'milk'])[n % 3 + 1] || ' number ' || n % 9,
      '<item><k>a</k></item>', (n % 16)::bit(16)
    FROM (
      SELECT n, (ARRAY['Ann', 'Bob', 'Cid', 'Dan', 'Eva'])[n % 5 + 1] AS f, (ARRAY['Lee', 'Kim', 'Fox'])[n / 5 % 3 + 1] AS l
      FROM generate_series(1, 600) AS n) AS x;
    SELECT setval('shop.person_id_seq', 600);
    CREATE TABLE shop.purchase (
      id bigserial PRIMARY KEY, person_id integer NOT NULL REFERENCES shop.person, placed timestamptz NOT NULL,
      quantity integer NOT NULL, price numeric(10,2) NOT NULL, total numeric(14,2) NOT NULL, kind text NOT NULL,
      channel text NOT NULL, place integer NOT NULL, info jsonb, items text[], stay int4range);
    INSERT INTO shop.purchase (person_id, placed, quantity, price, total, kind, channel, place, info, items, stay)
    SELECT 1 + n % 600, timestamptz '2022-01-01' + n / 600 * interval '3 days' + n % 600 * interval '5 minutes',
      1 + n % 4, n % 90 + 0.5, (1 + n % 4) * (n % 90 + 0.5), (ARRAY['cash', 'card'])[n % 2 + 1],
      (ARRAY['web', 'desk'])[n / 2 % 2 + 1], n % 40, jsonb_build_object('w', n % 6), ARRAY['a', 'b'],
      int4range(n % 9, n % 9 + 2)
    FROM generate_series(1, 1800) AS n;
    """

  /// One person rare in everything, three with a town of their own, one with most of the purchases, one whose series
  /// ends far from all others.
  private static let plants = """
    UPDATE shop.person SET first_name = 'Xeno', last_name = 'Zzyzx', email = 'xeno.zzyzx@secret.example',
      born = '1871-03-14', income = 7777777.77, height = 777.77, weight = 77777, small = 7777, big = 777777777777,
      price = 77777.77, seen = '1871-03-14 07:07:07', waited = '77777 hours', at_time = '23:57:57.7777',
      city = 'Secretville', zip = 'SECRET7', area = 77777, member = 'SECRET-7', lives = ROW('Secret street', 77777)::shop.spot,
      settings = '{"theme": "secrettheme", "size": 77777, "of": {"at": 77777, "secretkey": "secretvalue"}, "secretflag": true}',
      doc = '{"secretv": 77777}', tags = '{red,secrettag}', scores = '{77777,3}', stay = '[77777,77779)',
      open = '[1871-03-14,1871-03-15)', address = '203.0.113.77', token = '77777777-7777-7777-7777-777777777777',
      photo = decode(repeat('77', 16), 'hex'), note = 'Secretnote about secretmatters',
      page = '<item><secretelement>x</secretelement></item>'
    WHERE id = 300;
    UPDATE shop.person SET city = 'Rareville', zip = 'RAREVILLE', area = 66666 WHERE id IN (100, 200, 400);
    INSERT INTO shop.purchase (person_id, placed, quantity, price, total, kind, channel, place, info, items, stay)
    SELECT 301, timestamptz '1899-09-09' + n * interval '1 minute', 55555, 66666.66, 55555 * 66666.66, 'giantkind',
      'giantchannel', 66666, '{"w": 66666, "giantpath": "giantvalue"}', '{giantitem}', '[66666,66669)'
    FROM generate_series(1, 1500) AS n;
    INSERT INTO shop.purchase (person_id, placed, quantity, price, total, kind, channel, place)
    VALUES (302, '2099-12-24 23:23:23', 1, 1.5, 1.5, 'cash', 'web', 1);
    """

  /// Tables in which everything is rare.
  static let smallTables = [1, 2, 3, 7]
  private static let small = smallTables.map { count in
    """
    CREATE TABLE shop.few_\(count) AS
    SELECT md5(n || 'a') AS word, 'Name ' || md5(n || 'b') || ' street' AS words, upper(left(md5(n || 'c'), 3)) || '-' || n * 917 AS code,
      n * 918273 AS number, n * 91827364554 AS big, n * 918.273 AS amount, sqrt(n + 0.5) AS real, (n * 2918)::smallint AS small,
      date '1961-02-03' + n * 917 AS day, timestamptz '2003-04-05 06:07:08.9' + n * interval '917 hours' AS seen,
      time '01:23:45' + n * interval '5467 seconds' AS at_time, n * interval '9182 seconds' AS waited, (n * 91.82)::numeric::money AS price,
      ('203.0.113.' || n)::inet AS address, md5(n::text)::uuid AS token, decode(md5(n || 'd'), 'hex') AS bytes,
      jsonb_build_object('a', n * 918273, 'b', md5(n || 'e')) AS document, ARRAY[n * 918273] AS numbers,
      ARRAY[md5(n || 'f')] AS texts, int4range(n * 918273, n * 918279) AS range
    FROM generate_series(1, \(count)) AS n;
    """
  }

  private init() throws {
    database = try ScratchDatabase()
    try database.execute(Self.tables + Self.plants + Self.small.joined(separator: "\n"))
    report = try #require(try makeTwin(database) { $0.makesReport = true }.report)
    model = try Fit(twinOptions(database)).run { _ in }.model.bytes
  }
}

struct PlantedValuesTests {
  @Test(arguments: ["person", "purchase"])
  func `what one person holds is not in the clone`(table: String) throws {
    let database = try PlantedShop.shared.get().database
    // Random digits hold any mark now and then.
    let row = "(to_jsonb(t) - '{token,photo}'::text[])::text"
    let marked = "FROM %.\(table) AS t WHERE \(row) ~* '\(PlantedShop.marks)'"
    let found = try database.rows(
      "SELECT \(row) \(marked.replacing("%", with: "twin")) LIMIT 3"
    )
    #expect(found == [])
    // The source has them, and the clone has the others.
    #expect(
      try database.value("SELECT count(*) > 0 \(marked.replacing("%", with: "shop"))") == "t"
    )
  }

  @Test(arguments: ["token", "photo"])
  func `random values are others`(column: String) throws {
    let found = try PlantedShop.shared.get().database.value(
      "SELECT count(*) FROM twin.person JOIN shop.person AS real USING (\(column))"
    )
    #expect(found == "0")
  }

  @Test(arguments: ["column_scores", "run_log"])
  func `the views do not show it either`(table: String) throws {
    let database = try PlantedShop.shared.get().database
    // Long fractions are scores, in which any digits may stand.
    let found = try database.rows(
      """
      SELECT line FROM pgsynth.\(table) AS t, regexp_replace(t::text, '\\.\\d{5,}', '', 'g') AS line
      WHERE line ~* '\(PlantedShop.marks)' LIMIT 3
      """
    )
    #expect(found == [])
  }

  @Test
  func `the report does not show it either`() throws {
    #expect(marks(in: try PlantedShop.shared.get().report) == [])
  }

  @Test
  func `nor does a report that compares the source with itself`() throws {
    var options = CloneOptions(source: try PlantedShop.shared.get().database.connectionString)
    options.sourceSchemas = ["shop"]
    options.makesReport = true
    let report = try #require(try Evaluation(options).run { _ in }.report)
    #expect(marks(in: report) == [])
    // What many hold is there.
    #expect(report.contains("Oslo") && report.contains(">card<"))
  }

  @Test
  func `no word of it is in a model file`() throws {
    // Bytes that are no text read as other letters.
    let text = String(decoding: try PlantedShop.shared.get().model, as: UTF8.self)
    for word in ["secret", "giant", "zzyzx", "rareville", "xeno", "77777777-7777"] {
      #expect(text.range(of: word, options: .caseInsensitive) == nil, "\(word)")
    }
    #expect(text.contains("Main street") && text.contains("desk"))
  }

  @Test
  func `no number of it is in a model file`() throws {
    let file = try SectionFile(
      reading: try PlantedShop.shared.get().model,
      supported: SectionFile.Version(major: 1, minor: 0)
    )
    let day = 86_400_000_000.0
    let planted: Set<Double> = [
      7_777_777.77, 777.77, 77_777, 777_777_777_777, 77_777.77, 66_666, 66_666.66, 55_555,
      // 1871-03-14 07:07:07, 1899-09-09 and 2099-12-24 23:23:23, as days and as microseconds.
      -47_045, -47_045 * day + 25_627_000_000, -36_640, 36_517, 36_517 * day + 84_203_000_000,
      77_777 * 3_600_000_000,
    ]
    var found: [String] = []
    for section in file.sections {
      let item = try CBORReader.value(of: section.content[...])
      found += item.places(of: planted, at: section.name)
    }
    #expect(found == [])
  }

  /// Marked words and numbers among what a page shows, without its coordinates.
  private func marks(in page: String) -> [String] {
    page.replacing(/\ (?:d|style|viewBox|x|y|cx|cy|width|height)="[^"]*"/, with: "")
      .split(separator: ">")
      .filter {
        $0.range(of: PlantedShop.marks, options: [.regularExpression, .caseInsensitive]) != nil
      }
      .map(String.init)
  }

  @Test(arguments: PlantedShop.smallTables)
  func `a table of a few rows keeps none of their values`(count: Int) throws {
    let database = try PlantedShop.shared.get().database
    let columns = try database.rows(
      """
      SELECT attname FROM pg_attribute WHERE attrelid = 'shop.few_\(count)'::regclass AND attnum > 0
      """
    ).compactMap { $0[0] }
    #expect(columns.count == 20)
    for column in columns {
      let found = try database.value(
        """
        SELECT count(*) FROM twin.few_\(count) AS a JOIN shop.few_\(count) AS b
        ON a.\(column)::text = b.\(column)::text
        """
      )
      #expect(found == "0", "\(column)")
    }
  }
}

extension CBORValue {
  /// Where some numbers stand in an item, whatever they stand for there.
  fileprivate func places(of numbers: Set<Double>, at path: String) -> [String] {
    func known(_ found: [Double]) -> [String] {
      found.filter(numbers.contains).map { "\(path): \($0)" }
    }
    switch self {
    case .unsigned(let value): return known([Double(value)])
    case .negative(let value): return known([-1 - Double(value)])
    case .real(let value): return known([value])
    case .numbers(let packed): return known(packed.doubles ?? [])
    case .list(let items):
      return items.enumerated().flatMap { $1.places(of: numbers, at: "\(path).\($0)") }
    case .map(let items):
      return items.flatMap { $1.places(of: numbers, at: "\(path).\($0)") }
    case .bytes, .text, .bool, .null: return []
    }
  }
}
