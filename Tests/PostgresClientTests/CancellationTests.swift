import Dispatch
import Foundation
import PostgresClient
import TestSupport
import Testing

@Suite struct CancellationTests {
  /// Raises the flag once the connection's backend runs something.
  private func cancelWhenBusy(
    _ connection: PostgresConnection,
    _ database: ScratchDatabase,
    _ cancel: @escaping @Sendable () -> Void
  ) throws {
    let observer = database.settings
    let query = """
      SELECT count(*) FROM pg_catalog.pg_stat_activity
      WHERE pid = \(connection.backendProcessID) AND state = 'active'
      """
    DispatchQueue.global().async {
      guard let connection = try? PostgresConnection(observer, cancellation: Cancellation()) else {
        return cancel()
      }
      while (try? connection.query(query).int(0, 0)) == 0 { Thread.sleep(forTimeInterval: 0.01) }
      cancel()
    }
  }

  @Test func theFlagStopsARunningStatement() throws {
    try withScratchDatabase { database in
      let cancellation = Cancellation()
      let connection = try PostgresConnection(database.settings, cancellation: cancellation)
      try cancelWhenBusy(connection, database) { cancellation.cancel() }
      let error = try #require(throws: PostgresError.self) {
        try connection.execute("SELECT pg_catalog.pg_sleep(60)")
      }
      #expect(error.code == .cancelled)
      #expect(error.sqlState == "57014")

      // Later statements do not start, except those that clean up.
      let next = try #require(throws: PostgresError.self) { try connection.execute("SELECT 1") }
      #expect(next.code == .cancelled)
      let value = try connection.withoutCancellation { () throws(PostgresError) in
        try connection.query("SELECT 1").int(0, 0)
      }
      #expect(value == 1)
    }
  }

  @Test func oneHandleStopsOneConnection() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      let handle = connection.cancelHandle
      try cancelWhenBusy(connection, database) { handle.cancel() }
      let error = try #require(throws: PostgresError.self) {
        try connection.execute("SELECT pg_catalog.pg_sleep(60)")
      }
      #expect(error.code == .cancelled)
      #expect(try connection.query("SELECT 1").int(0, 0) == 1)
    }
  }

  @Test func theFlagStopsCopyOut() throws {
    try withScratchDatabase { database in
      let cancellation = Cancellation()
      let connection = try PostgresConnection(database.settings, cancellation: cancellation)
      var messages = 0
      let error = try #require(throws: PostgresError.self) {
        try connection.copyOut("COPY (SELECT generate_series(1, 100000000)) TO STDOUT") { _ in
          messages += 1
          if messages == 100 { cancellation.cancel() }
        }
      }
      #expect(error.code == .cancelled)
      #expect(connection.isUsable)
    }
  }

  @Test func theFlagStopsCopyInWithoutARow() throws {
    try withScratchDatabase { database in
      let cancellation = Cancellation()
      let connection = try PostgresConnection(database.settings, cancellation: cancellation)
      try connection.execute("CREATE TABLE public.t (a integer)")
      let stream = try connection.copyIn("COPY public.t FROM STDIN")
      try stream.send(Array("1\n".utf8))
      cancellation.cancel()
      let error = try #require(throws: PostgresError.self) { try stream.send(Array("2\n".utf8)) }
      #expect(error.code == .cancelled)
      #expect(try database.rows("SELECT count(*) FROM public.t") == [["0"]])
    }
  }

  @Test func aRaisedFlagStopsConnecting() throws {
    let cancellation = Cancellation()
    cancellation.cancel()
    let error = try #require(throws: PostgresError.self) {
      try PostgresConnection(ScratchServer.shared.settings, cancellation: cancellation)
    }
    #expect(error.code == .cancelled)
  }
}
