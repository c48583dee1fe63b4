import CloneWriter
import Metadata
import PostgresClient
import SchemaDDL
import SchemaIntrospection
import TableData
import TestSupport
import Testing

struct TableSinkTests {
  /// Copies the schema and compares each table as text with the source.
  private func expectSameRows(_ sql: String, schema: String = "source") throws {
    try withScratchDatabase { database in
      try database.execute(sql)
      let source = try CopiedDatabase(
        database.settings,
        selection: .init(schemas: [schema])
      )
      try source.copy(
        to: CloneTarget(settings: database.settings, schemas: [schema: "copy of it"])
      )
      for table in source.metadata.tables {
        func rows(_ schema: String) throws -> [[String?]] {
          let name = SQLIdentifier.qualified(schema, table.id.name)
          return try database.rows(
            "SELECT t::text, tableoid::regclass::text <> '' FROM \(name) t ORDER BY 1"
          )
        }
        #expect(try rows("copy of it") == rows(schema), "\(table.id)")
      }
    }
  }

  @Test
  func `values of every binary form come through`() throws {
    try expectSameRows(
      """
      CREATE SCHEMA source; SET search_path = source, public;
      CREATE TYPE mood AS ENUM ('sad', 'o''k');
      CREATE DOMAIN percent AS numeric(5,2) CHECK (VALUE <= 100);
      CREATE DOMAIN label AS varchar(20);
      CREATE EXTENSION citext SCHEMA public;
      CREATE TABLE t (
        a smallint, b integer, c bigint, d real, e double precision, f boolean, g date, h time,
        i timestamp, j timestamptz, k text, l varchar(10), m char(5), n name, o mood, p uuid,
        q json, r jsonb, s bytea, u numeric(10,2), v numeric, w numeric(12,0), x percent, y label,
        z interval, aa public.citext
      );
      INSERT INTO t VALUES
        (1, -2, 3, 1.5, -2.25, true, '2024-02-29', '23:59:59.999999', '1999-12-31 23:59:59.5',
         '2020-06-01 12:00+02', E'tab\\tline\\nback\\\\slash', 'ü€', 'ab', 'n', 'sad',
         '01234567-89ab-cdef-0123-456789abcdef', '{"a": [1, null]}', '{"b": "ü"}', '\\x00ff10',
         12345678.90, 0.00001234, 999999999999, 99.99, 'label', '3 days 04:05:06.7', 'CiText'),
        (-32768, 2147483647, 9223372036854775807, 'Infinity', 'NaN', false, 'infinity', '00:00',
         '-infinity', 'infinity', '', '', '', '', 'o''k', '00000000-0000-0000-0000-000000000000',
         'null', '[]', '', -0.01, 123456789012345, -1, -5, '', '-1 days', ''),
        (0, 0, 0, 3.4028235e38, 4.9e-324, false, '0044-03-15 BC', '12:00', '4713-01-01 BC', '4713-01-01 BC',
         'x', 'x', 'x', 'x', NULL, NULL, '1', '1', '\\xde', 0, 1e20, 0, 0, 'x', '00:00:00.000001', 'x'),
        (32767, 1, -9223372036854775808, 1e-45, 1.7976931348623157e308, NULL, '5874897-12-31', NULL,
         '294276-12-31 23:59:59.999999', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
         NULL, 0.01, 3.14, 10000, 10, NULL, NULL, NULL),
        (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
         NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
      """
    )
  }

  @Test
  func `values of other types go through their text`() throws {
    try expectSameRows(
      """
      CREATE SCHEMA source; SET search_path = source;
      CREATE TYPE pair AS (a integer, b text);
      CREATE TABLE t (
        id integer, tags text[], grid integer[][], net inet, pair pair, during tstzrange, bits bit(3),
        paid money, vector tsvector, letter "char", at timetz, place point,
        b boolean, d date, h time, ts timestamp, tz timestamptz, iv interval, r real, e float8,
        n numeric(10,2), v numeric, k text, u uuid, j jsonb, s bytea
      );
      INSERT INTO t VALUES
        (1, '{a,"b c",NULL}', '{{1,2},{3,4}}', '10.0.0.1/8', '(1,"x, y")', '[2020-01-01,infinity)',
         '101', 12.34, 'a fat cat', 'x', '12:00+02', '(1,2)', true, '0044-03-15 BC',
         '01:02:03.000004', '2001-02-03 04:05:06', '1969-12-31 23:59:59.999999+00',
         '-2 days -03:04:05.5', 1.1, 1e300, -0.5, 0.000000123, E'a\\tb\\\\N\\nc\\rd',
         '01234567-89ab-cdef-0123-456789abcdef', '{"a": "\\\\"}', '\\x00'),
        (2, '{}', NULL, '::1', NULL, 'empty', '000', -1234567.89, '', NULL, NULL, NULL, false,
         'infinity', '23:59:59', '-infinity', 'infinity', '1 day', 'NaN', '-Infinity', 99999999.99,
         123456789012, '\\N', NULL, '[]', ''),
        (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
         NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
      """
    )
  }

