import Metadata
import PostgresClient
import TestSupport
import Testing

@testable import SchemaIntrospection

struct IdentifierWordsTests {
  @Test(
    arguments: [
      ("order_status-v", ["order", "status", "v"]), ("BlogPosts", ["blog", "post"]),
      ("Billing::Invoice", ["billing", "invoice"]),
      ("ProductCategoryID", ["product", "category", "id"]),
      ("people", ["person"]), ("categories", ["category"]), ("addresses", ["address"]),
    ]
  )
  func `names are split into singular words`(name: String, words: [String]) {
    #expect(IdentifierWords(name).words == words)
  }
}

/// Relationships that names and values show, on tables without a foreign key.
struct RelationshipDetectorTests {
  /// Lines such as `a (b) → c (d)` of what is found, with a mark for what only names say.
  private func found(_ sql: String) throws -> [String] {
    try withScratchDatabase { database in
      try database.execute("SET search_path = public;\n" + sql)
      let session = try database.connection()
      let metadata = try SchemaIntrospector(session).metadata()
      return try RelationshipDetector(session, metadata: metadata).relationships().map {
        RelationshipText.description(of: $0.key).replacing("public.", with: "")
          + ($0.isBorneOut ? "" : " by name")
      }
    }
  }

  @Test
  func `names and values together`() throws {
    let lines = try found(
      """
      CREATE TABLE customers (id integer PRIMARY KEY, name text);
      CREATE TABLE currencies (code char(3) PRIMARY KEY);
      CREATE TABLE shop_branches (id bigint PRIMARY KEY);
      CREATE TABLE orders (
        id integer PRIMARY KEY, customer_id integer, billing_customer_id bigint, cust_id integer, currency_code char(3),
        branch_id integer, quantity integer, rank integer, original_order_id integer, courier_id integer
      );
      CREATE TABLE couriers (id integer PRIMARY KEY);
      CREATE TABLE films (film_id integer PRIMARY KEY);
      CREATE TABLE film_texts (film_id integer PRIMARY KEY, line text);
      CREATE TABLE staff (id integer PRIMARY KEY, manager_id integer);
      INSERT INTO customers SELECT n, 'c' FROM generate_series(1, 100) n;
      INSERT INTO currencies VALUES ('EUR'), ('NOK'), ('USD');
      INSERT INTO shop_branches SELECT n FROM generate_series(1, 20) n;
      INSERT INTO orders SELECT n, 1 + n % 100, 1 + n % 50, 1 + n % 9, (ARRAY['EUR', 'NOK'])[n % 2 + 1],
        1 + n % 20, n % 10 + 1, n % 5 + 1, CASE WHEN n > 50 THEN n - 50 END FROM generate_series(1, 400) n;
      INSERT INTO films SELECT n FROM generate_series(1, 30) n;
      INSERT INTO film_texts SELECT n, 'x' FROM generate_series(1, 20) n;
      INSERT INTO staff SELECT n, nullif(n / 3, 0) FROM generate_series(1, 30) n;
      """
    )
    #expect(
      lines == [
        "film_texts (film_id) → films (film_id)",
        "orders (billing_customer_id) → customers (id)",
        "orders (branch_id) → shop_branches (id)",
        "orders (courier_id) → couriers (id) by name",
        "orders (currency_code) → currencies (code)",
        "orders (cust_id) → customers (id)",
        "orders (customer_id) → customers (id)",
        "orders (original_order_id) → orders (id)",
        "staff (manager_id) → staff (id)",
      ]
    )
  }

  @Test
  func `values that the parent lacks speak against a name`() throws {
    let lines = try found(
      """
      CREATE TABLE customers (id integer PRIMARY KEY);
      CREATE TABLE a (id integer PRIMARY KEY, customer_id integer);
      CREATE TABLE b (id integer PRIMARY KEY, customer_id integer);
      INSERT INTO customers SELECT n FROM generate_series(1, 100) n;
      INSERT INTO a SELECT n, CASE WHEN n % 200 = 0 THEN -n ELSE 1 + n % 100 END FROM generate_series(1, 1000) n;
      INSERT INTO b SELECT n, n % 150 FROM generate_series(1, 1000) n;
      """
    )
    #expect(lines == ["a (customer_id) → customers (id)"])
  }

  @Test
  func `uuids prove themselves and declared keys are left alone`() throws {
    let lines = try found(
      """
      CREATE TABLE item (id uuid PRIMARY KEY);
      CREATE TABLE other (id uuid PRIMARY KEY);
      CREATE TABLE use (id serial PRIMARY KEY, what uuid, declared uuid REFERENCES item, unrelated uuid);
      INSERT INTO item SELECT md5('i' || n)::uuid FROM generate_series(1, 50) n;
      INSERT INTO other SELECT md5('o' || n)::uuid FROM generate_series(1, 50) n;
      INSERT INTO use (what, declared, unrelated)
        SELECT md5('o' || 1 + n % 50)::uuid, md5('i' || 1 + n % 50)::uuid, md5('u' || n)::uuid FROM generate_series(1, 200) n;
      """
    )
    #expect(lines == ["use (what) → other (id)"])
  }

  @Test
  func `pairs of type and id`() throws {
    let lines = try found(
      """
      CREATE TABLE blog_posts (id bigint PRIMARY KEY);
      CREATE TABLE users (id bigint PRIMARY KEY);
      CREATE TABLE comments (id bigint PRIMARY KEY, owner_type text, owner_id bigint);
      INSERT INTO blog_posts SELECT n FROM generate_series(1, 50) n;
      INSERT INTO users SELECT n FROM generate_series(100, 150) n;
      INSERT INTO comments SELECT n, (ARRAY['BlogPost', 'User', 'Gone'])[n % 3 + 1],
        (ARRAY[1 + n % 50, 100 + n % 50, n])[n % 3 + 1] FROM generate_series(1, 300) n;
      """
    )
    #expect(
      lines == [
        "comments (owner_id) → blog_posts (id) where owner_type is BlogPost",
        "comments (owner_id) → users (id) where owner_type is User",
      ]
    )
  }

  @Test
  func `columns of a composite key`() throws {
    let lines = try found(
      """
      CREATE TABLE customers (tenant_id integer, customer_id integer, PRIMARY KEY (tenant_id, customer_id));
      CREATE TABLE orders (id integer PRIMARY KEY, tenant_id integer, customer_id integer);
      INSERT INTO customers SELECT t, c FROM generate_series(1, 5) t, generate_series(1, 10) c;
      INSERT INTO orders SELECT n, 1 + n % 5, 1 + n % 10 FROM generate_series(1, 100) n;
      """
    )
    #expect(lines == ["orders (tenant_id, customer_id) → customers (tenant_id, customer_id)"])
  }

  @Test
  func `a role that may only read is enough`() throws {
    try withScratchDatabase { database in
      let role = "reader_of_\(database.name)"
      try database.execute(
        """
        SET search_path = public;
        CREATE TABLE users (id integer PRIMARY KEY);
        CREATE TABLE posts (id integer PRIMARY KEY, user_id integer);
        INSERT INTO users SELECT n FROM generate_series(1, 20) n;
        INSERT INTO posts SELECT n, 1 + n % 20 FROM generate_series(1, 90) n;
        CREATE ROLE \(role);
        GRANT USAGE ON SCHEMA public TO \(role);
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role);
        """
      )
      defer { try? database.execute("DROP OWNED BY \(role); DROP ROLE \(role)") }
      let reader = try SnapshotReader(database.settings)
      defer { reader.close() }
      try reader.connection.execute("SET ROLE \(role)")
      let metadata = try SchemaIntrospector(reader.connection).metadata()
      let found = try RelationshipDetector(reader.connection, metadata: metadata).relationships()
      #expect(found.map(\.key.childColumns) == [["user_id"]])
      #expect(found.first?.support?.rows == 90)
    }
  }

  @Test
  func `the configuration can be pasted`() {
    let plain = UndeclaredRelationship(
      key: .undeclared(
        child: TableID(schema: "public", name: "a"),
        childColumns: ["b id"],
        parent: TableID(schema: "public", name: "b"),
        parentColumns: ["id"],
        origin: .detected
      ),
      support: UndeclaredRelationship.Support(
        rows: 200,
        matchedRows: 199,
        values: 50,
        isPartial: false
      ),
      isBorneOut: true
    )
    #expect(
      RelationshipText.render([plain]) == """
        Undeclared relationships, by names and values:
          public.a (b id) → public.b (id): 50 different values in 200 rows, 1 of the rows refer to nothing; clones keep that share

        To use them in every clone, add to pgsynth.yaml:

        relationships:
          - table: public.a
            columns: "b id"
            references: public.b(id)

        """
    )
  }
}
