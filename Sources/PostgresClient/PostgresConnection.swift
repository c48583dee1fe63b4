import CLibPQ

/// An open session; used by one thread at a time and closed when it is released.
package final class PostgresConnection {
  package let settings: ConnectionSettings
  package let cancelHandle: CancelHandle
  let cancellation: Cancellation
  private var handle: OpaquePointer?
  private var isShielded = false
  private var statementStart = ContinuousClock.now
  /// Why the session ended, once it has.
  private var loss: PostgresError?

  /// Connects and brings the session into the state that everything else expects: the settings of
  /// pg_dump, an empty `search_path`, and the time limits of `settings`.
  package init(
    _ settings: ConnectionSettings,
    cancellation: Cancellation = .shared
  ) throws(PostgresError) {
    let handle = try ConnectionAttempt(settings: settings, cancellation: cancellation).open()
    PQsetNoticeProcessor(handle, { _, _ in }, nil)
    self.settings = settings
    self.cancellation = cancellation
    self.handle = handle
    cancelHandle = CancelHandle(connection: handle)
    cancellation.register(cancelHandle)
    do {
      try execute(SessionSettings(settings, serverVersion: serverVersion).statement)
    } catch {
      throw error.during("setting up the session in \(settings.redactedDescription)")
    }
  }

  deinit {
    close()
  }

  /// Ends the session; every later use is an error.
  package func close() {
    guard let handle else { return }
    cancellation.unregister(cancelHandle)
    PQfinish(handle)
    self.handle = nil
  }

  /// The server's version as libpq counts: 150018 is 15.18.
  package var serverVersion: Int { handle.map { Int(PQserverVersion($0)) } ?? 0 }

  package var databaseName: String {
    handle.flatMap { PQdb($0) }.map { String(cString: $0) } ?? ""
  }

  package var userName: String {
    handle.flatMap { PQuser($0) }.map { String(cString: $0) } ?? ""
  }

  /// The process that serves this session, as in `pg_stat_activity.pid`.
  package var backendProcessID: Int { handle.map { Int(PQbackendPID($0)) } ?? 0 }

  /// Whether a transaction block is open, failed or not.
  package var isInTransaction: Bool {
    guard let handle else { return false }
    let status = PQtransactionStatus(handle)
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR
  }

  /// Whether the session can still be used.
  package var isUsable: Bool { handle.map { PQstatus($0) == CONNECTION_OK } ?? false }

  /// Runs one or several statements and drops their rows.
  package func execute(_ sql: String) throws(PostgresError) {
    try send(sql) { PQsendQuery($0, sql) }
    _ = try results(of: sql)
  }

  /// Runs one statement; parameters are in text form and nil is NULL.
  package func query(
    _ sql: String,
    _ parameters: [String?] = []
  ) throws(PostgresError) -> QueryResult {
    try send(sql) { handle in
      withCStrings(parameters) { values in
        PQsendQueryParams(handle, sql, Int32(parameters.count), nil, values, nil, nil, 0)
      }
    }
    guard let result = try results(of: sql) else {
      throw PostgresError(.misuse, "the query is empty")
    }
    return result
  }

  /// Runs the work, such as removing scratch objects, as if nobody had asked to stop.
  package func withoutCancellation<Result, Failure: Error>(
    _ work: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard !isShielded else { return try work() }
    isShielded = true
    cancellation.unregister(cancelHandle)
    defer {
      isShielded = false
      if handle != nil { cancellation.register(cancelHandle) }
    }
    return try work()
  }

  // MARK: Shared with the COPY calls

  func openHandle() throws(PostgresError) -> OpaquePointer {
    guard let handle else { throw PostgresError(.misuse, "the connection is closed") }
    return handle
  }

  func checkCancellation() throws(PostgresError) {
    if !isShielded { try cancellation.throwIfCancelled() }
  }

  func send(
    _ sql: String,
    _ dispatch: (OpaquePointer) -> Int32
  ) throws(PostgresError) {
    let handle = try openHandle()
    try checkCancellation()
    statementStart = .now
    cancelHandle.forgetRequest()
    guard dispatch(handle) == 1 else { throw localFailure(sql) }
    // The flag may have been raised between the check and the sending.
    if !isShielded, cancellation.isCancelled { cancelHandle.cancel() }
  }

  /// Reads results to the end and returns the last; the first error is thrown once all are read.
  func results(of sql: String) throws(PostgresError) -> QueryResult? {
    let handle = try openHandle()
    var last: QueryResult?
    var failure: PostgresError?
    while let result = PQgetResult(handle) {
      switch PQresultStatus(result) {
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
        last = QueryResult(owning: result)
      case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
        PQclear(result)
        abandonCopy(handle)
        failure = failure ?? PostgresError(.misuse, "COPY needs copyIn or copyOut")
      default:
        failure = failure ?? PostgresError(result: result, statement: sql)
        PQclear(result)
      }
    }
    if let failure { throw refined(failure) }
    guard PQstatus(handle) == CONNECTION_OK else { throw localFailure(sql) }
    return last
  }

  /// Brings a COPY that nobody reads or feeds to its end.
  func abandonCopy(_ handle: OpaquePointer) {
    if PQputCopyEnd(handle, "abandoned") == 1 { return }
    cancelHandle.cancel()
    var message: UnsafeMutablePointer<CChar>?
    while PQgetCopyData(handle, &message, 0) > 0 { PQfreemem(message) }
  }

  /// The error for a libpq call that failed without a result.
  func localFailure(_ sql: String?) -> PostgresError {
    let text = handle.map { String(cString: PQerrorMessage($0)) } ?? "the connection is closed"
    var error = PostgresError(.queryFailed, PostgresError.oneLine(text))
    error.statement = sql
    return refined(error)
  }

  /// Tells a lost connection, a time limit and a cancel request apart.
  func refined(_ error: PostgresError) -> PostgresError {
    var error = error
    if !isUsable {
      // Only the first call after the end of a session hears why it ended; those that follow ask in vain.
      if error.sqlState == nil, let loss { return loss }
      defer { loss = error }
      error.code = .connectionLost
      error.hint =
        error.hint ?? "Check that the server still runs (its log says why it closed the connection)"
      return error
    }
    guard error.sqlState == "57014" else { return error }
    let limit = settings.statementTimeoutSeconds
    let wasAsked = cancelHandle.wasRequested || cancellation.isCancelled
    if limit > 0, !wasAsked, ContinuousClock.now - statementStart >= .seconds(limit) {
      error.code = .statementTimeout
      error.hint = "Raise the statement timeout"
    } else if !wasAsked {
      error.hint = "Another session cancelled the statement"
    }
    return error
  }
}
