import Foundation
package import PostgresClient
import Synchronization

/// A database of one test, made from `template0` and dropped when the test lets go of it.
package final class ScratchDatabase: Sendable {
  package let name: String
  package let settings: ConnectionSettings
  private let server: ScratchServer

  private static let counter = Atomic(0)

  package init() throws {
    server = try ScratchServer.shared
    let number = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
    name = "pgsynth_test_\(getpid())_\(number)"
    settings = server.settings.with(databaseName: name)
    try PostgresConnection(server.settings, cancellation: Cancellation()).execute(
      "CREATE DATABASE \(SQLIdentifier(name).quoted) TEMPLATE template0 ENCODING 'UTF8'"
    )
  }

  deinit {
    // FORCE ends the sessions that the test left open; a failure here hides no result of the test.
    _ = try? PostgresConnection(server.settings, cancellation: Cancellation()).execute(
      "DROP DATABASE IF EXISTS \(SQLIdentifier(name).quoted) WITH (FORCE)"
    )
  }

  /// A new session in this database, deaf to the cancellation of the process.
  package func connection() throws -> PostgresConnection {
    try PostgresConnection(settings, cancellation: Cancellation())
  }

  /// Runs statements in a session of their own.
  package func execute(_ sql: String) throws {
    try connection().execute(sql)
  }

  /// Runs one query in a session of its own and returns its rows as text.
  package func rows(_ sql: String) throws -> [[String?]] {
    try connection().query(sql).rows
  }

  /// The connection string for a program that is started by the test.
  package var connectionString: String {
    get throws { try settings.unsafeKeywordString }
  }

  /// Runs a file of SQL, plain or gzipped, through psql, which must be installed.
  package func load(file: String) throws {
    let psql = server.binaryFolder.map { "'\($0)/psql'" } ?? "psql"
    let reader = file.hasSuffix(".gz") ? "gzip -dc" : "cat"
    let script = "\(reader) \"$1\" | \(psql) -X -q -v ON_ERROR_STOP=1 -d \"$2\" >/dev/null"
    let result = try runCommand("/bin/sh", ["-c", script, "sh", file, connectionString])
    guard result.status == 0 else {
      throw ScratchServerError("psql could not load \(file): \(result.stderr)")
    }
  }
}

/// Runs the body with a database of its own.
package func withScratchDatabase<Result>(
  _ body: (ScratchDatabase) throws -> Result
) throws -> Result {
  let database = try ScratchDatabase()
  return try withExtendedLifetime(database) { try body(database) }
}
