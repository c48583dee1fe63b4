import Foundation
import PgSynth

/// Settings that are complete and do not contradict each other, ready to run.
struct CloneRequest: Sendable {
  var options: CloneOptions
  /// The target name of the source's only schema, whose own name was not given.
  let onlyTargetSchema: String?

  /// Checks the settings.
  ///
  /// - Throws: `PgSynthError` with code `usage`, with a message that says what to write instead.
  init(
    _ settings: CloneSettings,
    environment: [String: String] = ProcessInfo.processInfo.environment,
    processorCount: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws(PgSynthError) {
    var options = CloneOptions(source: try Self.source(of: settings, environment: environment))
    options.sourceSchemas = settings.sourceSchemas ?? []
    options.target = settings.target?.connection
    let onlyName: String?
    (onlyName, options.targetSchemas) = try Self.targetSchemas(settings)
    if let onlyName, options.sourceSchemas.count == 1 {
      options.targetSchemas = [options.sourceSchemas[0]: onlyName]
      onlyTargetSchema = nil
    } else {
      onlyTargetSchema = onlyName
    }
    options.tables = settings.tables ?? []
    options.excluded = settings.excluded ?? []
    options.includesDependencies = settings.withDependencies ?? options.includesDependencies
    options.includesPrivileges = settings.withPrivileges ?? options.includesPrivileges
    options.readsVisibleRows = settings.rls ?? options.readsVisibleRows
    options.isDataOnly = settings.dataOnly ?? options.isDataOnly
    try Self.checkPrivileges(
      isDataOnly: options.isDataOnly,
      withPrivileges: options.includesPrivileges
    )
    options.scale = try Self.checked(
      settings.scale ?? options.scale,
      "scale",
      Self.problem(ofScale:)
    )
    options.rowCounts = settings.rowCounts ?? [:]
    try Self.checkRowCounts(options.rowCounts)
    options.seed = settings.seed ?? options.seed
    options.effort = settings.effort ?? options.effort
    options.synthesizer = settings.synthesizer ?? options.synthesizer
    options.tableSynthesizers = (settings.tableChoices ?? [:]).compactMapValues(\.synthesizer)
    options.marginals = (settings.tableChoices ?? [:]).compactMapValues(\.marginals)
      .merging((settings.columnChoices ?? [:]).compactMapValues(\.marginal)) { _, column in
        column
      }
    options.transforms = (settings.columnChoices ?? [:]).compactMapValues(\.transform)
    options.jobs = try Self.checked(settings.jobs ?? processorCount, "jobs") {
      $0 >= 1 ? nil : "must be 1 or more"
    }
    options.fitRows = try Self.checked(settings.fitRows ?? options.fitRows, "fit-rows") {
      $0 >= 1 ? nil : "must be 1 or more"
    }
    options.readsRows = !(settings.schemaOnlySource ?? false)
    options.emptyTableRows = try Self.checked(
      settings.emptyTableRows ?? (options.readsRows ? 0 : Self.rowsWithoutSource),
      "empty-tables"
    ) {
      $0 >= 0 ? nil : "must be 0 or more"
    }
    options.isStrict = settings.strict ?? options.isStrict
    options.replacesTarget = settings.replacesTarget ?? options.replacesTarget
    options.qualitySchema = try Self.checked(
      settings.qualitySchema ?? options.qualitySchema,
      "quality-schema",
      Self.problem(ofSchema:)
    )
    options.lockTimeoutSeconds = try Self.checkedTimeout(
      settings.lockTimeoutSeconds ?? options.lockTimeoutSeconds,
      "lock-timeout"
    )
    options.statementTimeoutSeconds = try Self.checkedTimeout(
      settings.statementTimeoutSeconds ?? options.statementTimeoutSeconds,
      "statement-timeout"
    )
    switch settings.referenceTables ?? .automatic {
    case .automatic: options.referenceTables = .automatic
    case .none: options.referenceTables = .none
    case .named(let names): options.referenceTables = .named(names)
    }
    options.relationships = settings.relationships ?? []
    options.metadata = try Self.metadata(of: settings)
    options.detectsRelationships = settings.detectsRelationships ?? false
    options.rulesOff = settings.rules?.off ?? []
    options.rulesAdded = settings.rules?.added ?? []
    options.constraints = settings.constraints ?? []
    options.requests = try settings.requests()
    options.given = try settings.givenRows()
    self.options = options
    try Self.checkSchemas(of: options)
  }

  /// Options of a run that only learns from the source, whatever is said about a target.
  static func learning(_ settings: CloneSettings) throws(PgSynthError) -> CloneOptions {
    var settings = settings
    settings.target = .connection("")
    settings.targetSchemas = nil
    settings.dataOnly = nil
    (settings.rowConditions, settings.conditionsFile, settings.givenFiles) = (nil, nil, nil)
    var options = try CloneRequest(settings).options
    options.target = nil
    return options
  }

  /// The file that the settings name.
  private static func metadata(
    of settings: CloneSettings
  ) throws(PgSynthError) -> MetadataFile? {
    guard let path = settings.metadata else { return nil }
    let text = try InputFile(path: path).text()
    do {
      return try MetadataFile(reading: text)
    } catch {
      throw PgSynthError(.usage, "--metadata \(path):\n\(error.description)")
    }
  }

  /// A look at the source that settings describe.
  static func inspection(_ settings: CloneSettings) throws(PgSynthError) -> Inspection {
    var inspection = Inspection(source: try source(of: settings))
    inspection.schemas = settings.sourceSchemas ?? []
    inspection.tables = settings.tables ?? []
    inspection.excluded = settings.excluded ?? []
    inspection.relationships = settings.relationships ?? []
    inspection.metadata = try metadata(of: settings)
    inspection.lockTimeoutSeconds = settings.lockTimeoutSeconds ?? inspection.lockTimeoutSeconds
    inspection.statementTimeoutSeconds =
      settings.statementTimeoutSeconds ?? inspection.statementTimeoutSeconds
    return inspection
  }

  /// Rows of each table where the source's are not read and nothing was said.
  private static let rowsWithoutSource = 50

  /// The options with the only schema's name filled in, which may need a look at the source's catalog.
  func resolved() throws -> CloneOptions {
    guard let onlyTargetSchema else { return options }
    var inspection = Inspection(source: options.source)
    inspection.schemas = options.sourceSchemas
    inspection.tables = options.tables
    inspection.excluded = options.excluded
    inspection.lockTimeoutSeconds = options.lockTimeoutSeconds
    inspection.statementTimeoutSeconds = options.statementTimeoutSeconds
    let schemas = try inspection.schemasInUse()
    guard schemas.count == 1 else { throw Self.severalSchemas(schemas, onlyTargetSchema) }
    var options = options
    options.sourceSchemas = schemas
    options.targetSchemas = [schemas[0]: onlyTargetSchema]
    try Self.checkSchemas(of: options)
    return options
  }

  /// The source's connection; empty where the environment names it.
  static func source(
    of settings: CloneSettings,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(PgSynthError) -> String {
    if let source = settings.source { return source }
    guard ["PGHOST", "PGDATABASE", "PGSERVICE"].contains(where: { environment[$0] != nil }) else {
      throw PgSynthError(
        .usage,
        """
        --source is missing: say which database to read, for example
          --source postgresql://app@db.example/shop
          --source "host=db.example dbname=shop user=app"
        or set PGHOST, PGDATABASE or PGSERVICE.
        """
      )
    }
    return ""
  }

  private static func targetSchemas(
    _ settings: CloneSettings
  ) throws(PgSynthError) -> (only: String?, renamed: [String: String]) {
    guard settings.target != nil || settings.targetSchemas != nil else {
      throw PgSynthError(
        .usage,
        """
        --target is missing: say where the clone goes, for example
          --target staging
              into the schema staging, beside the source in the same database
          --target postgresql://app@db.example/shop_staging
              into another database, under the schemas' own names
        """
      )
    }
    if let name = settings.target?.schema, settings.targetSchemas != nil {
      throw PgSynthError(
        .usage,
        """
        --target \(name) and --target-schema both name a schema; leave one of them out. To name a \
        database, write --target dbname=\(name).
        """
      )
    }
    let only: String?
    var renamed: [String: String] = [:]
    switch settings.targetSchemas {
    case .only(let name): only = name
    case .renamed(let names): (only, renamed) = (nil, names)
    case nil: only = settings.target?.schema
    }
    if let only {
      let schemas = settings.sourceSchemas ?? []
      guard schemas.count <= 1 else { throw severalSchemas(schemas, only) }
      _ = try checked(only, "target-schema", problem(ofSchema:))
    }
    return (only, renamed)
  }

  private static func severalSchemas(_ schemas: [String], _ target: String) -> PgSynthError {
    let example = schemas.prefix(2)
      .map { "--target-schema \($0)=\(target)_\($0)" }
      .joined(separator: " ")
    return PgSynthError(
      .usage,
      """
      one target schema, \(target), for \(schemas.count) source schemas \
      (\(schemas.joined(separator: ", "))). Choose one with --source-schema, or name each: \(example)
      """
    )
  }

  /// Names that would make a clone overwrite its source, another schema's clone, or its own quality views.
  private static func checkSchemas(of options: CloneOptions) throws(PgSynthError) {
    var sources: [String: String] = [:]
    for (source, target) in options.targetSchemas.sorted(by: { $0.key < $1.key }) {
      let flag = "--target-schema \(source)=\(target)"
      if let problem = problem(ofSchema: target) {
        throw PgSynthError(.usage, "\(flag): \(problem)")
      }
      guard
        options.sourceSchemas.isEmpty || options.sourceSchemas.contains(source)
          || options.includesDependencies
      else {
        throw PgSynthError(.usage, "\(flag): \(source) is not among the source schemas")
      }
      guard target != options.qualitySchema else {
        throw PgSynthError(
          .usage,
          "\(flag): this schema holds the quality views; see --quality-schema"
        )
      }
      if let other = sources.updateValue(source, forKey: target) {
        throw PgSynthError(.usage, "\(flag): schema \(other) goes to the same target schema")
      }
    }
    guard options.target == nil, !options.sourceSchemas.isEmpty else { return }
    for schema in options.sourceSchemas {
      let target = options.targetSchemas[schema] ?? schema
      guard !options.sourceSchemas.contains(target) else {
        throw PgSynthError(
          .usage,
          """
          the clone of schema \(schema) would overwrite the source schema \(target) of the same \
          database; give it another name with --target-schema \(schema)=…
          """
        )
      }
    }
  }

  static func checkPrivileges(
    isDataOnly: Bool,
    withPrivileges: Bool
  ) throws(PgSynthError) {
    guard !isDataOnly || !withPrivileges else {
      throw PgSynthError(
        .usage,
        "--data-only leaves the tables of the target as they are; leave --with-privileges out"
      )
    }
  }

  static func checkRowCounts(_ counts: [String: Int]) throws(PgSynthError) {
    for (table, rows) in counts.sorted(by: { $0.key < $1.key }) where rows < 0 {
      throw PgSynthError(.usage, "--rows \(table)=\(rows): must be 0 or more")
    }
  }

  static func problem(ofScale scale: Double) -> String? {
    scale.isFinite && scale > 0 ? nil : "must be a number above 0"
  }

  static func checkedTimeout(_ seconds: Double, _ flag: String) throws(PgSynthError) -> Double {
    try checked(seconds, flag) {
      $0.isFinite && $0 >= 0 ? nil : "must be seconds, 0 for no limit"
    }
  }

  static func checked<Value>(
    _ value: Value,
    _ flag: String,
    _ problem: (Value) -> String?
  ) throws(PgSynthError) -> Value {
    if let problem = problem(value) {
      throw PgSynthError(.usage, "--\(flag) \(value): \(problem)")
    }
    return value
  }

  /// PostgreSQL cuts longer names silently.
  private static let longestName = 63

  static func problem(ofSchema name: String) -> String? {
    if name.isEmpty { return "a schema name is missing" }
    if name.utf8.count > longestName { return "a schema name has at most \(longestName) bytes" }
    if name.hasPrefix("pg_") || name == "information_schema" {
      return "PostgreSQL keeps this schema name for itself"
    }
    return nil
  }
}
