import Foundation

/// The account that a scratch server runs under: PostgreSQL refuses to run as root.
struct ServerAccount: Sendable, Hashable {
  /// Nil for the account of this process.
  let name: String?
  /// The words before a command that change the account.
  let prefix: [String]

  /// The account of this process.
  static let current = ServerAccount(name: nil, prefix: [])

  /// The account of this process, or an unprivileged one when that is root.
  static func forServer() throws(DemoError) -> ServerAccount {
    guard geteuid() == 0 else { return .current }
    let accounts = ["postgres", "nobody"]
    guard let name = accounts.first(where: { (account: String) in getpwnam(account) != nil }) else {
      throw DemoError(
        .accountMissing,
        """
        PostgreSQL does not run as root, and this machine has neither an account postgres nor nobody. \
        Run the demo as another user.
        """
      )
    }
    let ways = [
      ["runuser", "-u", name, "--"],
      ["setpriv", "--reuid=\(name)", "--regid=\(name)", "--clear-groups", "--"],
      ["sudo", "-n", "-u", name, "--"],
    ]
    guard let prefix = ways.first(where: { isInstalled($0[0]) }) else {
      throw DemoError(
        .accountMissing,
        """
        PostgreSQL does not run as root, and there is no runuser, setpriv or sudo to start it as \
        \(name). Run the demo as another user.
        """
      )
    }
    return ServerAccount(name: name, prefix: prefix)
  }

  private static func isInstalled(_ program: String) -> Bool {
    ["/usr/sbin", "/usr/bin", "/sbin", "/bin"].contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }
}
