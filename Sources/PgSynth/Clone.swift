import CloneWriter
import ColumnTransforms
import Constraints
import Metadata
import PostgresClient
import QualityMetrics
import QualityViews
import RelationalModels
import SchemaDDL
import SchemaIntrospection
import TableData
import TableModels

/// Clones a database: introspect, read, plan, fit, generate, write, score, swap.
public struct Clone: Sendable {
  /// Version of the program, as stored with every run.
  public static let version = "0.1.0"

  /// What to clone, where to, and how.
  public internal(set) var options: CloneOptions

  /// A clone that has not started.
  public init(_ options: CloneOptions) {
    self.options = options
  }

  /// Runs the whole clone, or only its plan for a dry run.
  ///
  /// The source is read in one snapshot that is closed before anything is generated. The clone is built under
  /// scratch names and swapped in at the end; an error leaves an earlier clone untouched and no scratch behind.
  ///
  /// - `progress`: called from several threads.
  ///
  /// Throws ``PgSynthError``, or the error of the stage that failed; descriptions hold no data values.
  public func run(progress: ProgressHandler) throws -> CloneOutcome {
    var clock = StageClock()
    let (source, plan) = try planned(progress: progress, clock: &clock)
    guard !options.isDryRun else {
      let rules = try clock.measure(.fit) {
        try self.rules(of: plan, source: source, progress: progress)
      }
      return outcome(
        source: source,
        plan: plan,
        rules: rules,
        fitted: nil,
        seconds: clock.seconds
      )
    }
    let description = description(of: source)
    return try RunRecord.keeping(
      description,
      store: QualityStore(schema: options.qualitySchema),
      settings: destination.settings,
      progress: progress
    ) { record, progress in
      let fitted = try fit(plan, source: source, progress: progress, clock: &clock)
      return try write(
        fitted,
        source: source,
        plan: plan,
        (description, record),
        progress: progress,
        clock: &clock
      )
    }
  }

  /// The source, and how its rows are to be made.
  func planned(
    progress: ProgressHandler,
    clock: inout StageClock
  ) throws -> (source: SourceData, plan: GenerationPlan) {
    var source = try readSource(progress: progress, clock: &clock)
    try checkSynthesizers(against: source)
    let plan = clock.measure(.plan) { generationPlan(for: source) }
    // What the clone does not keep cannot be scored.
    for key in plan.dropped { source.relationships[key] = nil }
    source.splits = split(source, plan)
    try learnConstraints(of: &source, plan)
    return (source, plan)
  }

  /// The protected units of every table, none of which is held out, as nothing is fitted.
  func units(of source: SourceData) -> [TableID: UnitSplit] {
    split(source, generationPlan(for: source)).mapValues(\.holdingNothingOut)
  }

  func split(_ source: SourceData, _ plan: GenerationPlan) -> [TableID: UnitSplit] {
    HoldOut.split(plan, metadata: source.modelled, data: source.rows, seed: options.seed)
  }

  func generationPlan(for source: SourceData) -> GenerationPlan {
    GenerationPlan.make(
      metadata: source.modelled,
      data: source.rows,
      fixedContexts: source.sampledContexts,
      options: planOptions(source.constraints, source.requests)
    ).matchingRows(source.constraints.counterparts)
  }

  private func planOptions(
    _ constraints: [EnforcedConstraint],
    _ requests: ResolvedRequests
  ) -> PlanOptions {
    var plan = PlanOptions()
    plan.scale = options.scale
    plan.rowCounts = requests.rowCounts.merging(options.rowCounts) { asked, _ in asked }
    plan.emptyTableRows = options.emptyTableRows
    switch options.effort {
    case .fast: plan.effort = .fast
    case .balanced: plan.effort = .balanced
    case .best: plan.effort = .best
    }
    plan.synthesizer = SynthesizerChoice(options.synthesizer)
    plan.marginals = options.marginals.mapValues(MarginalSource.init)
    plan.scalers = options.transforms.mapValues(FittedScaler.Kind.init)
    plan.tableSynthesizers = options.tableSynthesizers.mapValues(SynthesizerChoice.init)
    switch options.referenceTables {
    case .automatic: plan.referenceTables = .automatic
    case .none: plan.referenceTables = .none
    case .named(let names): plan.referenceTables = .named(names)
    }
    plan.keptTables = Set(constraints.filter(\.isReference).map(\.table))
    return plan
  }

  func fit(
    _ plan: GenerationPlan,
    source: SourceData,
    progress: ProgressHandler,
    clock: inout StageClock
  ) throws -> FittedDatabase {
    try checkRules(against: source)
    var done = 0
    return try clock.measure(.fit) {
      try FittedDatabase.fit(
        plan,
        metadata: source.modelled,
        data: source.rows,
        splits: source.splits,
        danglingShares: source.danglingShares,
        rules: ruleChoices(source.constraints),
        seed: options.seed,
        jobs: options.jobs
      ) { try tell($0, done: &done, of: plan, progress) }
    }
  }

