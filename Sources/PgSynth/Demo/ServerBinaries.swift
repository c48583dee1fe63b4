import Foundation

/// The folder that holds the programs of one installed PostgreSQL server.
struct ServerBinaries: Sendable, Hashable {
  let folder: String
  /// The version that the server states, for example `[15, 4]`.
  let version: [Int]

  /// Fails when the folder lacks a program that starting a server needs.
  init?(folder: String) {
    let needed = ["initdb", "pg_ctl", "postgres"]
    guard
      needed.allSatisfy({ FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)") }),
      let answer = try? ServerCommand("\(folder)/postgres", ["--version"]).run()
    else { return nil }
    self.folder = folder
    version = Self.version(in: answer)
  }

  func path(_ program: String) -> String { "\(folder)/\(program)" }

  /// The newest server on this machine.
  static func newest() throws(DemoError) -> ServerBinaries {
    let found = candidateFolders().compactMap(ServerBinaries.init(folder:))
    let newest = found.max { $0.version.lexicographicallyPrecedes($1.version) }
    guard let newest else {
      throw DemoError(
        .serverMissing,
        """
        No PostgreSQL server was found (initdb, pg_ctl and postgres in one folder). Install one, for \
        example with `apt-get install postgresql`, or add its bin folder to PATH.
        """
      )
    }
    return newest
  }

  /// The first number of `postgres (PostgreSQL) 15.4 (Debian …)` with its parts.
  static func version(in answer: String) -> [Int] {
    let word = answer.split(separator: " ").first { $0.first?.isNumber == true } ?? ""
    return word.split(separator: ".").map { part in Int(part.prefix(while: \.isNumber)) ?? 0 }
  }

  /// The folders of PATH, then where packages of Linux and macOS put servers.
  private static func candidateFolders() -> [String] {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let roots = ["/usr/lib/postgresql", "/usr", "/opt/homebrew/opt", "/usr/local/opt"]
    let packaged = roots.flatMap { root in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
      return
        names
        .filter {
          root.hasSuffix("postgresql") || $0.hasPrefix("postgresql@") || $0.hasPrefix("pgsql-")
        }
        .map { "\(root)/\($0)/bin" }
    }
    return path.split(separator: ":").map(String.init) + packaged + ["/usr/local/pgsql/bin"]
  }
}
