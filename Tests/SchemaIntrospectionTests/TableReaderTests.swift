import Metadata
import PostgresClient
import TableData
import TestSupport
import Testing

@testable import SchemaIntrospection

@Suite struct TableReaderTests {
  /// Reads a table after running statements in a database that several readings share.
  private struct Reading {
    let database: ScratchDatabase

    func rows(of name: String = "t", after sql: String = "") throws -> TableRows {
      if !sql.isEmpty { try database.run(sql) }
      let connection = try database.connection()
      let metadata = try SchemaIntrospector(connection).metadata()
      let table = try #require(metadata.tables.first { $0.id.name == name })
      return try TableReader(connection).rows(of: table)
    }

    private func column(_ type: String, _ values: [String]) throws -> ColumnValues {
      let list = values.map { "(\($0))" }.joined(separator: ",")
      let sql = "DROP TABLE IF EXISTS t; CREATE TABLE t (x \(type)); INSERT INTO t VALUES \(list)"
      return try rows(after: sql).columns[0]
    }

    func numbers(_ type: String, _ values: String...) throws -> [Double?] {
      let column = try column(type, values)
      return (0..<column.count).map { column.number(at: $0) }
    }

    func integers(_ type: String, _ values: String...) throws -> [Int64] {
      guard case .integers(let integers) = try column(type, values).storage else { return [] }
      return integers
    }

    func texts(_ type: String, _ values: String...) throws -> [String?] {
      let column = try column(type, values)
      return (0..<column.count).map { column.text(at: $0) }
    }
  }

  private func reading(_ before: String = "", _ body: (Reading) throws -> Void) throws {
    try withScratchDatabase { database in
      if !before.isEmpty { try database.run(before) }
      try body(Reading(database: database))
    }
  }

