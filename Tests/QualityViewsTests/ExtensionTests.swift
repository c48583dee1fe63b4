import Foundation
import PostgresClient
import QualityViews
import TestSupport
import Testing

/// The extension says what the program installs, and the two get along.
///
/// All but the first need the extension's files on the server: `scripts/install-extension`.
@Suite struct ExtensionTests {
  private static let checkout = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Whether the server of the tests knows an extension.
  private static func isAvailable(_ name: String) -> Bool {
    let rows = try? withScratchDatabase { database in
      try database.rows("SELECT 1 FROM pg_available_extensions WHERE name = '\(name)'")
    }
    return rows?.isEmpty == false
  }

  @Test func theScriptsAreCurrent() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "pgsynth-extension-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = Self.checkout.appending(path: "scripts/make-extension").path
    let made = try runCommand(script, [folder.path])
    #expect(made.status == 0, "\(made.stderr)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.count == 2)
    for name in names {
      let file = Self.checkout.appending(path: "sql/extension").appending(path: name)
      let isCurrent = try Data(contentsOf: file) == Data(contentsOf: folder.appending(path: name))
      #expect(isCurrent, "\(name): run scripts/make-extension")
    }
  }

  @Test(.enabled("scripts/install-extension was not run on this server") { isAvailable("pgsynth") })
  func anOlderVersionIsBroughtUpToDate() throws {
    try withScratchDatabase { database in
      try database.execute(
        """
        CREATE EXTENSION pgsynth VERSION '1.0';
        INSERT INTO pgsynth.run_log (state, program_version, source, target, engine, overall)
          VALUES ('done', '0', 'a', 'b', 'c', 0.5);
        ALTER EXTENSION pgsynth UPDATE;
        """
      )
      #expect(try database.rows("SELECT overall FROM pgsynth.quality_history") == [["0.5"]])
      try QualityStore().install(on: database.connection())
      let contents = """
        SELECT pg_describe_object(classid, objid, objsubid) FROM pg_depend
        WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' AND refobjid =
          (SELECT oid FROM pg_extension WHERE extname = 'pgsynth') ORDER BY 1
        """
      let updated = try database.rows(contents)
      try withScratchDatabase { fresh in
        try fresh.execute("CREATE EXTENSION pgsynth")
        #expect(try fresh.rows(contents) == updated)
      }
    }
  }

  @Test(.enabled("scripts/install-extension was not run on this server") { isAvailable("pgsynth") })
  func runsAreWrittenIntoTheExtension() throws {
    try withScratchDatabase { database in
      try database.execute("CREATE EXTENSION pgsynth")
      let connection = try database.connection()
      let store = QualityStore()
      try store.install(on: connection)
      let run = try store.beginRun(sampleRun(database), on: connection)
      try store.finishRun(run, with: sampleReport, on: connection)
      #expect(try database.rows("SELECT run_id FROM pgsynth.quality") == [["1"]])
    }
  }

  @Test(.enabled("scripts/install-extension was not run on this server") { isAvailable("pgsynth") })
  func anOlderExtensionIsLeftAlone() throws {
    try withScratchDatabase { database in
      try database.execute(
        "CREATE EXTENSION pgsynth; UPDATE pgsynth.schema_version SET version = 1"
      )
      let error = #expect(throws: QualityViewsError.self) {
        try QualityStore().install(on: database.connection())
      }
      #expect(error?.code == .olderExtension)
      #expect(
        error?.description
          == "the extension pgsynth in schema \"pgsynth\" has quality tables of version 1; this"
          + " pgsynth needs version \(QualityStore.version). Install the extension's files of this"
          + " version and run ALTER EXTENSION pgsynth UPDATE, or choose another schema with"
          + " --quality-schema"
      )
    }
  }

  @Test(.enabled("scripts/install-extension was not run on this server") { isAvailable("pgsynth") })
  func whatTheProgramInstalledIsNotTakenOver() throws {
    try withScratchDatabase { database in
      try QualityStore().install(on: database.connection())
      #expect(throws: PostgresError.self) { try database.execute("CREATE EXTENSION pgsynth") }
      #expect(try database.rows("SELECT * FROM pgsynth.quality") == [])
    }
  }

  @Test(.enabled("scripts/install-extension was not run on this server") { isAvailable("pgsynth") })
  func runsAreDumpedAndRestored() throws {
    try withScratchDatabase { database in
      try database.execute("CREATE EXTENSION pgsynth")
      let connection = try database.connection()
      let run = try QualityStore().beginRun(sampleRun(database), on: connection)
      try QualityStore().finishRun(run, with: sampleReport, on: connection)
      try withScratchDatabase { copy in
        let folder = try ScratchServer.shared.binaryFolder.map { "\($0)/" } ?? ""
        let result = try runShell(
          "'\(folder)pg_dump' \"$FROM\" | '\(folder)psql' -X -q -v ON_ERROR_STOP=1 -d \"$TO\"",
          environment: [
            "FROM": database.connectionString, "TO": copy.connectionString,
          ]
        )
        #expect(result.status == 0, "\(result.stderr)")
        #expect(try copy.rows("SELECT run_id FROM pgsynth.quality") == [["1"]])
        let next = try QualityStore().beginRun(sampleRun(copy), on: copy.connection())
        #expect(next == RunID(2))
      }
    }
  }

  @Test(
    .enabled("the extensions pgsynth and pgtap are not on this server") {
      isAvailable("pgsynth") && isAvailable("pgtap")
    }
  )
  func pgTAPTestsPass() throws {
    try withScratchDatabase { database in
      let psql = try ScratchServer.shared.binaryFolder.map { "\($0)/psql" } ?? "psql"
      let result = try runCommand(
        "/usr/bin/env",
        [
          psql, "-X", "-At", "-v", "ON_ERROR_STOP=1", "-v", "version=\(QualityStore.version)",
          "-v", "role=\(database.name)_role",
          "-f",
          Self.checkout.appending(path: "Tests/QualityViewsTests/Fixtures/extension.sql").path,
          "-d", database.connectionString,
        ]
      )
      #expect(result.status == 0, "\(result.stderr)")
      #expect(result.stdout.contains("\nok "))
      #expect(!result.stdout.contains("not ok"), "\(result.stdout)")
    }
  }
}
