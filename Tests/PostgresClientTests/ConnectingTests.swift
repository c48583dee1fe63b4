import PostgresClient
import TestSupport
import Testing

@Suite struct ConnectingTests {
  /// The error that connecting with the string ends in.
  private func failure(_ connectionString: String, timeout: Int = 15) throws -> PostgresError {
    let settings = ConnectionSettings(connectionString, connectTimeoutSeconds: timeout)
    return try #require(throws: PostgresError.self) {
      try PostgresConnection(settings, cancellation: Cancellation())
    }
  }

  private func passwordAddress() throws -> (host: String, port: Int)? {
    try ScratchServer.shared.passwordAddress
  }

  @Test func unresolvableHostIsUnreachable() throws {
    let error = try failure("host=no-such-host.invalid dbname=shop user=app")
    #expect(error.code == .serverUnreachable)
    #expect(error.description.contains("\"shop\" on no-such-host.invalid:5432 as \"app\""))
    #expect(error.description.contains("Check host and port"))
  }

  @Test func closedPortIsUnreachable() throws {
    #expect(try failure("host=127.0.0.1 port=1 dbname=x user=app").code == .serverUnreachable)
  }

  @Test func missingSocketIsUnreachable() throws {
    #expect(try failure("host=/nonexistent port=5432 dbname=x user=app").code == .serverUnreachable)
  }

  @Test func wrongPasswordSaysWhereToPutIt() throws {
    guard let (host, port) = try passwordAddress() else { return }
    try withScratchDatabase { database in
      let role = database.name + "_app"
      try database.execute("CREATE ROLE \(role) LOGIN PASSWORD 'right'")
      defer { try? database.execute("DROP ROLE \(role)") }
      let address = "host=\(host) port=\(port) user=\(role) dbname=\(database.name)"

      let wrong = try failure("\(address) password=wr0ng-secret")
      #expect(wrong.code == .authenticationFailed)
      #expect(wrong.sqlState == "28P01")
      #expect(wrong.description.contains("PGPASSWORD"))
      #expect(!wrong.description.contains("wr0ng-secret"))

      let missing = try failure("\(address) passfile=/nonexistent")
      #expect(missing.code == .authenticationFailed)

      let right = ConnectionSettings(
        "postgresql://\(role):right@\(host):\(port)/\(database.name)"
      )
      let connection = try PostgresConnection(right, cancellation: Cancellation())
      #expect(connection.userName == role)
      #expect(connection.databaseName == database.name)
    }
  }

  @Test func missingDatabaseIsNamed() throws {
    let settings = try ScratchServer.shared.settings.with(databaseName: "no such database")
    let error = try #require(throws: PostgresError.self) {
      try PostgresConnection(settings, cancellation: Cancellation())
    }
    #expect(error.code == .databaseMissing)
    #expect(error.sqlState == "3D000")
    #expect(error.description.contains("no such database"))
    #expect(error.description.contains("psql -l"))
  }

  @Test func missingRoleIsNamed() throws {
    guard try passwordAddress() != nil else { return }
    let server = try ScratchServer.shared.settings.unsafeKeywordString
    let error = try failure(server + " user=nobody_here")
    #expect(error.code == .roleMissing)
    #expect(error.description.contains("nobody_here"))
  }

  @Test func requiredTLSWithoutTLSFails() throws {
    guard let (host, port) = try passwordAddress() else { return }
    let error = try failure("host=\(host) port=\(port) user=a dbname=b sslmode=require")
    #expect(error.code == .tlsFailed)
    #expect(error.description.contains("sslmode"))
  }

  @Test func forbiddenConnectIsPermissionDenied() throws {
    guard try passwordAddress() != nil else { return }
    try withScratchDatabase { database in
      let role = database.name + "_app"
      try database.execute(
        "CREATE ROLE \(role) LOGIN; REVOKE CONNECT ON DATABASE \(database.name) FROM PUBLIC"
      )
      defer { try? database.execute("DROP ROLE \(role)") }
      let error = try failure(database.connectionString + " user=\(role)")
      #expect(error.code == .permissionDenied)
    }
  }

  @Test(arguments: [
    "host=db password=my s3cret", "postgresql://app:s3cret@db:54x3:2/shop",
    "postgresql://app:s3cret%zz@db/shop", "s3cret=1",
  ])
  func unreadableStringsDoNotLeakPasswords(_ connectionString: String) throws {
    let error = try failure(connectionString, timeout: 2)
    #expect(!error.description.contains("s3cret"), "\(error)")
  }

  @Test func redactedDescriptionHasNoPassword() {
    let settings = ConnectionSettings("postgresql://app:s3cret@db.example:6432/shop")
    #expect(settings.redactedDescription == "database \"shop\" on db.example:6432 as \"app\"")
  }

  @Test func bareWordIsADatabaseName() {
    #expect(ConnectionSettings("shop").redactedDescription.hasPrefix("database \"shop\" on "))
  }

  @Test func sessionHasTheSettingsOfADump() throws {
    try withScratchDatabase { database in
      var settings = database.settings
      settings.lockTimeoutSeconds = 1.5
      settings.statementTimeoutSeconds = 60
      settings.isReadOnly = true
      let connection = try PostgresConnection(settings, cancellation: Cancellation())
      let expected = [
        "TimeZone": "UTC", "DateStyle": "ISO, MDY", "IntervalStyle": "postgres",
        "extra_float_digits": "3", "row_security": "off", "synchronize_seqscans": "off",
        "search_path": "", "client_encoding": "UTF8", "lock_timeout": "1500ms",
        "statement_timeout": "1min", "default_transaction_read_only": "on",
        "application_name": "pgsynth tests",
      ]
      for (name, value) in expected {
        #expect(try connection.query("SHOW \(name)")[0, 0] == value, "\(name)")
      }
    }
  }
}
