import ArgumentParser
import PgSynth

/// `pgsynth report`: scores of tables, whoever made them, as a page with plots.
struct ReportCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Compare a clone with its source in one HTML file with plots.",
    discussion: """
      Reads both sides as evaluate does and writes one file that needs nothing else: no network, no other file, and no \
      script but for sorting. It shows the scores with the lowest first, the schema coloured by them, and for each column \
      the distributions of both sides; for each table how columns hang together; for each foreign key the children per \
      parent. Nothing is written to a database.

      Every value that is shown has several units (people, customers) behind it; rarer ones are counted with others.

      The clone in schema staging of the same database:
        pgsynth report --source dbname=shop --source-schema public --target staging -o quality.html

      What another tool made, in another database:
        pgsynth report --source dbname=shop --target dbname=shop_sdv

      With privacy, by real rows that the clone was not made from:
        pgsynth report --source dbname=shop_train --target dbname=shop_sdv --holdout dbname=shop_hold

      clone --report FILE writes the same page about the clone just made, with privacy, rules and times besides; \
      evaluate --report FILE beside its bars.
      """
  )

  @OptionGroup(title: "What to compare") var selection: SourceSelection
  @OptionGroup(title: "What to compare") var comparison: ComparisonOptions
  @OptionGroup(title: "What to compare") var holdOut: HoldOutOptions

  @Option(name: .shortAndLong, help: .init("The file to write.", valueName: "file"))
  var output = "report.html"

  @OptionGroup(title: "Output") var verbosity: VerbosityFlags

  func run(console: Console) throws {
    let file = OutputFile(path: output, option: "--output")
    try file.check()
    var evaluation = Evaluation(
      try CloneRequest(try comparison.settings(with: selection)).resolved()
    )
    evaluation.options.makesReport = true
    try holdOut.choose(of: &evaluation)
    let outcome = try ProgressReporter.reporting(verbosity, console) {
      try evaluation.run(progress: $0)
    }
    try file.write(outcome.report ?? "")
    if !verbosity.quiet { console.print("Report: \(output)") }
  }
}
