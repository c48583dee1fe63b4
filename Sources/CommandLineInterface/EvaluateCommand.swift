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
      pairs_shared_bins, utility (the share of what models learn from real rows that they learn from the clone, too); \
      and the lowest single ones, in tables of 100 rows or more (--minimum-rows): table, column, pair, relationship. The others must not be exceeded: detection (the mean AUC of telling real rows, 0.5 is ideal), \
      and of single tables detection.worst, privacy.dcr, privacy.membership and privacy.exact, missed where the whole \
      confidence interval is above the bar. docs/quality-views.md says what they mean.

      Privacy needs real rows that the clone was not made from. clone keeps some out itself; here --holdout names them:
        pgsynth evaluate --source dbname=shop_train --target dbname=shop_sdv --holdout dbname=shop_hold \\
          --threshold detection=0.65 --threshold privacy.dcr=0.55

      With a page of plots, as pgsynth report makes it alone:
        pgsynth evaluate --source dbname=shop --target dbname=shop_sdv --threshold overall=0.9 --report quality.html

      Into the quality views, to compare runs in psql:
        pgsynth evaluate --source dbname=shop --target dbname=shop_staging --store
      """
  )

  @OptionGroup(title: "What to compare") var selection: SourceSelection
  @OptionGroup(title: "What to compare") var comparison: ComparisonOptions

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

  @OptionGroup(title: "What to compare") var holdOut: HoldOutOptions

  @Option(
    help: .init(
      """
      A column to be told from the others of its table, by models that learnt from the clone and tried on real rows; \
      repeatable. Default: the columns that real rows tell best.
      """,
      valueName: "table.column"
    )
  )
  var targetColumn: [String] = []

  @Flag(
    help: """
      List the rest of SDMetrics' metrics, too: coverage, adherence, statistics, sequences, new rows, logistic detection, \
      distances and disclosure.
      """
  )
  var metrics = false

  @Option(help: .init("Write JUnit XML, a test for every bar.", valueName: "file"))
  var junit: String?

  @Flag(help: "Write the scores into the quality views of the target.")
  var store = false

  @Option(help: .init("Write the report with plots, one HTML file.", valueName: "file"))
  var report: String?

  @Option(help: .init("Schema of the quality views. Default: pgsynth.", valueName: "name"))
  var qualitySchema: String?

  @Flag(help: "Print one JSON object on standard output and nothing else.")
  var json = false

  @OptionGroup(title: "Output") var verbosity: VerbosityFlags

  func validate() throws {
    guard junit == nil || !threshold.isEmpty else {
      throw ValidationError("--junit has a test for every --threshold; name some")
    }
  }

  func run(console: Console) throws {
    let junit = junit.map { OutputFile(path: $0, option: "--junit") }
    let report = report.map { OutputFile(path: $0, option: "--report") }
    for file in [junit, report] { try file?.check() }
    var evaluation = Evaluation(try CloneRequest(settings).resolved())
    evaluation.bars = try threshold.map { text throws(PgSynthError) in try QualityBar(text) }
    evaluation.minimumRows = minimumRows
    evaluation.storesScores = store
    evaluation.targetColumns = targetColumn
    evaluation.listsMetrics = metrics
    try holdOut.choose(of: &evaluation)
    evaluation.options.makesReport = report != nil
    let outcome = try ProgressReporter.reporting(verbosity, console) {
      try evaluation.run(progress: $0)
    }
    try junit?.write(outcome.junit)
    if let page = outcome.report { try report?.write(page) }
    if json {
      console.print(Self.json(outcome))
    } else if !verbosity.quiet {
      console.print(text(outcome))
    }
    guard !outcome.missed.isEmpty else { return }
    if !json { console.complain(Self.missed(outcome)) }
    throw ExitCode(ExitStatus.missed)
  }

  /// Flags over the file.
  private var settings: CloneSettings {
    get throws {
      var settings = try comparison.settings(with: selection)
      settings.qualitySchema = qualitySchema ?? settings.qualitySchema
      return settings
    }
  }

  private func text(_ outcome: EvaluationOutcome) -> String {
    var parts = [String(outcome.summary.dropLast())]
    if !outcome.metrics.isEmpty { parts.append(Self.metrics(outcome)) }
    if !outcome.notes.isEmpty {
      parts.append((["Not compared:"] + outcome.notes.map { "  " + $0 }).joined(separator: "\n"))
    }
    if !outcome.checks.isEmpty, outcome.missed.isEmpty {
      parts.append(
        (["Bars, all reached:"] + outcome.checks.map { "  " + $0.text }).joined(separator: "\n")
      )
    }
    if let report { parts.append("Report: \(report)") }
    if let run = outcome.run {
      let schema = qualitySchema ?? "pgsynth"
      parts.append("Stored as run \(run): SELECT * FROM \(schema).quality;")
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func metrics(_ outcome: EvaluationOutcome) -> String {
    let width = outcome.metrics.map(\.metric.count).max() ?? 0
    let lines = outcome.metrics.map { line in
      let place = line.table + (line.column.map { " (\($0))" } ?? "")
      let name = line.metric.padding(toLength: width, withPad: " ", startingAt: 0)
      return "  \(String(format: "%.3f", line.score))  \(name)  \(place)"
    }
    return (["SDMetrics' other metrics"] + lines).joined(separator: "\n")
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
      (
        "metrics",
        JSONText.array(
          outcome.metrics.map { line in
            JSONText.object([
              ("metric", JSONText.string(line.metric)),
              ("table", JSONText.string(line.table)),
              ("column", line.column.map(JSONText.string) ?? "null"),
              ("score", "\(line.score)"),
            ])
          }
        )
      ),
      ("run", outcome.run.map { "\($0)" } ?? "null"),
      ("summary", outcome.summaryJSON),
    ])
  }
}
