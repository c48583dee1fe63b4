import PostgresClient

/// Keeps passwords out of what is printed.
enum Redaction {
  /// A connection as people may read it.
  static func connection(_ text: String) -> String {
    ConnectionSettings(text).redactedDescription
  }

  /// A message that may quote connection strings, with their passwords cut out.
  static func withoutPasswords(_ text: String) -> String {
    text
      .replacing(/(:\/\/[^\/@:\s]*):[^@\s]*@/) { "\($0.1):…@" }
      .replacing(/(password\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s'&]+)/) { "\($0.1)…" }
  }
}
