import Foundation
import Metadata
import PostgresClient
import QualityMetrics
import QualityViews
import SchemaIntrospection
import TableData
import TestSupport
import Testing

/// The SQL functions say what Swift and SDMetrics say of the same rows.
@Suite struct ScoreFunctionTests {
  private static let tolerance = 1e-9

  private func agree(_ left: Double?, _ right: Double?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return abs(left - right) <= Self.tolerance
  }

  @Test(arguments: ["pgsynth", "Güte \"2\""])
  func columnsScoreAsInSwift(schema: String) throws {
    try withScratchDatabase { database in
      let functions = try Functions(schema, in: database)
      try database.execute(sampleSides)
      for name in sampleTables {
        let sides = try Sides(name, in: database)
        for column in sides.columns {
          let (real, clone) = try sides.values(of: column.name)
          let codes = SharedCodes(real: real, clone: clone)
          var expected = [
            "tv_complement": TVComplement.score(codes),
            "missing_value_similarity": MissingValueSimilarity.score(
              realRate: MissingValueSimilarity.nullRate(of: real),
              cloneRate: MissingValueSimilarity.nullRate(of: clone)
            ),
          ]
          if column.type.valueKind.isNumeric {
            expected["ks_complement"] = .some(KSComplement.score(real: real, clone: clone))
          }
          for (function, score) in expected {
            let found = try functions.score(function, sides, [column.name])
            #expect(agree(found, score), "\(function) of \(name).\(column.name)")
          }
        }
      }
    }
  }

  @Test(arguments: ["pgsynth", "Güte \"2\""])
  func pairsScoreAsInSwift(schema: String) throws {
    try withScratchDatabase { database in
      let functions = try Functions(schema, in: database)
      try database.execute(sampleSides)
      for name in sampleTables {
        let sides = try Sides(name, in: database)
        for (first, second) in zip(sides.columns, sides.columns.dropFirst()) {
          let (realFirst, cloneFirst) = try sides.values(of: first.name)
          let (realSecond, cloneSecond) = try sides.values(of: second.name)
          let pair: Comment = "\(name): \(first.name), \(second.name)"
          let contingency = ContingencySimilarity.score(
            SharedCodes(real: realFirst, clone: cloneFirst),
            SharedCodes(real: realSecond, clone: cloneSecond)
          )
          let names = [first.name, second.name]
          let joint = try functions.score("contingency_similarity", sides, names)
          #expect(agree(joint, contingency?.score), pair)
          let kinds = (first.type.valueKind, second.type.valueKind)
          guard kinds.0.isNumeric, kinds.1.isNumeric else { continue }
          let correlation = CorrelationSimilarity.score(
            real: (realFirst.numbers(kind: kinds.0), realSecond.numbers(kind: kinds.1)),
            clone: (cloneFirst.numbers(kind: kinds.0), cloneSecond.numbers(kind: kinds.1))
          )
          let linear = try functions.score("correlation_similarity", sides, names)
          #expect(agree(linear, correlation?.score), pair)
        }
      }
    }
  }

  @Test(arguments: ["pgsynth", "Güte \"2\""])
  func foreignKeysScoreAsInSwift(schema: String) throws {
    try withScratchDatabase { database in
      let functions = try Functions(schema, in: database)
      let connection = try database.connection()
      try connection.execute(sampleRelationships)
      for (realNulls, realParents) in [(true, 6), (false, 6), (false, 0)] {
        try connection.execute(
          """
          TRUNCATE source."Orders", source."Customers";
          INSERT INTO source."Customers" SELECT 'north', i FROM generate_series(1, \(realParents)) i;
          INSERT INTO source."Orders" SELECT 'north', 1 + i % 4 FROM generate_series(1, 2 * \(realParents)) i;
          INSERT INTO source."Orders" SELECT 'north', NULL WHERE \(realNulls);
          """
        )
        let counter = RelationshipCounter(connection)
        let (real, clone) = try (side(of: "source", counter), side(of: "The Clone", counter))
        let cardinality = CardinalityShapeSimilarity.score(real: real.degrees, clone: clone.degrees)
        let integrity = ReferentialIntegrity.score(
          references: clone.references,
          orphans: clone.orphanRows,
          nulls: clone.nullRows,
          realHasNulls: real.nullRows > 0
        )
        let byName = ["source", "The Clone"].map { "'\"\($0)\".\"Orders\"', 'to customers'" }
        let byColumns = ["source", "The Clone"].map {
          "'\"\($0)\".\"Orders\"', '{Region,customer}', '\"\($0)\".\"Customers\"', '{region,\"Id\"}'"
        }
        for arguments in [byName, byColumns].map({ $0.joined(separator: ", ") }) {
          let found = try functions.score("cardinality_similarity(\(arguments))")
          #expect(agree(found, cardinality), "\(arguments)")
          let references = try functions.score("referential_integrity(\(arguments))")
          #expect(agree(references, integrity), "\(arguments)")
        }
      }
    }
  }

