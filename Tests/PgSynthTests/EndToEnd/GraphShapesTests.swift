import Foundation
import PgSynth
import PostgresClient
import TestSupport
import Testing

/// Keys and graphs of every shape, cloned together and checked by SQL.
struct GraphShapesTests {
  private static func withShapes(_ body: (ScratchDatabase) throws -> Void) throws {
    try withScratchDatabase { database in
      try database.execute(
        "CREATE SCHEMA shop; SET search_path = shop;\n"
          + GraphShape.all.map(\.sql).joined(separator: "\n")
      )
      try body(database)
    }
  }

  /// Expects that nothing in the twin violates what a shape says, and that no constraint is unchecked.
  private static func expectIntact(_ session: PostgresConnection, _ ways: String) throws {
    for shape in GraphShape.all {
      for violation in shape.violations {
        let found = try session.query(violation).rowCount
        #expect(found == 0, "\(shape.name) \(ways): \(violation)")
      }
    }
    let invalid = try session.query(
      "SELECT conname FROM pg_constraint WHERE connamespace = 'twin'::regnamespace AND NOT convalidated"
    )
    #expect(invalid.rowCount == 0)
  }

  private static func number(
    _ session: PostgresConnection,
    _ schema: String,
    _ query: String
  ) throws -> Double {
    try session.execute("SET search_path = \(schema)")
    return Double(try session.query(query)[0, 0] ?? "0") ?? .nan
  }

  @Test
  func `shapes keep their numbers`() throws {
    try Self.withShapes { database in
      try makeTwin(database)
      let session = try database.connection()
      try session.execute("SET search_path = twin")
      try Self.expectIntact(session, "in full")
      for shape in GraphShape.all {
        for (isExact, measures) in [(false, shape.measures), (true, shape.constants)] {
          for (name, query) in measures {
            let real = try Self.number(session, "shop", query)
            let twin = try Self.number(session, "twin", query)
            // Small tables vary as another sample would.
            let tolerance = isExact ? 0.02 * max(1, real) : 0.1 + 0.6 * real
            #expect(abs(twin - real) <= tolerance, "\(shape.name): \(name) \(real) → \(twin)")
          }
        }
      }
    }
  }

  @Test
  func `shapes are intact at any scale and from any sample`() throws {
    try Self.withShapes { database in
      for (scale, fitRows) in [(0.1, 100), (2, 100)] {
        try makeTwin(database) {
          $0.scale = scale
          $0.fitRows = fitRows
          $0.seed = UInt64(fitRows)
        }
        let session = try database.connection()
        try session.execute("SET search_path = twin")
        try Self.expectIntact(session, "scale \(scale), \(fitRows) rows")
      }
    }
  }

  @Test
  func `a table that keys leave no room for is smaller and says so`() throws {
    try withScratchDatabase { database in
      try database.execute(
        """
        CREATE SCHEMA shop; SET search_path = shop;
        CREATE TABLE side (id serial PRIMARY KEY, name text);
        CREATE TABLE pair (one integer REFERENCES side, two integer REFERENCES side, PRIMARY KEY (one, two));
        CREATE TABLE letter (code char(1) PRIMARY KEY, name text);
        INSERT INTO side (name) SELECT 'side ' || n FROM generate_series(1, 40) n;
        INSERT INTO pair SELECT a, b FROM generate_series(1, 40) a, generate_series(1, 40) b WHERE (a + b) % 4 = 0;
        INSERT INTO letter SELECT chr(64 + n), 'letter ' || n FROM generate_series(1, 20) n;
        """
      )
      let outcome = try makeTwin(database) {
        $0.rowCounts = ["side": 10, "pair": 300, "letter": 200]
      }
      #expect(try database.value("SELECT count(*) FROM twin.pair") == "100")
      #expect(
        outcome.warnings.contains { $0.hasPrefix("shop.pair has 100 of 300 rows: ") },
        "\(outcome.warnings)"
      )
      #expect(
        outcome.warnings.contains {
          $0.hasPrefix("shop.letter has ") && $0.contains("code, of type character(1)")
        },
        "\(outcome.warnings)"
      )
    }
  }

  @Test
  func `rows that no partition takes are not made`() throws {
    try withScratchDatabase { database in
      try database.execute(
        """
        CREATE SCHEMA shop; SET search_path = shop;
        CREATE TABLE device (id serial PRIMARY KEY, kind text);
        CREATE TABLE event (
          device_id integer NOT NULL REFERENCES device, at date NOT NULL, PRIMARY KEY (device_id, at)
        ) PARTITION BY RANGE (at);
        CREATE TABLE event_may PARTITION OF event FOR VALUES FROM ('2024-05-01') TO ('2024-06-01');
        INSERT INTO device (kind) SELECT 'k' || n % 3 FROM generate_series(1, 30) n;
        INSERT INTO event SELECT id, date '2024-05-03' + n * 3 FROM device, generate_series(1, 8) n;
        """
      )
      let outcome = try makeTwin(database) { $0.rowCounts = ["device": 3, "event": 150] }
      let rows = Int(try database.value("SELECT count(*) FROM twin.event") ?? "") ?? 0
      #expect((20...93).contains(rows), "\(rows) rows")
      #expect(outcome.warnings.contains { $0.hasPrefix("shop.event has \(rows) of 150 rows: ") })
    }
  }
}
