import PgSynth
import PostgresClient
import TestSupport
import Testing

/// Rules that the rows of a database obey: found, listed, and kept in the clone.
struct RulesTests {
  /// Conditions as the plan lists them, each with a query that counts the rows against it.
  private static let planted: [(rule: String, violations: String)] = [
    (
      "amount = quantity * price * (1 - discount)",
      "SELECT count(*) FROM line WHERE amount <> round(quantity * price * (1 - discount), 2)"
    ),
    ("line_no counts from 1 in each order_id", lineNumbers("line_no", from: "1")),
    ("step = previous.step + 10", lineNumbers("step / 10", from: "min(step) / 10")),
    (
      "lot is the same in all rows of order_id",
      "SELECT count(*) FROM (SELECT FROM line GROUP BY order_id HAVING count(DISTINCT lot) > 1) AS x"
    ),
    (
      "currency = customer.currency",
      "SELECT count(*) FROM sale JOIN customer ON customer.id = customer_id WHERE sale.currency <> customer.currency"
    ),
    ("placed_on = date(placed_at)", "SELECT count(*) FROM sale WHERE placed_on <> placed_at::date"),
    (
      "placed_hour = extract(hour from placed_at - interval '5 hours')",
      """
      SELECT count(*) FROM sale
      WHERE placed_hour <> extract(hour FROM placed_at AT TIME ZONE 'UTC' - interval '5 hours')
      """
    ),
    (
      "nights = days(arrival, departure)",
      "SELECT count(*) FROM sale WHERE nights <> departure - arrival"
    ),
    ("placed_at < shipped_at", "SELECT count(*) FROM sale WHERE placed_at >= shipped_at"),
    (
      "placed_at > customer.joined_at",
      "SELECT count(*) FROM sale JOIN customer ON customer.id = customer_id WHERE placed_at <= joined_at"
    ),
    (
      "(shipped_at is null) = (carrier is null)",
      "SELECT count(*) FROM sale WHERE (shipped_at IS NULL) <> (carrier IS NULL)"
    ),
    (
      "country is a function of city",
      "SELECT count(*) FROM (SELECT FROM customer GROUP BY city HAVING count(DISTINCT country) > 1) AS x"
    ),
    ("tier is decided by stretches of points", tiers),
    (
      "is_main tells the first row of customer_id",
      """
      SELECT count(*) FROM (SELECT is_main, row_number() OVER (PARTITION BY customer_id ORDER BY id) AS n
        FROM address) AS x WHERE is_main <> (n = 1)
      """
    ),
    (
      "valid_from = previous.valid_to",
      """
      SELECT count(*) FROM (SELECT valid_from, lag(valid_to) OVER (PARTITION BY customer_id ORDER BY valid_from) AS last
        FROM rate) AS x WHERE valid_from <> last
      """
    ),
    ("valid_from < valid_to", "SELECT count(*) FROM rate WHERE valid_from >= valid_to"),
    (
      "total = sum(line.amount)",
      "SELECT count(*) FROM sale WHERE total <> (SELECT sum(amount) FROM line WHERE order_id = id)"
    ),
    (
      "line_count = count(line)",
      "SELECT count(*) FROM sale WHERE line_count <> (SELECT count(*) FROM line WHERE order_id = id)"
    ),
    (
      "dearest = max(line.price)",
      "SELECT count(*) FROM sale WHERE dearest <> (SELECT max(price) FROM line WHERE order_id = id)"
    ),
    ("gross = total + shipping", "SELECT count(*) FROM sale WHERE gross <> total + shipping"),
    (
      "state is a function of min(line.state) and max(line.state)",
      """
      SELECT count(*) FROM sale JOIN (SELECT order_id, min(state) AS low, max(state) AS high FROM line
        GROUP BY order_id) AS x ON order_id = id
      WHERE state <> CASE WHEN low <> high THEN 'partly' WHEN low = 'done' THEN 'closed' ELSE 'new' END
      """
    ),
    (
      "amount = sale.total",
      "SELECT count(*) FROM payment JOIN sale ON sale.id = sale_id WHERE amount <> total"
    ),
    (
      "no row for sale where sale.shipped_at is null",
      "SELECT count(*) FROM payment JOIN sale ON sale.id = sale_id WHERE shipped_at IS NULL"
    ),
    (
      "at least one row for each row of sale",
      "SELECT count(*) FROM sale WHERE NOT EXISTS (SELECT FROM line WHERE order_id = id)"
    ),
    ("version has one value", "SELECT count(*) FROM customer WHERE version <> 3"),
  ]

