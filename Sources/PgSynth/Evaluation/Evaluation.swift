import Metadata
import PostgresClient
import QualityMetrics
import QualityViews
import SchemaDDL
import SchemaIntrospection
import TableData

/// Scores tables against real ones, whoever made them.
///
/// Both sides are only read. Large tables are sampled by whole entities, as for a clone.
public struct Evaluation: Sendable {
  /// Where the real tables are (`source`) and those to be scored (`target`), and how to read them; what is about
  /// making a clone says nothing here.
  public var options: CloneOptions
  /// Scores to reach.
  public var bars: [QualityBar] = []
  /// Tables with fewer real rows do not count for the lowest scores, which chance makes there.
  public var minimumRows = QualityReport.tellingRows
  /// Where there are real rows that the scored tables were not made from: a connection; nil leaves privacy out.
  public var holdOut: String?
  /// The hold-out's names of the source's schemas; those that are not listed have the same one.
  public var holdOutSchemas: [String: String] = [:]
  /// The same where one schema is compared.
  public var onlyHoldOutSchema: String?
  /// Columns for which it is tried what models that learnt from the clone are worth, as `table.column` or
  /// `schema.table.column`; empty takes those that real rows tell best.
  public var targetColumns: [String] = []
  /// Write the scores into the quality views of the scored database.
  public var storesScores = false

  /// List the metrics of SDMetrics that are in none of its reports, too.
  public var listsMetrics = false

  /// An evaluation that has not started.
  public init(_ options: CloneOptions) {
    self.options = options
  }

  /// Reads both sides and scores.
  ///
  /// - `progress`: called from several threads.
  ///
  /// Throws ``PgSynthError``, or the error of the side that could not be read; descriptions hold no data values.
  public func run(progress: ProgressHandler) throws -> EvaluationOutcome {
    let sides = try read(progress: progress)
    let compared = sides.tables
    let apart = try holdOut.map { connection in
      try readHoldOut(connection, schemas: Set(sides.source.metadata.tables.map(\.id.schema)))
        .joined(to: sides.database)
    }
    let notes = compared.notes + (apart?.notes ?? [])
    let targets = try UtilityTargets(targetColumns, in: sides.database)
    let (report, plots) = sides.database.scores(options, apart: apart?.compared, targets: targets)
    let description = description(of: sides)
    let summary = QualitySummary(report, measuresPrivacy: holdOut != nil)
    return EvaluationOutcome(
      summary: summary.text,
      summaryJSON: summary.json,
      report: plots.map {
        ReportPage(source: sides.source, run: description, quality: report, plots: $0)
          .html(measuringPrivacy: holdOut != nil, notCompared: notes)
      },
      metrics: listsMetrics
        ? MetricFamily(sides.database, report, apart: apart?.compared)
          .scores(jobs: options.jobs).map(MetricLine.init) : [],
      notes: notes,
      checks: bars.map {
        report.check($0, structure: compared.structure, minimumRows: minimumRows)
      },
      structure: compared.structure,
      run: storesScores ? try store(report, description, target: sides.target) : nil
    )
  }

  /// What is compared, and where it is.
  struct Sides {
    var source: SourceData
    var target: ConnectionSettings
    var tables: ComparedTables
    var database: ComparedDatabase
  }

  /// Reads both sides.
  func read(progress: ProgressHandler) throws -> Sides {
    var clock = StageClock()
    let settings = reading
    var source = try Clone(settings).readSource(progress: progress, clock: &clock)
    progress(ProgressEvent(stage: .score))
    let target = Clone(options).settings(options.target ?? options.source)
    let schemas = Set(source.metadata.tables.map(\.id.schema))
    let found = try tables(of: target, schemas)
    let compared = ComparedTables(source.metadata, found, schemas: options.targetSchemas)
    guard !compared.tables.isEmpty else {
      throw PgSynthError(
        .usage,
        """
        none of the \(source.metadata.tables.count) tables of \(schemas.sorted().joined(separator: ", ")) is on \
        the other side. Name its schema with --target-schema, or choose tables with --tables
        """
      )
    }
    source.relationships = source.relationships.filter { compared.holds($0.key) }
    source.splits = Clone(settings).units(of: source)
    let scorer = CloneScorer(
      source: source,
      options: settings,
      unscored: Set(source.metadata.tables.map(\.id)).subtracting(compared.tables.keys),
      target: target,
      isOwn: false
    )
    return Sides(
      source: source,
      target: target,
      tables: compared,
      database: try scorer.compared(scratch: compared.tables)
    )
  }

  private func readHoldOut(_ connection: String, schemas: Set<String>) throws -> HoldOutDatabase {
    var names = holdOutSchemas
    if let onlyHoldOutSchema {
      guard let schema = schemas.first, schemas.count == 1 else {
        throw PgSynthError(
          .usage,
          """
          --holdout-schema \(onlyHoldOutSchema): \(schemas.count) schemas are compared, \
          \(schemas.sorted().joined(separator: ", ")). Name one with --source-schema, or write source=name for each
          """
        )
      }
      names = [schema: onlyHoldOutSchema]
    }
    var settings = reading
    settings.source = connection
    settings.sourceSchemas = schemas.map { names[$0] ?? $0 }.sorted()
    if !names.isEmpty { (settings.tables, settings.excluded) = ([], []) }
    var clock = StageClock()
    do {
      let data = try Clone(settings).readSource(progress: { _ in }, clock: &clock)
      return HoldOutDatabase(
        data: data,
        schemas: names,
        units: Clone(settings).units(of: data)
      )
    } catch {
      // The same could be said of the source.
      let error = PgSynthError(wrapping: error)
      throw PgSynthError(error.code, "the hold-out: \(error.description)")
    }
  }

  private func tables(
    of target: ConnectionSettings,
    _ schemas: Set<String>
  ) throws -> DatabaseMetadata {
    do {
      return try SnapshotReader.reading(target) { reader in
        try SchemaIntrospector(reader.connection).metadata(
          of: TableSelection(
            schemas: schemas.map { options.targetSchemas[$0] ?? $0 }.sorted(),
            takesTablesWithHiddenRows: options.readsVisibleRows
          )
        )
      }
    } catch {
      // The same could be said of the source.
      let error = PgSynthError(wrapping: error)
      throw PgSynthError(error.code, "the target: \(error.description)")
    }
  }

  /// The options with which the real side is read: without a look at what could be written.
  private var reading: CloneOptions {
    var options = options
    options.isDryRun = true
    options.isDataOnly = false
    options.target = nil
    options.targetSchemas = [:]
    options.rowCounts = [:]
    return options
  }

  private func description(of sides: Sides) -> RunDescription {
    let schemas = sides.source.script.schemas
    return RunDescription(
      programVersion: Clone.version,
      source: Clone(options).sourceSettings,
      sourceSchemas: schemas,
      target: sides.target,
      targetSchemas: schemas.map { options.targetSchemas[$0] ?? $0 },
      engine: "evaluate",
      seed: options.seed,
      options: ["fit_rows": "\(options.fitRows)"]
    )
  }

  private func store(
    _ report: QualityReport,
    _ description: RunDescription,
    target: ConnectionSettings
  ) throws -> Int {
    let store = QualityStore(schema: options.qualitySchema)
    let session = try PostgresConnection(target)
    defer { session.close() }
    try store.install(on: session)
    let run = try store.beginRun(description, on: session)
    do {
      try store.finishRun(run, with: report, on: session)
    } catch {
      try? session.withoutCancellation { () throws(PostgresError) in
        try? store.failRun(run, reason: String(describing: error), on: session)
      }
      throw error
    }
    return run.number
  }
}
