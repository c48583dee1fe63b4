import CLibPQ

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One attempt to open a libpq connection that can be interrupted and that knows the SQLSTATE of a refusal.
struct ConnectionAttempt {
  let settings: ConnectionSettings
  let cancellation: Cancellation

  /// How long to sleep before looking at the cancellation flag again.
  private static let pollMilliseconds: Int32 = 100
  /// libpq's own lower bound for `connect_timeout`.
  private static let shortestTimeoutSeconds = 2

  /// Returns an open connection, which the caller must finish.
  func open() throws(PostgresError) -> OpaquePointer {
    _ = try settings.resolvedOptions()
    let target = settings.redactedDescription
    guard let connection = withParameters({ PQconnectStartParams($0, $1, 1) }) else {
      throw PostgresError(.connectionFailed, "out of memory", context: "connecting to \(target)")
    }
    do {
      try complete(connection, target: target)
      return connection
    } catch  where error.code == .serverUnreachable && hasFurtherAddresses(connection) {
      PQfinish(connection)
      return try openBlocking(target: target)
    } catch {
      PQfinish(connection)
      throw error
    }
  }

  /// Drives the handshake.
  ///
  /// Unlike `PQconnectdbParams` this can ask for verbose messages before the server speaks: they are the
  /// only way to the SQLSTATE of a refused connection.
  private func complete(_ connection: OpaquePointer, target: String) throws(PostgresError) {
    guard PQstatus(connection) != CONNECTION_BAD else { throw failure(connection, target) }
    PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
    defer { PQsetErrorVerbosity(connection, PQERRORS_DEFAULT) }

    let deadline = deadline(of: connection)
    var progress = PGRES_POLLING_WRITING
    while progress != PGRES_POLLING_OK {
      try cancellation.throwIfCancelled()
      if let deadline, ContinuousClock.now >= deadline {
        throw PostgresError(
          connecting: target,
          libpqMessage: String(cString: PQerrorMessage(connection)) + "timeout expired"
        )
      }
      let events = progress == PGRES_POLLING_READING ? POLLIN : POLLOUT
      var descriptor = pollfd(fd: PQsocket(connection), events: Int16(events), revents: 0)
      guard poll(&descriptor, 1, Self.pollMilliseconds) > 0 else { continue }
      progress = PQconnectPoll(connection)
      guard progress != PGRES_POLLING_FAILED else { throw failure(connection, target) }
    }
  }

  private func failure(_ connection: OpaquePointer, _ target: String) -> PostgresError {
    PostgresError(connecting: target, libpqMessage: String(cString: PQerrorMessage(connection)))
  }

  private func deadline(of connection: OpaquePointer) -> ContinuousClock.Instant? {
    let seconds = options(of: connection)["connect_timeout"].flatMap { Int($0) } ?? 0
    guard seconds > 0 else { return nil }
    return .now + .seconds(max(seconds, Self.shortestTimeoutSeconds))
  }

  private func options(of connection: OpaquePointer) -> [String: String] {
    guard let options = PQconninfo(connection) else { return [:] }
    defer { PQconninfoFree(options) }
    return ConnectionSettings.values(of: options)
  }

  /// After a silent first address only libpq itself can step to the next one.
  private func hasFurtherAddresses(_ connection: OpaquePointer) -> Bool {
    guard PQstatus(connection) != CONNECTION_BAD else { return false }
    let options = options(of: connection)
    let hosts = (options["host"] ?? "") + (options["hostaddr"] ?? "")
    let address = PQhostaddr(connection).map { String(cString: $0) } ?? ""
    return hosts.contains(",") || address.contains(":")
  }

  private func openBlocking(target: String) throws(PostgresError) -> OpaquePointer {
    guard let connection = withParameters({ PQconnectdbParams($0, $1, 1) }) else {
      throw PostgresError(.connectionFailed, "out of memory", context: "connecting to \(target)")
    }
    guard PQstatus(connection) == CONNECTION_OK else {
      defer { PQfinish(connection) }
      throw failure(connection, target)
    }
    return connection
  }

  /// What stands before `dbname` can be overridden by the connection string, what follows overrides it.
  private var parameters: [(keyword: String, value: String)] {
    // A peer that vanished is noticed after about two minutes instead of two hours.
    var parameters = [
      ("keepalives_idle", "60"), ("keepalives_interval", "10"), ("keepalives_count", "6"),
      ("fallback_application_name", settings.applicationName),
    ]
    if getenv("PGCONNECT_TIMEOUT") == nil {
      parameters.append(("connect_timeout", String(settings.connectTimeoutSeconds)))
    }
    parameters.append(("dbname", settings.connectionString))
    if let name = settings.databaseName { parameters.append(("dbname", name)) }
    parameters.append(("client_encoding", "UTF8"))
    return parameters
  }

  private func withParameters(
    _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) ->
      OpaquePointer?
  ) -> OpaquePointer? {
    let parameters = parameters
    return withCStrings(parameters.map(\.keyword)) { keywords in
      withCStrings(parameters.map(\.value)) { values in
        body(keywords, values)
      }
    }
  }
}

/// Lends the strings as a null-terminated array of C strings.
func withCStrings<Result>(
  _ strings: [String?],
  _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
  let copies = strings.map { string in string.flatMap { strdup($0) } }
  defer { copies.forEach { free($0) } }
  let pointers = copies.map { UnsafePointer($0) } + [nil]
  return pointers.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else { preconditionFailure("never empty: it ends in nil") }
    return body(base)
  }
}
