import CLibPQ

extension PostgresConnection {
  /// Runs `COPY … TO STDOUT` and hands over each message; its bytes are only valid during the call.
  ///
  /// When `receive` throws, the COPY is cancelled, the session stays usable, and the error is passed on.
  package func copyOut(
    _ sql: String,
    _ receive: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try startCopy(sql, expecting: PGRES_COPY_OUT)
    let handle = try openHandle()
    var message: UnsafeMutablePointer<CChar>?
    while true {
      let length = PQgetCopyData(handle, &message, 0)
      guard length > 0 else { break }
      do {
        defer { PQfreemem(message) }
        try checkCancellation()
        try receive(UnsafeRawBufferPointer(start: message, count: Int(length)))
      } catch {
        stopReading(handle)
        throw error
      }
    }
    // -1 is the end, -2 an error; both are told by the results that follow.
    _ = try results(of: sql)
  }

  /// Starts `COPY … FROM STDIN`; nothing else may use the connection until the stream is ended.
  package func copyIn(_ sql: String) throws(PostgresError) -> CopyInStream {
    try startCopy(sql, expecting: PGRES_COPY_IN)
    return CopyInStream(self, statement: sql)
  }

  private func startCopy(_ sql: String, expecting expected: ExecStatusType) throws(PostgresError) {
    try send(sql) { PQsendQuery($0, sql) }
    let handle = try openHandle()
    guard let result = PQgetResult(handle) else { throw localFailure(sql) }
    defer { PQclear(result) }
    let status = PQresultStatus(result)
    guard status != expected else { return }
    if status == PGRES_COPY_IN || status == PGRES_COPY_OUT { abandonCopy(handle) }
    _ = try? results(of: sql)
    guard status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE else {
      throw PostgresError(.misuse, "the statement is no COPY of the expected direction")
    }
    throw refined(PostgresError(result: result, statement: sql))
  }

  private func stopReading(_ handle: OpaquePointer) {
    cancelHandle.cancel()
    var message: UnsafeMutablePointer<CChar>?
    while PQgetCopyData(handle, &message, 0) > 0 { PQfreemem(message) }
    while let result = PQgetResult(handle) { PQclear(result) }
  }
}

/// A running `COPY … FROM STDIN`; released without `finish`, it is cancelled and leaves no row behind.
package final class CopyInStream {
  private let connection: PostgresConnection
  private let statement: String
  private var isOpen = true
  private var bytesSinceCheck = 0

  /// libpq copies what it is given into its own buffer, so this bounds that copy.
  private static let chunkBytes = 256 * 1024
  /// How much is sent between two looks at what the server says.
  private static let checkInterval = 1024 * 1024

  init(_ connection: PostgresConnection, statement: String) {
    self.connection = connection
    self.statement = statement
  }

  deinit {
    cancel("abandoned")
  }

  /// Sends a piece of the stream, cut wherever the caller likes; waits while the server is busy.
  ///
  /// A refused row is reported by `finish` at the latest.
  package func send(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) {
    guard isOpen else { throw PostgresError(.misuse, "the COPY has ended") }
    do throws(PostgresError) {
      try connection.checkCancellation()
      let handle = try connection.openHandle()
      var rest = bytes[...]
      while !rest.isEmpty {
        let chunk = UnsafeRawBufferPointer(rebasing: rest.prefix(Self.chunkBytes))
        let start = chunk.baseAddress?.assumingMemoryBound(to: CChar.self)
        guard PQputCopyData(handle, start, Int32(chunk.count)) == 1 else {
          throw connection.localFailure(statement)
        }
        rest = rest.dropFirst(chunk.count)
      }
      bytesSinceCheck += bytes.count
      guard bytesSinceCheck >= Self.checkInterval else { return }
      bytesSinceCheck = 0
      // libpq keeps quiet about a broken connection while it writes; reading tells.
      guard PQconsumeInput(handle) == 1 else { throw lostConnection() }
    } catch {
      cancel("stopped by the client")
      throw error
    }
  }

  /// Sends bytes that are held in an array.
  package func send(_ bytes: [UInt8]) throws(PostgresError) {
    let result: Result<Void, PostgresError> = bytes.withUnsafeBytes { buffer in
      Result { () throws(PostgresError) in try send(buffer) }
    }
    try result.get()
  }

  /// Ends the stream and returns the number of rows that the server took.
  @discardableResult
  package func finish() throws(PostgresError) -> Int {
    guard isOpen else { throw PostgresError(.misuse, "the COPY has ended") }
    isOpen = false
    let handle = try connection.openHandle()
    guard PQputCopyEnd(handle, nil) == 1 else { throw lostConnection() }
    let result = try connection.results(of: statement)
    return result?.affectedRows ?? 0
  }

  /// Ends the stream so that none of its rows stay.
  package func cancel(_ reason: String) {
    guard isOpen else { return }
    isOpen = false
    guard let handle = try? connection.openHandle() else { return }
    _ = PQputCopyEnd(handle, reason)
    while let result = PQgetResult(handle) { PQclear(result) }
  }

  /// The server's own last words, where there are any, say more than the broken socket.
  private func lostConnection() -> PostgresError {
    isOpen = false
    do {
      _ = try connection.results(of: statement)
      return connection.localFailure(statement)
    } catch {
      return error
    }
  }
}
