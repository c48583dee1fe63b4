import CloneWriter
import PostgresClient
import TestSupport
import Testing

/// Orders of a shop: three checks that share columns.
private let orders = """
  CREATE SCHEMA shop;
  CREATE TYPE shop.order_status AS ENUM ('pending', 'shipped', 'delivered');
  CREATE TABLE shop.orders (
    order_id integer PRIMARY KEY,
    status shop.order_status NOT NULL,
    placed_at timestamptz NOT NULL,
    shipped_at timestamptz,
    delivered_at timestamptz,
    CONSTRAINT orders_shipped_check CHECK (shipped_at >= placed_at),
    CONSTRAINT orders_delivered_check CHECK (delivered_at >= shipped_at),
    CONSTRAINT orders_status_check CHECK (
      (status IN ('shipped', 'delivered')) = (shipped_at IS NOT NULL)
      AND (status = 'delivered') = (delivered_at IS NOT NULL))
  );
  INSERT INTO shop.orders
    SELECT n, (ARRAY['pending', 'shipped', 'delivered'])[n % 3 + 1]::shop.order_status, day,
      CASE WHEN n % 3 > 0 THEN day + interval '1 day' END,
      CASE WHEN n % 3 = 2 THEN day + interval '3 days' END
    FROM generate_series(1, 300) n, LATERAL (SELECT timestamptz '2024-01-01' + n * interval '1 day')
      AS placed (day);
  """

/// Copies the source's rows, breaks them, makes the constraints and hands over the finished clone.
@discardableResult
private func finish(
  _ source: String,
  breaking change: String,
  check: (ScratchDatabase) throws -> Void = { _ in }
) throws -> FinishReport {
  try withScratchDatabase { database in
    try database.execute(source)
    let copied = try CopiedDatabase(database.settings)
    let writer = try copied.prepare(
      CloneTarget(settings: database.settings, schemas: ["shop": "twin"])
    )
    defer { writer.abandon() }
    try copied.load(into: writer)
    let scratch = try #require(writer.plan.scratchSchemas["shop"])
    try database.execute("SET search_path = \(SQLIdentifier(scratch).quoted); \(change)")
    let report = try writer.finishTables(jobs: 1, seed: 1)
    let warnings = try writer.swap { _ in }
    #expect(warnings == [])
    try check(database)
    return report
  }
}

/// Breaks the rows and expects the message.
private func expectFailure(_ message: String, _ source: String, breaking change: String) {
  let error = #expect(throws: CloneWriterError.self) { try finish(source, breaking: change) }
  #expect(error?.code == .constraintViolated)
  #expect(error?.message == message)
}

struct CheckRepairTests {
  /// Every third order each way: too early, delivered before shipped, delivered without a time.
  private let breakOrders = """
    UPDATE orders SET shipped_at = placed_at - interval '1 day' WHERE order_id % 15 = 1;
    UPDATE orders SET delivered_at = shipped_at - interval '1 hour' WHERE order_id % 15 = 2;
    UPDATE orders SET status = 'delivered' WHERE order_id % 15 = 3
    """

