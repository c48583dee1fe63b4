import PgSynth
import TestSupport
import Testing

/// Rows that are asked for: by conditions, by numbers, by values that are given.
struct RowRequestsTests {
  /// Customers of a few countries, some of them rare, with what hangs on where they live.
  private static let shop =
    pickFunction + """
      CREATE SCHEMA shop;
      SET search_path = shop;
      CREATE TABLE customer (
        id int PRIMARY KEY, country text NOT NULL, city text NOT NULL, tier text, age int NOT NULL,
        joined date NOT NULL, code text UNIQUE NOT NULL
      );
      CREATE TABLE sale (
        id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customer, status text NOT NULL, paid_on date,
        amount numeric(8,2) NOT NULL
      );
      INSERT INTO customer
      SELECT n, (ARRAY['NO', 'IT', 'FR', 'PE'])[c],
        (ARRAY['Oslo', 'Bergen', 'Rome', 'Turin', 'Paris', 'Lyon', 'Lima', 'Cusco'])[2 * c - pg_temp.pick('city', n, 2)],
        CASE WHEN pg_temp.pick('tier', n, 3) > 0 THEN (ARRAY['gold', 'basic'])[1 + pg_temp.pick('gold', n, 2)] END,
        18 + 10 * c + pg_temp.pick('age', n, 25), date '2020-01-01' + pg_temp.pick('joined', n, 900), 'C' || n
      FROM (SELECT n, CASE WHEN n % 8 = 0 THEN 3 ELSE (ARRAY[1, 2, 4])[1 + pg_temp.pick('country', n, 3)] END AS c
        FROM generate_series(1, 300) AS n) AS x;
      INSERT INTO sale
      SELECT n, customer.id, status, CASE WHEN status = 'paid' THEN joined + pg_temp.pick('paid', n, 90) END,
        (CASE country WHEN 'FR' THEN 500 ELSE 20 END) + pg_temp.pick('amount', n, 900) / 100.0
      FROM (SELECT n, (ARRAY['paid', 'open', 'open', 'open'])[1 + pg_temp.pick('status', n, 4)] AS status,
        1 + pg_temp.pick('buyer', n, 300) AS buyer FROM generate_series(1, 700) AS n) AS x
        JOIN customer ON customer.id = buyer;
      """

  private func withShop(_ body: (ScratchDatabase) throws -> Void) throws {
    try withScratchDatabase { database in
      try database.execute(Self.shop)
      try body(database)
    }
  }

  private func expect(
    _ sql: String,
    _ value: String,
    in database: ScratchDatabase,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(try database.value(sql) == value, "\(sql)", sourceLocation: sourceLocation)
  }

  @Test
  func `all rows obey conditions, and what hangs on them follows`() throws {
    try withShop { database in
      let outcome = try makeTwin(database) {
        $0.requests = [
          RowRequest(where: "customer.country = 'FR'"),
          RowRequest(
            where: "shop.customer.age BETWEEN 50 AND 60 AND shop.customer.tier IS NOT NULL"
          ),
          RowRequest(where: "sale.status = 'paid'"),
        ]
      }
      #expect(outcome.warnings == [])
      try expect("SELECT count(*) FROM twin.customer", "300", in: database)
      try expect("SELECT count(*) FROM twin.customer WHERE country <> 'FR'", "0", in: database)
      try expect(
        "SELECT count(*) FROM twin.customer WHERE age NOT BETWEEN 50 AND 60 OR tier IS NULL",
        "0",
        in: database
      )
      try expect("SELECT count(*) FROM twin.sale", "700", in: database)
      try expect(
        "SELECT count(*) FROM twin.sale WHERE status <> 'paid' OR paid_on IS NULL",
        "0",
        in: database
      )
      // What is likely of the French is so of these.
      try expect(
        "SELECT count(*) < 10 FROM twin.customer WHERE city NOT IN ('Paris', 'Lyon')",
        "t",
        in: database
      )
      try expect("SELECT avg(amount) > 300 FROM twin.sale", "t", in: database)
    }
  }

  @Test
  func `every form of comparison is understood`() throws {
    try withShop { database in
      let model = try Fit(twinOptions(database)).run { _ in }.model
      var options = GenerateOptions(target: try database.connectionString)
      options.targetSchemas = ["shop": "twin"]
      options.rowCounts = ["customer": 60]
      for condition in [
        "customer.country <> 'NO'", "customer.age < 35", "customer.age <= 35", "customer.age > 50",
        "customer.age >= 50", "customer.country IN ('FR', 'PE')", "customer.city LIKE 'L%'",
        "customer.tier IS NULL", "NOT customer.country = 'IT' OR customer.age > 40",
        "customer.joined > '2021-06-01' AND customer.joined <= '2021-12-31'",
        "customer.country NOT IN ('NO', 'IT')",
      ] {
        options.requests = [RowRequest(where: condition)]
        _ = try Generate(model, options).run { _ in }
        try expect("SELECT count(*) FROM twin.customer", "60", in: database)
        try expect(
          "SELECT count(*) FROM twin.customer WHERE (\(condition)) IS NOT TRUE",
          "0",
          in: database
        )
      }
    }
  }

