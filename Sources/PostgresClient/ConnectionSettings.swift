import CLibPQ

/// How to reach a database and how its sessions behave.
package struct ConnectionSettings: Sendable, Hashable {
  /// A URI, a keyword string, or a bare database name; empty means the `PG*` environment.
  package var connectionString: String
  /// The database to use instead of the one the connection string names.
  package var databaseName: String?
  /// Shown in `pg_stat_activity` unless the connection string or `PGAPPNAME` says otherwise.
  package var applicationName: String
  /// Longest wait for a lock; 0 waits for ever.
  package var lockTimeoutSeconds: Double
  /// Longest run of one statement; 0 sets no limit.
  package var statementTimeoutSeconds: Double
  /// Longest wait for a connection, unless the connection string or `PGCONNECT_TIMEOUT` says otherwise.
  package var connectTimeoutSeconds: Int
  /// Whether every transaction of the session refuses to write.
  package var isReadOnly: Bool
  /// Whether rows that policies hide are left out; otherwise reading their table is an error.
  package var leavesOutHiddenRows: Bool

  package init(
    _ connectionString: String,
    databaseName: String? = nil,
    applicationName: String = "pgsynth",
    lockTimeoutSeconds: Double = 0,
    statementTimeoutSeconds: Double = 0,
    connectTimeoutSeconds: Int = 15,
    isReadOnly: Bool = false,
    leavesOutHiddenRows: Bool = false
  ) {
    self.connectionString = connectionString
    self.databaseName = databaseName
    self.applicationName = applicationName
    self.lockTimeoutSeconds = lockTimeoutSeconds
    self.statementTimeoutSeconds = statementTimeoutSeconds
    self.connectTimeoutSeconds = connectTimeoutSeconds
    self.isReadOnly = isReadOnly
    self.leavesOutHiddenRows = leavesOutHiddenRows
  }

  /// The same settings for another database of the same server.
  package func with(databaseName: String) -> ConnectionSettings {
    var settings = self
    settings.databaseName = databaseName
    return settings
  }

  /// Where the settings lead, without passwords: `database "shop" on db.example:5432 as "app"`.
  package var redactedDescription: String {
    guard let options = try? resolvedOptions() else { return "an unreadable connection string" }
    func option(_ name: String) -> String? { options[name].flatMap { $0.isEmpty ? nil : $0 } }
    let database = databaseName ?? option("dbname") ?? option("user") ?? ""
    let host = option("host") ?? option("hostaddr") ?? "the local socket"
    let port = option("port").map { ":\($0)" } ?? ""
    return "database \"\(database)\" on \(host)\(port)"
      + (option("user").map { " as \"\($0)\"" } ?? "")
  }

  /// The connection in keyword form, with its password, for a program that is started by this one.
  package var unsafeKeywordString: String {
    get throws(PostgresError) {
      var options = try resolvedOptions()
      if let databaseName { options["dbname"] = databaseName }
      let given = options.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
      return given.map { "\($0.key)=\(Self.quoted($0.value))" }.joined(separator: " ")
    }
  }

  /// A value in the form that keyword strings allow for everything.
  private static func quoted(_ value: String) -> String {
    var result = "'"
    for scalar in value.unicodeScalars {
      if scalar == "'" || scalar == "\\" { result.unicodeScalars.append("\\") }
      result.unicodeScalars.append(scalar)
    }
    return result + "'"
  }

  /// What libpq makes of the connection string over its defaults (`PG*`, service files).
  func resolvedOptions() throws(PostgresError) -> [String: String] {
    var options: [String: String] = [:]
    if let defaults = PQconndefaults() {
      options = Self.values(of: defaults)
      PQconninfoFree(defaults)
    }
    guard isConnectionInfo else {
      if !connectionString.isEmpty { options["dbname"] = connectionString }
      return options
    }
    var message: UnsafeMutablePointer<CChar>?
    guard let parsed = PQconninfoParse(connectionString, &message) else {
      let text = message.map { String(cString: $0) } ?? ""
      PQfreemem(message)
      throw PostgresError(
        .invalidConnectionString,
        "the connection string cannot be read: \(Self.withoutQuotations(text))",
        hint: "Use postgresql://user@host:port/database, \"host=… dbname=…\" or a database name"
      )
    }
    defer { PQconninfoFree(parsed) }
    return options.merging(Self.values(of: parsed)) { _, given in given }
  }

  /// libpq takes a string for connection options rather than a database name by these marks.
  private var isConnectionInfo: Bool {
    connectionString.contains("=") || connectionString.hasPrefix("postgres://")
      || connectionString.hasPrefix("postgresql://")
  }

  /// libpq quotes the piece it stumbled on, which can be part of a password.
  private static func withoutQuotations(_ text: String) -> String {
    guard let first = text.firstIndex(of: "\""), let last = text.lastIndex(of: "\"") else {
      return PostgresError.oneLine(text)
    }
    return PostgresError.oneLine(text[..<first] + "\"…\"" + text[text.index(after: last)...])
  }

  static func values(of options: UnsafePointer<PQconninfoOption>) -> [String: String] {
    var values: [String: String] = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val {
        values[String(cString: keyword)] = String(cString: value)
      }
      option += 1
    }
    return values
  }
}
