import PgSynth
import PostgresClient
import TestSupport
import Testing

/// What runs do with constraints: refuse, list, carry in models, enforce wherever rows are written.
struct ConstraintRunsTests {
  /// Trips of which five end before they begin, and one kept table.
  private static let trips = """
    CREATE SCHEMA shop;
    SET search_path = shop;
    CREATE FUNCTION even(n int) RETURNS bool LANGUAGE sql IMMUTABLE RETURN n % 2 = 0;
    CREATE TABLE trip (
      id int PRIMARY KEY, left_on date NOT NULL, back_on date NOT NULL, seats int NOT NULL CHECK (seats > 0)
    );
    INSERT INTO trip
    SELECT n, date '2024-01-01' + n * 7 % 200, date '2024-01-01' + n * 7 % 200 + CASE WHEN n % 30 = 0 THEN -3 ELSE n % 5 END,
      1 + n % 6
    FROM generate_series(1, 150) AS n;
    """

  private static let order = Constraint.inequality(
    table: "trip",
    low: "left_on",
    high: "back_on"
  )

  private static let broken = "SELECT count(*) FROM twin.trip WHERE left_on > back_on"

  private func forced(_ constraint: Constraint) -> Constraint {
    var constraint = constraint
    constraint.isForced = true
    return constraint
  }

  private func withTrips(_ body: (ScratchDatabase) throws -> Void) throws {
    try withScratchDatabase { database in
      try database.execute(Self.trips)
      try body(database)
    }
  }

  @Test
  func `a source that breaks a constraint is refused with the number of rows`() throws {
    try withTrips { database in
      expectRefusal(
        .usage,
        saying:
          "constraint inequality: shop.trip: left_on <= back_on: 5 of 150 rows of the source break it",
        "`force: true`"
      ) { try makeTwin(database) { $0.constraints = [Self.order] } }
      expectRefusal(.usage, saying: "no row of the source obeys it") {
        try makeTwin(database) {
          $0.constraints = [forced(.predicate(table: "trip", sql: "seats > 100"))]
        }
      }
      expectRefusal(
        .usage,
        saying: "no row of the source obeys these together",
        "even(seats); seats IN (1, 3)"
      ) {
        try makeTwin(database) {
          $0.constraints = [
            forced(.predicate(table: "trip", sql: "even(seats)")),
            forced(.predicate(table: "trip", sql: "seats IN (1, 3)")),
          ]
        }
      }
      expectRefusal(
        .usage,
        saying: "PostgreSQL does not take it",
        "function odd(integer) does not exist"
      ) {
        try makeTwin(database) { $0.constraints = [.predicate(table: "trip", sql: "odd(seats)")] }
      }
      expectRefusal(.usage, saying: "the table is kept as it is, and 5 of its rows break") {
        try makeTwin(database) {
          $0.constraints = [forced(Self.order), .referenceTable("trip")]
        }
      }
      expectRefusal(.usage, saying: "no combination of values is shared by 5 units") {
        try makeTwin(database) {
          $0.constraints = [.fixedCombinations(table: "trip", columns: ["left_on", "back_on"])]
        }
      }
      let schemas = try database.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'twin'")
      #expect(schemas == "0")
      #expect(try database.leftovers == [])
    }
  }

  @Test
  func `plans and lists of rules tell the constraints`() throws {
    try withTrips { database in
      let constraints = [
        forced(Self.order), .predicate(table: "trip", sql: "seats < 9"), .referenceTable("trip"),
      ]
      var options = try twinOptions(database) { $0.constraints = Array(constraints.prefix(2)) }
      options.isDryRun = true
      let outcome = try Clone(options).run { _ in }
      let line = "shop.trip: left_on <= back_on  (forced: 5 rows of the source break it)"
      #expect(outcome.plan.contains("  \(line)\n  shop.trip: seats < 9"))
      #expect(
        outcome.planJSON.contains(#""source_violations":5,"table":"shop.trip","type":"inequality""#)
      )
      #expect(try Clone(options).rules { _ in }.text.contains(line))
      options.constraints = [constraints[2]]
      #expect(try Clone(options).run { _ in }.referenceTables == ["shop.trip"])
    }
  }

  @Test
  func `rows are drawn that obey what most of the source breaks`() throws {
    try withTrips { database in
      let outcome = try makeTwin(database) {
        $0.constraints = [
          forced(.range(table: "trip", column: "seats", low: "2", high: "3")),
          forced(.predicate(table: "trip", sql: "seats = 3 OR back_on - left_on IN (1, 2)")),
        ]
      }
      // No row had to be given another one's values, or left out.
      #expect(outcome.warnings == [])
      #expect(try database.value("SELECT count(*) FROM twin.trip WHERE seats IN (2, 3)") == "150")
      let broken = """
        SELECT count(*) FROM twin.trip WHERE seats <> 3 AND back_on - left_on NOT IN (1, 2)
        """
      #expect(try database.value(broken) == "0")
    }
  }

