package import PostgresClient

/// Why a database could not be described or read.
///
/// The description names schemas, tables and privileges and never holds data values.
package struct IntrospectionError: PostgresFailure, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable, Hashable {
    case schemaMissing
    /// The role may not look inside a schema that was asked for.
    case schemaNotReadable
    /// The chosen schemas hold no table, or none is left after the patterns.
    case noTables
    /// A table pattern matches nothing.
    case patternUnmatched
    /// The role may not read some of the tables.
    case tablesNotReadable
    /// Row-level security would hide rows from the role.
    case rowsHidden
    /// A catalog query or a read failed; `underlying` says why.
    case serverFailed
    /// Bytes or catalog entries that this version does not understand.
    case unexpectedData
  }

  package var code: Code
  package var message: String
  /// What to try.
  package var hint: String?
  /// The tables concerned, all of them.
  package var tables: [String]
  package var underlying: PostgresError?

  package init(
    _ code: Code,
    _ message: String,
    hint: String? = nil,
    tables: [String] = [],
    underlying: PostgresError? = nil
  ) {
    self.code = code
    self.message = message
    self.hint = hint
    self.tables = tables
    self.underlying = underlying
  }

  /// Wraps what the server said while pgsynth did `what`, for example `reading public.orders`.
  package init(_ error: PostgresError, while what: String) {
    self.init(.serverFailed, error.during(what).description, underlying: error)
  }

  package var description: String {
    hint.map { "\(message). \($0)" } ?? message
  }
}
