/// What a five-character SQLSTATE means to pgsynth.
enum SQLState {
  /// The error code for a state reported by the server for a statement.
  static func code(_ state: String) -> PostgresError.Code {
    switch state {
    case "42501": .permissionDenied
    case "55P03": .lockTimeout
    case "57014": .cancelled
    case "53100": .diskFull
    case "25006": .readOnly
    case "53300": .tooManyConnections
    case "28P01", "28000": .authenticationFailed
    case "3D000": .databaseMissing
    case "57P01", "57P02", "57P05": .connectionLost
    default:
      switch state.prefix(2) {
      case "08": .connectionLost
      case "22": .invalidData
      case "23": .constraintViolated
      default: .queryFailed
      }
    }
  }

  /// Whether the server's primary message may quote a data value: data exceptions, constraint
  /// violations, and whatever functions of the database raise themselves.
  static func messageMayHoldValues(_ state: String) -> Bool {
    ["22", "23", "P0", "38", "39", "2F"].contains(String(state.prefix(2)))
  }

  /// Whether DETAIL lists objects or sessions and never row values.
  static func detailIsAboutObjects(_ state: String) -> Bool {
    state == "2BP01" || state == "55006"
  }

  /// What to try, where the server says nothing more useful.
  static func hint(_ state: String) -> String? {
    switch state {
    case "42501": "Grant the privilege to this role or connect as another role"
    case "55P03": "Another session holds the lock; try again later or raise the lock timeout"
    case "53100": "Free disk space on the server (or raise temp_file_limit) and try again"
    case "53200", "53400": "The server is out of memory or of a configured limit"
    case "25006": "Connect to the primary server, not a standby, with a role that may write"
    case "40001": "Try again; on a standby, raise max_standby_streaming_delay"
    case "40P01": "Try again"
    case "57P01", "57P02": "The server was shut down or an administrator ended the session"
    case "53300": "Raise max_connections or use fewer jobs"
    default: nil
    }
  }

  /// The condition name of the states whose messages we replace (PostgreSQL documentation, appendix A).
  static func conditionName(_ state: String) -> String {
    names[state] ?? classNames[String(state.prefix(2))] ?? "error"
  }

  private static let classNames = [
    "22": "data exception", "23": "integrity constraint violation",
    "2F": "SQL routine exception", "38": "external routine exception",
    "39": "external routine invocation exception", "P0": "error raised by a function",
  ]

  private static let names = [
    "22001": "value too long for the type", "22003": "numeric value out of range",
    "22004": "null value not allowed", "22007": "invalid date or time format",
    "22008": "date or time field overflow", "22009": "invalid time zone displacement",
    "2200B": "escape character conflict", "22011": "substring error",
    "22012": "division by zero", "22015": "interval field overflow",
    "22018": "invalid character value for cast", "2201E": "invalid argument for logarithm",
    "2201F": "invalid argument for power function", "22021": "character not in repertoire",
    "22023": "invalid parameter value", "22026": "string length mismatch",
    "2202E": "array subscript error", "22030": "duplicate JSON object key value",
    "22032": "invalid JSON text", "22P01": "floating point exception",
    "22P02": "invalid text representation for the type",
    "22P03": "invalid binary representation for the type",
    "22P04": "bad COPY file format", "22P05": "untranslatable character",
    "2200M": "invalid XML document", "2200N": "invalid XML content",
    "23001": "restrict violation", "23502": "not-null violation",
    "23503": "foreign key violation", "23505": "unique violation",
    "23514": "check violation", "23P01": "exclusion violation",
    "P0001": "exception raised by a function", "P0002": "no data found in a function",
    "P0003": "too many rows in a function", "P0004": "assert failure in a function",
  ]
}
