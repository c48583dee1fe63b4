import ArgumentParser
import PgSynth

/// `pgsynth fit`: the half of a clone that needs the source.
struct FitCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Learn from a database, and write what was learnt into a model file.",
    discussion: """
      Reads the source in one read-only snapshot, as clone does, and writes one file with what generate needs: models, \
      definitions of the schema, and the rows of reference tables (countries, statuses, currencies), which are listed. It \
      holds no other row. generate makes clones of it where the source cannot be reached: the same ones as clone with \
      the same seed.

        pgsynth fit --source postgresql://app@db.example/shop --output shop.pgsynth
        pgsynth describe shop.pgsynth
        pgsynth generate shop.pgsynth --target postgresql://app@staging.example/shop

      Give the number of rows here where it is known (--scale, --rows): boosted trees are only tried for tables of up to \
      200000 rows, unless --effort says otherwise. generate takes both, too.

      The file is not encrypted. It shows what the clone shows, and how often: definitions, distributions, labels and words \
      that many share. Keep it where the schema may be kept.
      """
  )

  @OptionGroup(title: "What to learn from") var selection: SourceSelection
  @OptionGroup(title: "What to learn from") var reach: SourceReach
  @OptionGroup(title: "How much") var amounts: CloneAmounts
  @OptionGroup(title: "How") var ways: FitWays
  @OptionGroup(title: "How") var limits: SessionLimits
  @OptionGroup(title: "How") var file: ConfigOption

  @Option(name: .shortAndLong, help: .init("The model file to write.", valueName: "file"))
  var output: String

  @Flag(help: "Print what is in the file.")
  var describe = false

  @OptionGroup(title: "Output") var verbosity: VerbosityFlags

  func run(console: Console) throws {
    let place = OutputFile(path: output, option: "--output")
    try place.checkFolder()
    let (stated, path) = try ConfigurationFile.settings(explicitly: file.config)
    if let path, file.config == nil, !verbosity.quiet { console.complain("Using \(path)") }
    let options = try CloneRequest.learning(settings.merged(over: stated))
    let (model, seconds) = try ProgressReporter.reporting(verbosity, console) {
      try Fit(options).run(progress: $0)
    }
    let size = try model.write(to: output)
    if describe { console.print(model.description.text) }
    guard !verbosity.quiet else { return }
    let time = NumberText.duration(seconds.reduce(0) { $0 + $1.seconds })
    console.print(
      "Model of \(NumberText.count(model.description.tables.count, "table")) in \(output), "
        + "\(NumberText.count(size, "byte")), in \(time)"
    )
  }

  private var settings: CloneSettings {
    get throws {
      var settings = selection.settings
      reach.state(in: &settings)
      try amounts.state(in: &settings)
      try ways.state(in: &settings)
      limits.state(in: &settings)
      return settings
    }
  }
}
