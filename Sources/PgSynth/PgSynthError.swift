/// Why a run ended without a clone.
///
/// The message says what is wrong and what to do, and holds no values.
public struct PgSynthError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is, for exit codes.
  public enum Code: String, Sendable {
    /// The options contradict each other or name what does not exist.
    case usage
    /// Reading, modelling or writing failed.
    case failed
    /// The clone misses a bar, and the options ask for none to be missed.
    case missed
    /// The user or a signal stopped the run.
    case cancelled
  }

  /// What kind of failure it is.
  public let code: Code
  /// What is wrong and what to do, without data values.
  public let description: String

  /// An error with a message for the user.
  public init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
