import ArgumentParser
import Foundation
import PgSynth

/// `pgsynth evaluate`: scores of tables, whoever made them.
struct EvaluateCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Score a clone against its source, whoever made it, and fail where it misses a bar.",
    discussion: """
      Reads both sides and compares columns, pairs of columns and foreign keys, as after a clone. Nothing is written, \
      except with --store. Tables and columns are matched by name; what is missing, or of a type that cannot be \
      compared, is listed. Large tables are sampled by whole entities, see --fit-rows.

      The clone in schema staging of the same database:
        pgsynth evaluate --source dbname=shop --source-schema public --target staging

      Another tool's tables in another database, for CI: exit status 3 where a bar is missed
        pgsynth evaluate --source dbname=shop --target dbname=shop_sdv \\
          --threshold overall=0.9 --threshold column=0.7 --threshold structure=1 --junit quality.xml

      Scores for --threshold, between 0 and 1: overall (the mean of shapes, pairs and cardinality), shapes, pairs, \
      cardinality, integrity, structure (columns that are there in a comparable type), shapes_with_nulls, \
      pairs_shared_bins; and the lowest single ones, in tables of 100 rows or more (--minimum-rows): table, column, \
      pair, relationship. The others must not be exceeded: detection (the mean AUC of telling real rows, 0.5 is ideal), \
      and of single tables detection.worst, privacy.dcr, privacy.membership and privacy.exact, missed where the whole \
      confidence interval is above the bar. docs/quality-views.md says what they mean.

      Privacy needs real rows that the clone was not made from. clone keeps some out itself; here --holdout names them:
        pgsynth evaluate --source dbname=shop_train --target dbname=shop_sdv --holdout dbname=shop_hold \\
          --threshold detection=0.65 --threshold privacy.dcr=0.55

      Into the quality views, to compare runs in psql:
        pgsynth evaluate --source dbname=shop --target dbname=shop_staging --store
      """
  )

  @Option(
    help: .init(
      "The real database: a URI, \"host=… dbname=…\", or a database name.",
      valueName: "connection"
    )
  )
  var source: String?

  @Option(
    help: .init(
      """
      What is scored: a connection, or a bare word for a schema beside the source in the same database \
      (to name a database, write dbname=NAME).
      """,
      valueName: "connection|schema"
    )
  )
  var target: String?

  @Option(
    help: .init(
      "A schema of the source; repeatable. Default: every schema that pgsynth did not make.",
      valueName: "name"
    )
  )
  var sourceSchema: [String] = []

  @Option(
    help: .init(
      """
      The schema's name in the target: source=target, repeatable; or one name where one schema is compared. \
      Default: the same name.
      """,
      valueName: "name|source=target"
    )
  )
  var targetSchema: [String] = []

  @Option(
    help: .init(
      """
      Tables to score: table or schema.table, * matches anything; repeatable, or several with commas. \
      Default: all.
      """,
      valueName: "pattern"
    )
  )
  var tables: [String] = []

  @Option(help: .init("Tables to leave out, likewise.", valueName: "pattern"))
  var exclude: [String] = []

  @Option(
    help: .init(
      "A score to reach, or not to exceed; repeatable. Exit status 3, with a list, where one is missed.",
      valueName: "score=number"
    )
  )
  var threshold: [String] = []

  @Option(
    help: .init(
      """
      Real rows from which on a table counts for the scores table, column, pair and relationship of --threshold. \
      Default: 100.
      """,
      valueName: "number"
    )
  )
  var minimumRows = 100

  @Option(
    help: .init(
      """
      Real rows that the scored tables were not made from: a connection, or a bare word for a schema beside the source. \
      With them privacy is measured, and rows are told apart from these.
      """,
      valueName: "connection|schema"
    )
  )
  var holdout: String?

  @Option(
    help: .init(
      "The schema's name in the hold-out, as --target-schema. Default: the same name.",
      valueName: "name|source=name"
    )
  )
  var holdoutSchema: [String] = []

  @Option(help: .init("Write JUnit XML, a test for every bar.", valueName: "file"))
  var junit: String?

  @Flag(help: "Write the scores into the quality views of the target.")
  var store = false

  @Option(
    help: .init(
      "About how many rows of a table to read on each side at most. Default: 200000.",
      valueName: "number"
    )
  )
  var fitRows: Int?

  @Option(help: .init("Which entities of large tables are read. Default: 0.", valueName: "number"))
  var seed: UInt64?

  @Option(
    help: .init("Sessions and threads at most. Default: the processors.", valueName: "number")
  )
  var jobs: Int?

  @Option(help: .init("Schema of the quality views. Default: pgsynth.", valueName: "name"))
  var qualitySchema: String?

  @Option(
    help: .init(
      "File with the source, the target and the choice of tables, as for clone; flags win.",
      valueName: "file"
    )
  )
  var config: String?

  @Flag(help: "Print one JSON object on standard output and nothing else.")
  var json = false

  @OptionGroup(title: "Output") var verbosity: VerbosityFlags

  func validate() throws {
    guard junit == nil || !threshold.isEmpty else {
      throw ValidationError("--junit has a test for every --threshold; name some")
    }
    guard holdoutSchema.isEmpty || holdout != nil else {
      throw ValidationError("--holdout-schema names a schema of --holdout; say where that is")
    }
    if case .schema(let name) = holdout.map(TargetChoice.init), !holdoutSchema.isEmpty {
      throw ValidationError(
        """
        --holdout \(name) and --holdout-schema both name a schema; leave one of them out. To name a database, write \
        --holdout dbname=\(name)
        """
      )
    }
  }

  func run(console: Console) throws {
    var evaluation = Evaluation(try CloneRequest(settings).resolved())
    evaluation.bars = try threshold.map { text throws(PgSynthError) in try QualityBar(text) }
    evaluation.minimumRows = minimumRows
    evaluation.storesScores = store
    try chooseHoldOut(of: &evaluation)
    let outcome = try ProgressReporter.reporting(verbosity, console) {
      try evaluation.run(progress: $0)
    }
    if let junit { try write(outcome.junit, to: junit) }
    if json {
      console.print(Self.json(outcome))
    } else if !verbosity.quiet {
      console.print(text(outcome))
    }
    guard !outcome.missed.isEmpty else { return }
    if !json { console.complain(Self.missed(outcome)) }
    throw ExitCode(ExitStatus.missed)
  }

  private func chooseHoldOut(of evaluation: inout Evaluation) throws {
    switch holdout.map(TargetChoice.init) {
    case .connection(let connection): evaluation.holdOut = connection
    case .schema(let name):
      evaluation.holdOut = evaluation.options.source
      evaluation.onlyHoldOutSchema = name
    case nil: break
    }
    switch try TargetSchemas(arguments: holdoutSchema, option: "holdout-schema") {
    case .only(let name): evaluation.onlyHoldOutSchema = name
    case .renamed(let names): evaluation.holdOutSchemas = names
    case nil: break
    }
  }

  /// Flags over the file.
  private var settings: CloneSettings {
    get throws {
      var settings = CloneSettings()
      settings.source = source
      settings.target = target.map(TargetChoice.init)
      settings.sourceSchemas = sourceSchema.nilIfEmpty
      settings.targetSchemas = try TargetSchemas(arguments: targetSchema)
      settings.tables = tables.patterns
      settings.excluded = exclude.patterns
      settings.fitRows = fitRows
      settings.seed = seed
      settings.jobs = jobs
      settings.qualitySchema = qualitySchema
      return settings.merged(over: try ConfigurationFile.settings(explicitly: config).settings)
    }
  }

  private func write(_ text: String, to file: String) throws {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    } catch {
      throw PgSynthError(
        .failed,
        "--junit \(file): the file cannot be written. Check the folder and its permissions"
      )
    }
  }

  private func text(_ outcome: EvaluationOutcome) -> String {
    var parts = [String(outcome.summary.dropLast())]
    if !outcome.notes.isEmpty {
      parts.append((["Not compared:"] + outcome.notes.map { "  " + $0 }).joined(separator: "\n"))
    }
    if !outcome.checks.isEmpty, outcome.missed.isEmpty {
      parts.append(
        (["Bars, all reached:"] + outcome.checks.map { "  " + $0.text }).joined(separator: "\n")
      )
    }
    if let run = outcome.run {
      let schema = qualitySchema ?? "pgsynth"
      parts.append("Stored as run \(run): SELECT * FROM \(schema).quality;")
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func missed(_ outcome: EvaluationOutcome) -> String {
    (["pgsynth: \(NumberText.count(outcome.missed.count, "bar")) missed:"]
      + outcome.missed.map { "  " + $0.text }).joined(separator: "\n")
  }

  private static func json(_ outcome: EvaluationOutcome) -> String {
    JSONText.object([
      (
        "thresholds",
        JSONText.array(
          outcome.checks.map { check in
            JSONText.object([
              ("score", JSONText.string(check.bar.score.rawValue)),
              ("limit", "\(check.bar.limit)"),
              ("direction", JSONText.string(check.bar.score.isCeiling ? "at most" : "at least")),
              ("value", check.value.map { "\($0)" } ?? "null"),
              ("subject", check.subject.map(JSONText.string) ?? "null"),
              ("met", check.isMet ? "true" : "false"),
            ])
          }
        )
      ),
      ("structure", outcome.structure.map { "\($0)" } ?? "null"),
      ("not_compared", JSONText.array(outcome.notes.map(JSONText.string))),
      ("run", outcome.run.map { "\($0)" } ?? "null"),
      ("summary", outcome.summaryJSON),
    ])
  }
}
