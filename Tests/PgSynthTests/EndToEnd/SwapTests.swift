import Dispatch
import Foundation
import PgSynth
import PostgresClient
import TestSupport
import Testing

/// The moment when a clone takes the place of the one before.
struct SwapTests {
  @Test
  func `a view in another schema keeps the old clone, and is named`() throws {
    try withShop { database in
      try makeTwin(database)
      try database.execute(
        "CREATE SCHEMA report; CREATE VIEW report.names AS SELECT name FROM twin.customer"
      )
      let before = try database.fingerprint(of: "twin")
      for replaces in [false, true] {
        expectRefusal(.failed, saying: "outside of schema twin depend on it", "view report.names") {
          try makeTwin(database) { $0.replacesTarget = replaces }
        }
      }
      // One that comes while the clone is built is seen, too.
      try database.execute("DROP VIEW report.names")
      let trigger = Trigger(at: .score) {
        try database.execute("CREATE VIEW report.late AS SELECT name FROM twin.customer")
      }
      expectRefusal(.failed, saying: "report.late") {
        try makeTwin(database, progress: trigger.receive)
      }
      #expect(try database.fingerprint(of: "twin") == before)
      #expect(try database.value("SELECT count(*) FROM report.late") == "40")
      #expect(try database.leftovers.isEmpty)
    }
  }

  @Test
  func `an extension in the replaced schema stays, with what others have of it`() throws {
    try withShop { source in
      try source.execute(
        """
        CREATE EXTENSION citext SCHEMA shop;
        ALTER TABLE shop.customer ALTER name TYPE shop.citext;
        """
      )
      try withScratchDatabase { target in
        try target.execute(
          """
          CREATE EXTENSION citext SCHEMA public;
          CREATE SCHEMA app;
          CREATE TABLE app.own (name public.citext);
          INSERT INTO app.own VALUES ('Mine');
          """
        )
        let connection = try target.connectionString
        for _ in 0..<2 {
          try makeTwin(source) {
            $0.target = connection
            $0.targetSchemas = ["shop": "public"]
          }
          #expect(
            try target.value("SELECT count(*) FROM app.own WHERE name OPERATOR(public.=) 'MINE'")
              == "1"
          )
          #expect(
            try target.value(
              "SELECT atttypid::regtype FROM pg_attribute WHERE attrelid = 'public.customer'::regclass AND attname = 'name'"
            ) == "public.citext"
          )
          #expect(
            try target.value(
              "SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'citext'"
            )
              == "public"
          )
        }
        #expect(try target.leftovers.isEmpty)
      }
    }
  }

  /// Waits until a session of the database waits for a lock, then does the work.
  private func whenSomebodyWaits(
    in database: ScratchDatabase,
    _ work: @escaping @Sendable () throws -> Void
  ) throws -> DispatchGroup {
    let watcher = try database.connection()
    let group = DispatchGroup()
    nonisolated(unsafe) let session = watcher
    DispatchQueue.global().async(group: group) {
      do {
        for _ in 0..<6000 {
          let waiting = try session.query(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
          )
          if waiting.int(0, 0) != 0 { return try work() }
          usleep(5000)
        }
        Issue.record("nobody waited for a lock")
      } catch {
        Issue.record(error)
      }
    }
    return group
  }

  @Test
  func `a clone waits for readers of the old one and takes its place when they go`() throws {
    try withShop { database in
      try makeTwin(database)
      // Objects of a schema with a comment of its own are moved, which waits for who reads them.
      try database.execute(
        """
        CREATE SCHEMA place;
        COMMENT ON SCHEMA place IS 'ours';
        """
      )
      func run(_ patience: Double) throws {
        try makeTwin(database) {
          $0.targetSchemas = ["shop": "place"]
          $0.lockTimeoutSeconds = patience
        }
      }
      try run(5)
      let before = try database.fingerprint(of: "place")
      let reader = try database.connection()
      try reader.begin()
      _ = try reader.query("SELECT count(*) FROM place.sale")
      expectRefusal(.failed, saying: "kept it from taking its place", "pg_stat_activity") {
        try run(0.2)
      }
      #expect(try database.fingerprint(of: "place") == before)
      #expect(try database.leftovers.isEmpty)

      nonisolated(unsafe) let session = reader
      let end = try whenSomebodyWaits(in: database) { try session.commit() }
      try run(60)
      end.wait()
      #expect(try database.fingerprint(of: "place") != before)
      #expect(try database.leftovers.isEmpty)
    }
  }

  /// 300 tables with eight relations each, where all sessions together can hold 480 locks: as 5,000 are to the
  /// default of 6,400.
  @Test
  func `many more tables than locks are made, filled and replaced`() throws {
    try withScratchServer(["max_connections": "30", "max_locks_per_transaction": "16"]) { server in
      let connection = try PostgresConnection(
        ConnectionSettings(server),
        cancellation: Cancellation()
      )
      for first in stride(from: 0, to: 300, by: 20) {
        try connection.execute(
          (first..<first + 20).map { number in
            """
            CREATE TABLE public.t\(number) (
              id serial PRIMARY KEY, name text UNIQUE, parent int, CHECK (id > 0)
            );
            CREATE INDEX ON public.t\(number) (parent);
            INSERT INTO public.t\(number) (name) VALUES ('a'), ('b');
            """
              + (number == 0
                ? ""
                : "ALTER TABLE public.t\(number) ADD FOREIGN KEY (parent) REFERENCES public.t\(number / 2);")
          }.joined(separator: "\n")
        )
      }
      var options = CloneOptions(source: server)
      options.targetSchemas = ["public": "twin"]
      options.jobs = 2
      for _ in 0..<2 {
        let outcome = try Clone(options).run { _ in }
        #expect(outcome.warnings == [])
        #expect(outcome.rowCount == 600)
      }
      #expect(
        try connection.query(
          "SELECT count(*) FROM pg_constraint WHERE connamespace = 'twin'::regnamespace AND contype = 'f'"
        )
        .int(0, 0) == 299
      )
      #expect(
        try connection.query(
          "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'pgsynth_scratch%'"
        )
        .int(0, 0) == 0
      )
      // What cannot be done in one transaction is said before anything is read.
      options.isDataOnly = true
      options.replacesTarget = true
      expectRefusal(.failed, saying: "max_locks_per_transaction") {
        _ = try Clone(options).run { _ in }
      }
    }
  }
}
