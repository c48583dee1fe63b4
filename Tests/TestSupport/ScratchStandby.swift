import Foundation
package import PostgresClient

/// A server of its own and a hot standby that follows it.
package struct ScratchStandby {
  private let primaryCluster: ScratchCluster
  private let standbyCluster: ScratchCluster

  /// Both servers, started; nil where the tests run on a server that is not ours.
  fileprivate init?() throws {
    guard try ScratchServer.shared.binaryFolder != nil else { return nil }
    let binaries = try ServerBinaries.newest()
    primaryCluster = try ScratchCluster(
      binaries: binaries,
      // What is committed is flushed, and what is flushed is sent.
      settings: ["wal_level": "replica", "max_wal_senders": "4", "synchronous_commit": "on"]
    )
    ScratchCluster.removeAtExit(primaryCluster)
    standbyCluster = try ScratchCluster(
      binaries: binaries,
      settings: [
        "wal_level": "replica", "max_wal_senders": "4",
        // Replay never waits for those who read what it changes.
        "max_standby_streaming_delay": "0",
      ],
      following: primaryCluster
    )
    ScratchCluster.removeAtExit(standbyCluster)
  }

  package var primary: String { primaryCluster.connection(to: "postgres") }
  package var standby: String { standbyCluster.connection(to: "postgres") }

  /// Runs statements on the primary and waits until the standby has them.
  package func execute(_ sql: String) throws {
    let primary = try session(primary)
    try primary.execute(sql)
    // VACUUM has nothing to commit, so that what it wrote would be flushed, and sent, at any time later.
    try primary.execute("SELECT pg_logical_emit_message(true, 'pgsynth', '')")
    let place = try primary.query("SELECT pg_current_wal_flush_lsn()")[0, 0] ?? ""
    let standby = try session(standby)
    for _ in 0..<3000 {
      let replayed = try standby.query(
        "SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn",
        [place]
      )
      if replayed.bool(0, 0) == true { return }
      usleep(10_000)
    }
    throw ScratchServerError("The standby does not follow its primary: \(standbyCluster.logFile)")
  }

  package func session(_ connection: String) throws -> PostgresConnection {
    try PostgresConnection(
      ConnectionSettings(connection, applicationName: "pgsynth tests"),
      cancellation: Cancellation()
    )
  }

  fileprivate func stop() {
    standbyCluster.stop()
    primaryCluster.stop()
  }
}

/// Runs the body with a primary and its standby; not at all on a server that is not ours.
package func withScratchStandby(_ body: (ScratchStandby) throws -> Void) throws {
  guard let servers = try ScratchStandby() else { return }
  defer { servers.stop() }
  try body(servers)
}
