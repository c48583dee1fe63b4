import Foundation
import PgSynth
import PostgresClient
import TestSupport
import Testing

/// Runs that are broken off, and sources that do not stand still.
struct InterruptionTests {
  @Test(arguments: [ProgressEvent.Stage.introspect, .read, .generate, .constraints, .score, .swap])
  func `a lost connection leaves no half clone`(stage: ProgressEvent.Stage) throws {
    try withShop(sales: 400) { database in
      try makeTwin(database)
      let before = try database.fingerprint(of: "twin")
      let trigger = Trigger(at: stage) { try database.terminateSessions() }
      expectRefusal(.failed, saying: "connection") {
        try makeTwin(database, progress: trigger.receive)
      }
      #expect(trigger.fired)
      #expect(try database.fingerprint(of: "twin") == before)
      #expect(try database.leftovers.isEmpty)
      try makeTwin(database)
      #expect(
        try database.value("SELECT count(*) FROM pgsynth.runs WHERE state = 'running'") == "0"
      )
    }
  }

  @Test(arguments: [ProgressEvent.Stage.introspect, .read])
  func `the clone is that of the snapshot when rows come meanwhile`(
    stage: ProgressEvent.Stage
  ) throws {
    try withShop { database in
      let trigger = Trigger(at: stage) { try database.execute(shopRows(customers: 40, sales: 60)) }
      try makeTwin(database, progress: trigger.receive)
      #expect(try database.value("SELECT count(*) FROM shop.sale") == "210")
      #expect(try database.value("SELECT count(*) FROM twin.customer") == "40")
      #expect(try database.value("SELECT count(*) FROM twin.sale") == "150")
    }
  }

  @Test
  func `a table that is dropped meanwhile does no harm`() throws {
    try withShop { database in
      let trigger = Trigger(at: .fit) { try database.execute("DROP TABLE shop.sale") }
      try makeTwin(database, progress: trigger.receive)
      #expect(try database.value("SELECT count(*) FROM twin.sale") == "150")
    }
  }

  @Test(arguments: ["", "pgsynth_scratch"])
  func `Ctrl-C stops with status 130 and leaves nothing`(moment: String) throws {
    try withMediumShop { database in
      let before = try database.fingerprint(of: "twin")
      let command = try startClone(database)
      try wait(for: moment, in: database, of: command)
      command.send(signal: SIGINT)
      let result = command.wait()
      #expect(result.status == 130, "\(result.stderr)")
      #expect(result.stderr.contains("stopped; nothing was changed"), "\(result.stderr)")
      #expect(try database.fingerprint(of: "twin") == before)
      #expect(try database.leftovers.isEmpty)
    }
  }

  @Test
  func `what a killed run leaves is removed by the next`() throws {
    try withMediumShop { database in
      let before = try database.fingerprint(of: "twin")
      let command = try startClone(database)
      try wait(for: "pgsynth_scratch", in: database, of: command)
      command.send(signal: SIGKILL)
      #expect(command.wait().status == 137)
      #expect(try database.fingerprint(of: "twin") == before)
      #expect(try database.leftovers.isEmpty == false)
      try waitForSessionsToEnd(in: database)
      try makeTwin(database) { $0.excluded = ["sale"] }
      #expect(try database.leftovers.isEmpty)
      #expect(
        try database.value("SELECT count(*) FROM pgsynth.runs WHERE state = 'running'") == "0"
      )
    }
  }

  @Test
  func `killed while it reads there is nothing to remove`() throws {
    try withMediumShop { database in
      let before = try database.fingerprint(of: "twin")
      let command = try startClone(database)
      try wait(for: "", in: database, of: command)
      command.send(signal: SIGKILL)
      #expect(command.wait().status == 137)
      #expect(try database.leftovers.isEmpty)
      #expect(try database.fingerprint(of: "twin") == before)
    }
  }

  @Test(arguments: [SIGINT, SIGKILL])
  func `a fill that is broken off leaves the rows as they were`(signal: Int32) throws {
    try withMediumShop { database in
      let rows = "SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM twin.sale AS t"
      let before = try database.value(rows)
      let command = try startClone(database, "--data-only", "--replace")
      try wait(for: "pgsynth_scratch", in: database, of: command)
      command.send(signal: signal)
      #expect(command.wait().status == 128 + signal)
      try waitForSessionsToEnd(in: database)
      #expect(try database.value(rows) == before)
      try makeTwin(database) {
        $0.isDataOnly = true
        $0.replacesTarget = true
        $0.scale = 0.01
      }
      #expect(try database.value("SELECT count(*) FROM twin.sale") == "201")
      #expect(try database.leftovers.isEmpty)
    }
  }

  // MARK: The program at work

  /// A source that takes the program a while, and an earlier clone of it.
  private func withMediumShop(_ body: (ScratchDatabase) throws -> Void) throws {
    try withScratchDatabase { database in
      try database.execute(shopTables + shopRows(customers: 50, sales: 100))
      try makeTwin(database)
      try database.execute(shopRows(customers: 2000, sales: 20_000))
      try body(database)
    }
  }

  private func startClone(
    _ database: ScratchDatabase,
    _ options: String...
  ) throws -> RunningCommand {
    try startPgSynth(
      [
        "clone", "--source", database.connectionString, "--source-schema", "shop", "--target",
        "twin", "--quiet",
      ] + options
    )
  }

  /// Waits until the program has a session, or a schema with such a name.
  private func wait(
    for schema: String,
    in database: ScratchDatabase,
    of command: RunningCommand
  ) throws {
    let question =
      schema.isEmpty
      ? """
      SELECT EXISTS (SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'pgsynth')
      """
      : "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname LIKE '\(schema)%')"
    let connection = try database.connection()
    while command.isRunning {
      if try connection.query(question).bool(0, 0) == true { return }
      usleep(5000)
    }
    Issue.record("the program ended too early: \(command.wait().stderr)")
  }

  /// The server ends a session whose client is gone as soon as it turns to its socket.
  private func waitForSessionsToEnd(in database: ScratchDatabase) throws {
    let connection = try database.connection()
    for _ in 0..<2000 {
      let others = try connection.query(
        """
        SELECT EXISTS (SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid())
        """
      )
      if others.bool(0, 0) == false { return }
      usleep(5000)
    }
    Issue.record("sessions of the killed program are still there")
  }
}
