package import PostgresClient

/// Why the quality tables could not be installed or written.
package struct QualityViewsError: PostgresFailure, Sendable, CustomStringConvertible {
  package enum Code: String, Hashable, Sendable {
    /// The role may not create the schema or write in it.
    case permissionDenied
    /// The schema has relations or functions of our names that pgsynth did not make.
    case foreignObjects
    /// The extension that made the tables is older than this pgsynth.
    case olderExtension
    /// A newer pgsynth made the tables.
    case newerVersion
    /// The run is not in the tables, or is closed already.
    case noSuchRun
    /// The server refused a statement for another reason.
    case queryFailed
  }

  package var code: Code
  /// Free of data values.
  package var message: String
  /// What to try.
  package var hint: String
  package var underlying: PostgresError?

  init(_ code: Code, _ message: String, hint: String, underlying: PostgresError? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
    self.underlying = underlying
  }

  package var description: String {
    let state = underlying?.sqlState.map { " (SQLSTATE \($0))" } ?? ""
    return message + state + (hint.isEmpty ? "" : ". \(hint)")
  }
}
