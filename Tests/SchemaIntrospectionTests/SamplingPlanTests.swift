import Metadata
import PostgresClient
import TableData
import TestSupport
import Testing

@testable import SchemaIntrospection

@Suite struct SamplingPlanTests {
  /// 5,000 customers with 4 orders each, of 3 lines each; every tenth order has no customer.
  private let schema = """
    CREATE TABLE customer (id int PRIMARY KEY, code text NOT NULL UNIQUE);
    CREATE TABLE orders (
      id int PRIMARY KEY, customer_code text REFERENCES customer (code), customer_id int NOT NULL
        REFERENCES customer);
    CREATE TABLE line (order_id int NOT NULL REFERENCES orders, n int, PRIMARY KEY (order_id, n));
    CREATE TABLE small (id int PRIMARY KEY);
    INSERT INTO customer SELECT i, 'c' || i FROM generate_series(1, 5000) i;
    INSERT INTO orders
      SELECT i, CASE WHEN i % 10 <> 0 THEN 'c' || (i / 4 + 1) END, i / 4 + 1
      FROM generate_series(0, 19999) i;
    INSERT INTO line SELECT i, n FROM generate_series(0, 19999) i, generate_series(1, 3) n;
    INSERT INTO small VALUES (1);
    """

  private func id(_ name: String) -> TableID { TableID(schema: "public", name: name) }

  private func integers(_ rows: TableRows, _ column: String) throws -> [Int64] {
    guard case .integers(let values) = try #require(rows[column]).storage else { return [] }
    return values
  }

  private func sample(
    _ settings: ConnectionSettings,
    ordersBy column: String,
    seed: UInt64,
    fitRows: Int = 30000
  ) throws -> (SamplingPlan, [TableID: TableRows]) {
    try SnapshotReader.reading(settings, jobs: 2) { reader in
      let introspector = SchemaIntrospector(reader.connection)
      let metadata = try introspector.countingRows(of: introspector.metadata())
      var context: [TableID: ForeignKey] = [:]
      for key in metadata.relationships
      where key.child.name != "orders" || key.childColumns == [column] {
        context[key.child] = key
      }
      let plan = SamplingPlan.make(
        metadata: metadata,
        contextKeys: context,
        fitRows: fitRows,
        seed: seed
      )
      return (plan, try reader.rows(of: metadata.tables, plan: plan))
    }
  }

  @Test(arguments: ["customer_id", "customer_code"])
  func entitiesAreKeptWhole(column: String) throws {
    try withScratchDatabase { database in
      try database.run(schema)
      let (plan, rows) = try sample(database.settings, ordersBy: column, seed: 5)
      #expect(plan[id("small")] == .whole)
      #expect(rows[id("small")]?.rowCount == 1)
      let customers = Set(try integers(#require(rows[id("customer")]), "id"))
      let orders = try #require(rows[id("orders")])
      let orderIDs = try integers(orders, "id")
      let owners = try integers(orders, "customer_id")
      #expect((2200...2800).contains(customers.count), "half of the entities")
      let hasContext = orderIDs.map { column == "customer_id" || $0 % 10 != 0 }
      for row in orderIDs.indices where hasContext[row] {
        #expect(customers.contains(owners[row]))
      }
      let keys = plan.metadata.relationships
      let whole = keys.filter(plan.readsWholeFamilies).map { "\($0.childColumns)" }
      #expect(Set(whole) == ["[\"\(column)\"]", "[\"order_id\"]"])
      let kept = Set(orderIDs)
      for order in 0..<Int64(20000) where column == "customer_id" || order % 10 != 0 {
        #expect(kept.contains(order) == customers.contains(order / 4 + 1))
      }
      if column == "customer_code" {
        let orphans = hasContext.count { !$0 }
        #expect((850...1150).contains(orphans), "half of the orders without a customer")
      }
      let lines = try integers(#require(rows[id("line")]), "order_id")
      #expect(lines.count == 3 * orderIDs.count)
      #expect(Set(lines) == kept)
      #expect(orderIDs == orderIDs.sorted(), "in physical order")
    }
  }

  @Test func theSeedDecides() throws {
    try withScratchDatabase { database in
      try database.run(schema)
      func customers(_ seed: UInt64) throws -> [Int64] {
        let (_, rows) = try sample(database.settings, ordersBy: "customer_id", seed: seed)
        return try integers(#require(rows[id("customer")]), "id")
      }
      let first = try customers(1)
      #expect(try customers(1) == first)
      #expect(try customers(.max) != first)
    }
  }

  @Test func tooFewEntitiesAreReadWholeAndTheirChildrenSampled() throws {
    try withScratchDatabase { database in
      try database.run(
        """
        CREATE TABLE airport (id int PRIMARY KEY);
        CREATE TABLE flight (airport_id int REFERENCES airport);
        INSERT INTO airport VALUES (1), (2), (3);
        INSERT INTO flight SELECT i % 3 + 1 FROM generate_series(1, 20000) i;
        """
      )
      let (plan, rows) = try sample(
        database.settings,
        ordersBy: "",
        seed: 3,
        fitRows: 2000
      )
      #expect(plan[id("airport")] == .whole)
      #expect(!plan.isWhole)
      #expect(!plan.metadata.relationships.contains(where: plan.readsWholeFamilies))
      #expect((1700...2300).contains(try #require(rows[id("flight")]?.rowCount)))
    }
  }

  @Test func contextKeysInACircleAreSurvived() {
    func table(_ name: String, to parent: String) -> Table {
      Table(
        id: id(name),
        columns: [],
        foreignKeys: [
          ForeignKey(
            name: "k",
            child: id(name),
            childColumns: ["x"],
            parent: id(parent),
            parentColumns: ["y"]
          )
        ],
        rowCount: 10_000
      )
    }
    let metadata = DatabaseMetadata(tables: [table("a", to: "b"), table("b", to: "a")])
    let context = Dictionary(
      uniqueKeysWithValues: metadata.relationships.map { ($0.child, $0) }
    )
    let plan = SamplingPlan.make(metadata: metadata, contextKeys: context, fitRows: 1000)
    #expect(plan.samples.count == 2)
  }
}