  /// Orders whose numbers have gaps or do not begin where they should.
  private static func lineNumbers(_ number: String, from start: String) -> String {
    """
    SELECT count(*) FROM (SELECT FROM line GROUP BY order_id
      HAVING max(\(number)) <> count(*) + \(start) - 1 OR count(DISTINCT \(number)) <> count(*)) AS x
    """
  }

  /// Points that lie between those of another tier, less what the bounds leave open.
  private static let tiers = """
    SELECT count(*) FROM customer
    WHERE tier <> CASE WHEN points > 700 THEN 'gold' WHEN points > 250 THEN 'silver' ELSE 'bronze' END
      AND abs(points - 700) > 3 AND abs(points - 250) > 3
    """

  private static let schema = """
    CREATE SCHEMA shop;
    SET search_path = shop;
    CREATE TABLE customer (
      id int PRIMARY KEY, city text NOT NULL, country text NOT NULL, currency text NOT NULL,
      points int NOT NULL, tier text NOT NULL, version int NOT NULL, joined_at timestamptz NOT NULL
    );
    CREATE TABLE address (
      id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customer, is_main boolean NOT NULL
    );
    CREATE TABLE rate (
      customer_id int NOT NULL REFERENCES customer, valid_from date NOT NULL, valid_to date NOT NULL,
      percent int NOT NULL, PRIMARY KEY (customer_id, valid_from)
    );
    CREATE TABLE sale (
      id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customer, currency text NOT NULL,
      placed_at timestamptz NOT NULL, placed_on date NOT NULL, placed_hour int NOT NULL,
      shipped_at timestamptz, carrier text,
      arrival date NOT NULL, departure date NOT NULL, nights int NOT NULL,
      total numeric(10,2), line_count int, dearest numeric(8,2), shipping numeric(5,2), gross numeric(10,2), state text
    );
    CREATE TABLE payment (
      id int PRIMARY KEY, sale_id int NOT NULL REFERENCES sale, amount numeric(10,2) NOT NULL
    );
    CREATE TABLE line (
      order_id int NOT NULL REFERENCES sale, line_no int NOT NULL, step int NOT NULL, lot int NOT NULL,
      quantity int NOT NULL, price numeric(8,2) NOT NULL, discount numeric(3,2) NOT NULL,
      amount numeric(10,2) NOT NULL, state text NOT NULL, PRIMARY KEY (order_id, line_no)
    );
    -- Hashes, so that nothing depends on anything but what is written here.
    CREATE FUNCTION pg_temp.pick(label text, n int, below int) RETURNS int IMMUTABLE LANGUAGE sql AS
      $$ SELECT abs(('x' || substr(md5(label || n), 1, 7))::bit(28)::int) % below $$;
    INSERT INTO customer
    SELECT n, (ARRAY['Oslo', 'Bergen', 'Turku', 'Lund', 'Malmo', 'Espoo'])[1 + city],
      (ARRAY['NO', 'NO', 'FI', 'SE', 'SE', 'FI'])[1 + city],
      (ARRAY['NOK', 'SEK', 'EUR', 'USD'])[1 + pg_temp.pick('currency', n, 4)], points,
      CASE WHEN points > 700 THEN 'gold' WHEN points > 250 THEN 'silver' ELSE 'bronze' END, 3,
      timestamptz '2020-01-01 00:00+00' + pg_temp.pick('joined', n, 80000000) * interval '1 second'
    FROM (SELECT n, pg_temp.pick('city', n, 6) AS city, pg_temp.pick('points', n, 1000) AS points
      FROM generate_series(1, 500) AS n) AS x;
    INSERT INTO address
    SELECT row_number() OVER (ORDER BY n, m), n, m = 1
    FROM generate_series(1, 500) AS n, generate_series(1, 1 + pg_temp.pick('addresses', n, 3)) AS m;
    INSERT INTO rate
    SELECT n, from_day, lead(from_day, 1, date '2024-12-31') OVER (PARTITION BY n ORDER BY from_day),
      pg_temp.pick('percent', n * 10 + m, 30)
    FROM (SELECT n, m, date '2020-01-01' + 300 * m + pg_temp.pick('rate', n * 10 + m, 250) AS from_day
      FROM generate_series(1, 500) AS n, generate_series(1, 1 + pg_temp.pick('rates', n, 4)) AS m) AS x;
    INSERT INTO sale
    SELECT n, customer.id, currency, placed_at, (placed_at AT TIME ZONE 'UTC')::date,
      extract(hour FROM placed_at AT TIME ZONE 'UTC' - interval '5 hours'),
      CASE WHEN pg_temp.pick('ships', n, 5) > 0
        THEN placed_at + (1 + pg_temp.pick('ship', n, 9000000)) * interval '1 second' END,
      CASE WHEN pg_temp.pick('ships', n, 5) > 0 THEN (ARRAY['DHL', 'UPS', 'GLS'])[1 + pg_temp.pick('carrier', n, 3)] END,
      day, day + 1 + pg_temp.pick('nights', n, 13), 1 + pg_temp.pick('nights', n, 13)
    FROM (SELECT n, customer.*, joined_at + (1 + pg_temp.pick('placed', n, 90000000)) * interval '1 second' AS placed_at,
        date '2023-01-01' + pg_temp.pick('arrival', n, 700) AS day
      FROM generate_series(1, 1500) AS n JOIN customer ON customer.id = 1 + pg_temp.pick('buyer', n, 450)) AS customer;
    INSERT INTO line
    SELECT n, m, 10 * m, pg_temp.pick('lot', n, 90), quantity, price, discount,
      round(quantity * price * (1 - discount), 2),
      CASE pg_temp.pick('mixed', n, 3) WHEN 0 THEN 'done' WHEN 1 THEN 'open'
        ELSE (ARRAY['done', 'open'])[1 + pg_temp.pick('state', n * 10 + m, 2)] END
    FROM (SELECT n, m, 1 + pg_temp.pick('quantity', n * 10 + m, 12) AS quantity,
        (1 + pg_temp.pick('price', n * 10 + m, 90000)) / 100.0 AS price,
        pg_temp.pick('discount', n * 10 + m, 30) / 100.0 AS discount
      FROM generate_series(1, 1500) AS n, generate_series(1, 1 + pg_temp.pick('lines', n, 5)) AS m) AS x;
    UPDATE sale SET total = x.total, line_count = x.lines, dearest = x.dearest,
      shipping = pg_temp.pick('shipping', id, 2000) / 100.0,
      gross = x.total + pg_temp.pick('shipping', id, 2000) / 100.0,
      state = CASE WHEN low <> high THEN 'partly' WHEN low = 'done' THEN 'closed' ELSE 'new' END
    FROM (SELECT order_id, sum(amount) AS total, count(*) AS lines, max(price) AS dearest, min(state) AS low,
        max(state) AS high FROM line GROUP BY order_id) AS x WHERE order_id = id;
    INSERT INTO payment SELECT id, id, total FROM sale WHERE carrier IS NOT NULL AND pg_temp.pick('paid', id, 10) > 2;
    """

