import CloneWriter
import Metadata
import PostgresClient
import SchemaDDL
import TableData
import TestSupport
import Testing

/// The source of most tests: two tables with keys, a check and a sequence.
private let shop = """
  CREATE SCHEMA shop;
  CREATE TYPE shop.state AS ENUM ('open', 'paid');
  CREATE TABLE shop.customer (
    id serial PRIMARY KEY,
    name text NOT NULL,
    low integer,
    high integer,
    CONSTRAINT low_high CHECK (low <= high)
  );
  CREATE TABLE shop.sale (
    id bigint GENERATED ALWAYS AS IDENTITY (START 10 INCREMENT 5) PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES shop.customer,
    state shop.state DEFAULT 'open',
    amount numeric(8,2),
    code text UNIQUE
  );
  CREATE FUNCTION shop.total() RETURNS numeric LANGUAGE sql STABLE
    AS $$ SELECT sum(amount) FROM shop.sale $$;
  INSERT INTO shop.customer (name, low, high)
    SELECT 'customer ' || n, n, n + 1 FROM generate_series(1, 50) n;
  INSERT INTO shop.sale (customer_id, state, amount, code)
    SELECT n % 50 + 1, 'paid', n + 0.25, 'c' || n FROM generate_series(1, 200) n;
  """

private func target(
  _ database: ScratchDatabase,
  _ schemas: [String: String] = ["shop": "twin"],
  replaces: Bool = false
) -> CloneTarget {
  CloneTarget(
    settings: database.settings,
    schemas: schemas,
    replaces: replaces,
    swapTimeoutSeconds: 1
  )
}

private func scratchSchemas(_ database: ScratchDatabase) throws -> [[String?]] {
  try database.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pgsynth%'")
}

private func withShop(_ body: (ScratchDatabase, CopiedDatabase) throws -> Void) throws {
  try withScratchDatabase { database in
    try database.execute(shop)
    try body(database, CopiedDatabase(database.settings))
  }
}

private func expectRefusal(
  _ code: CloneWriterError.Code,
  mentioning words: String...,
  performing work: () throws -> Void
) {
  let error = #expect(throws: CloneWriterError.self, performing: work)
  #expect(error?.code == code)
  for word in words {
    #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
  }
}