  @Test func functionsScoreAsSDMetrics() throws {
    try withScratchDatabase { database in
      let functions = try Functions("pgsynth", in: database)
      let connection = try database.connection()
      let columns =
        "id int, amount float8, tenths float8, quantity float8, placed timestamp, colour text, gift bool"
      for side in ["source", "clone"] {
        try connection.execute("CREATE SCHEMA \(side); CREATE TABLE \(side).sales (\(columns))")
      }
      let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures/score_functions.json")
      let document = try String(contentsOf: file, encoding: .utf8)
      for (number, reference) in try SDMetricsCase.load(from: document).enumerated() {
        for side in ["source", "clone"] {
          try connection.execute("TRUNCATE \(side).sales")
          _ = try connection.query(
            """
            INSERT INTO \(side).sales SELECT (jsonb_populate_recordset(
              NULL::\(side).sales, $1::jsonb -> \(number) -> '\(side)')).*
            """,
            [document]
          )
        }
        for expected in reference.scores {
          let found = try functions.score(expected.call)
          #expect(agree(found, expected.score), "\(expected.call)")
        }
      }
    }
  }

  private func side(of schema: String, _ counter: RelationshipCounter) throws -> RelationshipSide {
    let child = TableID(schema: schema, name: "Orders")
    let parent = TableID(schema: schema, name: "Customers")
    return try counter.count(
      ForeignKey(
        name: "to customers",
        child: child,
        childColumns: ["Region", "customer"],
        parent: parent,
        parentColumns: ["region", "Id"]
      ),
      child: Table(id: child, columns: []),
      parent: Table(id: parent, columns: [])
    )
  }
}

/// What Fixtures/make_score_functions.py wrote down.
private struct SDMetricsCase: Decodable {
  struct Score: Decodable {
    var call: String
    var score: Double?
  }
  var scores: [Score]

  static func load(from document: String) throws -> [SDMetricsCase] {
    try JSONDecoder().decode([SDMetricsCase].self, from: Data(document.utf8))
  }
}

/// The installed functions, called as a psql user does.
private struct Functions {
  private let schema: String
  private let connection: PostgresConnection

  init(_ schema: String, in database: ScratchDatabase) throws {
    connection = try database.connection()
    try QualityStore(schema: schema).install(on: connection)
    self.schema = SQLIdentifier(schema).quoted
  }

  func score(_ call: String) throws -> Double? {
    try connection.query("SELECT \(schema).\(call)")[0, 0].flatMap(Double.init)
  }

  func score(_ function: String, _ sides: Sides, _ columns: [String]) throws -> Double? {
    let names = columns.indices.map { ", $\($0 + 2)::name" }.joined()
    let sql =
      "SELECT \(schema).\(function)($1::regclass\(names), $\(columns.count + 2)::regclass\(names))"
    let tables = [sides.realName, sides.cloneName]
    return try connection.query(sql, [tables[0]] + columns + [tables[1]])[0, 0].flatMap(Double.init)
  }
}

/// The two tables of one name, as pgsynth reads them.
private struct Sides {
  let realName: String
  let cloneName: String
  let columns: [Column]
  private let real: TableRows
  private let clone: TableRows

  init(_ name: String, in database: ScratchDatabase) throws {
    let connection = try database.connection()
    let tables = try SchemaIntrospector(connection).metadata().tables
    func rows(_ schema: String) throws -> (Table, TableRows) {
      let table = try #require(tables.first { $0.id == TableID(schema: schema, name: name) })
      return (table, try TableReader(connection).rows(of: table))
    }
    let table: Table
    (table, real) = try rows("source")
    (_, clone) = try rows("The Clone")
    columns = table.columns
    (realName, cloneName) = (
      SQLIdentifier.qualified("source", name), SQLIdentifier.qualified("The Clone", name)
    )
  }

