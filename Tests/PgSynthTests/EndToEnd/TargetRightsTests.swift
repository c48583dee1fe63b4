import Foundation
import PgSynth
import PostgresClient
import TestSupport
import Testing

/// Roles that may do little in the target.
struct TargetRightsTests {
  /// Types, keys and code of the schema's own.
  private let extras = """
    CREATE TYPE shop.state AS ENUM ('new', 'open', 'done');
    CREATE DOMAIN shop.share AS numeric(5,4) CHECK (VALUE BETWEEN 0 AND 1);
    CREATE TYPE shop.size AS (width int, height int);
    CREATE FUNCTION shop.is_small(n int) RETURNS bool LANGUAGE plpgsql IMMUTABLE
      AS $$ BEGIN RETURN n < 1000; END $$;
    CREATE FUNCTION shop.refuse() RETURNS trigger LANGUAGE plpgsql
      AS $$ BEGIN RAISE EXCEPTION 'a trigger fired'; END $$;
    CREATE TABLE shop.parcel (
      id int GENERATED ALWAYS AS IDENTITY, sold int NOT NULL CHECK (shop.is_small(sold)),
      state shop.state NOT NULL DEFAULT 'new', past shop.state[], weight shop.share, size shop.size,
      code char(4), tag varchar(9), label text GENERATED ALWAYS AS ('parcel ' || sold) STORED,
      PRIMARY KEY (id, state)
    ) PARTITION BY LIST (state);
    CREATE TABLE shop.parcel_new PARTITION OF shop.parcel FOR VALUES IN ('new');
    CREATE TABLE shop.parcel_rest PARTITION OF shop.parcel DEFAULT;
    INSERT INTO shop.parcel (sold, state, past, weight, size, code, tag)
      SELECT n, (ARRAY['new', 'open', 'done'])[1 + n % 3]::shop.state, '{new,open}', n % 4 / 4.0,
        ROW(n % 3, n % 4)::shop.size, 'c' || n % 5, 't' || n % 7
      FROM generate_series(1, 60) AS n;
    CREATE TRIGGER refuse BEFORE INSERT ON shop.parcel_new FOR EACH ROW EXECUTE FUNCTION shop.refuse();
    CREATE VIEW shop.open AS SELECT * FROM shop.parcel WHERE state = 'open';
    CREATE MATERIALIZED VIEW shop.counts AS SELECT state, count(*) FROM shop.parcel GROUP BY 1;
    ALTER TABLE shop.sale ENABLE ROW LEVEL SECURITY;
    """

