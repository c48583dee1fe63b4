extension PostgresError {
  /// Classifies the text libpq leaves after a failed attempt to connect.
  ///
  /// libpq offers no result object there. The text was requested in verbose form, so the server's
  /// SQLSTATE stands in it whatever language the server speaks; libpq's own messages are in English
  /// because nothing here calls `setlocale`.
  init(connecting target: String, libpqMessage: String) {
    let lines = libpqMessage.split(separator: "\n").filter { !$0.hasPrefix("LOCATION:") }
    let state = Self.lastSQLState(in: lines)
    var text = Self.oneLine(lines.joined(separator: " "))
    if let state { text = text.split(separator: "\(state): ").joined() }
    let (code, hint) = Self.classify(state: state, text: text)
    self.init(code, text, sqlState: state, context: "connecting to \(target)", hint: hint)
  }

  /// Finds `FATAL:  28P01: …`: severity, two spaces, five characters, colon.
  private static func lastSQLState(in lines: [Substring]) -> String? {
    for line in lines.reversed() {
      for part in line.split(separator: ":  ").dropFirst() {
        let candidate = part.prefix(5)
        let isState = candidate.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
        if isState, candidate.count == 5, part.dropFirst(5).hasPrefix(": ") {
          return String(candidate)
        }
      }
    }
    return nil
  }

  private static func classify(state: String?, text: String) -> (Code, String?) {
    guard let state else { return classifyLocal(text) }
    switch state {
    case "28P01":
      return (
        .authenticationFailed, "Check the password: PGPASSWORD, ~/.pgpass or the connection string"
      )
    case "28000":
      if text.contains("does not exist") {
        return (.roleMissing, "Check the user name: PGUSER, or user= in the connection string")
      }
      return (.authenticationFailed, "Check user, sslmode and the server's pg_hba.conf")
    case "3D000":
      return (.databaseMissing, "List the databases with psql -l, or create it with createdb")
    case "42501":
      return (.permissionDenied, "Grant CONNECT on the database to this role")
    case "53300":
      return (.tooManyConnections, SQLState.hint(state))
    case "57P03":
      return (.connectionFailed, "The server is starting up or shutting down; try again shortly")
    default:
      return (.connectionFailed, nil)
    }
  }

  /// Failures that libpq found itself, before any server spoke.
  private static func classifyLocal(_ text: String) -> (Code, String?) {
    func mentions(_ words: String...) -> Bool { words.contains { text.contains($0) } }
    if mentions("password supplied", "password retrieved from file") {
      return (
        .authenticationFailed, "Give the password in PGPASSWORD, ~/.pgpass or the connection string"
      )
    }
    if mentions("Connection refused", "could not translate host name", "timeout expired") {
      return (.serverUnreachable, "Check host and port, and that PostgreSQL runs there")
    }
    if mentions("No such file or directory", "No route to host", "Network is unreachable")
      && !mentions("certificate file", "private key file")
    {
      return (.serverUnreachable, "Check host and port, and that PostgreSQL runs there")
    }
    if mentions("SSL", "TLS", "certificate", "private key") {
      return (
        .tlsFailed, "Check sslmode, sslrootcert, sslcert and sslkey against the server's set-up"
      )
    }
    if mentions(
      "invalid connection option",
      "definition of service",
      "invalid port",
      "invalid integer"
    ) {
      return (.invalidConnectionString, nil)
    }
    return (.connectionFailed, nil)
  }
}
