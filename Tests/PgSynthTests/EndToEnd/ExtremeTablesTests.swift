import Foundation
import PgSynth
import PostgresClient
import TestSupport
import Testing

/// Schemas and tables at the edge of what PostgreSQL allows.
struct ExtremeTablesTests {
  @Test
  func `an empty schema is refused by name`() throws {
    try withScratchDatabase { database in
      try database.execute("CREATE SCHEMA shop")
      expectRefusal(.failed, saying: "schema shop", "no table") { try makeTwin(database) }
      #expect(try database.leftovers.isEmpty)
      #expect(try database.value("SELECT to_regnamespace('twin')") == nil)
    }
  }

  @Test
  func `an empty database is refused`() throws {
    try withScratchDatabase { database in
      let options = CloneOptions(source: try database.connectionString)
      expectRefusal(.failed, saying: "no table") { _ = try Clone(options).run { _ in } }
    }
  }

  @Test
  func `a schema without keys is cloned`() throws {
    try withScratchDatabase { database in
      try database.execute(
        """
        CREATE SCHEMA shop;
        CREATE TABLE shop.reading (place text, celsius real);
        CREATE TABLE shop.note (line text);
        INSERT INTO shop.reading SELECT 'p' || n % 4, n % 30 FROM generate_series(1, 80) AS n;
        INSERT INTO shop.note SELECT 'line ' || n FROM generate_series(1, 60) AS n;
        """
      )
      try makeTwin(database)
      #expect(try database.value("SELECT count(*) FROM twin.reading") == "80")
      #expect(try database.value("SELECT count(*) FROM twin.note") == "60")
    }
  }

  @Test
  func `a table without columns keeps its number of rows`() throws {
    try withScratchDatabase { database in
      try database.execute(
        """
        CREATE SCHEMA shop;
        CREATE TABLE shop.bare ();
        INSERT INTO shop.bare SELECT FROM generate_series(1, 7);
        CREATE TABLE shop.derived (a integer GENERATED ALWAYS AS (1 + 1) STORED);
        INSERT INTO shop.derived SELECT FROM generate_series(1, 3);
        CREATE TABLE shop.void ();
        """
      )
      try makeTwin(database)
      #expect(try database.value("SELECT count(*) FROM twin.bare") == "7")
      #expect(try database.value("SELECT count(*) FROM twin.derived WHERE a = 2") == "3")
      #expect(try database.value("SELECT count(*) FROM twin.void") == "0")
    }
  }

  @Test
  func `tables without rows stay without rows`() throws {
    try withScratchDatabase { database in
      try database.execute(shopTables)
      try makeTwin(database)
      #expect(try database.value("SELECT count(*) FROM twin.customer") == "0")
      #expect(try database.value("SELECT count(*) FROM twin.sale") == "0")
      try makeTwin(database) { $0.scale = 3 }
      #expect(try database.value("SELECT count(*) FROM twin.sale") == "0")
    }
  }

  @Test
  func `a parent with rows and a child without any`() throws {
    try withScratchDatabase { database in
      try database.execute(shopTables)
      try database.execute(
        "INSERT INTO shop.customer (name, joined) SELECT 'n', now() FROM generate_series(1, 9)"
      )
      try makeTwin(database)
      #expect(try database.value("SELECT count(*) FROM twin.customer") == "9")
      #expect(try database.value("SELECT count(*) FROM twin.sale") == "0")
    }
  }

  @Test
  func `one row gives one row`() throws {
    try withShop(customers: 1, sales: 1) { database in
      try makeTwin(database)
      #expect(try database.value("SELECT count(*) FROM twin.customer") == "1")
      #expect(
        try database.value("SELECT count(*) FROM twin.sale JOIN twin.customer USING (id)") == "1"
      )
    }
  }

  @Test
  func `columns of nothing but nulls stay null`() throws {
    try withScratchDatabase { database in
      try database.execute(
        """
        CREATE SCHEMA shop;
        CREATE TYPE shop.mood AS ENUM ('calm');
        CREATE TABLE shop.hollow (
          id serial PRIMARY KEY, i integer, t text UNIQUE, n numeric, d date, j jsonb, u uuid,
          a integer[], b bytea, e shop.mood, p point, z interval, f boolean,
          parent integer REFERENCES shop.hollow
        );
        INSERT INTO shop.hollow SELECT FROM generate_series(1, 25);
        """
      )
      try makeTwin(database)
      #expect(try database.value("SELECT count(*) FROM twin.hollow") == "25")
      #expect(
        try database.value(
          """
          SELECT count(i) + count(t) + count(n) + count(d) + count(j) + count(u) + count(a)
            + count(b) + count(e) + count(p) + count(z) + count(f) + count(parent)
          FROM twin.hollow
          """
        ) == "0"
      )
    }
  }

  @Test(
    arguments: [
      #"it's "quoted"; DROP"#, "two  spaces ", "MixedCase", "größe_表_🐘", "select",
      #"back\slash"#, "%100_$1", "tab\tand\nline", String(repeating: "n", count: 63),
      String(repeating: "ü", count: 31),
    ]
  )
  func `any name that PostgreSQL takes`(name: String) throws {
    try withScratchDatabase { database in
      let quoted = SQLIdentifier(name).quoted
      try database.execute(
        """
        CREATE SCHEMA \(quoted);
        CREATE TYPE \(quoted).\(quoted) AS ENUM ('a', 'b');
        CREATE TABLE \(quoted).\(SQLIdentifier("1" + name.dropFirst()).quoted) (
          \(quoted) integer GENERATED BY DEFAULT AS IDENTITY CONSTRAINT \(quoted) PRIMARY KEY
        );
        CREATE TABLE \(quoted).\(SQLIdentifier("2" + name.dropFirst()).quoted) (
          id serial PRIMARY KEY,
          \(quoted) integer NOT NULL
            CONSTRAINT \(quoted) REFERENCES \(quoted).\(SQLIdentifier("1" + name.dropFirst()).quoted),
          \(SQLIdentifier("3" + name.dropFirst()).quoted) \(quoted).\(quoted),
          \(SQLIdentifier("4" + name.dropFirst()).quoted) text
            CHECK (length(\(SQLIdentifier("4" + name.dropFirst()).quoted)) > 0)
        );
        INSERT INTO \(quoted).\(SQLIdentifier("1" + name.dropFirst()).quoted)
          SELECT n FROM generate_series(1, 12) AS n;
        INSERT INTO \(quoted).\(SQLIdentifier("2" + name.dropFirst()).quoted)
          SELECT n, n % 12 + 1, 'a', 'x' || n FROM generate_series(1, 30) AS n;
        """
      )
      let twin = "5" + name.dropFirst()
      for _ in 0..<2 {
        try makeTwin(database) {
          $0.sourceSchemas = [name]
          $0.targetSchemas = [name: twin]
        }
      }
      let schema = SQLIdentifier(twin).quoted
      #expect(
        try database.value(
          """
          SELECT count(*) FROM \(schema).\(SQLIdentifier("2" + name.dropFirst()).quoted)
          JOIN \(schema).\(SQLIdentifier("1" + name.dropFirst()).quoted) USING (\(quoted))
          """
        ) == "30"
      )
      #expect(try database.leftovers.isEmpty)
    }
  }

  @Test
  func `a target name that PostgreSQL would cut off is refused`() throws {
    try withShop { database in
      let name = String(repeating: "x", count: 64)
      expectRefusal(.failed, saying: "64 bytes", "63") {
        try makeTwin(database) { $0.targetSchemas = ["shop": name] }
      }
      let leftovers = try database.leftovers
      #expect(leftovers.isEmpty)
    }
  }
}
