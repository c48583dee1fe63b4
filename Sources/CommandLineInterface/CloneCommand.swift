import ArgumentParser
import PgSynth

/// `pgsynth clone`: the whole way in one go.
struct CloneCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "clone",
    abstract: "Write a synthetic twin of a database into a schema or another database.",
    discussion: """
      Reads the source in one read-only snapshot, learns from it, generates new rows, and writes them with \
      the source's tables, keys and constraints. The twin is built under scratch names and swapped in at the \
      end, so that a failure or Ctrl-C leaves the target as it was. What pgsynth did not make is replaced \
      only with --replace.

      Into the schema staging, beside the source in the same database:
        pgsynth clone --source postgresql://app@db.example/shop --target staging

      Into another database, one tenth of the rows:
        pgsynth clone --source "host=db.example dbname=shop" \\
          --target "host=staging.example dbname=shop" --scale 0.1

      Two schemas under other names, without the logs:
        pgsynth clone --source dbname=shop --source-schema public --source-schema billing \\
          --target-schema public=public_twin --target-schema billing=billing_twin --exclude "*_log"

      Into the tables that the application's migrations made there; rows they hold are lost with --replace:
        pgsynth clone --source dbname=shop --target dbname=shop_staging --data-only --exclude migrations

      A whole database from a schema that holds no data yet, 100 rows a table:
        pgsynth clone --source dbname=shop_new --target dbname=shop_demo --schema-only-source --empty-tables 100

      See the plan first; nothing is written:
        pgsynth clone --source dbname=shop --target staging --dry-run

      Small tables of codes that an application does not run without (countries, statuses, currencies) are \
      copied as they are and listed; --reference-tables decides. The same --seed gives the same twin.

      One unit in ten (a customer with all that belongs to it) is kept out of the fit where there are enough, and \
      the twin must be no nearer to the others than to those: privacy in the summary, and a failure with --strict.

      With a page of plots beside it:
        pgsynth clone --source dbname=shop --target staging --report quality.html

      Afterwards, in psql on the target: SELECT * FROM pgsynth.quality;
      """
  )

  @OptionGroup(title: "What to clone") var selection: CloneSelection
  @OptionGroup(title: "How much") var amounts: CloneAmounts
  @OptionGroup(title: "Which rows") var wishes: RowWishes
  @OptionGroup(title: "How") var ways: CloneWays
  @OptionGroup(title: "Output") var verbosity: VerbosityFlags

  @Option(
    help: .init("Write the quality report with plots, one HTML file.", valueName: "file")
  )
  var report: String?

  @Flag(help: "Print the plan and stop; nothing is written.")
  var dryRun = false

  @Flag(help: "Print one JSON object on standard output and nothing else.")
  var json = false

  func run(console: Console) throws {
    let (fileSettings, file) = try ConfigurationFile.settings(explicitly: ways.file.config)
    if let file, ways.file.config == nil, !verbosity.quiet { console.complain("Using \(file)") }
    let request = try CloneRequest(settings.merged(over: fileSettings))
    var options = try request.resolved()
    options.isDryRun = dryRun
    let page = dryRun ? nil : self.report.map { OutputFile(path: $0, option: "--report") }
    try page?.check()
    options.makesReport = page != nil
    if dryRun, verbosity.verbose { console.complain(EffectiveSettings.text(options)) }
    let outcome = try ProgressReporter.reporting(verbosity, console) {
      try Clone(options).run(progress: $0)
    }
    if let html = outcome.report { try page?.write(html) }
    let report = CloneReport(outcome: outcome, options: options, page: page?.path)
    if json {
      console.print(report.json)
    } else if dryRun || !verbosity.quiet {
      console.print(report.text)
    }
  }

  /// What the flags state.
  var settings: CloneSettings {
    get throws {
      var settings = selection.selection.settings
      settings.target = selection.target.map(TargetChoice.init)
      settings.targetSchemas = try TargetSchemas(arguments: selection.place.targetSchema)
      settings.withPrivileges = selection.place.withPrivileges
      settings.dataOnly = selection.place.dataOnly
      selection.reach.state(in: &settings)
      try amounts.state(in: &settings)
      try wishes.state(in: &settings)
      try ways.fit.state(in: &settings)
      settings.strict = ways.strict
      settings.replacesTarget = ways.target.replace
      settings.qualitySchema = ways.target.qualitySchema
      ways.limits.state(in: &settings)
      return settings
    }
  }
}

extension Array {
  /// Repeatable options that nobody gave say nothing.
  var nilIfEmpty: Self? { isEmpty ? nil : self }
}

extension TargetSchemas {
  /// Reads the values of `--target-schema`, or of an option like it: one name, or pairs `source=target`.
  init?(arguments: [String], option: String = "target-schema") throws(PgSynthError) {
    guard !arguments.isEmpty else { return nil }
    if arguments.count == 1, !arguments[0].contains("=") {
      self = .only(arguments[0])
      return
    }
    var names: [String: String] = [:]
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw PgSynthError(
          .usage,
          "--\(option) \(argument): with several, each must be source=target"
        )
      }
      guard names.updateValue(String(parts[1]), forKey: String(parts[0])) == nil else {
        throw PgSynthError(.usage, "--\(option) \(argument): schema \(parts[0]) is named twice")
      }
    }
    self = .renamed(names)
  }
}