  @Test
  func `odd tables and names come through`() throws {
    try expectSameRows(
      """
      CREATE SCHEMA "sou""rce"; SET search_path = "sou""rce";
      CREATE TABLE nothing ();
      INSERT INTO nothing SELECT FROM generate_series(1, 5);
      CREATE TABLE only_generated (a integer GENERATED ALWAYS AS (1 + 1) STORED);
      INSERT INTO only_generated SELECT FROM generate_series(1, 3);
      CREATE TABLE no_rows (a integer PRIMARY KEY);
      CREATE TABLE "Größe ""quoted"" 'x' sixty-three bytes long, as long as can b" (
        "select" integer PRIMARY KEY, "a b" text UNIQUE, "é" integer GENERATED ALWAYS AS ("select" * 2) STORED);
      INSERT INTO "Größe ""quoted"" 'x' sixty-three bytes long, as long as can b" VALUES (1, 'x');
      CREATE TABLE part (id integer, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
      CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
      CREATE TABLE part_2 (at date NOT NULL, id integer NOT NULL);
      ALTER TABLE part ATTACH PARTITION part_2 DEFAULT;
      INSERT INTO part VALUES (1, '2020-05-05'), (2, '2022-05-05');
      CREATE TABLE base (id integer, note text);
      CREATE TABLE derived (more integer) INHERITS (base);
      INSERT INTO base VALUES (1, 'base');
      INSERT INTO derived VALUES (2, 'derived', 3);
      """,
      schema: "sou\"rce"
    )
  }

  @Test
  func `keys that need each other are made after the rows`() throws {
    try expectSameRows(
      """
      CREATE SCHEMA source; SET search_path = source;
      CREATE TABLE store (id integer PRIMARY KEY, manager_id integer NOT NULL);
      CREATE TABLE staff (id integer PRIMARY KEY, store_id integer NOT NULL REFERENCES store);
      BEGIN;
      ALTER TABLE store ADD CONSTRAINT m FOREIGN KEY (manager_id) REFERENCES staff (id)
        DEFERRABLE INITIALLY DEFERRED;
      INSERT INTO store VALUES (1, 1), (2, 2);
      INSERT INTO staff VALUES (1, 1), (2, 2);
      COMMIT;
      """
    )
  }

  @Test
  func `sequences go on where the columns end`() throws {
    try withScratchDatabase { database in
      try database.execute(
        """
        CREATE SCHEMA source; SET search_path = source;
        CREATE SEQUENCE down INCREMENT -3 START -10 MINVALUE -1000 MAXVALUE -1;
        CREATE SEQUENCE text_made START 5 INCREMENT 2;
        CREATE SEQUENCE unused START 42;
        CREATE TABLE t (
          id serial, big bigint GENERATED BY DEFAULT AS IDENTITY (START 100),
          down integer DEFAULT nextval('down'), code text DEFAULT 'C' || nextval('text_made'));
        INSERT INTO t (id) SELECT generate_series(1, 10);
        INSERT INTO t (id) VALUES (77);
        CREATE TABLE empty (id serial);
        """
      )
      let source = try CopiedDatabase(database.settings, selection: .init(schemas: ["source"]))
      try source.copy(to: CloneTarget(settings: database.settings, schemas: ["source": "copy"]))
      let next = try database.rows(
        """
        SELECT nextval('copy.t_id_seq'), nextval('copy.t_big_seq'), nextval('copy.down'),
          nextval('copy.text_made'), nextval('copy.unused'), nextval('copy.empty_id_seq')
        """
      )
      #expect(next == [["78", "111", "-43", "27", "42", "1"]])
    }
  }

  @Test
  func `rows need no vacuum`() throws {
    try withScratchDatabase { database in
      try database.execute(
        """
        CREATE SCHEMA source; SET search_path = source;
        CREATE TABLE plain (id integer PRIMARY KEY, name text);
        CREATE TABLE parted (id integer) PARTITION BY RANGE (id);
        CREATE TABLE part PARTITION OF parted DEFAULT;
        INSERT INTO plain SELECT g, repeat('x', g % 90) FROM generate_series(1, 5000) g;
        INSERT INTO parted SELECT generate_series(1, 100);
        """
      )
      let source = try CopiedDatabase(database.settings, selection: .init(schemas: ["source"]))
      try source.copy(to: CloneTarget(settings: database.settings, schemas: ["source": "copy"]))
      let pages = try database.rows(
        "SELECT relpages > 10, relallvisible > 0 FROM pg_class WHERE oid = 'copy.plain'::regclass"
      )
      #expect(pages == [["t", "t"]])
      #expect(try database.rows("SELECT count(*) FROM copy.parted") == [["100"]])
    }
  }

  @Test
  func `values that do not fit are refused by name`() throws {
    try withScratchDatabase { database in
      try database.execute("CREATE SCHEMA source; CREATE TABLE source.t (a smallint, b varchar(2))")
      let source = try CopiedDatabase(database.settings, selection: .init(schemas: ["source"]))
      let writer = try source.prepare(
        CloneTarget(settings: database.settings, schemas: ["source": "copy"])
      )
      defer { writer.abandon() }
      let id = TableID(schema: "source", name: "t")
      func block(_ a: Int64, _ b: String) -> TableRows {
        TableRows(
          table: id,
          columnNames: ["a", "b"],
          columns: [
            ColumnValues(storage: .integers([a]), isNull: [false]),
            ColumnValues(storage: .text(codes: [0], dictionary: [b]), isNull: [false]),
          ],
          rowCount: 1
        )
      }
      let unfit = #expect(throws: CloneWriterError.self) {
        try writer.sink(for: id).write(block(40_000, "x"))
      }
      #expect(unfit?.description == "a value for source.t.a does not fit type smallint")
      let refused = #expect(throws: CloneWriterError.self) {
        let sink = try writer.sink(for: id)
        try sink.write(block(1, "secret"))
        try sink.finish()
      }
      #expect(refused?.code == .rowRefused)
      #expect(refused?.description.contains("secret") == false)
      #expect(refused?.description.contains("column b") == true, "\(refused?.description ?? "")")
    }
  }
}
