/// Why the scratch PostgreSQL of the demo is not there.
package struct DemoError: Error, Sendable, CustomStringConvertible {
  /// The kind of failure.
  package enum Code: Sendable, Hashable {
    /// No folder with `initdb`, `pg_ctl` and `postgres` was found.
    case serverMissing
    /// Running as root, without an account that the server could run under.
    case accountMissing
    /// The temporary folder cannot be made or is too long for a socket path.
    case folderUnusable
    /// One of the server's programs failed.
    case commandFailed
  }

  package let code: Code
  package let description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
