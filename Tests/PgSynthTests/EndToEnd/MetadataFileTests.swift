import PgSynth
import TestSupport
import Testing

/// SDV metadata, out of a database and back into a clone.
struct MetadataFileTests {
  private static let tables = """
    CREATE SCHEMA shop; SET search_path = shop;
    CREATE TYPE level AS ENUM ('low', 'high');
    CREATE TABLE customer (id integer PRIMARY KEY, mail text NOT NULL UNIQUE, level level, boss integer REFERENCES customer);
    CREATE TABLE slot (place integer, day date, price numeric(8,2), PRIMARY KEY (place, day));
    CREATE TABLE visit (
      id bigserial PRIMARY KEY, buyer integer NOT NULL, place integer, day date, code integer, paid_at timestamptz,
      FOREIGN KEY (place, day) REFERENCES slot
    );
    INSERT INTO customer SELECT n, 'c' || n || '@example.org', CASE WHEN n % 3 = 0 THEN 'high' ELSE 'low' END::level,
      CASE WHEN n > 5 THEN n % 5 + 1 END FROM generate_series(1, 120) n;
    INSERT INTO slot SELECT n % 4, date '2022-01-01' + n, n * 1.5 FROM generate_series(1, 80) n;
    INSERT INTO visit (buyer, place, day, code, paid_at) SELECT 1 + n * n % 110, place, day, n % 4, now()
      FROM generate_series(1, 400) n JOIN slot ON slot.day = date '2022-01-01' + 1 + n % 80;
    """

  private func inspection(_ database: ScratchDatabase) throws -> Inspection {
    var inspection = Inspection(source: try database.connectionString)
    inspection.schemas = ["shop"]
    return inspection
  }

  @Test func whatIsExportedIsValidAndSaysWhatTheDatabaseSays() throws {
    try withScratchDatabase { database in
      try database.execute(Self.tables)
      let (file, warnings) = try inspection(database).export()
      #expect(file.problems == [])
      #expect(
        warnings == [
          "shop.customer (boss) → shop.customer: SDV has no tables that refer to themselves"
        ]
      )
      let again = try MetadataFile(reading: file.json)
      #expect(try inspection(database).differences(from: again) == [])
      for part in [
        #""mail": {"sdtype": "email", "pii": true}"#, #""order": ["low", "high"]"#,
        #""primary_key": ["place", "day"]"#, #""child_foreign_key": ["place", "day"]"#,
        #""datetime_format": "%Y-%m-%d %H:%M:%S""#, #""alternate_keys": ["mail"]"#,
      ] {
        #expect(file.json.contains(part), "\(part) is not in \(file.json)")
      }
    }
  }

  @Test func editsShapeTheClone() throws {
    try withScratchDatabase { database in
      try database.execute(Self.tables)
      let exported = try inspection(database).export().file.json
      // A reference that no foreign key declares, and a number that is a name.
      let edited = exported.replacing(
        "\"relationships\": [",
        with: """
          "relationships": [{"parent_table_name": "customer", "parent_primary_key": "id",
            "child_table_name": "visit", "child_foreign_key": "buyer"},
          """
      )
      .replacing(
        #""code": {"sdtype": "numerical", "computer_representation": "Int32"}"#,
        with: #""code": {"sdtype": "categorical"}"#
      )
      let file = try MetadataFile(reading: edited)
      #expect(
        try inspection(database).differences(from: file) == [
          "shop.visit.code: categorical instead of numerical",
          "shop.visit (buyer) → shop.customer: no foreign key declares it",
        ]
      )
      let outcome = try makeTwin(database) { $0.metadata = file }
      #expect(outcome.relationships.count == 1 && outcome.relationships[0].contains("confirmed"))
      #expect(
        try database.rows(
          """
          SELECT count(*) FILTER (WHERE c.id IS NULL), count(*) > 300
          FROM twin.visit v LEFT JOIN twin.customer c ON c.id = v.buyer
          """
        ) == [["0", "t"]]
      )
      #expect(
        try database.rows(
          "SELECT metric FROM pgsynth.quality_columns WHERE table_name = 'visit' AND column_name = 'code'"
        ) == [["TVComplement"]]
      )
    }
  }

  @Test func whatDoesNotFitTheSourceIsNamed() throws {
    try withScratchDatabase { database in
      try database.execute(Self.tables)
      let file = try MetadataFile(
        reading: """
          {"tables": {"customer": {"columns": {"mail": {"sdtype": "numerical"}, "age": {"sdtype": "numerical"}}},
            "shops": {"columns": {"id": {"sdtype": "id"}}}}}
          """
      )
      expectRefusal(
        .usage,
        saying: "customer.age: shop.customer has no such column",
        "customer.mail: text is not numerical"
      ) {
        _ = try makeTwin(database) { $0.metadata = file }
      }
      expectRefusal(.missed, saying: "customer.mail: text is not numerical") {
        _ = try inspection(database).differences(from: file)
      }
    }
  }
}
