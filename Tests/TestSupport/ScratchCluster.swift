import Foundation

/// A running database cluster in a folder of its own.
final class ScratchCluster: Sendable {
  let binaries: ServerBinaries
  let folder: String
  let port: Int
  private let account: String?
  private let settings: [String: String]
  private let primary: ScratchCluster?

  var logFile: String { folder + "/log" }

  /// - Parameters:
  ///   - binaries: the server to run.
  ///   - settings: settings that differ from those of other clusters here.
  ///   - primary: the cluster to copy and to follow as a hot standby.
  /// - Throws: when a program fails, with its output.
  init(
    binaries: ServerBinaries,
    settings: [String: String] = [:],
    following primary: ScratchCluster? = nil
  ) throws {
    self.binaries = binaries
    self.settings = settings
    self.primary = primary
    // Socket paths are limited to about 100 bytes, so not the long folders that TMPDIR may name.
    folder = "/tmp/pgs-\(String(UInt32.random(in: .min ... .max), radix: 36))"
    port = try Self.freePort()
    account = getuid() == 0 ? try Self.unprivilegedAccount() : nil
    try FileManager.default.createDirectory(
      atPath: folder,
      withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o755]
    )
    do {
      try start()
    } catch {
      stop()
      throw error
    }
  }

  private func start() throws {
    try startWatchdog()
    if let account { try run("chown", [account, folder], asAccount: false) }
    let data = folder + "/data"
    if let primary {
      try run(
        binaries.path("pg_basebackup"),
        [
          "--host=\(primary.folder)", "--port=\(primary.port)", "--username=postgres",
          "--pgdata=\(data)", "--write-recovery-conf", "--checkpoint=fast", "--no-sync",
        ]
      )
    } else {
      try initialize(data)
    }
    try run(
      binaries.path("pg_ctl"),
      ["--pgdata", data, "--log", logFile, "--wait", "--timeout=60", "-o", serverOptions, "start"]
    )
  }

  private func initialize(_ data: String) throws {
    try run(
      binaries.path("initdb"),
      [
        "--pgdata", data, "--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8",
        "--locale=C", "--no-instructions",
      ]
    )
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    let access = """
      local all,replication all trust
      host all all 127.0.0.1/32 scram-sha-256

      """
    try access.write(toFile: data + "/pg_hba.conf", atomically: false, encoding: .utf8)
  }

  /// The keywords of a connection as the superuser, over the Unix socket without a password.
  func connection(to database: String) -> String {
    "host=\(folder) port=\(port) user=postgres dbname=\(database)"
  }

  private var serverOptions: String {
    let all = [
      "unix_socket_directories": folder, "port": String(port), "listen_addresses": "127.0.0.1",
      "max_connections": "100", "fsync": "off", "synchronous_commit": "off",
      "full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0",
      "shared_buffers": "64MB", "autovacuum": "off", "lc_messages": "C",
    ].merging(settings) { $1 }
    return all.map { "-c \($0.key)=\($0.value)" }.sorted().joined(separator: " ")
  }

  /// Stops the server at once and removes the folder; safe to call again.
  func stop() {
    _ = try? run("/bin/sh", ["-c", stopScript], asAccount: false)
  }

  private var stopScript: String {
    let user = account.map { "runuser -u \($0) -- " } ?? ""
    return """
      cd /
      if [ -f '\(folder)/data/postmaster.pid' ]; then
        \(user)'\(binaries.path("pg_ctl"))' --pgdata '\(folder)/data' --mode=immediate stop
      fi
      rm -rf '\(folder)'
      """
  }

  /// A killed test process runs no exit handler, so a shell waits for its end and cleans up.
  ///
  /// The shell reads from a pipe that only this process holds open. Asking for the process by its number
  /// would not do: in a container whose first process reaps nobody, the number outlives the process.
  private func startWatchdog() throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw ScratchServerError("No pipe for the watchdog") }
    defer { close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // A session of its own keeps it alive when the terminal's process group is killed.
    _ = try spawn(
      "/bin/sh",
      ["-c", "cat >/dev/null\n" + stopScript],
      environment: ProcessInfo.processInfo.environment,
      directory: "/",
      stdin: ends[0],
      inNewSession: true
    )
  }

  private func run(_ program: String, _ arguments: [String], asAccount: Bool = true) throws {
    var command = [program] + arguments
    if asAccount, let account { command = ["runuser", "-u", account, "--"] + command }
    let result = try runCommand("/usr/bin/env", command, directory: "/")
    guard result.status == 0 else {
      let log = (try? String(contentsOfFile: logFile, encoding: .utf8)) ?? ""
      throw ScratchServerError("\(program) failed: \(result.stdout)\(result.stderr)\(log)")
    }
  }

  /// PostgreSQL refuses to run as root.
  private static func unprivilegedAccount() throws -> String {
    for name in ["postgres", "nobody"] where getpwnam(name) != nil { return name }
    throw ScratchServerError(
      "The tests run as root, which PostgreSQL refuses, and there is no account postgres or nobody. "
        + "Run them as another user or set PGSYNTH_TEST_DATABASE."
    )
  }

  private static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard status else { throw ScratchServerError("No free TCP port on 127.0.0.1") }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// Stops the cluster when the process exits in the normal way.
  static func removeAtExit(_ cluster: ScratchCluster) {
    ended.append(cluster)
    atexit { ScratchCluster.ended.stopAll() }
  }

  private static let ended = ClusterList()
}