struct CloneWriterTests {
  @Test
  func `a clone beside the source stands alone`() throws {
    try withShop { database, source in
      try source.copy(to: target(database))
      #expect(try scratchSchemas(database).isEmpty)
      try database.execute("DROP SCHEMA shop CASCADE")
      #expect(try database.rows("SELECT count(*) FROM twin.customer") == [["50"]])
      #expect(try database.rows("SELECT twin.total()") == [["20150.00"]])
      let insert = "INSERT INTO twin.sale (customer_id, code) VALUES (1, 'new') RETURNING id, state"
      #expect(try database.rows(insert) == [["1010", "open"]])
      let name = "INSERT INTO twin.customer (name) VALUES ('x') RETURNING id"
      #expect(try database.rows(name) == [["51"]])
      #expect(
        try database.rows("SELECT obj_description('twin'::regnamespace)")[0][0]?
          .hasPrefix("Synthetic data made by pgsynth (") == true
      )
    }
  }

  @Test
  func `the next run replaces what pgsynth made`() throws {
    try withShop { database, source in
      try source.copy(to: target(database))
      try database.execute("GRANT USAGE ON SCHEMA twin TO PUBLIC")
      let comment = try database.rows("SELECT obj_description('twin'::regnamespace)")
      try source.copy(to: target(database), jobs: 1)
      #expect(try database.rows("SELECT obj_description('twin'::regnamespace)") == comment)
      #expect(
        try database.rows("SELECT has_schema_privilege('public', 'twin', 'USAGE')") == [["t"]]
      )
      #expect(try scratchSchemas(database).isEmpty)
    }
  }

  @Test
  func `a clone in another database keeps the public schema as it is`() throws {
    try withShop { database, _ in
      try database.execute(
        "DROP SCHEMA public CASCADE; ALTER SCHEMA shop RENAME TO public;"
          + "CREATE EXTENSION citext SCHEMA public; ALTER TABLE public.customer ALTER name TYPE public.citext"
      )
      let source = try CopiedDatabase(database.settings)
      try withScratchDatabase { other in
        let before = try other.rows(
          "SELECT oid, nspowner, nspacl FROM pg_namespace WHERE nspname = 'public'"
        )
        for _ in 0..<2 { try source.copy(to: target(other, ["public": "public"])) }
        #expect(
          try other.rows("SELECT oid, nspowner, nspacl FROM pg_namespace WHERE nspname = 'public'")
            == before
        )
        #expect(try other.rows("SELECT count(*) FROM public.sale") == [["200"]])
        #expect(
          try other.rows(
            "SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'citext'"
          ) == [["public"]]
        )
        #expect(try scratchSchemas(other).isEmpty)
      }
    }
  }

  // MARK: Refusals

  @Test
  func `the source is no target`() throws {
    try withShop { database, source in
      expectRefusal(.targetIsSource, mentioning: "shop") {
        _ = try CloneWriter.preflight(
          script: source.script,
          source: source.identity,
          target: target(database, ["shop": "shop"], replaces: true)
        )
      }
    }
  }

  @Test
  func `objects that pgsynth did not make are kept, unless asked otherwise`() throws {
    try withShop { database, source in
      try database.execute("CREATE SCHEMA twin; CREATE TABLE twin.mine (a integer)")
      expectRefusal(.targetNotEmpty, mentioning: "table twin.mine", "--replace") {
        try source.copy(to: target(database))
      }
      #expect(try database.rows("SELECT count(*) FROM twin.mine") == [["0"]])
      #expect(try scratchSchemas(database).isEmpty)
      try source.copy(to: target(database, replaces: true))
      #expect(
        try database.rows("SELECT to_regclass('twin.mine'), to_regclass('twin.sale')") == [
          [nil, "twin.sale"]
        ]
      )
      #expect(try scratchSchemas(database).isEmpty)
    }
  }

  @Test
  func `objects added to a clone are kept, unless asked otherwise`() throws {
    try withShop { database, source in
      try source.copy(to: target(database))
      try database.execute("CREATE VIEW twin.mine AS SELECT 1")
      expectRefusal(.targetNotEmpty, mentioning: "view twin.mine", "--replace") {
        try source.copy(to: target(database))
      }
      try source.copy(to: target(database, replaces: true))
    }
  }

  @Test
  func `a view in another schema keeps the old target in place`() throws {
    try withShop { database, source in
      try source.copy(to: target(database))
      try database.execute("CREATE VIEW public.report AS SELECT * FROM twin.sale")
      expectRefusal(.targetInUse, mentioning: "view public.report") {
        try source.copy(to: target(database, replaces: true))
      }
      #expect(try database.rows("SELECT count(*) FROM public.report") == [["200"]])
    }
  }

  @Test
  func `a table made at the target during the run is not lost`() throws {
    try withShop { database, source in
      let writer = try source.prepare(target(database))
      try source.load(into: writer)
      try writer.finishTables(jobs: 1, seed: 1)
      try database.execute("CREATE SCHEMA twin; CREATE TABLE twin.mine (a integer)")
      expectRefusal(.targetNotEmpty, mentioning: "twin.mine") { _ = try writer.swap { _ in } }
      writer.abandon()
      #expect(try database.rows("SELECT count(*) FROM twin.mine") == [["0"]])
      #expect(try scratchSchemas(database).isEmpty)
    }
  }

  @Test
  func `two runs do not write to one target`() throws {
    try withShop { database, source in
      let first = try source.prepare(target(database))
      expectRefusal(.targetBusy, mentioning: "twin") { _ = try source.prepare(target(database)) }
      first.abandon()
      #expect(try scratchSchemas(database).isEmpty)
    }
  }

  @Test
  func `a role without CREATE on the database is told what to grant`() throws {
    try withShop { database, source in
      let role = database.name + "_role"
      try database.execute("CREATE ROLE \(role) LOGIN")
      defer { try? database.execute("DROP OWNED BY \(role); DROP ROLE \(role)") }
      var settings = database.settings
      settings.connectionString += " user=\(role)"
      expectRefusal(
        .permissionDenied,
        mentioning: "GRANT CREATE ON DATABASE \"\(database.name)\" TO \"\(role)\""
      ) {
        try source.copy(to: CloneTarget(settings: settings, schemas: ["shop": "twin"]))
      }
      try database.execute("GRANT CREATE ON DATABASE \(database.name) TO \(role)")
      for _ in 0..<2 {
        try source.copy(to: CloneTarget(settings: settings, schemas: ["shop": "twin"]))
      }
      #expect(
        try database.rows("SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 'twin'") == [
          [role]
        ]
      )
    }
  }

  @Test
  func `a read-only target is told from others`() throws {
    try withShop { database, source in
      try database.execute("ALTER DATABASE \(database.name) SET default_transaction_read_only = on")
      expectRefusal(.readOnly, mentioning: "read-only") { try source.copy(to: target(database)) }
    }
  }

  // MARK: Failures

  @Test
  func `a failure leaves the old target and no scratch`() throws {
    try withShop { database, source in
      try source.copy(to: target(database))
      var broken = source
      let customers = try #require(source.rows[TableID(schema: "shop", name: "customer")])
      broken.rows[customers.table] = customers.selecting([0, 1, 2])
      expectRefusal(.constraintViolated, mentioning: "customer_id_fkey", "shop.sale", "rows") {
        try broken.copy(to: target(database))
      }
      #expect(try database.rows("SELECT count(*) FROM twin.sale") == [["200"]])
      #expect(try scratchSchemas(database).isEmpty)
    }
  }

  @Test
  func `a row that repeats a key is left out, with what refers to others that are`() throws {
    try withShop { database, source in
      var broken = source
      let customers = try #require(source.rows[TableID(schema: "shop", name: "customer")])
      broken.rows[customers.table] = customers.selecting(Array(0..<50) + [3, 4])
      let report = try broken.copy(to: target(database))
      #expect(report.removedRows == ["shop.customer: customer_pkey": 2])
      #expect(try database.rows("SELECT count(*) FROM twin.customer") == [["50"]])
    }
  }

  @Test
  func `orphans are counted and not shown`() throws {
    try withShop { database, source in
      var broken = source
      let customers = try #require(source.rows[TableID(schema: "shop", name: "customer")])
      broken.rows[customers.table] = customers.selecting(Array(5..<50))
      let error = #expect(throws: CloneWriterError.self) { try broken.copy(to: target(database)) }
      #expect(
        error?.message
          == "foreign key sale_customer_id_fkey of table shop.sale does not hold: 20 rows of the clone "
          + "have no parent"
      )
    }
  }

  @Test
  func `rows that break a check take the values of others`() throws {
    try withShop { database, source in
      var broken = source
      var customers = try #require(source.rows[TableID(schema: "shop", name: "customer")])
      let low = try #require(customers.columnNames.firstIndex(of: "low"))
      guard case .integers(var values) = customers.columns[low].storage else { return }
      for row in 0..<10 { values[row] = 1000 }
      customers.columns[low].storage = .integers(values)
      broken.rows[customers.table] = customers
      let report = try broken.copy(to: target(database))
      #expect(report.repairedRows == ["shop.customer: low_high": 10])
      let first = try database.rows("SELECT * FROM twin.customer ORDER BY id")
      #expect(first.count == 50)
      try broken.copy(to: target(database))
      #expect(try database.rows("SELECT * FROM twin.customer ORDER BY id") == first)
    }
  }

  @Test
  func `a check that no row satisfies takes values away that need not be there`() throws {
    try withShop { database, source in
      var broken = source
      var customers = try #require(source.rows[TableID(schema: "shop", name: "customer")])
      let low = try #require(customers.columnNames.firstIndex(of: "low"))
      customers.columns[low].storage = .integers([Int64](repeating: 1000, count: 50))
      broken.rows[customers.table] = customers
      let report = try broken.copy(to: target(database))
      #expect(report.repairedRows == ["shop.customer: low_high": 50])
    }
  }

  @Test
  func `a cancelled run removes its scratch`() throws {
    try withShop { database, source in
      let cancellation = Cancellation()
      let writer = try source.prepare(target(database), cancellation: cancellation)
      cancellation.cancel()
      expectRefusal(.cancelled) { try source.load(into: writer) }
      writer.abandon()
      #expect(try scratchSchemas(database).isEmpty)
    }
  }

  @Test
  func `the scratch of a lost connection is removed`() throws {
    try withShop { database, source in
      let writer = try source.prepare(target(database))
      try database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
          + "AND datname = current_database() AND application_name = 'pgsynth tests'"
      )
      expectRefusal(.connectionLost) { try writer.finishTables(jobs: 1, seed: 1) }
      writer.abandon()
      #expect(try scratchSchemas(database).isEmpty)
    }
  }

  @Test
  func `the next run removes what a dead run left`() throws {
    try withShop { database, source in
      try database.execute(
        "CREATE SCHEMA pgsynth_scratch_0badcafe_1; CREATE TABLE pgsynth_scratch_0badcafe_1.t (a serial);"
          + "COMMENT ON SCHEMA pgsynth_scratch_0badcafe_1 IS 'pgsynth scratch';"
          + "CREATE SCHEMA pgsynth_scratch_deadbeef_1"
      )
      let living = try source.prepare(target(database, ["shop": "elsewhere"]))
      try source.copy(to: target(database))
      let left = try scratchSchemas(database).compactMap { $0[0] }
      #expect(
        Set(left) == Set(living.plan.scratchSchemas.values).union(["pgsynth_scratch_deadbeef_1"])
      )
      living.abandon()
    }
  }

  @Test
  func `readers that hold a moved table keep the swap waiting and then fail it`() throws {
    try withScratchDatabase { database in
      try database.execute(shop)
      let source = try CopiedDatabase(database.settings)
      try withScratchDatabase { other in
        try other.execute("COMMENT ON SCHEMA public IS 'ours'")
        try source.copy(to: target(other, ["shop": "public"]))
        let reader = try other.connection()
        try reader.execute("BEGIN; SELECT * FROM public.sale")
        expectRefusal(.swapBlocked, mentioning: "public", "pg_stat_activity") {
          try source.copy(to: target(other, ["shop": "public"]))
        }
        try reader.execute("COMMIT")
        #expect(try scratchSchemas(other).isEmpty)
        try source.copy(to: target(other, ["shop": "public"]))
      }
    }
  }
}
