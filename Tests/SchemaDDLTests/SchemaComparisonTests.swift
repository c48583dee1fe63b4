import Metadata
import PostgresClient
import SchemaIntrospection
import TestSupport
import Testing

@testable import SchemaDDL

struct SchemaComparisonTests {
  private func script(_ database: ScratchDatabase, _ schemas: String...) throws -> SchemaScript {
    let connection = try database.connection()
    try connection.beginReadOnlySnapshot()
    let metadata = try SchemaIntrospector(connection).metadata(of: TableSelection(schemas: schemas))
    return try SchemaScript(reading: metadata, on: connection)
  }

  @Test
  func `a schema is the same as itself in another database`() throws {
    try withScratchDatabase { left in
      try left.execute(Zoo.sql + Zoo.behaviour)
      try withScratchDatabase { right in
        // Made in another order, objects have other numbers.
        try right.execute(
          "CREATE TABLE public.filler (); DROP TABLE public.filler;" + Zoo.sql + Zoo.behaviour
        )
        let comparison = SchemaComparison(try script(left), try script(right), schemas: [:])
        #expect(comparison.isSame, "\(comparison)")
        #expect(comparison.sameCount > 100)
      }
    }
  }

  @Test
  func `under another name every kind of difference is told`() throws {
    try withScratchDatabase { database in
      let tables = """
        CREATE TYPE mood AS ENUM ('good', 'bad');
        CREATE TABLE a (id integer PRIMARY KEY, mood mood, note text DEFAULT 'x');
        CREATE TABLE b (id integer REFERENCES a);
        CREATE VIEW v AS SELECT id FROM a;
        CREATE FUNCTION f() RETURNS SETOF a LANGUAGE sql AS 'SELECT * FROM here.a';
        """
      func make(_ schema: String) throws {
        try database.execute(
          "CREATE SCHEMA \(schema); SET search_path = \(schema);"
            + tables.replacing("here.", with: schema + ".")
        )
      }
      try make("one")
      try make("two")
      let names = ["two": "one"]
      func compare() throws -> SchemaComparison {
        SchemaComparison(
          try script(database, "one"),
          try script(database, "two"),
          schemas: names
        )
      }
      let before = try compare()
      #expect(before.isSame, "\(before)")
      try database.execute(
        """
        SET search_path = two;
        ALTER TABLE a ALTER note TYPE varchar(10), ALTER note DROP DEFAULT;
        ALTER TABLE b DROP CONSTRAINT b_id_fkey;
        ALTER TABLE b ADD CONSTRAINT b_id_fkey FOREIGN KEY (id) REFERENCES a ON DELETE CASCADE;
        DROP VIEW v;
        ALTER TYPE mood ADD VALUE 'best';
        CREATE INDEX extra ON a (note);
        """
      )
      let after = try compare()
      #expect(after.onlyLeft == ["default one.a.note", "view one.v"])
      #expect(after.onlyRight == ["index extra on one.a"])
      #expect(
        after.different == [
          .init(
            object: "enum one.mood",
            left: ["CREATE TYPE one.mood AS ENUM ('good', 'bad')"],
            right: ["CREATE TYPE one.mood AS ENUM ('good', 'bad', 'best')"]
          ),
          .init(
            object: "foreign key b_id_fkey on one.b",
            left: [
              "ALTER TABLE ONLY one.\"b\" ADD CONSTRAINT \"b_id_fkey\" FOREIGN KEY (id) "
                + "REFERENCES one.a(id)"
            ],
            right: [
              "ALTER TABLE ONLY one.\"b\" ADD CONSTRAINT \"b_id_fkey\" FOREIGN KEY (id) "
                + "REFERENCES one.a(id) ON DELETE CASCADE"
            ]
          ),
          .init(
            object: "table one.a",
            left: ["\"note\" text"],
            right: ["\"note\" character varying(10)"]
          ),
        ]
      )
    }
  }
}
