package import Foundation
package import PostgresClient

/// A running PostgreSQL of our own in a temporary folder, reachable through a Unix socket in it and by nobody else.
///
/// A shell watches this process and cleans up when it dies in whatever way, also by SIGKILL, unless
/// `keepRunning()` was called.
package final class ScratchCluster: Sendable {
  /// Holds the data, the log and the socket.
  package let folder: URL
  /// Part of the socket's name; the folder is ours alone, so the usual port is free in it.
  package let port = 5432
  /// The version of the server, for example `15.4`.
  package let serverVersion: String

  private let binaries: ServerBinaries
  private let account: ServerAccount

  private static let superuser = "postgres"
  private static let startTimeoutSeconds = 60
  /// A socket's path, with its name behind the folder, must fit into `sockaddr_un`: 104 bytes on macOS.
  private static let longestFolder = 104 - "/.s.PGSQL.5432.lock".utf8.count - 1

  /// Starts the newest server that is installed.
  ///
  /// - Parameter parent: The folder to make the cluster's folder in; `/tmp` when nil, because `TMPDIR` is
  ///   often too long for a socket.
  /// - Returns: The cluster, ready for connections.
  /// - Throws: `DemoError` when there is no server, no account to run it under, or it does not start.
  package static func start(in parent: URL? = nil) throws(DemoError) -> ScratchCluster {
    let cluster = try ScratchCluster(
      parent: parent ?? URL(fileURLWithPath: "/tmp"),
      binaries: .newest(),
      account: .forServer()
    )
    do {
      try cluster.launch()
    } catch {
      cluster.stop()
      throw error
    }
    return cluster
  }

  private init(parent: URL, binaries: ServerBinaries, account: ServerAccount) throws(DemoError) {
    self.binaries = binaries
    self.account = account
    serverVersion = binaries.version.map(String.init).joined(separator: ".")
    let suffix = String(UInt32.random(in: .min ... .max), radix: 36)
    folder = parent.standardizedFileURL.appendingPathComponent("pgsynth-demo-\(suffix)")
    guard folder.path.utf8.count <= Self.longestFolder else {
      throw DemoError(
        .folderUnusable,
        "\(folder.path) is too long for a Unix socket; choose a shorter folder."
      )
    }
    do {
      try FileManager.default.createDirectory(
        at: folder,
        withIntermediateDirectories: false,
        attributes: [.posixPermissions: 0o700]
      )
    } catch {
      throw DemoError(
        .folderUnusable,
        "\(folder.path) cannot be made: \(error.localizedDescription)"
      )
    }
  }

  /// A libpq connection string for the superuser.
  package func connectionString(database: String) -> String {
    let values = [
      ("host", folder.path), ("port", String(port)), ("user", Self.superuser), ("dbname", database),
    ]
    return values.map { "\($0)=\(Self.keywordValue($1))" }.joined(separator: " ")
  }

  /// Settings to connect as the superuser.
  package func settings(database: String) -> ConnectionSettings {
    ConnectionSettings(connectionString(database: database))
  }

  /// The line that opens psql.
  package func psqlLine(database: String) -> String {
    // The folder may hold links to the server's programs only; then psql is in PATH, if anywhere.
    let beside = binaries.path("psql")
    let program = FileManager.default.isExecutableFile(atPath: beside) ? beside : "psql"
    return ServerCommand(program, [connectionString(database: database)]).shellLine
  }

  /// Makes an empty database.
  package func createDatabase(_ name: String) throws(PostgresError) {
    let connection = try PostgresConnection(settings(database: "postgres"))
    defer { connection.close() }
    try connection.execute("CREATE DATABASE \(SQLIdentifier(name).quoted) TEMPLATE template0")
  }

  /// Leaves the server running when this process ends.
  ///
  /// - Returns: The line that stops the server and removes its folder.
  package func keepRunning() -> String {
    _ = FileManager.default.createFile(atPath: keepMarker, contents: nil)
    let removal = ServerCommand("rm", ["-rf", folder.path])
    return "\(stopCommand.shellLine) && \(removal.shellLine)"
  }

  /// Stops the server and removes its folder; does nothing the second time.
  package func stop() {
    guard FileManager.default.fileExists(atPath: folder.path) else { return }
    // A server that never started has nothing to stop; the folder goes in any case.
    _ = try? stopCommand.run()
    try? FileManager.default.removeItem(at: folder)
  }

  private var dataFolder: String { folder.path + "/data" }
  private var logFile: String { folder.path + "/log" }
  private var keepMarker: String { folder.path + "/keep" }

  private var stopCommand: ServerCommand {
    ServerCommand(
      binaries.path("pg_ctl"),
      ["--pgdata=\(dataFolder)", "--mode=fast", "--wait", "stop"],
      account: account
    )
  }

  private func launch() throws(DemoError) {
    try startWatchdog()
    if let name = account.name { try ServerCommand("chown", [name, folder.path]).run() }
    try ServerCommand(
      binaries.path("initdb"),
      [
        "--pgdata=\(dataFolder)", "--username=\(Self.superuser)", "--auth=trust", "--encoding=UTF8",
        "--locale=C", "--no-sync",
      ],
      account: account
    ).run()
    do {
      try ServerCommand(
        binaries.path("pg_ctl"),
        [
          "--pgdata=\(dataFolder)", "--log=\(logFile)", "--wait",
          "--timeout=\(Self.startTimeoutSeconds)", "-o", serverOptions, "start",
        ],
        account: account
      ).run()
    } catch {
      let log = (try? String(contentsOfFile: logFile, encoding: .utf8)) ?? ""
      throw DemoError(error.code, "\(error.description)\n\(log)")
    }
  }

  /// Nothing here outlives the demo, so durability is off.
  private var serverOptions: String {
    let settings = [
      ("unix_socket_directories", folder.path), ("port", String(port)), ("listen_addresses", ""),
      ("fsync", "off"), ("synchronous_commit", "off"), ("full_page_writes", "off"),
      ("max_wal_size", "4GB"),
    ]
    return settings.map { "-c \(ServerCommand.shellQuoted("\($0)=\($1)"))" }.joined(separator: " ")
  }

  private func startWatchdog() throws(DemoError) {
    let script = """
      trap '' INT HUP TERM QUIT
      owner=$1 folder=$2
      shift 2
      while kill -0 "$owner" 2>/dev/null; do
        if [ ! -d "$folder" ] || [ -e "$folder/keep" ]; then exit 0; fi
        sleep 1
      done
      if [ -e "$folder/keep" ]; then exit 0; fi
      # A program that was started just before may still be writing there.
      for attempt in 1 2 3 4 5 6 7 8 9 10; do
        "$@"
        rm -rf "$folder" && exit 0
        sleep 1
      done
      """
    // In the background of a shell that is waited for, so that it is no child of ours: nobody would reap
    // it when it ends before us.
    try ServerCommand(
      "/bin/sh",
      [
        "-c", "\"$@\" >/dev/null 2>&1 &", "sh",
        "/bin/sh", "-c", script, "sh", String(getpid()), folder.path,
      ] + stopCommand.words
    ).run()
  }

  private static func keywordValue(_ value: String) -> String {
    let plain = value.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_./".contains($0))
    }
    if plain, !value.isEmpty { return value }
    let escaped = value.replacingOccurrences(of: "\\", with: "\\\\")
      .replacingOccurrences(of: "'", with: "\\'")
    return "'\(escaped)'"
  }
}