  /// The rules that a clone would keep.
  func rules(
    of plan: GenerationPlan,
    source: SourceData,
    progress: ProgressHandler
  ) throws -> [TableRule] {
    try checkRules(against: source)
    var done = 0
    return try FittedDatabase.rules(
      plan,
      metadata: source.modelled,
      data: source.rows,
      // What is held out of the clone's fit is held out here, for the same rules.
      splits: source.splits,
      rules: ruleChoices(source.constraints),
      seed: options.seed,
      jobs: options.jobs
    ) { try tell($0, done: &done, of: plan, progress) }
  }

  private func tell(
    _ table: TableID,
    done: inout Int,
    of plan: GenerationPlan,
    _ progress: ProgressHandler
  ) throws {
    try Cancellation.shared.throwIfCancelled()
    progress(
      ProgressEvent(
        stage: .fit,
        table: table.description,
        done: done,
        total: plan.tables.count
      )
    )
    done += 1
  }

  private func description(of source: SourceData) -> RunDescription {
    RunDescription(
      programVersion: Self.version,
      source: sourceSettings,
      sourceSchemas: source.script.schemas,
      target: destination.settings,
      targetSchemas: source.script.schemas.map(destination.name(of:)),
      engine: engine,
      seed: options.seed,
      options: describedOptions
    )
  }

  private func write(
    _ fitted: FittedDatabase,
    source: SourceData,
    plan: GenerationPlan,
    _ run: (description: RunDescription, record: RunRecord),
    progress: ProgressHandler,
    clock: inout StageClock
  ) throws -> CloneOutcome {
    var plots: DatabasePlots?
    let generation = Generation(
      fitted: fitted,
      plan: plan,
      source: source.schema,
      fill: source.fill,
      destination: destination,
      seed: options.seed,
      jobs: options.jobs,
      constraints: source.constraints + source.requests.constraints,
      demands: source.requests.demands
    )
    let written = try generation.write(progress: progress, clock: &clock) { scratch in
      let scorer = CloneScorer(
        source: source,
        options: options,
        unscored: Set(plan.exampleTables),
        target: destination.settings
      )
      let (report, found) = try scorer.scores(scratch: scratch)
      (run.record.scores, plots) = (report, found)
      if options.isStrict, let failure = PrivacyFailure(report, run: run.record.run.number) {
        throw failure.error(schema: options.qualitySchema)
      }
    } alongside: { _, connection in
      guard let report = run.record.scores else { return }
      try run.record.store.finishRun(run.record.run, with: report, on: connection)
    }
    var outcome = outcome(
      source: source,
      plan: plan,
      rules: fitted.rules,
      fitted: fitted,
      seconds: clock.seconds
    )
    outcome.run = run.record.run.number
    outcome.rowCount = written.rowCount
    outcome.warnings = written.warnings
    guard let report = run.record.scores else { return outcome }
    let summary = QualitySummary(report)
    outcome.summary = summary.text
    outcome.summaryJSON = summary.json
    outcome.report = plots.map {
      ReportPage(source: source, run: run.description, quality: report, plots: $0)
        .html(of: outcome, rules: fitted.rules)
    }
    return outcome
  }

  /// The name of the engine, with its effort where that means something.
  var engine: String {
    options.synthesizer == .trees
      ? "trees-\(options.effort.rawValue)" : options.synthesizer.rawValue
  }

  var describedOptions: [String: String] {
    var described = [
      "scale": "\(options.scale)", "fit_rows": "\(options.fitRows)",
      "effort": options.effort.rawValue,
    ]
    if !options.tables.isEmpty { described["tables"] = options.tables.joined(separator: ",") }
    if options.emptyTableRows > 0 { described["empty_tables"] = "\(options.emptyTableRows)" }
    if !options.readsRows { described["schema_only_source"] = "true" }
    if options.isStrict { described["strict"] = "true" }
    if options.isDataOnly { described["data_only"] = "true" }
    if !options.excluded.isEmpty { described["exclude"] = options.excluded.joined(separator: ",") }
    if !options.rulesOff.isEmpty { described["rules_off"] = "\(options.rulesOff.count)" }
    if !options.rulesAdded.isEmpty { described["rules_added"] = "\(options.rulesAdded.count)" }
    if !options.constraints.isEmpty { described["constraints"] = "\(options.constraints.count)" }
    for (number, request) in options.requests.enumerated() {
      described["request \(number + 1)"] = request.text
    }
    for given in options.given { described["given \(given.table)"] = "true" }
    for (table, synthesizer) in options.tableSynthesizers {
      described["synthesizer \(table)"] = synthesizer.rawValue
    }
    for (name, marginal) in options.marginals { described["marginal \(name)"] = marginal.rawValue }
    for (name, transform) in options.transforms {
      described["transform \(name)"] = transform.rawValue
    }
    for (table, rows) in options.rowCounts { described["rows \(table)"] = "\(rows)" }
    return described
  }
}

/// Wall-clock time by stage.
struct StageClock {
  private(set) var seconds: [(stage: ProgressEvent.Stage, seconds: Double)] = []

  mutating func measure<Result>(
    _ stage: ProgressEvent.Stage,
    _ work: () throws -> Result
  ) rethrows -> Result {
    let start = ContinuousClock.now
    defer {
      let elapsed = (ContinuousClock.now - start) / .seconds(1)
      seconds.append((stage, elapsed))
    }
    return try work()
  }
}