  @Test
  func `checks that share columns are repaired together`() throws {
    var first: [[String?]] = []
    for _ in 0..<2 {
      let report = try finish(orders, breaking: breakOrders) { (database) throws in
        #expect(
          try database.rows(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'twin.orders'::regclass "
              + "AND contype = 'c' AND convalidated ORDER BY 1"
          ) == [["orders_delivered_check"], ["orders_shipped_check"], ["orders_status_check"]]
        )
        #expect(
          try database.rows(
            "SELECT count(*) FROM twin.orders AS t JOIN shop.orders AS s USING (order_id) "
              + "WHERE (t.*)::text <> (s.*)::text"
          ) == [["60"]]
        )
        let rows = try database.rows("SELECT * FROM twin.orders ORDER BY order_id")
        if first.isEmpty { first = rows }
        #expect(rows == first)
      }
      #expect(
        report.repairedRows == [
          "shop.orders: orders_delivered_check, orders_shipped_check, orders_status_check": 60
        ]
      )
    }
  }

  @Test
  func `checks apart are repaired apart`() throws {
    let report = try finish(
      """
      CREATE SCHEMA shop;
      CREATE TABLE shop.box (
        a integer, b integer, c integer, d integer, e integer,
        CONSTRAINT ab CHECK (a <= b), CONSTRAINT cd CHECK (c <= d),
        CONSTRAINT last CHECK (b < c), CONSTRAINT e CHECK (e > 0)
      );
      INSERT INTO shop.box SELECT n, n + 1, n + 2, n + 3, n FROM generate_series(1, 100) n
      """,
      breaking: "UPDATE box SET a = 500 WHERE a < 6; UPDATE box SET e = -1 WHERE e > 90"
    )
    #expect(report.repairedRows == ["shop.box: ab, cd, last": 5, "shop.box: e": 10])
  }

  @Test
  func `values of keys stay and the others are chosen to go with them`() throws {
    let report = try finish(
      orders + "; CREATE UNIQUE INDEX ON shop.orders (placed_at)",
      breaking: breakOrders
    ) { (database) throws in
      #expect(
        try database.rows(
          "SELECT count(*) FROM twin.orders JOIN shop.orders USING (order_id, placed_at)"
        ) == [["300"]]
      )
    }
    #expect(report.repairedRows.values.reduce(0, +) == 60)
  }

  @Test
  func `rows that agree in what must stay are found among many`() throws {
    let report = try finish(
      """
      CREATE SCHEMA shop;
      CREATE TABLE shop.kind (id integer PRIMARY KEY);
      CREATE TABLE shop.item (
        id integer PRIMARY KEY, kind integer REFERENCES shop.kind, code text,
        CONSTRAINT coded CHECK (code = 'k' || kind)
      );
      INSERT INTO shop.kind SELECT n FROM generate_series(1, 2000) n;
      INSERT INTO shop.item SELECT n, n % 2000 + 1, 'k' || n % 2000 + 1
        FROM generate_series(1, 6000) n
      """,
      breaking: "UPDATE item SET code = 'x' WHERE id <= 100"
    )
    #expect(report.repairedRows == ["shop.item: coded": 100])
  }

  @Test
  func `a check that is not valid stays so and hinders no repair`() throws {
    let report = try finish(
      """
      CREATE SCHEMA shop;
      CREATE TABLE shop.pair (a integer, b integer, note text, CONSTRAINT ab CHECK (a <= b));
      INSERT INTO shop.pair SELECT n, n, NULL FROM generate_series(1, 50) n;
      ALTER TABLE shop.pair ADD CONSTRAINT aa CHECK (note IS NOT NULL) NOT VALID
      """,
      breaking: "UPDATE pair SET a = 100 WHERE a <= 5"
    ) { (database) throws in
      #expect(
        try database.rows(
          "SELECT conname, convalidated FROM pg_constraint WHERE conrelid = 'twin.pair'::regclass "
            + "ORDER BY 1"
        ) == [["aa", "f"], ["ab", "t"]]
      )
    }
    #expect(report.repairedRows == ["shop.pair: ab": 5])
  }

  @Test
  func `a check that is not inherited binds only its table`() throws {
    let report = try finish(
      """
      CREATE SCHEMA shop;
      CREATE TABLE shop.base (
        a integer, b integer,
        CONSTRAINT ab CHECK (a <= b), CONSTRAINT low CHECK (a < 1000) NO INHERIT
      );
      CREATE TABLE shop.heir () INHERITS (shop.base);
      INSERT INTO shop.base SELECT n, n FROM generate_series(1, 50) n;
      INSERT INTO shop.heir SELECT n, n FROM generate_series(2001, 2050) n
      """,
      breaking: "UPDATE base SET a = b + 1 WHERE b <= 5 OR b > 2045"
    ) { (database) throws in
      #expect(
        try database.rows("SELECT count(*) FROM twin.heir WHERE a > 2000") == [["45"]]
      )
    }
    #expect(report.repairedRows == ["shop.base: ab, low": 10])
  }

  @Test
  func `what no value satisfies goes without one where it may`() throws {
    let report = try finish(
      """
      CREATE SCHEMA shop;
      CREATE FUNCTION shop.digits_ok(text) RETURNS boolean IMMUTABLE LANGUAGE sql
        AS $$ SELECT $1 LIKE 'secret%' $$;
      CREATE TABLE shop.card (
        id integer PRIMARY KEY, number text, holder text NOT NULL,
        CONSTRAINT checked CHECK (shop.digits_ok(number) AND holder <> '')
      );
      INSERT INTO shop.card SELECT n, 'secret' || n, 'h' FROM generate_series(1, 20) n
      """,
      breaking: "UPDATE card SET number = 'invented'"
    ) { database in
      let counts = try database.rows("SELECT count(*), count(number), count(holder) FROM twin.card")
      #expect(counts == [["20", "0", "20"]])
    }
    #expect(report.repairedRows == ["shop.card: checked": 20])
    #expect(report.removedRows.isEmpty)
  }

  @Test
  func `checks that no row satisfies together are an error with a count`() {
    expectFailure(
      "check orders_status_check of table shop.orders does not hold: 300 rows of the clone "
        + "violate it",
      orders,
      breaking: "UPDATE orders SET status = 'delivered', shipped_at = NULL, delivered_at = NULL"
    )
  }

  @Test
  func `rows that break a check of keys alone are left out`() throws {
    let report = try finish(
      """
      CREATE SCHEMA shop;
      CREATE TABLE shop.node (
        id integer PRIMARY KEY, next integer REFERENCES shop.node,
        CONSTRAINT apart CHECK (id <> next)
      );
      INSERT INTO shop.node VALUES (1, NULL), (2, 1), (3, 1)
      """,
      breaking: "UPDATE node SET next = 2 WHERE id = 2"
    )
    #expect(report.removedRows == ["shop.node: apart": 1])
  }

  @Test
  func `rows with values of keys that no others go with are left out, and what refers to them`()
    throws
  {
    let report = try finish(
      """
      CREATE SCHEMA shop;
      CREATE TABLE shop.node (id integer PRIMARY KEY, size integer,
        CONSTRAINT small CHECK (id < 10 AND size > 0));
      CREATE TABLE shop.leaf (id integer PRIMARY KEY, node integer NOT NULL REFERENCES shop.node);
      CREATE TABLE shop.note (leaf integer REFERENCES shop.leaf, text text);
      INSERT INTO shop.node SELECT n, n FROM generate_series(1, 5) n;
      INSERT INTO shop.leaf SELECT n, n FROM generate_series(1, 5) n;
      INSERT INTO shop.note SELECT n, 'n' FROM generate_series(1, 5) n
      """,
      breaking: "UPDATE node SET id = 50 WHERE id = 2"
    )
    #expect(
      report.removedRows == [
        "shop.node: small": 1, "shop.leaf: leaf_node_fkey": 1, "shop.note: note_leaf_fkey": 1,
      ]
    )
  }
}
