import CloneWriter
import Foundation
import Metadata
import PostgresClient
import QualityMetrics
import QualityViews
import RelationalModels
import SchemaDDL
import SchemaIntrospection
import TableData

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
    var source = try readSource(progress: progress, clock: &clock)
    try checkSynthesizers(against: source)
    let plan = clock.measure(.plan) { generationPlan(for: source) }
    // What the clone does not keep cannot be scored.
    for key in plan.dropped { source.relationships[key] = nil }
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
    source.splits = split(source, plan)
    let target = cloneTarget(for: source)
    let description = description(of: source, target)
    let session = try PostgresConnection(target.settings)
    defer { session.close() }
    let record = try RunRecord(
      description,
      store: QualityStore(schema: options.qualitySchema),
      session: session,
      settings: target.settings
    )
    var scores: QualityReport?
    do {
      return try record.reporting(to: progress) { progress in
        let fitted = try fit(plan, source: source, progress: progress, clock: &clock)
        return try write(
          fitted,
          source: source,
          plan: plan,
          into: target,
          (description, record),
          scores: &scores,
          progress: progress,
          clock: &clock
        )
      }
    } catch {
      try? session.withoutCancellation { () throws(PostgresError) in
        let reason = String(describing: error)
        try? record.store.failRun(record.run, reason: reason, with: scores, on: session)
      }
      throw error
    }
  }

  /// The protected units of every table, none of which is held out, as nothing is fitted.
  func units(of source: SourceData) -> [TableID: UnitSplit] {
    split(source, generationPlan(for: source)).mapValues(\.holdingNothingOut)
  }

  private func split(_ source: SourceData, _ plan: GenerationPlan) -> [TableID: UnitSplit] {
    HoldOut.split(plan, metadata: source.metadata, data: source.rows, seed: options.seed)
  }

  func generationPlan(for source: SourceData) -> GenerationPlan {
    GenerationPlan.make(
      metadata: source.metadata,
      data: source.rows,
      fixedContexts: source.sampledContexts,
      options: planOptions
    )
  }

  private var planOptions: PlanOptions {
    var plan = PlanOptions()
    plan.scale = options.scale
    plan.rowCounts = options.rowCounts
    plan.emptyTableRows = options.emptyTableRows
    switch options.effort {
    case .fast: plan.effort = .fast
    case .balanced: plan.effort = .balanced
    case .best: plan.effort = .best
    }
    plan.synthesizer = SynthesizerChoice(options.synthesizer)
    plan.tableSynthesizers = options.tableSynthesizers.mapValues(SynthesizerChoice.init)
    switch options.referenceTables {
    case .automatic: plan.referenceTables = .automatic
    case .none: plan.referenceTables = .none
    case .named(let names): plan.referenceTables = .named(names)
    }
    return plan
  }

  private func fit(
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
        metadata: source.metadata,
        data: source.rows,
        splits: source.splits,
        danglingShares: source.danglingShares,
        rules: RuleChoices(off: options.rulesOff, added: options.rulesAdded),
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
      metadata: source.metadata,
      data: source.rows,
      // What is held out of the clone's fit is held out here, for the same rules.
      splits: split(source, plan),
      rules: RuleChoices(off: options.rulesOff, added: options.rulesAdded),
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

  private func description(of source: SourceData, _ target: CloneTarget) -> RunDescription {
    RunDescription(
      programVersion: Self.version,
      source: sourceSettings,
      sourceSchemas: source.script.schemas,
      target: target.settings,
      targetSchemas: source.script.schemas.map { target.schemas[$0] ?? $0 },
      engine: engine,
      seed: options.seed,
      options: describedOptions
    )
  }

  /// - `scores`: what the clone came to, also where it is not swapped in.
  private func write(
    _ fitted: FittedDatabase,
    source: SourceData,
    plan: GenerationPlan,
    into target: CloneTarget,
    _ run: (description: RunDescription, record: RunRecord),
    scores: inout QualityReport?,
    progress: ProgressHandler,
    clock: inout StageClock
  ) throws -> CloneOutcome {
    let writer = try prepareWriter(for: source, target)
    do {
      let generated = try clock.measure(.generate) {
        try generate(fitted, plan: plan, into: writer, progress: progress)
      }
      progress(ProgressEvent(stage: .constraints))
      let finish = try clock.measure(.constraints) {
        try writer.finishTables(jobs: options.jobs, seed: options.seed)
      }
      progress(ProgressEvent(stage: .score))
      let (report, plots) = try clock.measure(.score) {
        try CloneScorer(
          source: source,
          options: options,
          unscored: Set(plan.exampleTables),
          target: target.settings
        )
        .scores(scratch: writer.scratchTables)
      }
      scores = report
      try Cancellation.shared.throwIfCancelled()
      if options.isStrict, let failure = PrivacyFailure(report, run: run.record.run.number) {
        throw failure.error(schema: options.qualitySchema)
      }
      progress(ProgressEvent(stage: .swap))
      let warnings = try clock.measure(.swap) {
        try writer.swap { try run.record.store.finishRun(run.record.run, with: report, on: $0) }
      }
      let summary = QualitySummary(report)
      var outcome = outcome(
        source: source,
        plan: plan,
        rules: fitted.rules,
        fitted: fitted,
        seconds: clock.seconds
      )
      outcome.summary = summary.text
      outcome.summaryJSON = summary.json
      outcome.run = run.record.run.number
      outcome.rowCount = generated.rows
      outcome.warnings = generated.shortfalls + finish.notes + writer.warnings + warnings
      outcome.report = plots.map {
        ReportPage(source: source, run: run.description, quality: report, plots: $0)
          .html(of: outcome, rules: fitted.rules)
      }
      return outcome
    } catch {
      writer.abandon()
      throw error
    }
  }

  private func generate(
    _ fitted: FittedDatabase,
    plan: GenerationPlan,
    into writer: any TargetWriter,
    progress: ProgressHandler
  ) throws -> (rows: Int, shortfalls: [String]) {
    let total = plan.tables.reduce(0) { $0 + $1.rowCount }
    var done = 0
    let pipeline = WritePipeline(writer: writer, isConcurrent: options.jobs > 1)
    do {
      let judge = plan.exampleTables.isEmpty ? nil : TargetJudge(writer, pipeline)
      let shortfalls = try fitted.generate(seed: options.seed, now: Self.now, judge: judge) {
        table,
        block in
        try Cancellation.shared.throwIfCancelled()
        try pipeline.write(table, block)
        done += block.rowCount
        progress(
          ProgressEvent(stage: .generate, table: table.description, done: done, total: total)
        )
      }
      try pipeline.finish()
      return (done, shortfalls)
    } catch {
      pipeline.cancel()
      throw error
    }
  }

  /// Microseconds since 2000-01-01 UTC.
  private static var now: Int64 {
    // Foundation counts from 2001.
    Int64((Date().timeIntervalSinceReferenceDate + 366 * 86_400) * 1_000_000)
  }

  /// The name of the engine, with its effort where that means something.
  private var engine: String {
    options.synthesizer == .trees
      ? "trees-\(options.effort.rawValue)" : options.synthesizer.rawValue
  }

  private var describedOptions: [String: String] {
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
    for (table, synthesizer) in options.tableSynthesizers {
      described["synthesizer \(table)"] = synthesizer.rawValue
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
