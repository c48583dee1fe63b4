package import PostgresClient

/// Why the statements that make a clone's schema could not be put together.
package struct SchemaDDLError: PostgresFailure, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable, Hashable {
    /// A table to be cloned needs an object that cannot be carried.
    case tableNotCarried
    /// A catalog query failed; `underlying` says why.
    case serverFailed
  }

  package var code: Code
  package var message: String
  /// What to try.
  package var hint: String?
  package var underlying: PostgresError?

  package init(
    _ code: Code,
    _ message: String,
    hint: String? = nil,
    underlying: PostgresError? = nil
  ) {
    self.code = code
    self.message = message
    self.hint = hint
    self.underlying = underlying
  }

  package var description: String { hint.map { "\(message). \($0)" } ?? message }
}
