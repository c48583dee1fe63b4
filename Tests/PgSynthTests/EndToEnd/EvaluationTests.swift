import PgSynth
import PostgresClient
import TestSupport
import Testing

/// Scores of tables against real ones, whoever made them.
struct EvaluationTests {
  private static let shop = """
    CREATE SCHEMA shop;
    SET search_path = shop;
    CREATE TYPE kind AS ENUM ('private', 'company');
    CREATE TABLE customer (
      id int PRIMARY KEY, kind kind NOT NULL, joined_on date NOT NULL, points int, is_active boolean NOT NULL,
      wake time NOT NULL
    );
    CREATE TABLE sale (
      id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customer, total numeric(8,2) NOT NULL,
      sold_at timestamptz NOT NULL, note text
    );
    INSERT INTO customer
    SELECT n, CASE WHEN n % 3 = 0 THEN 'company' ELSE 'private' END::kind, date '2024-01-01' + n % 300,
      CASE WHEN n % 5 > 0 THEN n % 70 END, n % 4 > 0, time '06:00' + n % 90 * interval '1 minute'
    FROM generate_series(1, 400) AS n;
    INSERT INTO sale
    SELECT n, 1 + n * 7 % 350, (n * 13 % 5000) / 100.0, '2024-02-01Z'::timestamptz + n * interval '3 hours', 'note ' || n
    FROM generate_series(1, 1500) AS n;
    """

  /// The same rows as another tool writes them: no keys, timestamps for dates, doubles for integers with gaps.
  private static let copy = """
    CREATE SCHEMA other;
    CREATE TABLE other.customer AS
      SELECT id::bigint, kind::text, joined_on::timestamp, coalesce(points::float8, 'NaN') AS points,
        is_active::int AS is_active, wake FROM shop.customer;
    CREATE TABLE other.sale AS
      SELECT id, customer_id::float8 AS customer_id, total::float8 AS total, sold_at, note FROM shop.sale;
    """

  private func evaluation(
    _ database: ScratchDatabase,
    of schema: String,
    _ adjust: (inout Evaluation) -> Void = { _ in }
  ) throws -> EvaluationOutcome {
    var options = CloneOptions(source: try database.connectionString)
    options.sourceSchemas = ["shop"]
    options.targetSchemas = ["shop": schema]
    options.lockTimeoutSeconds = 5
    var evaluation = Evaluation(options)
    adjust(&evaluation)
    return try evaluation.run { _ in }
  }

