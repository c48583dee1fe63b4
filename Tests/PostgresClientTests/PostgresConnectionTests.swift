import PostgresClient
import TestSupport
import Testing

@Suite struct PostgresConnectionTests {
  @Test func queriesTakeParametersAndReturnText() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      let result = try connection.query(
        "SELECT $1::text AS word, $2::integer AS number, $3::text AS nothing, true AS truth",
        ["it's", "42", nil]
      )
      #expect(result.columnNames == ["word", "number", "nothing", "truth"])
      #expect(result.rows == [["it's", "42", nil, "t"]])
      #expect(result.int(0, 1) == 42)
      #expect(result.bool(0, 3) == true)
      #expect(result.columnIndex("nothing") == 2)
      #expect(result.rowCount == 1)
    }
  }

  @Test func readingGivesItsLocksBack() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      try connection.execute("CREATE TABLE public.t (a integer); INSERT INTO public.t VALUES (1)")
      let locks = "SELECT count(*) FROM pg_locks WHERE relation = 'public.t'::regclass"
      try connection.beginReadOnlySnapshot()
      let count = "SELECT count(*) FROM public.t"
      let first = try connection.releasingLocks { () throws(PostgresError) in
        try connection.query(count).int(0, 0)
      }
      #expect(first == 1)
      #expect(try connection.query(locks).int(0, 0) == 0)
      try database.execute("INSERT INTO public.t VALUES (2)")
      // The snapshot is still the same one.
      #expect(try connection.query(count).int(0, 0) == 1)
      #expect(try connection.query(locks).int(0, 0) == 1)
    }
  }

  @Test func executeRunsSeveralStatements() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      try connection.execute(
        "CREATE TABLE public.t (a integer); INSERT INTO public.t VALUES (1), (2)"
      )
      #expect(try connection.query("UPDATE public.t SET a = 3").affectedRows == 2)
    }
  }

  @Test func theSessionSurvivesAFailedStatement() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      #expect(throws: PostgresError.self) { try connection.execute("SELEC 1") }
      #expect(try connection.query("SELECT 1").int(0, 0) == 1)
    }
  }

  @Test(arguments: ["plain", "it's", #"back\slash"#, #"a"b"#, "e\u{301}", "\"\u{301}", ""])
  func literalsAndIdentifiersComeBack(_ text: String) throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      for setting in ["on", "off"] {
        try connection.execute("SET standard_conforming_strings = \(setting)")
        let result = try connection.query("SELECT \(SQLLiteral(text).quoted)")
        #expect(result[0, 0].map { Array($0.utf8) } == Array(text.utf8))
      }
      guard !text.isEmpty else { return }
      let named = try connection.query("SELECT 1 AS \(SQLIdentifier(text).quoted)")
      #expect(Array(named.columnNames[0].utf8) == Array(text.utf8))
    }
  }

  @Test func transactionRollsBackWhenItsWorkThrows() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      try connection.execute("CREATE TABLE public.t (a integer)")
      try connection.transaction { try connection.execute("INSERT INTO public.t VALUES (1)") }
      #expect(throws: PostgresError.self) {
        try connection.transaction {
          try connection.execute("INSERT INTO public.t VALUES (2)")
          try connection.execute("SELECT 1/0")
        }
      }
      #expect(!connection.isInTransaction)
      #expect(try connection.query("SELECT a FROM public.t").rows == [["1"]])
    }
  }

  @Test func readersShareOneSnapshot() throws {
    try withScratchDatabase { database in
      let writer = try database.connection()
      try writer.execute("CREATE TABLE public.t (a integer); INSERT INTO public.t VALUES (1)")
      let first = try database.connection()
      try first.beginReadOnlySnapshot()
      let snapshot = try #require(try first.exportSnapshot())
      try writer.execute("INSERT INTO public.t VALUES (2)")

      let second = try database.connection()
      try second.beginReadOnlySnapshot(importing: snapshot)
      for reader in [first, second] {
        #expect(try reader.query("SELECT count(*) FROM public.t").int(0, 0) == 1)
        let error = try #require(throws: PostgresError.self) {
          try reader.execute("DELETE FROM public.t")
        }
        #expect(error.code == .readOnly)
      }
    }
  }

  @Test func refusedExportLeavesAUsableSnapshot() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      try connection.beginReadOnlySnapshot()
      // The server refuses to export from a subtransaction.
      try connection.execute("SAVEPOINT s")
      #expect(try connection.exportSnapshot() == nil)
      #expect(connection.isInTransaction)
      #expect(try connection.query("SHOW transaction_isolation")[0, 0] == "repeatable read")
      #expect(try connection.isInRecovery() == false)
    }
  }

  @Test func goneSnapshotIsAnError() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      #expect(throws: PostgresError.self) {
        try connection.beginReadOnlySnapshot(importing: "00000003-0000001B-1")
      }
      #expect(!connection.isInTransaction)
    }
  }

  @Test func everyCallAfterTheEndOfASessionSaysWhyItEnded() throws {
    try withScratchDatabase { database in
      let session = try database.connection()
      try database.execute("SELECT pg_terminate_backend(\(session.backendProcessID))")
      for _ in 0..<3 {
        let error = #expect(throws: PostgresError.self) { try session.execute("SELECT") }
        #expect(error?.code == .connectionLost)
        #expect(error?.sqlState == "57P01")
      }
    }
  }

  @Test func closedConnectionIsMisuse() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      connection.close()
      let error = try #require(throws: PostgresError.self) { try connection.execute("SELECT 1") }
      #expect(error.code == .misuse)
    }
  }
}
