package import PostgresClient

/// Why a clone could not be written.
///
/// The description names schemas, tables, constraints and counts and never holds data values.
package struct CloneWriterError: Error, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable, Hashable {
    /// The target is the source itself.
    case targetIsSource
    /// The target holds objects that pgsynth did not make.
    case targetNotEmpty
    /// Objects outside of the target need something inside it.
    case targetInUse
    /// Another run of pgsynth is writing to the target.
    case targetBusy
    /// No target schema is given for a schema of the source.
    case placementMissing
    /// The target lacks an extension, or an object of a schema that is not cloned.
    case dependencyMissing
    case permissionDenied
    /// The target is a standby or refuses writes.
    case readOnly
    /// Rows that keep a constraint from being made, also after repair.
    case constraintViolated
    /// A row that the target refused: a domain, NOT NULL, a partition, a type.
    case rowRefused
    /// Values whose form does not fit the column's type: a bug of the caller.
    case valuesUnfit
    /// Rows of the source could not be written to the target's tables as they are meant.
    case schemaDiffers
    /// One transaction would need more locks than the server has.
    case tooManyLocks
    /// Something in the clone depends on the source.
    case dependsOnSource
    /// Locks kept the finished clone from taking its place.
    case swapBlocked
    case diskFull
    case connectionLost
    case cancelled
    /// Any other error that the server reported; `underlying` says which.
    case serverFailed
  }

  package var code: Code
  package var message: String
  /// What to try.
  package var hint: String?
  /// The objects concerned, all of them.
  package var objects: [String]
  package var underlying: PostgresError?

  package init(
    _ code: Code,
    _ message: String,
    hint: String? = nil,
    objects: [String] = [],
    underlying: PostgresError? = nil
  ) {
    self.code = code
    self.message = message
    self.hint = hint
    self.objects = objects
    self.underlying = underlying
  }

  /// Wraps what the server said while pgsynth did `what`, for example `creating table public.film`.
  package init(_ error: PostgresError, while what: String) {
    let code: Code =
      switch error.code {
      case .permissionDenied: .permissionDenied
      case .readOnly: .readOnly
      case .diskFull: .diskFull
      case .connectionLost: .connectionLost
      case .cancelled: .cancelled
      case .constraintViolated, .invalidData: .rowRefused
      default: .serverFailed
      }
    self.init(code, error.during(what).description, underlying: error)
  }

  package var description: String { hint.map { "\(message). \($0)" } ?? message }

  /// The first names of a list, and how many more there are.
  static func list(_ names: [String], limit: Int = 10) -> String {
    let shown = names.prefix(limit).joined(separator: ", ")
    return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
  }
}

/// Runs database work and wraps its error.
func doing<Result>(
  _ what: @autoclosure () -> String,
  _ work: () throws(PostgresError) -> Result
) throws(CloneWriterError) -> Result {
  do {
    return try work()
  } catch {
    throw CloneWriterError(error, while: what())
  }
}
