import ArgumentParser
import PgSynth
import PostgresClient

/// `pgsynth demo`: the whole thing on a PostgreSQL of its own.
struct DemoCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Clone the bundled sample shop on a scratch PostgreSQL and show both sides.",
    discussion: """
      Starts the newest installed PostgreSQL in a temporary folder, reachable through a socket in it only, \
      loads the sample into the schema shop, clones it into the schema staging, prints the quality \
      summary and rows of both sides, and writes the report with plots. The server is stopped and its folder removed at the end, also after \
      Ctrl-C.

      See it:
        pgsynth demo

      Leave the server running, to look around with psql:
        pgsynth demo --keep
      """
  )

  @Flag(help: "Leave the server running and say how to connect and how to stop it.")
  var keep = false

  @Option(help: .init("Rows of the twin per row of the sample.", valueName: "factor"))
  var scale = 1.0

  @Option(help: .init("Another seed gives another twin.", valueName: "number"))
  var seed: UInt64 = 0

  @Option(
    help: .init("Sessions and threads at most. Default: the processors.", valueName: "number")
  )
  var jobs: Int?

  @Option(help: .init("The file with the report's plots, one HTML page.", valueName: "file"))
  var report = "report.html"

  @OptionGroup(title: "Output") var verbosity: VerbosityFlags

  private static let database = "shop"
  private static let targetSchema = "staging"

  func run(console: Console) throws {
    let options = try options(source: "")
    let page = OutputFile(path: report, option: "--report")
    try page.check()
    say("Starting PostgreSQL in a temporary folder", console)
    let cluster = try ScratchCluster.start()
    var isKept = false
    defer { if !isKept { cluster.stop() } }
    try Cancellation.shared.throwIfCancelled()
    say("Loading the sample shop into PostgreSQL \(cluster.serverVersion)", console)
    try cluster.createDatabase(Self.database)
    let settings = cluster.settings(database: Self.database)
    try SampleDatabase.load(into: settings)

    say("Cloning schema \(SampleDatabase.schema) into schema \(Self.targetSchema)", console)
    var sourced = options
    sourced.source = cluster.connectionString(database: Self.database)
    let outcome = try ProgressReporter.reporting(verbosity, console) {
      try Clone(sourced).run(progress: $0)
    }
    console.print("")
    try page.write(outcome.report ?? "")
    console.print(CloneReport(outcome: outcome, options: sourced, page: report).text)
    for (title, schema) in [
      ("Ten customers of the source", SampleDatabase.schema),
      ("Ten customers of the clone, of whom none exists", Self.targetSchema),
    ] {
      console.print("\n\(title) (\(schema).customers):")
      console.print(try RowPreview.text(of: Self.previewQuery(schema: schema), in: settings))
    }
    console.print("")
    if keep {
      isKept = true
      console.print(Self.directions(cluster, stopLine: cluster.keepRunning()))
    } else {
      console.print("The server is stopped now. With --keep it stays, to look around with psql.")
    }
  }

  private func options(source: String) throws(PgSynthError) -> CloneOptions {
    var settings = CloneSettings()
    settings.source = source
    settings.sourceSchemas = [SampleDatabase.schema]
    settings.targetSchemas = .only(Self.targetSchema)
    settings.scale = scale
    settings.seed = seed
    settings.jobs = jobs
    var options = try CloneRequest(settings).options
    options.makesReport = true
    return options
  }

  private func say(_ text: String, _ console: Console) {
    if !verbosity.quiet { console.complain(text) }
  }

  private static func previewQuery(schema: String) -> String {
    """
    SELECT customer_id, first_name, last_name, email, segment, country_code,
      signed_up_at::date AS signed_up, referred_by
    FROM \(SQLIdentifier.qualified(schema, "customers"))
    ORDER BY customer_id
    LIMIT 10
    """
  }

  private static func directions(_ cluster: ScratchCluster, stopLine: String) -> String {
    let psql = cluster.psqlLine(database: database)
    let clone = targetSchema
    return """
      The server is still running. To go on:
        \(psql)
        \(psql) -c 'SELECT * FROM pgsynth.quality'
        \(psql) -c 'SELECT * FROM pgsynth.quality_tables'
        \(psql) -c 'SELECT status, count(*) FROM \(clone).orders GROUP BY status'

      To stop it and remove its folder:
        \(stopLine)
      """
  }
}
