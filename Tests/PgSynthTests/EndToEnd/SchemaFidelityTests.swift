import Foundation
import PgSynth
import PostgresClient
import TestSupport
import Testing

/// The whole zoo, cloned: pg_dump prints the same of both sides.
struct SchemaFidelityTests {
  private func withZoo(_ body: (ScratchDatabase) throws -> Void) throws {
    try withScratchDatabase { database in
      try database.execute(Zoo.sql + Zoo.behaviour)
      try database.execute(Zoo.rows)
      try body(database)
    }
  }

  private func options(
    _ database: ScratchDatabase,
    target: ScratchDatabase? = nil
  ) throws -> CloneOptions {
    var options = CloneOptions(source: try database.connectionString)
    options.target = try target?.connectionString
    options.referenceTables = .none
    return options
  }

  /// Without the comment by which pgsynth knows its clones.
  private func withoutMarks(_ statements: [String]) -> Set<String> {
    Set(statements.filter { !$0.contains("Synthetic data made by pgsynth (") })
  }

  @Test(.enabled(if: SchemaDump.missing == nil, "pg_dump is not installed"))
  func `a clone in another database has what pg_dump prints of the source`() throws {
    try withZoo { source in
      try withScratchDatabase { target in
        for _ in 1...2 {
          let outcome = try Clone(options(source, target: target)).run { _ in }
          #expect(outcome.warnings == [])
          #expect(outcome.omissions == [])
          let made = withoutMarks(try SchemaDump.statements(of: target, excluding: ["pgsynth"]))
          let expected = withoutMarks(try SchemaDump.statements(of: source))
          #expect(made.subtracting(expected) == [])
          #expect(expected.subtracting(made) == [])
        }
        // Triggers and rules slept during the load, and rows are where they were.
        let counts = """
          SELECT (SELECT count(*) FROM "Zoo".cage), (SELECT count(*) FROM annex.animal),
            (SELECT sum(n) > 0 FROM "Zoo".moods)
          """
        #expect(try target.rows(counts) == [["40", "40", "t"]])
        var diff = SchemaDiff(
          left: Inspection(source: try source.connectionString),
          rightSource: try target.connectionString
        )
        diff.left.schemas = ["Zoo", "annex"]
        let found = try diff.run()
        #expect(found.isSame, "\(found.text)")
      }
    }
  }