  /// The result of a query whose tables are those of a schema.
  private func count(_ sql: String, in schema: String, of database: ScratchDatabase) throws
    -> String?
  {
    let session = try database.connection()
    defer { session.close() }
    try session.execute("SET search_path = \(schema); SET TIME ZONE 'UTC'")
    return try session.query(sql).rows[0][0]
  }

  @Test
  func `rules are found and hold in all rows of the clone`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.schema)
      let outcome = try makeTwin(database)
      for (rule, violations) in Self.planted {
        #expect(outcome.plan.contains("\n    \(rule)  ("), "not found: \(rule)")
        #expect(
          try count(violations, in: "shop", of: database) == "0",
          "not in the source: \(rule)"
        )
        #expect(try count(violations, in: "twin", of: database) == "0", "not in the clone: \(rule)")
      }
    }
  }

  @Test
  func `rules are listed without a clone`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.schema)
      var options = CloneOptions(source: try database.connectionString)
      options.referenceTables = .none
      let report = try Clone(options).rules { _ in }
      for (rule, _) in Self.planted {
        #expect(report.text.contains("\n    \(rule)  ("), "not listed: \(rule)")
      }
      #expect(report.json.contains(#""rule" : "gross = total + shipping""#))
      options.isDryRun = true
      #expect(try Clone(options).run { _ in }.plan.contains("gross = total + shipping"))
    }
  }

  @Test
  func `rules are switched off one by one, by column and by table`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.schema)
      let outcome = try makeTwin(database) { options in
        options.rulesOff = [
          "sale: nights = days(arrival, departure)", "customer.country", "shop.rate",
        ]
      }
      for rule in [
        "nights = days(arrival, departure)", "is a function of city", "valid_from = previous",
      ] {
        #expect(!outcome.plan.contains(rule), "still kept: \(rule)")
      }
      #expect(outcome.plan.contains("gross = total + shipping"))
      let broken = "SELECT count(*) > 100 FROM twin.sale WHERE nights <> departure - arrival"
      #expect(try database.value(broken) == "t")
    }
  }

  @Test
  func `a parent's value decides which row of a kept table is referred to`() throws {
    try withScratchDatabase { database in
      try database.execute(
        """
        CREATE SCHEMA shop;
        SET search_path = shop;
        CREATE TABLE currency (code char(3) PRIMARY KEY);
        CREATE TABLE customer (id int PRIMARY KEY, country text NOT NULL);
        CREATE TABLE sale (
          id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customer,
          currency_code char(3) NOT NULL REFERENCES currency
        );
        INSERT INTO currency VALUES ('EUR'), ('SEK'), ('NOK'), ('USD');
        INSERT INTO customer SELECT n, (ARRAY['FI', 'SE', 'DE', 'NO'])[1 + n * 7 % 4] FROM generate_series(1, 300) AS n;
        INSERT INTO sale
        SELECT n, id, CASE country WHEN 'SE' THEN 'SEK' WHEN 'NO' THEN 'NOK' ELSE 'EUR' END
        FROM generate_series(1, 900) AS n JOIN customer ON id = 1 + n * 11 % 300;
        """
      )
      let outcome = try makeTwin(database) { $0.referenceTables = .named(["currency"]) }
      #expect(outcome.plan.contains("currency_code is a function of customer.country"))
      let currencies = """
        SELECT count(*) FROM twin.sale JOIN twin.customer ON customer.id = customer_id
        WHERE currency_code <> CASE country WHEN 'SE' THEN 'SEK' WHEN 'NO' THEN 'NOK' ELSE 'EUR' END
        """
      #expect(try database.value(currencies) == "0")
    }
  }

  /// Rows too few for rules to be found.
  private static let small = """
    CREATE SCHEMA shop;
    SET search_path = shop;
    CREATE TABLE sale (id int PRIMARY KEY, placed_on date NOT NULL, total int, note text, mark text);
    CREATE TABLE line (
      id int PRIMARY KEY, sale_id int NOT NULL REFERENCES sale, quantity int NOT NULL, price int NOT NULL,
      amount int NOT NULL, due_on date NOT NULL
    );
    INSERT INTO sale
    SELECT n, date '2024-01-01' + n * 7 % 90, 0, CASE WHEN n % 3 = 0 THEN 'note' END, CASE WHEN n % 3 = 0 THEN 'mark' END
    FROM generate_series(1, 15) AS n;
    INSERT INTO line
    SELECT n, 1 + n % 15, 1 + n * 5 % 7, 3 + n * 11 % 13, (1 + n * 5 % 7) * (3 + n * 11 % 13), placed_on + n % 30
    FROM generate_series(1, 30) AS n JOIN sale ON sale.id = 1 + n % 15;
    UPDATE sale SET total = (SELECT sum(amount) FROM line WHERE sale_id = sale.id);
    """

  @Test
  func `rules that are stated are kept`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.small)
      let outcome = try makeTwin(database) { options in
        options.rulesAdded = [
          "line: amount = quantity * price", "shop.line: due_on >= sale.placed_on",
          "sale: total = sum(line.amount)", "sale: (note is null) = (mark is null)",
        ]
      }
      #expect(outcome.plan.contains("amount = quantity * price  (30 rows)"))
      let violations = [
        "SELECT count(*) FROM twin.line WHERE amount <> quantity * price",
        "SELECT count(*) FROM twin.line JOIN twin.sale ON sale.id = sale_id WHERE due_on < placed_on",
        "SELECT count(*) FROM twin.sale WHERE (note IS NULL) <> (mark IS NULL)",
        """
        SELECT count(*) FROM (SELECT total, sum(amount) AS sum FROM twin.sale JOIN twin.line ON sale.id = sale_id
          GROUP BY sale.id, total) AS x WHERE total <> sum
        """,
      ]
      for violation in violations { #expect(try database.value(violation) == "0", "\(violation)") }
    }
  }

  @Test
  func `rules that do not hold or say nothing are refused`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.small)
      func refuses(_ rules: [String], saying fragments: String...) {
        let error = refusal { try makeTwin(database) { $0.rulesAdded = rules } }
        #expect(error?.code == .usage)
        for fragment in fragments {
          #expect(
            error?.description.contains(fragment) == true,
            "\(error?.description ?? "no error")"
          )
        }
      }
      refuses(
        ["line: amount = quantity + price"],
        saying: "% of 30 rows break it (shop.line.amount)"
      )
      refuses(["line: price <= quantity"], saying: "does not hold in the source", "shop.line.price")
      refuses(["line: amount is nice"], saying: "not understood", "a = b * (1 - c)")
      refuses(["line: amount = quantity * prize"], saying: "shop.line has no column prize")
      refuses(["line: due_on >= shop.placed_on"], saying: "refers to no table shop")
      refuses(["lines: amount = price"], saying: "lines is among those to clone")
      refuses(
        ["line: amount = quantity * price", "line: amount = price * quantity"],
        saying: "another rule already says what shop.line.amount is"
      )
      refuses(
        ["line: amount = quantity * price", "line: price = amount / quantity"],
        saying: "follows from it"
      )
      #expect(try database.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'twin'") == "0")
    }
  }
}