  @Test
  func `so many rows of each kind are made`() throws {
    try withShop { database in
      let model = try Fit(twinOptions(database)).run { _ in }.model
      var options = GenerateOptions(target: try database.connectionString)
      options.targetSchemas = ["shop": "twin"]
      options.requests = [
        RowRequest(where: "customer.country = 'FR'", rows: 40),
        RowRequest(where: "customer.country = 'PE' AND customer.tier = 'gold'", rows: 25),
        RowRequest(where: "customer.country = 'NO' AND customer.age > 90", rows: 6),
        RowRequest(where: "customer.country = 'IT'", rows: 35),
      ]
      let outcome = try Generate(model, options).run { _ in }
      try expect("SELECT count(*) FROM twin.customer WHERE country = 'FR'", "40", in: database)
      try expect(
        "SELECT count(*) FROM twin.customer WHERE country = 'PE' AND tier = 'gold'",
        "25",
        in: database
      )
      try expect("SELECT count(*) FROM twin.customer WHERE country = 'IT'", "35", in: database)
      // Nobody is that old in Norway.
      try expect("SELECT count(*) FROM twin.customer", "100", in: database)
      #expect(
        outcome.warnings.contains {
          $0.contains(
            "shop.customer: 0 of 6 rows where country = 'NO' AND age > 90; the others were not reached"
          )
        },
        "\(outcome.warnings)"
      )
      // The same request gives the same rows.
      let dump = try database.dump(of: "twin")
      _ = try Generate(model, options).run { _ in }
      #expect(try database.dump(of: "twin") == dump)
    }
  }

  @Test
  func `rows that are given are completed`() throws {
    try withShop { database in
      let csv = """
        id,country,age,joined,code
        7001,FR,,2021-05-06,"X ""1"", first"
        7002,NO,33,,X2
        7003,XX,,,X3

        """
      try makeTwin(database) {
        $0.given = [GivenRows(table: "customer", csv: csv)]
        $0.rowCounts = ["sale": 50]
      }
      let rows = try database.rows(
        "SELECT id, country, code, joined = '2021-05-06', age = 33 FROM twin.customer ORDER BY id"
      )
      #expect(rows[0] == ["7001", "FR", "X \"1\", first", "t", "f"])
      #expect(rows[1].prefix(3) == ["7002", "NO", "X2"])
      #expect(rows[1][4] == "t")
      #expect(rows[2].prefix(3) == ["7003", "XX", "X3"])
      #expect(rows.count == 3)
      try expect(
        "SELECT count(*) FROM twin.customer WHERE country = 'FR' AND city NOT IN ('Paris', 'Lyon')",
        "0",
        in: database
      )
      try expect("SELECT count(*) FROM twin.sale", "50", in: database)
    }
  }

  @Test
  func `what cannot be asked for is refused with the reason`() throws {
    try withShop { database in
      func refuses(
        _ message: String,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ adjust: @escaping (inout CloneOptions) -> Void
      ) {
        expectRefusal(.usage, saying: message, sourceLocation: sourceLocation) {
          try makeTwin(database, adjusting: adjust)
        }
      }
      refuses("where country = 'FR': it names no table.column") {
        $0.requests = [RowRequest(where: "country = 'FR'")]
      }
      refuses("it names columns of customer and sale; ask for one table at a time") {
        $0.requests = [RowRequest(where: "customer.age > sale.amount")]
      }
      refuses("shop.customer has no column land") {
        $0.requests = [RowRequest(where: "customer.land = 'FR'")]
      }
      refuses("table client is not among those of the clone") {
        $0.requests = [RowRequest(where: "client.country = 'FR'")]
      }
      refuses("it is not understood; write comparisons") {
        $0.requests = [RowRequest(where: "customer.country = ")]
      }
      refuses("no row of the source obeys it") {
        $0.requests = [RowRequest(where: "customer.country = 'US'")]
      }
      refuses("ask for rows of a kind that is there") {
        $0.requests = [RowRequest(where: "customer.country = 'US'")]
      }
      refuses("no row of the source obeys these together") {
        $0.requests = [
          RowRequest(where: "customer.country = 'FR'"),
          RowRequest(where: "customer.country = 'NO'"),
        ]
      }
      refuses("row 2: age must be a whole number") {
        $0.given = [GivenRows(table: "customer", csv: "age\n4\nold\n")]
      }
      refuses("id is a key, and a value of it is there twice") {
        $0.given = [GivenRows(table: "customer", csv: "id\n4\n4\n")]
      }
      refuses("its rows are made for those of shop.customer") {
        $0.given = [GivenRows(table: "sale", csv: "status\npaid\n")]
      }
      refuses("line 3 has 1 fields instead of 2") {
        $0.given = [GivenRows(table: "customer", csv: "id,country\n1,FR\n2\n")]
      }
    }
  }
}
