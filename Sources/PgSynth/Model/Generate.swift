import CloneWriter
import Metadata
import PostgresClient
import QualityViews
import RelationalModels
import SchemaDDL
import TableData

/// Generates a clone from a model file, into a database or into files.
///
/// The source is not needed, and nothing is scored.
public struct Generate {
  /// What to generate from.
  public let model: ModelFile
  /// What to generate, and into what.
  public let options: GenerateOptions

  /// A clone that has not started.
  public init(_ model: ModelFile, _ options: GenerateOptions) {
    self.model = model
    self.options = options
  }

  private var seed: UInt64 { options.seed ?? model.model.facts.seed }

  private var destination: Destination {
    Destination(
      settings: ConnectionSettings(
        options.target ?? "",
        lockTimeoutSeconds: options.lockTimeoutSeconds,
        statementTimeoutSeconds: options.statementTimeoutSeconds
      ),
      schemas: options.targetSchemas,
      replaces: options.replacesTarget,
      isDataOnly: options.isDataOnly,
      lockTimeoutSeconds: options.lockTimeoutSeconds
    )
  }

  /// Writes the clone under scratch names and swaps it in; an error leaves the target as it was.
  ///
  /// - `progress`: called from several threads.
  ///
  /// Throws ``PgSynthError``, or the error of the stage that failed.
  public func run(progress: ProgressHandler) throws -> CloneOutcome {
    var clock = StageClock()
    guard options.target != nil else { throw PgSynthError(.usage, "no target is named") }
    let model = model.model
    let requests = try RequestResolver(metadata: model.metadata)
      .resolve(options.requests, options.given)
    let plan = try model.plan(
      scale: options.scale,
      rowCounts: requests.rowCounts.merging(options.rowCounts) { asked, _ in asked }
    )
    let source = try sourceSchema()
    let generation = Generation(
      fitted: model.fitted.making(plan),
      plan: plan,
      source: source,
      fill: try destination.preflight(source),
      destination: destination,
      seed: seed,
      jobs: options.jobs,
      constraints: model.constraints + requests.constraints,
      demands: requests.demands
    )
    let (number, written) = try RunRecord.keeping(
      description(of: source),
      store: QualityStore(schema: options.qualitySchema),
      settings: destination.settings,
      progress: progress
    ) { record, progress in
      let written = try generation.write(progress: progress, clock: &clock) { rows, connection in
        try record.store.finishRun(record.run, rowCount: rows, on: connection)
      }
      return (record.run.number, written)
    }
    var outcome = CloneOutcome(
      of: source,
      fill: generation.fill,
      undeclared: model.facts.undeclared,
      plan: plan,
      rules: model.fitted.rules,
      constraints: model.constraints,
      effort: model.facts.effort,
      fitted: generation.fitted,
      destination: destination,
      seconds: clock.seconds
    )
    outcome.run = number
    outcome.rowCount = written.rowCount
    outcome.warnings = written.warnings
    return outcome
  }