  func values(of column: String) throws -> (ColumnValues, ColumnValues) {
    (try #require(real[column]), try #require(clone[column]))
  }
}

private let sampleTables = ["Usual", "one value", "no rows", "only real", "only NULL", "huge"]

/// Six tables with nulls, ties, fractions that tie after rounding only, infinities and names that need quotes.
private let sampleSides = """
  CREATE SCHEMA source;
  CREATE SCHEMA "The Clone";
  CREATE DOMAIN source.grade AS numeric(4, 1);
  CREATE TYPE source.mood AS ENUM ('sad', 'ok', 'happy');
  CREATE TABLE source."Usual" (
    i integer, big bigint, "a ""float"" 8" float8, f4 real, "Numeric" numeric, whole numeric(18, 0), grade source.grade,
    price money, flag boolean, day date, clock time, at timestamp, "atZ" timestamptz, span interval, word text,
    fixed char(4), mood source.mood, tags text[], doc jsonb, key uuid);
  CREATE TABLE "The Clone"."Usual" (LIKE source."Usual");
  CREATE FUNCTION source.fill(side regclass, rows integer, step integer) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    EXECUTE format($q$
      INSERT INTO %s SELECT
        CASE WHEN i %% 7 > 0 THEN i * $2 %% 11 END, 9007199254740992 + i * $2 %% 5,
        CASE i %% 9 WHEN 0 THEN NULL WHEN 1 THEN 'NaN' WHEN 2 THEN 'Infinity' WHEN 3 THEN 0.1::float8 + 0.2::float8
          WHEN 4 THEN 0.3 ELSE i * $2 / 8.0 END,
        (i * $2 %% 13) / 3.0, (i * $2 %% 17) / 7.0, i * $2 %% 4, (i * $2 %% 9) / 2.0, (i * $2 %% 6)::numeric::money,
        CASE WHEN i %% 5 > 0 THEN i * $2 %% 3 = 0 END,
        CASE i %% 8 WHEN 0 THEN NULL WHEN 1 THEN 'infinity' ELSE date '1999-12-20' + i * $2 %% 40 END,
        time '23:00' + i * $2 * interval '7 min', timestamp '1969-12-31' + i * $2 * interval '1.5 s',
        CASE i %% 8 WHEN 0 THEN NULL WHEN 1 THEN '-infinity' ELSE timestamptz '2024-03-31 00:00Z' + i * $2 %% 9 * interval '1 h' END,
        (i * $2 %% 30 - 4) * interval '1 mon 3 days 2 h', CASE WHEN i %% 6 > 0 THEN chr(60 + i * $2 %% 50) END,
        repeat('x', i * $2 %% 4), (enum_range(NULL::source.mood))[1 + i * $2 %% 3], ARRAY[chr(65 + i %% 3)],
        jsonb_build_object('a', i * $2 %% 3), md5((i * $2 %% 9)::text)::uuid
      FROM generate_series(1, $1) AS i
    $q$, side) USING rows, step;
  END
  $$;
  SELECT source.fill('source."Usual"', 120, 3), source.fill('"The Clone"."Usual"', 90, 5);
  CREATE TABLE source."one value" AS SELECT 0.1::float8 AS a, 7 AS b, 'x'::text AS c FROM generate_series(1, 9);
  CREATE TABLE "The Clone"."one value" AS SELECT 0.1::float8 AS a, i AS b, 'x'::text AS c FROM generate_series(7, 9) i;
  CREATE TABLE source."no rows" (LIKE source."Usual");
  CREATE TABLE "The Clone"."no rows" (LIKE source."Usual");
  CREATE TABLE source."only real" AS TABLE source."Usual";
  CREATE TABLE "The Clone"."only real" (LIKE source."Usual");
  CREATE TABLE source."only NULL" AS SELECT NULL::int AS a, NULL::text AS b, i AS c FROM generate_series(1, 4) i;
  CREATE TABLE "The Clone"."only NULL" AS SELECT 1 AS a, 'x'::text AS b, NULL::int AS c;
  CREATE TABLE source.huge AS SELECT unnest('{1e300,-1e300,5,NULL}'::float8[]) AS a;
  CREATE TABLE "The Clone".huge AS SELECT unnest('{1e300,7}'::float8[]) AS a;
  """

/// Composite references, some of them broken, among them of columns in mixed case.
private let sampleRelationships = """
  CREATE SCHEMA source;
  CREATE SCHEMA "The Clone";
  CREATE TABLE source."Customers" (region text, "Id" int, PRIMARY KEY (region, "Id"));
  CREATE TABLE source."Orders" ("Region" text, customer int);
  CREATE TABLE "The Clone"."Customers" (region text, "Id" int, PRIMARY KEY (region, "Id"));
  CREATE TABLE "The Clone"."Orders" ("Region" text, customer int);
  INSERT INTO "The Clone"."Customers" SELECT 'north', i FROM generate_series(1, 9) i;
  INSERT INTO "The Clone"."Orders" SELECT 'north', 1 + i * i % 12 FROM generate_series(1, 20) i;
  INSERT INTO "The Clone"."Orders" VALUES ('south', 1), (NULL, 1), ('north', NULL), (NULL, NULL);
  ALTER TABLE source."Orders" ADD CONSTRAINT "to customers" FOREIGN KEY ("Region", customer)
    REFERENCES source."Customers" NOT VALID;
  ALTER TABLE "The Clone"."Orders" ADD CONSTRAINT "to customers" FOREIGN KEY ("Region", customer)
    REFERENCES "The Clone"."Customers" NOT VALID;
  """