  @Test
  func `rows that are made up for a schema obey, whatever its rows do`() throws {
    try withTrips { database in
      try makeTwin(database) {
        $0.readsRows = false
        $0.emptyTableRows = 40
        $0.constraints = [
          Self.order, .columnFormula(table: "trip", column: "seats", formula: "1 + id % 5"),
        ]
      }
      #expect(try database.value("SELECT count(*) FROM twin.trip") == "40")
      #expect(try database.value(Self.broken) == "0")
      #expect(try database.value("SELECT count(*) FROM twin.trip WHERE seats <> 1 + id % 5") == "0")
      expectRefusal(.usage, saying: "PostgreSQL does not take it") {
        try makeTwin(database) {
          $0.readsRows = false
          $0.constraints = [.predicate(table: "trip", sql: "odd(seats)")]
        }
      }
    }
  }

  @Test
  func `models carry constraints, and clones from them obey`() throws {
    try withTrips { database in
      let constraints = [
        forced(Self.order), .fixedCombinations(table: "trip", columns: ["seats", "seats_text"]),
        forced(.predicate(table: "trip", sql: "shop.even(seats) OR seats > 2")),
      ]
      try database.execute(
        "ALTER TABLE shop.trip ADD seats_text text; UPDATE shop.trip SET seats_text = seats::text"
      )
      let adjust: (inout CloneOptions) -> Void = {
        $0.constraints = constraints
        $0.seed = 3
      }
      try makeTwin(database, adjusting: adjust)
      let clone = try database.dump(of: "twin")
      let model = try Fit(twinOptions(database, adjusting: adjust)).run { _ in }.model
      #expect(model.description.plan.contains("shop.trip: left_on <= back_on"))
      try database.execute("DROP SCHEMA shop CASCADE; DROP SCHEMA twin CASCADE")
      var options = GenerateOptions(target: try database.connectionString)
      options.targetSchemas = ["shop": "twin"]
      _ = try Generate(ModelFile(bytes: model.bytes), options).run { _ in }
      #expect(try database.dump(of: "twin") == clone)
      options.seed = 4
      options.scale = 3
      _ = try Generate(ModelFile(bytes: model.bytes), options).run { _ in }
      #expect(try database.value("SELECT count(*) FROM twin.trip") == "450")
      #expect(try database.value(Self.broken) == "0")
      #expect(
        try database.value("SELECT count(*) FROM twin.trip WHERE seats <> seats_text::int") == "0"
      )
      #expect(try database.value("SELECT count(*) FROM twin.trip WHERE seats = 1") == "0")
      expectRefusal(
        .usage,
        saying: "the model has declared constraints",
        "name a database with --target"
      ) {
        _ = try Generate(model, options).write(into: "/nowhere", format: .csv) { _ in }
      }
    }
  }

  @Test
  func `tables that exist are filled with rows that obey`() throws {
    try withTrips { database in
      let constraints = [
        forced(Self.order), forced(.unique(table: "trip", columns: ["left_on", "seats"])),
        forced(.predicate(table: "trip", sql: "shop.even(seats)")),
      ]
      try database.execute(
        """
        CREATE SCHEMA twin;
        CREATE FUNCTION twin.even(n int) RETURNS bool LANGUAGE sql IMMUTABLE RETURN n % 2 = 0;
        CREATE TABLE twin.trip (LIKE shop.trip INCLUDING ALL);
        """
      )
      try makeTwin(database) {
        $0.isDataOnly = true
        $0.constraints = constraints
      }
      #expect(try database.value("SELECT count(*) > 100 FROM twin.trip") == "t")
      #expect(try database.value(Self.broken) == "0")
      #expect(try database.value("SELECT count(*) FROM twin.trip WHERE seats % 2 = 1") == "0")
      #expect(
        try database.value(
          "SELECT count(*) FROM (SELECT FROM twin.trip GROUP BY left_on, seats HAVING count(*) > 1) AS x"
        ) == "0"
      )
    }
  }

  @Test
  func `a role that may make no schema gets rows that obey`() throws {
    try withTrips { source in
      try withScratchDatabase { target in
        let role = "tenant_\(target.name)"
        try target.execute(
          """
          REVOKE CREATE, TEMPORARY ON DATABASE \(target.name) FROM PUBLIC;
          CREATE ROLE \(role) LOGIN;
          CREATE SCHEMA twin AUTHORIZATION \(role);
          CREATE SCHEMA scores AUTHORIZATION \(role);
          """
        )
        defer { try? target.execute("DROP OWNED BY \(role); DROP ROLE \(role)") }
        let connection = try target.connectionString + " user=\(role)"
        try makeTwin(source) {
          $0.target = connection
          $0.qualitySchema = "scores"
          $0.constraints = [forced(Self.order), .predicate(table: "trip", sql: "even(seats * 2)")]
        }
        #expect(try target.value("SELECT count(*) FROM twin.trip") == "150")
        #expect(try target.value(Self.broken) == "0")
      }
    }
  }
}
