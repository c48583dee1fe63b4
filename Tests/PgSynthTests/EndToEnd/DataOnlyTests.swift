import Foundation
import PgSynth
import PostgresClient
import TestSupport
import Testing

/// Clones into tables that exist, made by somebody else.
struct DataOnlyTests {
  /// Fills schema `twin` of the target from schema `shop` of the source.
  @discardableResult
  private func fill(
    _ target: ScratchDatabase,
    from source: ScratchDatabase,
    role: String? = nil,
    adjusting adjust: (inout CloneOptions) -> Void = { _ in }
  ) throws -> CloneOutcome {
    let connection = try target.connectionString + (role.map { " user=\($0)" } ?? "")
    return try makeTwin(source) {
      $0.isDataOnly = true
      $0.target = connection
      adjust(&$0)
    }
  }

  private func withShopAndTarget(
    _ schema: String,
    _ body: (_ source: ScratchDatabase, _ target: ScratchDatabase) throws -> Void
  ) throws {
    try withShop { source in
      try withScratchDatabase { target in
        try target.execute(schema)
        try body(source, target)
      }
    }
  }

  /// The shop's tables as another application's migrations would have made them.
  private let migrated = """
    CREATE SCHEMA twin;
    CREATE TABLE twin.customer (
      joined date NOT NULL, id bigserial PRIMARY KEY, name text NOT NULL, city varchar,
      note text DEFAULT 'none', made timestamptz NOT NULL DEFAULT now()
    );
    CREATE TABLE twin.sale (
      id bigserial PRIMARY KEY,
      customer_id bigint NOT NULL CONSTRAINT buyer REFERENCES twin.customer ON DELETE CASCADE,
      amount numeric(10,2) NOT NULL CHECK (amount > 0),
      placed timestamptz
    );
    CREATE INDEX ON twin.sale (placed);
    """

  /// Where a comparison shall find nothing else.
  private let plain = shopTables.replacing("shop", with: "twin")

  // MARK: What differs

