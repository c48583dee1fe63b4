import Foundation

/// The installed PostgreSQL server programs that the tests run.
struct ServerBinaries: Sendable {
  let folder: String

  func path(_ program: String) -> String { folder + "/" + program }

  /// The newest version found in Debian's folders, then `pg_config`'s folder, then `PATH`.
  static func newest() throws -> ServerBinaries {
    for folder in candidates() where isComplete(folder) { return ServerBinaries(folder: folder) }
    throw ScratchServerError(
      "No PostgreSQL server programs (initdb, pg_ctl) were found in /usr/lib/postgresql/*/bin, "
        + "pg_config --bindir or PATH. Install the package postgresql, or set PGSYNTH_TEST_DATABASE "
        + "to a connection string of a role that may create databases."
    )
  }

  private static func candidates() -> [String] {
    let root = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    let debian = versions.compactMap { Double($0) }.sorted(by: >)
      .map { version in versions.first { Double($0) == version } ?? "" }
      .map { "\(root)/\($0)/bin" }
    let configured = try? runCommand("/bin/sh", ["-c", "pg_config --bindir"])
    let reported = configured.map { $0.stdout.trimmingCharacters(in: .whitespacesAndNewlines) }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return debian + [reported].compactMap { $0 } + path.split(separator: ":").map(String.init)
  }

  private static func isComplete(_ folder: String) -> Bool {
    ["initdb", "pg_ctl", "postgres"].allSatisfy {
      FileManager.default.isExecutableFile(atPath: folder + "/" + $0)
    }
  }
}