  private func withTenant(
    _ body: (_ source: ScratchDatabase, _ target: ScratchDatabase, _ connection: String) throws ->
      Void
  ) throws {
    try withShop { source in
      try source.execute(extras)
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
        try body(source, target, try target.connectionString + " user=\(role)")
      }
    }
  }

  @discardableResult
  private func clone(
    _ source: ScratchDatabase,
    to connection: String,
    adjusting adjust: (inout CloneOptions) -> Void = { _ in }
  ) throws -> CloneOutcome {
    try makeTwin(source) {
      $0.target = connection
      $0.qualitySchema = "scores"
      adjust(&$0)
    }
  }

  private func relations(_ database: ScratchDatabase) throws -> Set<String> {
    Set(
      try database.rows(
        "SELECT relname FROM pg_class WHERE relnamespace = 'twin'::regnamespace AND relkind <> 'i'"
      ).compactMap { $0[0] }
    )
  }

  @Test
  func `the owner of a schema clones into it and replaces the clone`() throws {
    try withTenant { source, target, connection in
      for seed in [UInt64(1), 2] {
        let outcome = try clone(source, to: connection) { $0.seed = seed }
        #expect(outcome.warnings == [])
        #expect(try target.value("SELECT count(*) FROM twin.parcel") == "60")
        #expect(try target.value("SELECT count(*) FROM twin.sale") == "150")
        #expect(
          try target.value("SELECT count(*) FROM twin.parcel WHERE label = 'parcel ' || sold")
            == "60"
        )
        #expect(try target.value("SELECT sum(count) FROM twin.counts") == "60")
        #expect(
          try target.value("SELECT nextval('twin.sale_id_seq') > max(id) FROM twin.sale") == "t"
        )
        #expect(try relations(target).allSatisfy { !$0.hasPrefix("pgsynth") })
      }
      #expect(try target.value("SELECT count(*) FROM scores.quality") == "2")
      var left = Inspection(source: try source.connectionString)
      left.schemas = ["shop"]
      var diff = SchemaDiff(left: left, rightSource: try target.connectionString)
      diff.targetSchemas = ["shop": "twin"]
      let outcome = try diff.run()
      #expect(outcome.isSame, "\(outcome.text)")
    }
  }

  @Test
  func `what the role did not make through pgsynth is kept`() throws {
    try withTenant { source, target, connection in
      try target.execute(
        "CREATE TABLE twin.mine (note text); INSERT INTO twin.mine VALUES ('keep')"
      )
      expectRefusal(.failed, saying: "was not made by pgsynth", "twin.mine", "--replace") {
        try clone(source, to: connection)
      }
      #expect(try target.rows("TABLE twin.mine") == [["keep"]])
    }
  }

  @Test
  func `an error in the end leaves the old clone and no scratch`() throws {
    try withTenant { source, target, connection in
      try clone(source, to: connection)
      let before = try target.fingerprint(of: "twin")
      // A view outside needs the old clone by the time of the swap.
      let trigger = Trigger(at: .score) {
        try target.execute("CREATE VIEW public.late AS SELECT id FROM twin.customer")
      }
      let options = try twinOptions(source) {
        $0.target = connection
        $0.qualitySchema = "scores"
      }
      expectRefusal(.failed, saying: "view public.late") {
        _ = try Clone(options).run(progress: trigger.receive)
      }
      #expect(try target.fingerprint(of: "twin") == before)
      try target.execute("DROP VIEW public.late")

      // Readers keep it, too, until they go.
      let reader = try target.connection()
      try reader.begin()
      _ = try reader.query("SELECT count(*) FROM twin.customer")
      expectRefusal(.failed, saying: "kept it from taking its place") {
        try clone(source, to: connection) { $0.lockTimeoutSeconds = 0.2 }
      }
      try reader.commit()
      #expect(try target.fingerprint(of: "twin") == before)
      try clone(source, to: connection)
      #expect(try target.fingerprint(of: "twin") != before)
    }
  }

  @Test
  func `a dead run's tables are removed and do not count as somebody's`() throws {
    try withTenant { source, target, connection in
      try clone(source, to: connection)
      let role = try target.value(
        "SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 'twin'"
      )
      try target.execute(
        """
        SET ROLE \(role ?? "");
        CREATE TABLE twin.pgsynth_scratch_0000abcd_1 (id int);
        COMMENT ON TABLE twin.pgsynth_scratch_0000abcd_1 IS 'pgsynth scratch';
        """
      )
      try clone(source, to: connection)
      #expect(try relations(target).allSatisfy { !$0.hasPrefix("pgsynth") })
    }
  }

  @Test
  func `tables of an owner who may create in their schema only are filled`() throws {
    try withTenant { source, target, connection in
      try clone(source, to: connection)
      let outcome = try clone(source, to: connection) {
        $0.isDataOnly = true
        $0.replacesTarget = true
        $0.scale = 0.5
      }
      #expect(outcome.differences == [])
      #expect(try target.value("SELECT count(*) FROM twin.customer") == "20")
      #expect(try relations(target).allSatisfy { !$0.hasPrefix("pgsynth") })
    }
  }

  @Test
  func `who may create nothing is told what to grant`() throws {
    try withTenant { source, target, connection in
      try target.execute("DROP SCHEMA twin")
      expectRefusal(
        .failed,
        saying: "may not create schemas in database",
        "GRANT CREATE ON DATABASE",
        #"CREATE SCHEMA "twin" AUTHORIZATION"#
      ) {
        try clone(source, to: connection)
      }
      try target.execute("CREATE SCHEMA twin")
      expectRefusal(.failed, saying: "nor objects in twin") { try clone(source, to: connection) }
    }
  }
}