  @Test
  func `tables that hold the rows are filled, whatever else they have`() throws {
    try withShopAndTarget(migrated) { source, target in
      let before = try target.identities
      let outcome = try fill(target, from: source)
      #expect(try target.value("SELECT count(*) FROM twin.customer WHERE note = 'none'") == "40")
      #expect(try target.value("SELECT count(*) FROM twin.sale") == "150")
      #expect(
        try target.value(
          "SELECT count(*) FROM twin.sale JOIN twin.customer AS c ON c.id = customer_id"
        ) == "150"
      )
      #expect(
        outcome.differences.contains("only in the target: index sale_placed_idx on twin.sale")
      )
      #expect(outcome.differences.contains("made in another way: table twin.customer"))
      #expect(outcome.rowCount == 190)
      #expect(outcome.summary?.contains("Quality") == true)
      #expect(try target.value("SELECT state FROM pgsynth.runs") == "done")
      // The same tables, and nothing else.
      #expect(try target.identities == before)
      #expect(try target.leftovers.isEmpty)
      // The next row gets a number of its own.
      try target.execute(
        "INSERT INTO twin.sale (customer_id, amount) SELECT min(id), 1 FROM twin.customer"
      )
      #expect(
        try target.value("SELECT reltuples FROM pg_class WHERE oid = 'twin.customer'::regclass")
          == "40"
      )
    }
  }

  @Test(arguments: [
    ("DROP TABLE twin.sale", "table twin.sale is missing"),
    ("ALTER TABLE twin.customer DROP city", "column twin.customer.city is missing"),
    (
      "ALTER TABLE twin.customer ALTER name TYPE varchar(9)",
      "column twin.customer.name is character varying(9), which does not hold every text"
    ),
    (
      "ALTER TABLE twin.sale ALTER amount TYPE numeric(7,2)",
      "column twin.sale.amount is numeric(7,2), which does not hold every numeric(8,2)"
    ),
    (
      "ALTER TABLE twin.customer ALTER city SET NOT NULL",
      "column twin.customer.city is NOT NULL, and the source's is not"
    ),
    (
      "ALTER TABLE twin.customer ADD email text NOT NULL",
      "column twin.customer.email is NOT NULL without a default, and the source does not have it"
    ),
    (
      "ALTER TABLE twin.customer DROP city, ADD city text GENERATED ALWAYS AS (upper(name)) STORED",
      "column twin.customer.city is generated"
    ),
    (
      "ALTER TABLE twin.customer ADD UNIQUE (city)",
      "unique key customer_city_key of table twin.customer (city) does not hold in the source"
    ),
    (
      "CREATE UNIQUE INDEX low ON twin.customer (lower(name))",
      "index low of table twin.customer is not one of the source's"
    ),
    (
      "ALTER TABLE twin.sale ADD CHECK (amount < 7)",
      "check sale_amount_check1 of table twin.sale is not one of the source's"
    ),
    (
      "ALTER TABLE twin.customer ADD FOREIGN KEY (id) REFERENCES twin.sale",
      "foreign key customer_id_fkey of table twin.customer to table twin.sale does not hold"
    ),
    (
      "CREATE TABLE twin.region (id int PRIMARY KEY); ALTER TABLE twin.sale ADD FOREIGN KEY (id) REFERENCES twin.region",
      "refers to table twin.region, which is not among the tables to fill"
    ),
  ])
  func `rows that would not fit are refused`(change: String, complaint: String) throws {
    try withShopAndTarget(plain + change) { source, target in
      let before = try target.fingerprint(of: "twin")
      expectRefusal(.failed, saying: complaint, "inspect --diff") { try fill(target, from: source) }
      expectRefusal(.failed, saying: complaint) {
        try fill(target, from: source) { $0.isDryRun = true }
      }
      #expect(try target.fingerprint(of: "twin") == before)
      #expect(try target.value("SELECT to_regnamespace('pgsynth')") == nil)
    }
  }

  @Test
  func `the same schema has no differences and a dry run writes nothing`() throws {
    try withShopAndTarget(plain) { source, target in
      let outcome = try fill(target, from: source) { $0.isDryRun = true }
      #expect(outcome.differences == [])
      #expect(try target.value("SELECT count(*) FROM twin.customer") == "0")
      #expect(try target.value("SELECT to_regnamespace('pgsynth')") == nil)
    }
  }

  // MARK: Rows that are there

  @Test
  func `rows are lost only when asked, and all at once`() throws {
    let rows = """
      INSERT INTO twin.customer (name, joined) VALUES ('Mine', '2020-01-01');
      INSERT INTO twin.sale (customer_id, amount) VALUES (1, 1);
      """
    try withShopAndTarget(plain + rows) { source, target in
      expectRefusal(.failed, saying: "hold rows: twin.customer, twin.sale", "--replace") {
        try fill(target, from: source)
      }
      #expect(try target.value("SELECT name FROM twin.customer") == "Mine")
      let outcome = try fill(target, from: source) { $0.replacesTarget = true }
      #expect(outcome.emptiedTables == ["twin.customer", "twin.sale"])
      #expect(try target.value("SELECT count(*) FROM twin.customer WHERE name = 'Mine'") == "0")
      #expect(try target.value("SELECT count(*) FROM twin.sale") == "150")
      // Once more, to another size.
      try fill(target, from: source) {
        $0.replacesTarget = true
        $0.scale = 0.5
        $0.rowCounts = ["sale": 33]
      }
      #expect(try target.value("SELECT count(*) FROM twin.sale") == "33")
      #expect(try target.value("SELECT count(*) FROM twin.customer") == "20")
    }
  }

  @Test
  func `a table that refers to rows that would be lost is not emptied along`() throws {
    let more = """
      INSERT INTO twin.customer (name, joined) VALUES ('Mine', '2020-01-01');
      CREATE TABLE twin.visit (customer_id int REFERENCES twin.customer);
      """
    try withShopAndTarget(plain + more) { source, target in
      expectRefusal(.failed, saying: "twin.visit (refers to twin.customer)") {
        try fill(target, from: source) { $0.replacesTarget = true }
      }
      #expect(try target.value("SELECT name FROM twin.customer") == "Mine")
      // Where nothing is emptied it does not matter.
      try target.execute("DELETE FROM twin.customer")
      try fill(target, from: source)
      #expect(try target.value("SELECT count(*) FROM twin.customer") == "40")
    }
  }

  @Test
  func `tables that are left out keep their rows`() throws {
    try withShopAndTarget(
      plain + "INSERT INTO twin.sale (customer_id, amount) SELECT 1, 1 WHERE false"
    ) {
      source,
      target in
      try source.execute(
        "CREATE TABLE shop.migration (version int PRIMARY KEY); INSERT INTO shop.migration VALUES (1)"
      )
      try target.execute(
        "CREATE TABLE twin.migration (version int PRIMARY KEY); INSERT INTO twin.migration VALUES (2)"
      )
      try fill(target, from: source) { $0.excluded = ["migration"] }
      #expect(try target.rows("TABLE twin.migration") == [["2"]])
      #expect(try target.value("SELECT count(*) FROM twin.sale") == "150")
    }
  }

  // MARK: Failures

  @Test
  func `a row that the target refuses leaves everything as it was`() throws {
    try withShopAndTarget(plain) { source, target in
      // A second unique key of the source that the generator cannot see through on the other side.
      try target.execute(
        """
        INSERT INTO twin.customer (name, joined) VALUES ('Mine', '2020-01-01');
        CREATE FUNCTION twin.refuse() RETURNS trigger LANGUAGE plpgsql
          AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
        CREATE MATERIALIZED VIEW twin.names AS SELECT name FROM twin.customer;
        """
      )
      let number = try target.value("SELECT last_value FROM twin.customer_id_seq")
      // The swap stores the scores last; without its tables everything before is undone.
      let connection = try target.connectionString
      let options = try twinOptions(source) {
        $0.isDataOnly = true
        $0.target = connection
        $0.replacesTarget = true
      }
      let error = refusal {
        _ = try Clone(options).run { event in
          guard event.stage == .swap else { return }
          try? target.execute("DROP SCHEMA pgsynth CASCADE")
        }
      }
      let message = error?.description ?? "no error"
      #expect(message.contains("storing the scores"), "\(message)")
      #expect(try target.rows("SELECT name FROM twin.customer") == [["Mine"]])
      #expect(try target.rows("TABLE twin.names") == [["Mine"]])
      #expect(try target.value("SELECT last_value FROM twin.customer_id_seq") == number)
      #expect(
        try target.value(
          "SELECT convalidated FROM pg_constraint WHERE conname = 'sale_customer_id_fkey'"
        )
          == "t"
      )
      #expect(try target.leftovers.isEmpty)
    }
  }

  @Test
  func `sessions that use the tables are waited for, then named as the reason`() throws {
    try withShopAndTarget(plain) { source, target in
      let reader = try target.connection()
      try reader.begin()
      _ = try reader.query("SELECT count(*) FROM twin.customer")
      expectRefusal(.failed, saying: "the rows are complete", "pg_stat_activity") {
        try fill(target, from: source) { $0.lockTimeoutSeconds = 0.2 }
      }
      #expect(try target.leftovers.isEmpty)
      try reader.commit()
      try fill(target, from: source) { $0.lockTimeoutSeconds = 0.2 }
      #expect(try target.value("SELECT count(*) FROM twin.customer") == "40")
    }
  }

  @Test
  func `the source is never filled`() throws {
    try withShop { source in
      expectRefusal(.failed, saying: "the target is the source") {
        try makeTwin(source) {
          $0.targetSchemas = [:]
          $0.isDataOnly = true
          $0.replacesTarget = true
        }
      }
      let count = try source.value("SELECT count(*) FROM shop.customer")
      #expect(count == "40")
    }
  }

  // MARK: What stands between rows and tables

  /// One of each, the same on both sides.
  private func guarded(_ schema: String) -> String {
    """
    CREATE SCHEMA \(schema);
    CREATE TYPE \(schema).state AS ENUM ('new', 'old');
    CREATE DOMAIN \(schema).share AS numeric CHECK (VALUE BETWEEN 0 AND 1);
    CREATE FUNCTION \(schema).refuse() RETURNS trigger LANGUAGE plpgsql
      AS $$ BEGIN RAISE EXCEPTION 'a trigger fired'; END $$;
    CREATE TABLE \(schema).team (
      id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, lead int NOT NULL,
      state \(schema).state NOT NULL, past \(schema).state[], share \(schema).share,
      label text GENERATED ALWAYS AS (upper(name)) STORED
    );
    CREATE TABLE \(schema).person (
      id int PRIMARY KEY, team int NOT NULL, mentor int REFERENCES \(schema).person,
      rank int UNIQUE DEFERRABLE INITIALLY DEFERRED,
      CONSTRAINT member FOREIGN KEY (team) REFERENCES \(schema).team DEFERRABLE
    );
    ALTER TABLE \(schema).team ADD CONSTRAINT leader FOREIGN KEY (lead) REFERENCES \(schema).person
      DEFERRABLE INITIALLY DEFERRED;
    COMMENT ON CONSTRAINT leader ON \(schema).team IS 'who leads';
    CREATE TABLE \(schema).event (id int NOT NULL, person int, year int NOT NULL)
      PARTITION BY RANGE (year);
    CREATE TABLE \(schema).event_old PARTITION OF \(schema).event FOR VALUES FROM (2000) TO (2020);
    CREATE TABLE \(schema).event_new PARTITION OF \(schema).event FOR VALUES FROM (2020) TO (2030);
    ALTER TABLE \(schema).event ADD PRIMARY KEY (id, year);
    CREATE TABLE \(schema).animal (id int PRIMARY KEY, name text);
    CREATE TABLE \(schema).dog (tail int) INHERITS (\(schema).animal);
    CREATE TABLE \(schema).log (id int, person int, note text);
    CREATE MATERIALIZED VIEW \(schema).team_size AS SELECT team, count(*) AS n FROM \(schema).person GROUP BY 1;
    CREATE INDEX titled ON \(schema).event_new (person) WHERE person > 3;
    COMMENT ON INDEX \(schema).titled IS 'an index';
    CREATE VIEW \(schema).sized AS SELECT * FROM \(schema).team_size;
    CREATE MATERIALIZED VIEW \(schema).sizes AS SELECT n, count(*) AS teams FROM \(schema).sized GROUP BY 1;
    """
  }

  private func guards(_ schema: String) -> String {
    """
    ALTER TABLE \(schema).log ADD CONSTRAINT known FOREIGN KEY (person) REFERENCES \(schema).person NOT VALID;
    ALTER TABLE \(schema).log ADD CONSTRAINT brief CHECK (length(note) < 3) NOT VALID;
    CREATE TRIGGER refuse BEFORE INSERT ON \(schema).person FOR EACH ROW EXECUTE FUNCTION \(schema).refuse();
    CREATE TRIGGER always AFTER INSERT ON \(schema).person FOR EACH ROW EXECUTE FUNCTION \(schema).refuse();
    ALTER TABLE \(schema).person ENABLE ALWAYS TRIGGER always;
    CREATE TRIGGER off AFTER INSERT ON \(schema).person FOR EACH ROW EXECUTE FUNCTION \(schema).refuse();
    ALTER TABLE \(schema).person DISABLE TRIGGER off;
    CREATE TRIGGER emptied BEFORE TRUNCATE ON \(schema).person EXECUTE FUNCTION \(schema).refuse();
    CREATE TRIGGER part AFTER INSERT ON \(schema).event FOR EACH ROW EXECUTE FUNCTION \(schema).refuse();
    ALTER TABLE \(schema).event_old DISABLE TRIGGER part;
    CREATE RULE nothing AS ON INSERT TO \(schema).animal DO INSTEAD NOTHING;
    ALTER TABLE \(schema).team ENABLE ROW LEVEL SECURITY;
    ALTER TABLE \(schema).team FORCE ROW LEVEL SECURITY;
    CREATE POLICY none ON \(schema).team USING (false);
    """
  }

  private let guardedRows = """
    BEGIN;
    INSERT INTO shop.team (name, lead, state, past, share)
      SELECT 'team ' || n, n, (ARRAY['new', 'old'])[1 + n % 2]::shop.state, '{new,old}', 0.25
      FROM generate_series(1, 6) n;
    INSERT INTO shop.person SELECT n, 1 + n % 6, nullif(n / 3, 0), n FROM generate_series(1, 60) n;
    COMMIT;
    INSERT INTO shop.event SELECT n, n, 2010 + n % 20 FROM generate_series(1, 12000) n;
    INSERT INTO shop.animal SELECT n, 'a' || n FROM generate_series(1, 20) n;
    INSERT INTO shop.dog SELECT n, 'd' || n, n % 4 FROM generate_series(101, 130) n;
    INSERT INTO shop.log SELECT n, n * 3, 'long note' FROM generate_series(1, 40) n;
    """

  @Test
  func `an owner without other rights fills guarded tables, and every guard is back`() throws {
    try withScratchDatabase { source in
      try withScratchDatabase { target in
        try source.execute(guarded("shop") + guardedRows + guards("shop"))
        let role = "filler_\(target.name)"
        try target.execute("CREATE ROLE \(role) LOGIN")
        defer {
          try? target.execute("DROP OWNED BY \(role)")
          try? source.execute("DROP ROLE \(role)")
        }
        try target.execute(
          """
          CREATE SCHEMA twin AUTHORIZATION \(role);
          CREATE SCHEMA scores AUTHORIZATION \(role);
          SET ROLE \(role);
          """ + guarded("twin").replacing("CREATE SCHEMA twin;", with: "") + guards("twin")
        )
        let catalog = """
          SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), obj_description(oid)
            FROM pg_constraint WHERE connamespace = 'twin'::regnamespace AND contype <> 't'
          UNION ALL
          SELECT tgrelid::regclass::text, tgname, tgenabled::text, NULL FROM pg_trigger WHERE NOT tgisinternal
          UNION ALL
          SELECT ev_class::regclass::text, rulename, ev_enabled::text, NULL FROM pg_rewrite
            WHERE rulename = 'nothing'
          UNION ALL
          SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), obj_description(indexrelid), NULL
            FROM pg_index WHERE indrelid = 'twin.event_new'::regclass
          UNION ALL
          SELECT oid::regclass::text, relforcerowsecurity::text, relrowsecurity::text, NULL
            FROM pg_class WHERE relnamespace = 'twin'::regnamespace
          ORDER BY 1, 2, 3
          """
        let before = try target.rows(catalog)
        func run() throws -> CloneOutcome {
          try fill(target, from: source, role: role) {
            $0.qualitySchema = "scores"
            $0.replacesTarget = true
          }
        }
        let first = try run()
        #expect(first.differences == [])
        #expect(first.warnings == [])
        #expect(first.emptiedTables == [])
        for (table, count) in [
          ("twin.team", 6), ("twin.person", 60), ("twin.event", 12_000), ("ONLY twin.animal", 20),
          ("twin.dog", 30), ("twin.log", 40),
        ] {
          #expect(try target.value("SELECT count(*) FROM \(table)") == "\(count)", "\(table)")
        }
        #expect(try target.value("SELECT sum(n) FROM twin.team_size") == "60")
        #expect(try target.value("SELECT sum(teams) FROM twin.sizes") == "6")
        #expect(try target.value("SELECT count(*) FROM twin.team WHERE label = upper(name)") == "6")
        #expect(try target.rows(catalog) == before)
        #expect(
          try target.value(
            "SELECT count(*) FROM pg_class WHERE relname LIKE 'pgsynth_scratch%'"
          ) == "0"
        )
        // And once more over what is there.
        let second = try run()
        #expect(second.emptiedTables.contains("twin.person"))
        #expect(try target.rows(catalog) == before)
        #expect(try target.value("SELECT count(*) FROM twin.person") == "60")
      }
    }
  }

  @Test
  func `who may only insert is told what is missing`() throws {
    try withShopAndTarget(plain) { source, target in
      let role = "inserter_\(target.name)"
      try target.execute(
        """
        CREATE ROLE \(role) LOGIN;
        GRANT USAGE ON SCHEMA twin TO \(role);
        GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA twin TO \(role);
        """
      )
      defer { try? target.execute("DROP OWNED BY \(role); DROP ROLE \(role)") }
      expectRefusal(
        .failed,
        saying: "does not own tables twin.customer, twin.sale",
        "GRANT postgres TO",
        "--exclude"
      ) {
        try fill(target, from: source, role: role)
      }
    }
  }

  @Test
  func `an owner who may create nothing is told what is missing`() throws {
    try withShopAndTarget(plain) { source, target in
      let role = "tenant_\(target.name)"
      try target.execute(
        """
        CREATE ROLE \(role) LOGIN;
        GRANT USAGE ON SCHEMA twin TO \(role);
        ALTER TABLE twin.customer OWNER TO \(role);
        ALTER TABLE twin.sale OWNER TO \(role);
        """
      )
      defer { try? target.execute("DROP OWNED BY \(role); DROP ROLE \(role)") }
      expectRefusal(.failed, saying: "may create nothing", "GRANT CREATE ON SCHEMA") {
        try fill(target, from: source, role: role)
      }
    }
  }

  // MARK: Dead runs

  @Test
  func `a dead run's tables are removed by the next`() throws {
    try withShopAndTarget(plain) { source, target in
      try target.execute(
        """
        CREATE TABLE twin.pgsynth_scratch_0000abcd_1 (id int);
        COMMENT ON TABLE twin.pgsynth_scratch_0000abcd_1 IS 'pgsynth scratch';
        CREATE TABLE twin.pgsynth_scratch_0000abce_1 (id int);
        """
      )
      try fill(target, from: source)
      #expect(
        try target.rows("SELECT relname FROM pg_class WHERE relname LIKE 'pgsynth_scratch%'")
          == [["pgsynth_scratch_0000abce_1"]]
      )
    }
  }

  @Test
  func `the program lists the differences and ends with status 1`() throws {
    try withShopAndTarget(plain + "ALTER TABLE twin.customer DROP city; DROP TABLE twin.sale;") {
      source,
      target in
      let result = try runPgSynth([
        "clone", "--data-only", "--source", source.connectionString, "--source-schema", "shop",
        "--target", target.connectionString, "--target-schema", "twin", "--quiet",
      ])
      #expect(result.status == 1)
      #expect(
        result.stderr.contains("\n  column twin.customer.city is missing\n"),
        "\(result.stderr)"
      )
      #expect(result.stderr.contains("\n  table twin.sale is missing\n"), "\(result.stderr)")
    }
  }
}

extension ScratchDatabase {
  /// The relations of schema `twin`, whatever their contents.
  fileprivate var identities: [[String?]] {
    get throws {
      try rows(
        """
        SELECT oid, relname, relkind FROM pg_class WHERE relnamespace = 'twin'::regnamespace ORDER BY oid
        """
      )
    }
  }
}
