import ArgumentParser
import PgSynth

/// `pgsynth inspect`: the schema as the program sees it.
struct InspectCommand: ConsoleCommand {
  /// Languages of diagrams.
  enum Diagram: String, ExpressibleByArgument, CaseIterable {
    case mermaid
    case dot
  }

  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show a database as pgsynth sees it: tables, keys, sdtypes, relationships, order.",
    discussion: """
      Reads the catalogs, not the rows.

      As text:
        pgsynth inspect --source postgresql://app@db.example/shop

      As JSON, one schema, tables that begin with order:
        pgsynth inspect --source dbname=shop --source-schema public --tables "order*" --json

      As a picture:
        pgsynth inspect --source dbname=shop --diagram dot | dot -Tsvg > shop.svg
        pgsynth inspect --source dbname=shop --diagram mermaid > shop.mmd
      """
  )

  @Option(
    help: .init(
      "The database to read: a URI, \"host=… dbname=…\", or a database name.",
      valueName: "connection"
    )
  )
  var source: String?

  @Option(
    help: .init(
      "A schema to show; repeatable. Default: every schema that pgsynth did not make.",
      valueName: "name"
    )
  )
  var sourceSchema: [String] = []

  @Option(
    help: .init(
      """
      Tables to show: table or schema.table, * matches anything; repeatable, or several with commas. \
      Default: all.
      """,
      valueName: "pattern"
    )
  )
  var tables: [String] = []

  @Option(help: .init("Tables to leave out, likewise.", valueName: "pattern"))
  var exclude: [String] = []

  @Flag(help: "Count the rows instead of showing the server's estimates.")
  var count = false

  @Flag(help: "Print JSON.")
  var json = false

  @Option(help: .init("Print a diagram: mermaid or dot.", valueName: "mermaid|dot"))
  var diagram: Diagram?

  @Option(
    help: .init(
      "File with the source and the choice of tables, as for clone; flags win.",
      valueName: "file"
    )
  )
  var config: String?

  func validate() throws {
    guard !json || diagram == nil else {
      throw ValidationError("--json and --diagram are different outputs; choose one")
    }
  }

  func run(console: Console) throws {
    console.print(try inspection.render(format))
  }

  var format: Inspection.Format {
    switch diagram {
    case .mermaid: .mermaid
    case .dot: .dot
    case nil: json ? .json : .text
    }
  }

  private var inspection: Inspection {
    get throws {
      var settings = CloneSettings()
      settings.source = source
      settings.sourceSchemas = sourceSchema.nilIfEmpty
      settings.tables = tables.patterns
      settings.excluded = exclude.patterns
      settings = settings.merged(over: try ConfigurationFile.settings(explicitly: config).settings)
      var inspection = Inspection(source: try CloneRequest.source(of: settings))
      inspection.schemas = settings.sourceSchemas ?? []
      inspection.tables = settings.tables ?? []
      inspection.excluded = settings.excluded ?? []
      inspection.countsRows = count
      inspection.lockTimeoutSeconds = settings.lockTimeoutSeconds ?? inspection.lockTimeoutSeconds
      inspection.statementTimeoutSeconds =
        settings.statementTimeoutSeconds ?? inspection.statementTimeoutSeconds
      return inspection
    }
  }
}