  @Test func numbersAreRead() throws {
    try reading { (read) throws in
      #expect(try read.numbers("boolean", "true", "false", "NULL") == [1, 0, nil])
      #expect(try read.numbers("smallint", "-32768", "NULL") == [-32768, nil])
      #expect(try read.integers("bigint", "9223372036854775807") == [.max])
      #expect(
        try read.integers("numeric(18)", "123456789012345678", "-7")
          == [123_456_789_012_345_678, -7]
      )
      #expect(try read.integers("numeric(4)", "'NaN'") == [0])
      #expect(
        try read.numbers("numeric(10,2)", "12345678.91", "-0.01") == [12_345_678.91, -0.01]
      )
      #expect(
        try read.numbers("numeric", "1e40", "0.1234567890123456789")
          == [1e40, 0.12345678901234568]
      )
      #expect(try read.numbers("numeric", "'NaN'")[0]?.isNaN == true)
      #expect(try read.numbers("float8", "'Infinity'", "1e-300") == [.infinity, 1e-300])
      #expect(try read.numbers("real", "1.5", "'-Infinity'") == [1.5, -.infinity])
      #expect(try read.numbers("money", "1234.56::numeric::money") == [1234.56])
    }
  }

  @Test func timesAreRead() throws {
    try reading { (read) throws in
      #expect(
        try read.integers("date", "'2000-01-02'", "'1999-12-31'", "'infinity'", "'-infinity'")
          == [1, -1, .max, .min]
      )
      #expect(
        try read.integers("time", "'00:00:01.5'", "'24:00'") == [1_500_000, 86_400_000_000]
      )
      #expect(
        try read.integers("timestamp", "'2000-01-01 00:00:01'", "'infinity'", "'-infinity'")
          == [1_000_000, .max, .min]
      )
      #expect(try read.integers("timestamptz", "'2000-01-01 01:00:00+01'") == [0])
      #expect(
        try read.integers("interval", "'1 month 1 day 1 second'", "'-1 day'")
          == [31 * 86_400_000_000 + 1_000_000, -86_400_000_000]
      )
      #expect(
        try read.integers("interval", "'178000000 years'", "'-178000000 years'") == [.max, .min]
      )
    }
  }

  @Test func textsAreRead() throws {
    let types = "CREATE TYPE mood AS ENUM ('ok'); CREATE TYPE pair AS (a int, b text)"
    try reading(types) { (read) throws in
      #expect(try read.texts("text", "'ü'", "''", "NULL", "'ü'") == ["ü", "", nil, "ü"])
      #expect(try read.texts("char(5)", "'ab'") == ["ab"])
      #expect(try read.texts(#""char""#, "'x'") == ["x"])
      #expect(try read.texts("name", "'n'") == ["n"])
      #expect(try read.texts("mood", "'ok'") == ["ok"])
      #expect(
        try read.texts("uuid", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'")
          == ["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"]
      )
      #expect(try read.texts("jsonb", #"'{"b":1,"a":[2]}'"#) == [#"{"a": [2], "b": 1}"#])
      #expect(try read.texts("json", #"'{"b":1}'"#) == [#"{"b":1}"#])
      #expect(try read.texts("bytea", #"'\x00ff'"#) == [#"\x00ff"#])
      #expect(try read.texts("text[]", "ARRAY['a,b','c',NULL]") == [#"{"a,b",c,NULL}"#])
      #expect(
        try read.texts("inet", "'10.0.0.1'", "'10.0.0.0/8'") == ["10.0.0.1", "10.0.0.0/8"]
      )
      #expect(try read.texts("int4range", "'[1,5)'") == ["[1,5)"])
      #expect(try read.texts("bit(3)", "B'101'") == ["101"])
      #expect(try read.texts("timetz", "'01:02+03'") == ["01:02:00+03"])
      #expect(
        try read.texts("pair", "NULL", "ROW(NULL,NULL)", "ROW(1,'x y')")
          == [nil, "(,)", #"(1,"x y")"#]
      )
    }
  }

  @Test func aUsersOwnCastDoesNotMatter() throws {
    let types = """
      CREATE TYPE pair AS (a int, b int);
      CREATE FUNCTION pretty(pair) RETURNS text LANGUAGE sql AS $$ SELECT 'pretty' $$;
      CREATE CAST (pair AS text) WITH FUNCTION pretty(pair);
      CREATE DOMAIN base AS varchar(3);
      CREATE DOMAIN code AS base;
      """
    try reading(types) { (read) throws in
      #expect(try read.texts("pair", "ROW(1,2)") == ["(1,2)"])
      #expect(try read.texts("code", "'a'") == ["a"], "domains are read as their base type")
    }
  }

  @Test func theZooIsRead() throws {
    try reading(Zoo.schema) { (read) throws in
      let kinds = try read.rows(of: "kinds")
      #expect(kinds.rowCount == 2)
      #expect(kinds["doubled"]?.number(at: 0) == 3, "generated columns are read, too")
      #expect(kinds["a_mood"]?.nullCount == 2)
      #expect(try read.rows(of: Zoo.oddName).rowCount == 0)
      #expect(try read.rows(of: Zoo.longName).columnNames == ["id"])
      #expect(try read.rows(of: "nothing").rowCount == 2, "rows without columns are counted")
      #expect(try read.rows(of: "nothing").columns.isEmpty)
      #expect(try read.rows(of: "animal").rowCount == 1, "without tables that inherit")
      #expect(try read.rows(of: "sale").rowCount == 3, "with partitions")
    }
  }

  @Test func manyDistinctTextsKeepTheirRows() throws {
    let sql = """
      CREATE TABLE t (i int, x text);
      INSERT INTO t SELECT i, repeat('k', i % 40) || i % 7000 FROM generate_series(1, 20000) i
      """
    try reading(sql) { (read) throws in
      let rows = try read.rows()
      guard case .integers(let numbers) = rows.columns[0].storage,
        case .text(let codes, let dictionary) = rows.columns[1].storage
      else { return }
      #expect(dictionary.count == 7000)
      #expect(Set(dictionary).count == dictionary.count)
      let wrong = numbers.indices.first { row in
        let i = Int(numbers[row])
        return dictionary[Int(codes[row])] != String(repeating: "k", count: i % 40) + "\(i % 7000)"
      }
      #expect(wrong == nil)
    }
  }

  @Test func childrenPerParentAreCounted() throws {
    try withScratchDatabase { database in
      try database.run(
        """
        CREATE TABLE parent (id int PRIMARY KEY);
        CREATE TABLE child (parent_id int REFERENCES parent);
        INSERT INTO parent SELECT generate_series(1, 10);
        INSERT INTO child VALUES (1), (1), (1), (2), (3), (NULL), (NULL);
        """
      )
      let reader = try SnapshotReader(database.settings, jobs: 2)
      defer { reader.close() }
      let metadata = try SchemaIntrospector(reader.connection).metadata()
      let key = try #require(metadata.relationships.first)
      let histogram = try #require(try reader.childCounts(of: metadata)[key])
      #expect(histogram.bars.map(\.children) == [0, 1, 3])
      #expect(histogram.bars.map(\.parents) == [7, 2, 1])
      #expect(histogram.childCount == 5)
    }
  }
}