  @Test
  func `a clone beside its source stands alone and has the same objects`() throws {
    try withZoo { database in
      var options = try options(database)
      options.sourceSchemas = ["Zoo", "annex"]
      options.targetSchemas = ["Zoo": "Zoo twin", "annex": "annex_twin"]
      let outcome = try Clone(options).run { _ in }
      #expect(
        outcome.warnings.sorted() == [
          "\"Zoo\".dynamic() names schema Zoo in a string, which still says so in the clone",
          "trigger spelled on annex.animal is disabled, because its code names schema Zoo of the source "
            + "in a string",
        ]
      )
      var diff = SchemaDiff(
        left: Inspection(source: try database.connectionString),
        rightSource: nil
      )
      diff.left.schemas = ["Zoo", "annex"]
      diff.targetSchemas = options.targetSchemas
      let outcomeOfDiff = try diff.run()
      #expect(outcomeOfDiff.onlyLeft == [])
      #expect(outcomeOfDiff.onlyRight == [])
      #expect(
        outcomeOfDiff.different == ["trigger spelled on annex.animal"],
        "\(outcomeOfDiff.text)"
      )
      let before = try database.rows("SELECT mood, n FROM \"Zoo twin\".moods ORDER BY mood")
      try database.execute("DROP SCHEMA \"Zoo\", annex CASCADE")
      try database.execute("REFRESH MATERIALIZED VIEW \"Zoo twin\".moods")
      #expect(try database.rows("SELECT mood, n FROM \"Zoo twin\".moods ORDER BY mood") == before)
      let argument =
        "SELECT tgargs LIKE '%\"Zoo twin\".plain%' FROM pg_trigger WHERE tgname = 'argued'"
      #expect(try database.value(argument) == "t")
    }
  }

  @Test
  func `a view that cannot be filled is told and left empty`() throws {
    try withShop { database in
      try database.execute(
        """
        CREATE MATERIALIZED VIEW shop.one AS SELECT 1 AS one, min(id) AS id FROM shop.sale;
        CREATE UNIQUE INDEX ON shop.one (one);
        CREATE FUNCTION shop.refuse() RETURNS integer LANGUAGE plpgsql AS $$
        BEGIN
          IF current_setting('application_name') = 'pgsynth' THEN RAISE EXCEPTION 'not here'; END IF;
          RETURN 1;
        END $$;
        CREATE MATERIALIZED VIEW shop.refusing AS SELECT shop.refuse();
        """
      )
      let outcome = try makeTwin(database)
      #expect(
        outcome.warnings.count == 1
          && outcome.warnings[0].hasPrefix("materialized view shop.refusing has no rows: "),
        "\(outcome.warnings)"
      )
      let populated = """
        SELECT matviewname, ispopulated FROM pg_matviews WHERE schemaname = 'twin' ORDER BY 1
        """
      #expect(try database.rows(populated) == [["one", "t"], ["refusing", "f"]])
    }
  }

  @Test
  func `row-level security does not hide rows from the scores, also of a role that it binds`()
    throws
  {
    try withShop { source in
      try source.execute(
        """
        ALTER TABLE shop.sale ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY none ON shop.sale USING (false);
        """
      )
      try withScratchDatabase { target in
        let role = "pgsynth_\(UUID().uuidString.prefix(8).lowercased())"
        let grant = "GRANT CREATE ON DATABASE \(SQLIdentifier(target.name).quoted) TO \(role)"
        try target.execute("CREATE ROLE \(role) LOGIN; \(grant)")
        defer {
          try? target.execute("DROP OWNED BY \(role) CASCADE; DROP ROLE \(role)")
        }
        for _ in 1...2 {
          let outcome = try makeTwin(source) {
            $0.target = try? target.connectionString + " user=\(role)"
          }
          #expect(outcome.warnings == [])
          #expect(outcome.rowCount == 190)
        }
        let flags = """
          SELECT relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner) = '\(role)',
            (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid), (SELECT count(*) FROM twin.sale)
          FROM pg_class c WHERE c.oid = 'twin.sale'::regclass
          """
        #expect(try target.rows(flags) == [["t", "t", "t", "1", "150"]])
        let scored =
          "SELECT DISTINCT clone_rows FROM pgsynth.quality_tables WHERE table_name LIKE '%sale'"
        #expect(try target.rows(scored) == [["150"]])
      }
    }
  }

  @Test
  func `inspect tells by its status whether two schemas are the same`() throws {
    try withShop { database in
      let connection = try database.connectionString
      try database.execute(shopTables.replacing("shop", with: "other"))
      let options = [
        "inspect", "--source", connection, "--source-schema", "shop", "--diff", "other",
      ]
      let same = try runPgSynth(options)
      #expect(same.status == 0, "\(same.stderr)")
      #expect(same.stdout.hasPrefix("No differences: "))
      try database.execute("ALTER TABLE other.sale ALTER amount TYPE numeric(9,2)")
      let other = try runPgSynth(options)
      #expect(other.status == 3, "\(other.stderr)")
      #expect(
        other.stdout.hasPrefix(
          """
          Different (- shop, + other):
            table shop.sale
              - "amount" numeric(8,2) NOT NULL
              + "amount" numeric(9,2) NOT NULL

          The same: 
          """
        ),
        "\(other.stdout)"
      )
      let json = try runPgSynth(options + ["--json"])
      #expect(json.status == 3)
      #expect(json.stdout.contains("\"same\" : false"), "\(json.stdout)")
    }
  }
}
