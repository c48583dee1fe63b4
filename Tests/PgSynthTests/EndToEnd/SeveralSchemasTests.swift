import Foundation
import PgSynth
import PostgresClient
import TestSupport
import Testing

/// Foreign keys, types and views across schemas.
struct SeveralSchemasTests {
  private let schemas = """
    CREATE SCHEMA sales; CREATE SCHEMA people; CREATE SCHEMA kinds; CREATE SCHEMA other;
    CREATE TYPE kinds.state AS ENUM ('open', 'paid');
    CREATE TABLE people.city (id integer PRIMARY KEY, name text);
    CREATE TABLE people.customer (id integer PRIMARY KEY, city_id integer REFERENCES people.city);
    CREATE TABLE people.unrelated (id integer);
    CREATE TABLE sales.sale (
      id integer PRIMARY KEY, customer_id integer REFERENCES people.customer, state kinds.state
    );
    CREATE VIEW other.open_sales AS SELECT id FROM sales.sale WHERE state = 'open';
    INSERT INTO people.city SELECT n, 'city ' || n FROM generate_series(1, 5) AS n;
    INSERT INTO people.customer SELECT n, n % 5 + 1 FROM generate_series(1, 30) AS n;
    INSERT INTO sales.sale
      SELECT n, n % 30 + 1, (ARRAY['open', 'paid'])[n % 2 + 1]::kinds.state
      FROM generate_series(1, 90) AS n;
    """

  private func withSchemas(_ body: (ScratchDatabase) throws -> Void) throws {
    try withScratchDatabase { database in
      try database.execute(schemas)
      try body(database)
    }
  }

  private func options(_ database: ScratchDatabase) throws -> CloneOptions {
    var options = CloneOptions(source: try database.connectionString)
    options.referenceTables = .none
    return options
  }

  @Test
  func `each schema goes where it is mapped to`() throws {
    try withSchemas { database in
      var options = try options(database)
      options.sourceSchemas = ["sales", "people", "kinds", "other"]
      options.targetSchemas = [
        "sales": "s_twin", "people": "p_twin", "kinds": "k_twin", "other": "o_twin",
      ]
      let outcome = try Clone(options).run { _ in }
      #expect(outcome.omissions == [])
      #expect(outcome.warnings == [])
      try database.execute("DROP SCHEMA sales, people, kinds, other CASCADE")
      let keys =
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'sale_customer_id_fkey'"
      #expect(
        try database.value(keys) == "FOREIGN KEY (customer_id) REFERENCES p_twin.customer(id)"
      )
      #expect(try database.value("SELECT count(*) > 0 FROM o_twin.open_sales") == "t")
    }
  }

  @Test
  func `references to schemas that are not chosen are kept or left out with a reason`() throws {
    try withSchemas { database in
      var options = try options(database)
      options.sourceSchemas = ["sales"]
      options.targetSchemas = ["sales": "s_twin"]
      let outcome = try Clone(options).run { _ in }
      #expect(
        outcome.omissions == [
          "foreign key sale_customer_id_fkey on sales.sale: the table it refers to is not part of the clone"
        ]
      )
      let type =
        "SELECT atttypid::regtype FROM pg_attribute WHERE attrelid = 's_twin.sale'::regclass AND attname = 'state'"
      #expect(try database.value(type) == "kinds.state")
    }
  }

  @Test
  func `code of other schemas that the target lacks is missed before anything is read`() throws {
    try withSchemas { source in
      try source.execute(
        """
        CREATE FUNCTION other.next() RETURNS integer LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION other.act() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE VIEW people.next AS SELECT other.next();
        CREATE TRIGGER act BEFORE INSERT ON people.city FOR EACH ROW EXECUTE FUNCTION other.act();
        """
      )
      try withScratchDatabase { target in
        var options = try options(source)
        options.sourceSchemas = ["people"]
        options.target = try target.connectionString
        let outcome = try Clone(options).run { _ in }
        #expect(outcome.warnings == [])
        #expect(
          outcome.omissions == [
            "view people.next: needs function other.next(), which the target does not have",
            "trigger act on people.city: needs function other.act(), which the target does not have",
          ]
        )
        try source.execute("ALTER TABLE people.city ALTER id SET DEFAULT other.next()")
        expectRefusal(.failed, saying: "people.city.id needs function other.next()") {
          _ = try Clone(options).run { _ in }
        }
      }
    }
  }

  @Test
  func `with dependencies only what is needed of them comes along`() throws {
    try withSchemas { source in
      try withScratchDatabase { target in
        var options = try options(source)
        options.sourceSchemas = ["sales"]
        options.target = try target.connectionString
        expectRefusal(.failed, saying: "sales.sale needs type kinds.state") {
          _ = try Clone(options).run { _ in }
        }
        options.includesDependencies = true
        let outcome = try Clone(options).run { _ in }
        #expect(outcome.targetSchemas == ["kinds", "people", "sales"])
        #expect(outcome.omissions == [])
        let tables =
          "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'r' AND relnamespace IN ('people'::regnamespace, 'sales'::regnamespace)"
        #expect(try target.value(tables) == "city customer sale")
      }
    }
  }
}
