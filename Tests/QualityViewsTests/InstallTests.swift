import Dispatch
import Foundation
import PostgresClient
import QualityViews
import Synchronization
import TestSupport
import Testing

private let viewNames = [
  "diagnostics", "progress", "quality", "quality_column_pairs", "quality_columns",
  "quality_detection",
  "quality_history",
  "quality_privacy", "quality_relationships", "quality_tables", "quality_utility",
  "runs",
]

@Suite struct InstallTests {
  @Test(arguments: ["pgsynth", "Güte \"2\"", "select"])
  func installsTwiceUnderAnyName(schema: String) throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      let store = QualityStore(schema: schema)
      try store.install(on: connection)
      try store.install(on: connection)
      let views = try connection.query(
        "SELECT viewname FROM pg_views WHERE schemaname = $1 ORDER BY viewname COLLATE \"C\"",
        [schema]
      )
      #expect(views.column(0) == viewNames)
      let elsewhere = try connection.query(
        """
        SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', $1)
        """,
        [schema]
      )
      #expect(elsewhere.int(0, 0) == 0)
    }
  }

  @Test func bringsVersion1UpToDate() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      let store = QualityStore()
      try store.install(on: connection)
      try database.execute(
        """
        DROP VIEW pgsynth.quality_privacy, pgsynth.quality, pgsynth.quality_history;
        DROP TABLE pgsynth.privacy_scores;
        ALTER TABLE pgsynth.run_log DROP COLUMN privacy;
        UPDATE pgsynth.schema_version SET version = 1;
        INSERT INTO pgsynth.run_log (state, program_version, source, target, engine)
          VALUES ('done', '0', 'a', 'b', 'c');
        """
      )
      try store.install(on: connection)
      #expect(try database.rows("SELECT run_id, privacy FROM pgsynth.quality") == [["1", nil]])
      #expect(try database.rows("SELECT * FROM pgsynth.quality_privacy") == [])
    }
  }

  @Test func bringsVersion2UpToDate() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      let store = QualityStore()
      try store.install(on: connection)
      try database.execute(
        """
        DO $$ DECLARE f regprocedure; BEGIN
          FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'pgsynth'::regnamespace LOOP
            EXECUTE 'DROP FUNCTION ' || f;
          END LOOP;
        END $$;
        UPDATE pgsynth.schema_version SET version = 2;
        """
      )
      try store.install(on: connection)
      let columns = "'pg_class', 'relname', 'pg_class', 'relname'"
      #expect(try database.rows("SELECT pgsynth.tv_complement(\(columns))") == [["1"]])
      #expect(
        try database.rows("SELECT version FROM pgsynth.schema_version")
          == [["\(QualityStore.version)"]]
      )
    }
  }

  @Test func everyFunctionIsDescribedPinnedAndRunsAsItsCaller() throws {
    try withScratchDatabase { database in
      try QualityStore().install(on: database.connection())
      let loose = try database.rows(
        """
        SELECT proname FROM pg_proc WHERE pronamespace = 'pgsynth'::regnamespace AND NOT (
          obj_description(oid, 'pg_proc') LIKE 'pgsynth: %' AND provolatile IN ('i', 's')
          AND NOT prosecdef AND 'search_path=pg_catalog, pg_temp' = ANY (proconfig))
        """
      )
      #expect(loose == [])
    }
  }

  @Test func aFunctionOfThatNameIsLeftAlone() throws {
    try withScratchDatabase { database in
      try QualityStore(schema: "ours").install(on: database.connection())
      let names = try database.rows(
        "SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = 'ours'::regnamespace"
      )
      #expect(!names.isEmpty)
      for case let name? in names.map(\.[0]) {
        try database.execute(
          """
          CREATE SCHEMA theirs;
          CREATE FUNCTION theirs.\(name)() RETURNS int LANGUAGE sql AS 'SELECT 1';
          """
        )
        let error = #expect(throws: QualityViewsError.self) {
          try QualityStore(schema: "theirs").install(on: database.connection())
        }
        #expect(
          error?.message
            == "schema \"theirs\" has objects that pgsynth did not make: \(name)"
        )
        try database.execute("DROP SCHEMA theirs CASCADE")
      }
    }
  }

  @Test func everyViewAndColumnHasAComment() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      try QualityStore().install(on: connection)
      let silent = try connection.query(
        """
        SELECT c.relname, a.attname FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        WHERE c.relnamespace = 'pgsynth'::regnamespace AND c.relkind = 'v'
          AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid, 'pg_class') IS NULL)
        """
      )
      #expect(silent.rowCount == 0)
      #expect(
        try connection.query("SELECT obj_description('pgsynth'::regnamespace, 'pg_namespace')")[
          0,
          0
        ]
          != nil
      )
    }
  }

  @Test func theDocumentationListsEveryColumn() throws {
    let page = try documentation()
    try withScratchDatabase { database in
      try QualityStore().install(on: database.connection())
      let columns = try database.rows(
        """
        SELECT table_name, string_agg(column_name, ' ' ORDER BY ordinal_position)
        FROM information_schema.columns JOIN information_schema.views USING (table_schema, table_name)
        WHERE table_schema = 'pgsynth' GROUP BY table_name
        """
      )
      #expect(columns.count == viewNames.count)
      for view in columns {
        let name = view[0] ?? ""
        let section = page.components(separatedBy: "### `pgsynth.\(name)`\n").last ?? ""
        let listed = section.components(separatedBy: "\n### ")[0].split(separator: "\n")
          .filter { $0.hasPrefix("| `") }
          .map { $0.dropFirst(3).prefix { $0 != "`" } }
        #expect(listed.joined(separator: " ") == view[1], "\(name)")
      }
    }
  }

  @Test func theDocumentationListsEveryFunction() throws {
    try withScratchDatabase { database in
      try QualityStore().install(on: database.connection())
      let names = try database.rows(
        """
        SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = 'pgsynth'::regnamespace
          AND obj_description(oid, 'pg_proc') NOT LIKE 'pgsynth: internal: %'
        """
      )
      let page = try documentation()
      for case let name? in names.map(\.[0]) {
        let isListed = page.contains("### `pgsynth.\(name)`\n")
        #expect(isListed, "\(name)")
      }
    }
  }

  private func documentation() throws -> String {
    try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/quality-views.md"),
      encoding: .utf8
    )
  }

  @Test func sessionsMayInstallAtOnce() throws {
    try withScratchDatabase { database in
      let failures = Mutex<[String]>([])
      DispatchQueue.concurrentPerform(iterations: 6) { _ in
        do {
          try QualityStore().install(on: database.connection())
        } catch {
          failures.withLock { $0.append("\(error)") }
        }
      }
      #expect(failures.withLock { $0 } == [])
      let versions = try database.rows("SELECT version FROM pgsynth.schema_version")
      #expect(versions == [["\(QualityStore.version)"]])
    }
  }

  @Test func foreignRelationsAreLeftAlone() throws {
    try withScratchDatabase { database in
      try database.execute("CREATE SCHEMA pgsynth; CREATE VIEW pgsynth.runs AS SELECT 1 AS mine")
      let error = #expect(throws: QualityViewsError.self) {
        try QualityStore().install(on: database.connection())
      }
      #expect(error?.code == .foreignObjects)
      #expect(
        error?.description
          == "schema \"pgsynth\" has objects that pgsynth did not make: runs."
          + " Choose another schema with --quality-schema"
      )
      #expect(try database.rows("SELECT * FROM pgsynth.runs") == [["1"]])
    }
  }

  @Test func anEmptySchemaOfAnotherRoleIsUsed() throws {
    try withScratchDatabase { database in
      try database.execute("CREATE SCHEMA quality_of_clones")
      try QualityStore(schema: "quality_of_clones").install(on: database.connection())
      #expect(try database.rows("SELECT * FROM quality_of_clones.quality") == [])
    }
  }

  @Test func aNewerVersionIsLeftAlone() throws {
    try withScratchDatabase { database in
      try QualityStore().install(on: database.connection())
      try database.execute("UPDATE pgsynth.schema_version SET version = 99")
      let error = #expect(throws: QualityViewsError.self) {
        try QualityStore().install(on: database.connection())
      }
      #expect(error?.code == .newerVersion)
      #expect(try database.rows("SELECT version FROM pgsynth.schema_version") == [["99"]])
    }
  }

  @Test func missingPrivilegesAreNamed() throws {
    try withScratchDatabase { database in
      let role = "\(database.name)_role"
      try database.execute("CREATE ROLE \(role) LOGIN")
      defer { try? database.execute("DROP OWNED BY \(role); DROP ROLE \(role)") }
      func failure() throws -> QualityViewsError? {
        let settings = ConnectionSettings(try database.connectionString + " user=\(role)")
        let connection = try PostgresConnection(settings, cancellation: Cancellation())
        do {
          try QualityStore().install(on: connection)
          _ = try QualityStore().beginRun(sampleRun(database), on: connection)
          return nil
        } catch {
          return error
        }
      }
      #expect(
        try failure()?.description
          == "role \"\(role)\" may not create schema \"pgsynth\" for the quality views."
          + " Run GRANT CREATE ON DATABASE \"\(database.name)\" TO \"\(role)\", or name a schema it"
          + " may create tables in with --quality-schema"
      )

      try database.execute("CREATE SCHEMA pgsynth")
      #expect(try failure()?.message == "role \"\(role)\" may not use schema \"pgsynth\"")

      try database.execute("GRANT USAGE ON SCHEMA pgsynth TO \(role)")
      #expect(
        try failure()?.message == "role \"\(role)\" may not create tables in schema \"pgsynth\""
      )

      try QualityStore().install(on: database.connection())
      try database.execute("GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA pgsynth TO \(role)")
      let denied = try failure()
      #expect(denied?.code == .permissionDenied)
      #expect(
        denied?.hint.contains("GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA \"pgsynth\"")
          == true
      )

      try database.execute("GRANT UPDATE ON pgsynth.run_log TO \(role)")
      #expect(try failure() == nil)
    }
  }
}