  @Test(.timeLimit(.minutes(1)))
  func `neither a clone nor its scores ask for more than ACCESS SHARE of what they read`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.shop + Self.copy)
      let holder = try database.connection()
      defer { holder.close() }
      // Every stronger lock conflicts with this one, those of writers and ANALYZE included.
      try holder.execute(
        """
        BEGIN;
        LOCK TABLE shop.customer, shop.sale, other.customer, other.sale IN EXCLUSIVE MODE;
        """
      )
      try makeTwin(database)
      #expect(try database.rows("SELECT count(*) FROM pgsynth.quality_tables") == [["2"]])
      #expect(try evaluation(database, of: "other").structure == 1)
    }
  }

  private func scores(_ names: QualityBar.Score...) -> [QualityBar] {
    names.map { QualityBar($0, 1) }
  }

  @Test
  func `the rest of SDMetrics is listed where it is asked for`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.shop + Self.copy)
      let metrics = try evaluation(database, of: "other") { $0.listsMetrics = true }.metrics
      func score(_ metric: String, _ table: String, _ column: String?) -> Double? {
        metrics.first {
          $0.metric == metric && $0.table == "shop.\(table)" && $0.column == column
        }?.score
      }
      #expect(score("KeyUniqueness", "sale", "id") == 1)
      #expect(score("RangeCoverage", "sale", "total") == 1)
      #expect(score("StatisticSimilarity std", "sale", "total") == 1)
      #expect(score("CategoryCoverage", "customer", "kind") == 1)
      #expect(score("CardinalityBoundaryAdherence", "sale", "customer_id") == 1)
      #expect(score("SequenceLengthSimilarity", "sale", "total by customer_id") == 1)
      #expect(score("InterRowMSAS", "sale", "total by customer_id") == 1)
      // A copy has no new rows, is no distance away, and is not told by a straight line.
      #expect(score("NewRowSynthesis", "sale", nil) == 0)
      #expect(score("DCRBaselineProtection", "customer", nil) == 0)
      #expect(try #require(score("LogisticDetection", "sale", nil)) > 0.9)
      #expect(score("DisclosureProtection", "customer", "kind") != nil)
      #expect(metrics.allSatisfy { (0...1).contains($0.score) })
      #expect(try evaluation(database, of: "other").metrics == [])
    }
  }

  @Test
  func `a copy that another tool made is perfect, whatever its types`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.shop + Self.copy)
      let outcome = try evaluation(database, of: "other") {
        $0.bars = scores(
          .overall,
          .shapes,
          .pairs,
          .cardinality,
          .integrity,
          .structure,
          .shapesWithNulls,
          .pairsSharedBins,
          .table,
          .column,
          .pair,
          .relationship
        )
      }
      #expect(outcome.missed.map(\.text) == [])
      #expect(outcome.notes == [])
      #expect(!outcome.summary.contains("Privacy"))
    }
  }

  @Test
  func `what is missing or differs is listed and lowers the scores`() throws {
    try withScratchDatabase { database in
      try database.execute(
        Self.shop + Self.copy + """
          ALTER TABLE other.customer DROP COLUMN kind, ADD COLUMN extra int, ALTER COLUMN wake TYPE text;
          UPDATE other.sale SET customer_id = 9999 WHERE id <= 15;
          UPDATE other.sale SET total = total + 20;
          """
      )
      let outcome = try evaluation(database, of: "other") {
        $0.bars = scores(.integrity, .structure, .column, .relationship)
      }
      #expect(
        outcome.notes == [
          "other.customer.wake is text, which cannot be compared with time without time zone of shop.customer",
          "other.customer.extra has no counterpart in shop.customer: not compared",
          "other.customer has no column kind",
        ]
      )
      let values = outcome.checks.map { ($0.value ?? -1) }
      #expect(abs(values[0] - 0.99) < 1e-9)
      #expect(abs(values[1] - 9.0 / 11) < 1e-9)
      #expect(abs(values[2] - 0.6) < 0.02)
      #expect(outcome.checks[2].subject == "shop.sale.total")
      #expect(values[3] < 1)
      #expect(outcome.junit.contains(#"tests="4" failures="4""#))
      #expect(outcome.junit.contains("(shop.sale.total), the bar is 1.0"))
    }
  }

  @Test
  func `a table without a counterpart counts as missing, a side without any is an error`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.shop + Self.copy + "DROP TABLE other.sale; CREATE SCHEMA bare;")
      let outcome = try evaluation(database, of: "other") { $0.bars = scores(.structure) }
      #expect(outcome.notes == ["shop.sale has no counterpart: there is no table other.sale"])
      #expect(outcome.structure == 6.0 / 11)
      expectRefusal(.failed, saying: "the target: schema bare has no tables") {
        _ = try evaluation(database, of: "bare")
      }
      try database.execute("CREATE TABLE bare.something (id int)")
      expectRefusal(.usage, saying: "none of the 2 tables of shop", "--target-schema") {
        _ = try evaluation(database, of: "bare")
      }
    }
  }

  @Test
  func `a clone gets the scores that it got when it was made`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.shop)
      _ = try makeTwin(database)
      let outcome = try evaluation(database, of: "twin") { $0.storesScores = true }
      #expect(outcome.run == 2)
      let runs = try database.rows(
        "SELECT overall, shapes, pairs, cardinality, integrity, engine FROM pgsynth.quality ORDER BY run_id"
      )
      #expect(runs[0].dropLast() == runs[1].dropLast())
      #expect(runs[1].last == "evaluate")
    }
  }

  /// A shop of the same distribution as any other.
  private static func drawnShop(_ schema: String, firstKey: Int, seed: Double) -> String {
    """
    CREATE SCHEMA \(schema);
    SELECT setseed(\(seed));
    CREATE TABLE \(schema).customer (id int PRIMARY KEY, age int NOT NULL, income numeric(10,2) NOT NULL);
    INSERT INTO \(schema).customer
    SELECT \(firstKey) + n, 18 + floor(60 * random()), round((1000 * random() * random())::numeric, 2)
    FROM generate_series(1, 300) AS n;
    CREATE TABLE \(schema).sale (
      id int PRIMARY KEY, customer_id int NOT NULL REFERENCES \(schema).customer, total numeric(8,2) NOT NULL,
      tax numeric(8,2) NOT NULL
    );
    INSERT INTO \(schema).sale
    SELECT n, id, total, round((total * (0.15 + 0.1 * random()))::numeric, 2)
    FROM (
      SELECT n, id, round((income * random())::numeric, 2) AS total
      FROM \(schema).customer, generate_series(3 * id, 3 * id + 2) AS n
    ) AS sales;
    """
  }

  private static let ceilings: [QualityBar] = [
    QualityBar(.detection, 0.56), QualityBar(.worstDetection, 0.6),
    QualityBar(.closestRecords, 0.55), QualityBar(.membership, 0.55),
    QualityBar(.exactMatches, 0),
  ]

  @Test
  func `rows that the clone was not made from show whether it copied the others`() throws {
    try withScratchDatabase { database in
      // The hold-out's keys are the source's, and mean others.
      try database.execute(
        Self.drawnShop("shop", firstKey: 0, seed: 0.1)
          + Self.drawnShop("held", firstKey: 0, seed: 0.2)
          + Self.drawnShop("honest", firstKey: 5_000, seed: 0.3)
            + """
            CREATE SCHEMA leaky;
            CREATE TABLE leaky.customer AS SELECT id + 5000 AS id, age, income FROM shop.customer;
            CREATE TABLE leaky.sale AS SELECT id, customer_id + 5000 AS customer_id, total, tax FROM shop.sale;
            """
      )
      func judged(_ schema: String) throws -> EvaluationOutcome {
        try evaluation(database, of: schema) {
          $0.holdOut = $0.options.source
          $0.onlyHoldOutSchema = "held"
          $0.bars = Self.ceilings
        }
      }
      let honest = try judged("honest")
      #expect(honest.missed.map(\.text) == [])
      #expect(honest.notes == [])
      #expect(honest.summary.contains(/Privacy +held:/))
      let leaky = try judged("leaky")
      #expect(
        leaky.missed.map(\.bar.score) == [.closestRecords, .membership, .exactMatches]
      )
      #expect(leaky.checks[2].text.contains("privacy.dcr 0.9"))
      #expect(leaky.checks[2].subject?.hasPrefix("shop.") == true)
      #expect(leaky.junit.contains("privacy.dcr is 0.55 or less"))
      #expect(leaky.summary.contains(/Privacy +missed:/))
    }
  }

  @Test
  func `without a hold-out nothing is known of privacy, and a bar of it is missed`() throws {
    try withScratchDatabase { database in
      try database.execute(
        Self.drawnShop("shop", firstKey: 0, seed: 0.1)
          + Self.drawnShop("honest", firstKey: 0, seed: 0.3)
      )
      let outcome = try evaluation(database, of: "honest") { $0.bars = Self.ceilings }
      #expect(
        outcome.missed.map(\.text) == [
          "privacy.dcr: nothing could be scored", "privacy.membership: nothing could be scored",
          "privacy.exact: nothing could be scored",
        ]
      )
      #expect(outcome.checks[0].value ?? 1 < 0.56)
    }
  }

  @Test
  func `a hold-out that cannot be used says why`() throws {
    try withScratchDatabase { database in
      try database.execute(
        Self.drawnShop("shop", firstKey: 0, seed: 0.1)
          + Self.drawnShop("honest", firstKey: 0, seed: 0.3)
          + "CREATE SCHEMA held; CREATE TABLE held.customer (id int, age int);"
          + "INSERT INTO held.customer VALUES (1, 2);"
      )
      func notes(_ schema: String) throws -> [String] {
        try evaluation(database, of: "honest") {
          $0.holdOut = $0.options.source
          $0.onlyHoldOutSchema = schema
        }.notes
      }
      #expect(
        try notes("held") == [
          "the hold-out's held.customer does not have the columns of shop.customer",
          "the hold-out has no rows of shop.sale",
        ]
      )
      expectRefusal(.usage, saying: "the hold-out: schema nowhere") { _ = try notes("nowhere") }
    }
  }

  @Test
  func `columns to be told are chosen by name`() throws {
    try withScratchDatabase { database in
      let source = Self.drawnShop("shop", firstKey: 0, seed: 0.1)
      try database.execute(source + Self.drawnShop("honest", firstKey: 0, seed: 0.3))
      func told(_ columns: String...) throws -> EvaluationOutcome {
        try evaluation(database, of: "honest") {
          $0.targetColumns = columns
          $0.storesScores = true
        }
      }
      _ = try told("shop.sale.total")
      #expect(
        try database.rows(
          """
          SELECT table_name, column_name, metric, tested_rows > 200, clone_score BETWEEN 0.7 AND 1
          FROM pgsynth.quality_utility
          """
        ) == [["sale", "total", "R2", "t", "t"]]
      )
      expectRefusal(.usage, saying: "--target-column sale.price: no table that is compared") {
        _ = try told("sale.price")
      }
    }
  }
}
