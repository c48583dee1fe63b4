import Foundation
package import PostgresClient
import Synchronization

/// A PostgreSQL server for the tests of one process: in a temporary folder, without durability, gone at exit.
///
/// `PGSYNTH_TEST_DATABASE`, a connection string of a role that may create databases, takes its place.
package final class ScratchServer: Sendable {
  /// Connects to the maintenance database as the superuser, over the Unix socket without a password.
  package let settings: ConnectionSettings
  /// Where to connect over TCP with a password (scram-sha-256); nil for a server that is not ours.
  package let passwordAddress: (host: String, port: Int)?
  private let cluster: ScratchCluster?

  /// The server of this process, started on first use.
  package static var shared: ScratchServer {
    get throws { try started.get() }
  }

  private static let started = Result { try ScratchServer() }

  private init() throws {
    if let given = ProcessInfo.processInfo.environment["PGSYNTH_TEST_DATABASE"], !given.isEmpty {
      settings = ConnectionSettings(given, applicationName: "pgsynth tests")
      passwordAddress = nil
      cluster = nil
      return
    }
    let cluster = try ScratchCluster(binaries: ServerBinaries.newest())
    ScratchCluster.removeAtExit(cluster)
    settings = ConnectionSettings(
      cluster.connection(to: "postgres"),
      applicationName: "pgsynth tests"
    )
    passwordAddress = ("127.0.0.1", cluster.port)
    self.cluster = cluster
  }

  /// The folder with psql, pg_dump and their like that fit the server; nil for a server that is not ours.
  package var binaryFolder: String? { cluster?.binaries.folder }

  /// The server's log so far, to say why a test failed.
  package var log: String {
    cluster.flatMap { try? String(contentsOfFile: $0.logFile, encoding: .utf8) } ?? ""
  }
}

/// Runs the body with the connection of a server of its own that has other settings than the shared one; not at all
/// where the tests run on a server that is not ours.
package func withScratchServer(
  _ serverSettings: [String: String],
  _ body: (String) throws -> Void
) throws {
  guard try ScratchServer.shared.binaryFolder != nil else { return }
  let cluster = try ScratchCluster(binaries: ServerBinaries.newest(), settings: serverSettings)
  ScratchCluster.removeAtExit(cluster)
  defer { cluster.stop() }
  try body(cluster.connection(to: "postgres"))
}

/// What stops a test before it starts.
package struct ScratchServerError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
