import Foundation

/// What pg_dump prints of a database's schema, the oracle of tests about schemas.
package enum SchemaDump {
  /// Why tests that need pg_dump are skipped; nil where there is one.
  package static let missing: String? = {
    let found = try? runShell("command -v '\(program)'")
    return found?.status == 0 ? nil : "pg_dump is not installed"
  }()

  private static let program: String = {
    guard let server = try? ScratchServer.shared, let folder = server.binaryFolder else {
      return "pg_dump"
    }
    return folder + "/pg_dump"
  }()

  /// The statements, sorted, because pg_dump's order follows other objects, too.
  ///
  /// - Parameters:
  ///   - database: the database.
  ///   - withPrivileges: whether owners and grants are printed.
  ///   - schemas: patterns of schemas to leave out.
  /// - Returns: each statement without its semicolon.
  /// - Throws: what pg_dump says.
  package static func statements(
    of database: ScratchDatabase,
    withPrivileges: Bool = false,
    excluding schemas: [String] = []
  ) throws -> [String] {
    let options = withPrivileges ? [] : ["--no-owner", "--no-privileges"]
    let result = try runCommand(
      "/usr/bin/env",
      [program, "--schema-only", "-d", try database.connectionString] + options
        + schemas.flatMap { ["-N", $0] }
    )
    guard result.status == 0 else { throw ScratchServerError(result.stderr) }
    let lines = result.stdout.split(separator: "\n").filter { line in
      !line.hasPrefix("--") && !line.hasPrefix("\\") && !line.hasPrefix("SET ")
        && !line.hasPrefix("SELECT pg_catalog.set_config")
    }
    return lines.joined(separator: "\n").components(separatedBy: ";\n").sorted()
  }
}
