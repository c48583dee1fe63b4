import PgSynth
import TestSupport
import Testing

/// Tables without rows that get some made up.
struct EmptyTablesTests {
  private static let schema = """
    CREATE SCHEMA shop;
    SET search_path = shop;
    CREATE TYPE state AS ENUM ('draft', 'sent', 'paid');
    CREATE TYPE spot AS (x int, y numeric(6, 2));
    CREATE DOMAIN code AS text CHECK (VALUE ~ '^[A-Z]{3}-[0-9]{2}$');
    CREATE FUNCTION is_even(n int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT n % 2 = 0';
    CREATE TABLE tenant (id uuid PRIMARY KEY, name varchar(20) NOT NULL UNIQUE);
    CREATE TABLE customer (
      tenant_id uuid NOT NULL REFERENCES tenant, id int NOT NULL, email text NOT NULL, born date,
      created_at timestamptz NOT NULL DEFAULT now(), closed_at timestamptz,
      PRIMARY KEY (tenant_id, id), CHECK (closed_at IS NULL OR closed_at >= created_at)
    );
    CREATE UNIQUE INDEX ON customer (tenant_id, lower(email)) WHERE closed_at IS NULL;
    CREATE TABLE product (
      tenant_id uuid NOT NULL REFERENCES tenant, id int NOT NULL, sku code NOT NULL, lot int CHECK (is_even(lot)),
      at spot, tags text[] NOT NULL CHECK (cardinality(tags) > 0), info jsonb CHECK (jsonb_typeof(info) = 'object'),
      PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, sku)
    );
    CREATE TABLE purchase (
      id bigserial PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenant, customer_id int NOT NULL,
      product_id int, state state NOT NULL DEFAULT 'draft', paid_at timestamptz, amount numeric(8, 2) NOT NULL,
      FOREIGN KEY (tenant_id, customer_id) REFERENCES customer,
      FOREIGN KEY (tenant_id, product_id) REFERENCES product,
      CHECK ((state = 'paid') = (paid_at IS NOT NULL)), CHECK (amount > 0)
    );
    CREATE TABLE category (id serial PRIMARY KEY, parent_id int REFERENCES category, label text NOT NULL);
    CREATE TABLE booking (
      room int NOT NULL CHECK (room BETWEEN 1 AND 4), during int4range NOT NULL,
      EXCLUDE USING gist (int4range(room, room, '[]') WITH &&, during WITH &&)
    );
    CREATE TABLE left_side (id int PRIMARY KEY, right_id int NOT NULL);
    CREATE TABLE right_side (id int PRIMARY KEY, left_id int NOT NULL REFERENCES left_side);
    ALTER TABLE left_side ADD FOREIGN KEY (right_id) REFERENCES right_side;
    CREATE TABLE measure (day date NOT NULL, kind text NOT NULL, value float8) PARTITION BY RANGE (day);
    CREATE TABLE measure_1 PARTITION OF measure FOR VALUES FROM ('2019-01-01') TO ('2019-02-01')
      PARTITION BY LIST (kind);
    CREATE TABLE measure_1_a PARTITION OF measure_1 FOR VALUES IN ('a', 'b');
    CREATE TABLE measure_2 PARTITION OF measure FOR VALUES FROM ('2019-02-01') TO ('2019-03-01');
    CREATE TABLE never (n int NOT NULL CHECK (n > 1 AND n < 1));
    """

  @Test
  func `every table that can hold rows gets valid ones`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.schema)
      let outcome = try makeTwin(database) { $0.emptyTableRows = 40 }
      for table in [
        "tenant", "customer", "product", "purchase", "category", "left_side", "right_side",
        "measure",
      ] {
        #expect(try database.value("SELECT count(*) FROM twin.\(table)") == "40", "\(table)")
      }
      #expect(try database.value("SELECT count(*) >= 20 FROM twin.booking") == "t")
      #expect(try database.value("SELECT count(*) FROM twin.never") == "0")
      #expect(outcome.warnings.contains { $0.hasPrefix("shop.never: 0 of 40 rows") })
      #expect(outcome.exampleTables.count == 10)
      #expect(
        try database.value("SELECT count(*) > 5 FROM twin.category WHERE parent_id IS NULL") == "t"
      )
      #expect(
        try database.value("SELECT count(*) > 5 FROM twin.category WHERE parent_id < id") == "t"
      )
      #expect(try database.value("SELECT count(DISTINCT tableoid) FROM twin.measure") == "2")
      #expect(
        try database.value("SELECT count(*) > 5 FROM twin.product WHERE lot IS NOT NULL") == "t"
      )
      // What was made up can be cloned in turn.
      var again = try twinOptions(database)
      again.sourceSchemas = ["twin"]
      again.targetSchemas = ["twin": "third"]
      _ = try Clone(again).run { _ in }
      #expect(try database.value("SELECT count(*) FROM third.purchase") == "40")
    }
  }

  @Test
  func `tables with rows keep theirs, and parents among them get children`() throws {
    try withScratchDatabase { database in
      try database.execute(
        Self.schema + """
          INSERT INTO tenant SELECT gen_random_uuid(), 'tenant ' || i FROM generate_series(1, 30) AS i;
          """
      )
      try makeTwin(database) { $0.emptyTableRows = 25 }
      #expect(try database.value("SELECT count(*) FROM twin.tenant") == "30")
      #expect(try database.value("SELECT count(*) FROM twin.purchase") == "25")
      #expect(try database.value("SELECT count(DISTINCT tenant_id) > 5 FROM twin.customer") == "t")
    }
  }

  @Test
  func `tables that exist are filled, with their own constraints as the judge`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.schema)
      try database.execute(Self.schema.replacing("shop", with: "twin"))
      let outcome = try makeTwin(database) {
        $0.isDataOnly = true
        $0.emptyTableRows = 20
      }
      #expect(try database.value("SELECT count(*) FROM twin.purchase") == "20")
      #expect(try database.value("SELECT count(*) > 10 FROM twin.booking") == "t")
      #expect(outcome.exampleTables.count == 10)
    }
  }

  @Test
  func `a schema alone is enough, whatever its tables hold`() throws {
    try withShop { database in
      let outcome = try makeTwin(database) {
        $0.readsRows = false
        $0.emptyTableRows = 15
      }
      #expect(outcome.rowCount == 30)
      #expect(try database.value("SELECT count(*) FROM twin.sale") == "15")
      #expect(
        try database.value("SELECT count(*) FROM twin.customer WHERE name LIKE 'Secret%'") == "0"
      )
    }
  }

  @Test
  func `without asking empty tables stay empty, and one can be asked for by name`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.schema)
      try makeTwin(database) { $0.rowCounts = ["tenant": 7] }
      #expect(try database.value("SELECT count(*) FROM twin.tenant") == "7")
      #expect(try database.value("SELECT count(*) FROM twin.customer") == "0")
    }
  }
}
