package import PostgresClient

/// The number of a run in the quality tables.
package struct RunID: Hashable, Sendable, CustomStringConvertible {
  package let number: Int

  package init(_ number: Int) { self.number = number }

  package var description: String { "\(number)" }
}

/// What is written down about a run when it begins; no passwords, no values.
package struct RunDescription: Hashable, Sendable {
  package var programVersion: String
  package var source: String
  package var target: String
  package var engine: String
  package var seed: UInt64?
  /// Options by their command-line names.
  package var options: [String: String]

  /// Describes both ends without passwords: where the connections lead and which schemas are meant.
  package init(
    programVersion: String,
    source: ConnectionSettings,
    sourceSchemas: [String],
    target: ConnectionSettings,
    targetSchemas: [String],
    engine: String,
    seed: UInt64?,
    options: [String: String] = [:]
  ) {
    self.programVersion = programVersion
    self.source = Self.place(source, sourceSchemas)
    self.target = Self.place(target, targetSchemas)
    self.engine = engine
    self.seed = seed
    self.options = options
  }

  /// Describes a run whose source is only known by what was written down of it.
  package init(
    programVersion: String,
    source: String,
    target: ConnectionSettings,
    targetSchemas: [String],
    engine: String,
    seed: UInt64,
    options: [String: String]
  ) {
    self.programVersion = programVersion
    self.source = source
    self.target = Self.place(target, targetSchemas)
    self.engine = engine
    self.seed = seed
    self.options = options
  }

  /// Where a connection leads and which schemas are meant there, without passwords.
  package static func place(_ settings: ConnectionSettings, _ schemas: [String]) -> String {
    guard !schemas.isEmpty else { return settings.redactedDescription }
    let names = schemas.map { "\"\($0)\"" }.joined(separator: ", ")
    return
      "\(schemas.count == 1 ? "schema" : "schemas") \(names) of \(settings.redactedDescription)"
  }
}
