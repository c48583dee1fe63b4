/// What went wrong between pgsynth and a PostgreSQL server.
///
/// The description says what to try and never contains passwords or data values: messages of SQLSTATE
/// classes that quote values are replaced by the condition's name and the names of the objects.
package struct PostgresError: Error, Sendable {
  /// The kind of failure, as far as a caller may want to act on it.
  package enum Code: String, Sendable, Hashable {
    /// The connection string cannot be parsed or names an unknown option.
    case invalidConnectionString
    /// No server answered at the address.
    case serverUnreachable
    case authenticationFailed
    case databaseMissing
    case roleMissing
    case tlsFailed
    case tooManyConnections
    /// The server refused or broke off the connection for another reason.
    case connectionFailed
    /// An open connection broke.
    case connectionLost
    case permissionDenied
    case lockTimeout
    case statementTimeout
    case cancelled
    case diskFull
    /// The server refuses writes: a standby, or a read-only transaction.
    case readOnly
    /// The server refused a value (SQLSTATE class 22).
    case invalidData
    /// A constraint refused a row (SQLSTATE class 23).
    case constraintViolated
    /// Any other error that the server reported.
    case queryFailed
    /// Bytes that are not what the COPY format or the type's binary form allows.
    case malformedData
    /// A call that makes no sense in the state the connection is in: a bug of the caller.
    case misuse
  }

  package var code: Code
  package var sqlState: String?
  /// Free of data values.
  package var message: String
  /// What pgsynth was doing, for example `reading public.orders`.
  package var context: String?
  /// What to try, ours or the server's; free of data values.
  package var hint: String?
  /// The server's DETAIL; may hold data values, therefore not part of the description.
  package var detail: String?
  package var schema: String?
  package var table: String?
  package var column: String?
  package var constraint: String?
  package var dataType: String?
  /// The statement that failed, without its parameters; not part of the description.
  package var statement: String?

  package init(
    _ code: Code,
    _ message: String,
    sqlState: String? = nil,
    context: String? = nil,
    hint: String? = nil
  ) {
    self.code = code
    self.message = message
    self.sqlState = sqlState
    self.context = context
    self.hint = hint
  }

  /// Whether the same work may succeed when it is started again from the beginning: serialization
  /// failures, deadlocks, conflicts with recovery on a standby, a server that is starting up or full.
  package var isRetryable: Bool {
    switch sqlState {
    case "40001", "40P01", "57P03", "53300", "55P03": true
    default: false
    }
  }

  /// The same error with the work it interrupted, for example `reading public.orders`.
  package func during(_ context: String) -> PostgresError {
    var error = self
    error.context = context
    return error
  }
}

extension PostgresError: CustomStringConvertible {
  package var description: String {
    var text = context.map { "\($0): " } ?? ""
    text += message
    if let sqlState { text += " (SQLSTATE \(sqlState))" }
    if let hint, !hint.isEmpty { text += ". \(hint)" }
    return text
  }
}