  /// Writes the clone into a folder: a file of rows for each table, and scripts that load them with psql.
  ///
  /// No server is needed, so that none checks the rows: CHECKs that pgsynth does not understand may fail when the files are
  /// loaded, and rows that are made up for tables without any are tried by nobody.
  ///
  /// - `folder`: has its name once it is complete; nothing may be in it yet.
  /// - `format`: what rows are written as.
  /// - `progress`: called from several threads.
  ///
  /// Throws ``PgSynthError``, or the error of the stage that failed.
  public func write(
    into folder: String,
    format: RowFileFormat,
    progress: ProgressHandler
  ) throws -> CloneOutcome {
    var clock = StageClock()
    let model = model.model
    guard options.requests.isEmpty, options.given.isEmpty else {
      throw PgSynthError(
        .usage,
        "rows that are asked for are checked by PostgreSQL: name a database with --target instead of a folder"
      )
    }
    if let constraint = model.constraints.first {
      throw PgSynthError(
        .usage,
        """
        the model has declared constraints (\(constraint.text)\(model.constraints.count > 1 ? ", …" : "")), which \
        PostgreSQL enforces: name a database with --target instead of a folder, and dump it from there
        """
      )
    }
    let plan = try model.plan(scale: options.scale, rowCounts: options.rowCounts)
    let source = try sourceSchema()
    let fitted = model.fitted.making(plan)
    let files = try CloneFolder(
      path: folder,
      format: format == .csv ? .csv : .copy,
      script: source.script,
      metadata: source.metadata,
      schemas: destination.target(for: source.script.schemas).schemas
    )
    do {
      let made = try clock.measure(.generate) {
        try fitted.generate(plan, seed: seed, progress: progress) { try files.write($0, $1) }
      }
      try files.finish()
      var outcome = CloneOutcome(
        of: source,
        fill: nil,
        undeclared: model.facts.undeclared,
        plan: plan,
        rules: model.fitted.rules,
        constraints: model.constraints,
        effort: model.facts.effort,
        fitted: fitted,
        destination: destination,
        seconds: clock.seconds
      )
      outcome.rowCount = made.rows
      outcome.warnings = made.shortfalls
      return outcome
    } catch {
      files.abandon()
      throw error
    }
  }

  /// The schema as far as the target can hold it.
  private func sourceSchema() throws -> SourceSchema {
    let identity = model.model.identity
    let needsProbe = options.target != nil && !options.isDataOnly
    let probe = needsProbe ? try TargetProbe(destination.settings, source: identity) : nil
    defer { probe?.close() }
    let script = try model.model.script(in: probe, withPrivileges: options.includesPrivileges)
    for schema in options.targetSchemas.keys where !script.schemas.contains(schema) {
      throw PgSynthError(
        .usage,
        "schema \(schema) is not among those of the model: "
          + script.schemas.joined(separator: ", ")
      )
    }
    return SourceSchema(metadata: model.model.metadata, script: script, identity: identity)
  }

  private func description(of source: SourceSchema) -> RunDescription {
    let facts = model.model.facts
    var described = facts.options
    described["fitted_at"] = facts.fittedAt
    described["fitted_by"] = facts.programVersion
    if let scale = options.scale { described["scale"] = "\(scale)" }
    if options.isDataOnly { described["data_only"] = "true" }
    for (number, request) in options.requests.enumerated() {
      described["request \(number + 1)"] = request.text
    }
    for given in options.given { described["given \(given.table)"] = "true" }
    for (table, rows) in options.rowCounts { described["rows \(table)"] = "\(rows)" }
    return RunDescription(
      programVersion: Clone.version,
      source: "model of \(facts.source)",
      target: destination.settings,
      targetSchemas: source.script.schemas.map(destination.name(of:)),
      engine: facts.engine,
      seed: seed,
      options: described
    )
  }
}

extension FittedModel {
  /// The statements that make the schema in a target, or in any where none is known.
  func script(in probe: TargetProbe?, withPrivileges: Bool = false) throws -> SchemaScript {
    try definitions.script(of: metadata, in: probe, withPrivileges: withPrivileges)
  }

  /// The plan for other numbers of rows; refuses tables that rows cannot be made for.
  func plan(scale: Double?, rowCounts: [String: Int]) throws -> GenerationPlan {
    for name in rowCounts.keys {
      guard let table = plan.tables.first(where: { $0.id.matches(name) }) else {
        throw PgSynthError(.usage, "--rows names table \(name), which is not in the model")
      }
      let isEmpty = (metadata[table.id]?.rowCount ?? 0) == 0
      if isEmpty, table.role != .example {
        throw PgSynthError(
          .usage,
          """
          --rows \(name): the table is empty in the source, and the model has nothing to make rows from; fit with \
          --rows \(name)=… or --empty-tables
          """
        )
      }
    }
    return plan.resized(scale: scale, rowCounts: rowCounts, metadata: metadata)
      .matchingRows(constraints.counterparts)
  }
}
