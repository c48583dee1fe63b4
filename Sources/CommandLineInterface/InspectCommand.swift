import ArgumentParser
import PgSynth

/// `pgsynth inspect`: the schema as the program sees it.
struct InspectCommand: ConsoleCommand {
  /// Languages of diagrams.
  enum Diagram: String, ExpressibleByArgument, CaseIterable {
    case mermaid
    case dot
    case svg
  }

  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show a database as pgsynth sees it: tables, keys, sdtypes, relationships, order.",
    discussion: """
      Reads the catalogs, not the rows, except with --count, --detect-relationships and --rules.

      As text:
        pgsynth inspect --source postgresql://app@db.example/shop

      As JSON, one schema, tables that begin with order:
        pgsynth inspect --source dbname=shop --source-schema public --tables "order*" --json

      As a picture:
        pgsynth inspect --source dbname=shop --diagram svg > shop.svg
        pgsynth inspect --source dbname=shop --diagram dot | dot -Tpdf > shop.pdf
        pgsynth inspect --source dbname=shop --diagram mermaid > shop.mmd

      What refers to what without a foreign key, to be pasted into pgsynth.yaml:
        pgsynth inspect --source dbname=shop --detect-relationships

      What follows from what in the rows, which a clone keeps; pgsynth.yaml can switch rules off and add some:
        pgsynth inspect --source dbname=shop --rules

      Two schemas object by object, in one database and in two; exit status 0 when they are the same, 3 when \
      they differ:
        pgsynth inspect --source dbname=shop --source-schema public --diff staging
        pgsynth inspect --source dbname=shop --diff dbname=shop_staging
      """
  )

  @OptionGroup(title: "What to show") var selection: SourceSelection

  @Flag(help: "Count the rows instead of showing the server's estimates.")
  var count = false

  @Flag(
    help: .init(
      """
      Look for relationships that no foreign key declares: by the names of columns and tables, and by at most \
      100,000 rows of each column. SELECT on the tables is enough.
      """
    )
  )
  var detectRelationships = false

  @Flag(
    help: .init(
      """
      List the rules that the rows obey, with the rows behind each: what is computed from other columns, from parents \
      or from children, what comes before what, what is null with what.
      """
    )
  )
  var rules = false

  @Flag(help: "Print JSON.")
  var json = false

  @Option(help: .init("Print a diagram: mermaid, dot or svg.", valueName: "mermaid|dot|svg"))
  var diagram: Diagram?

  @Option(
    help: .init(
      "File with the source and the choice of tables, as for clone; flags win.",
      valueName: "file"
    )
  )
  var config: String?

  @OptionGroup var metadata: MetadataOption

  @Option(
    help: .init(
      "Compare with another database, or with a schema of the same one.",
      valueName: "connection|schema"
    )
  )
  var diff: String?

  @Option(
    help: .init(
      "With --diff: the schema's name on the other side; repeatable. Default: the same name.",
      valueName: "source=target"
    )
  )
  var targetSchema: [String] = []

  func validate() throws {
    guard diff == nil || diagram == nil else {
      throw ValidationError("--diff has no diagram; leave --diagram out")
    }
    guard diff != nil || targetSchema.isEmpty else {
      throw ValidationError("--target-schema is for --diff")
    }
    guard !rules || diagram == nil && diff == nil else {
      throw ValidationError("--rules is a list of its own; leave --diagram and --diff out")
    }
    guard !json || diagram == nil else {
      throw ValidationError("--json and --diagram are different outputs; choose one")
    }
  }

  func run(console: Console) throws {
    if rules {
      let report = try Clone(ruleOptions).rules { _ in }
      console.print(json ? report.json : report.text)
      return
    }
    guard let diff else {
      console.print(try inspection.render(format))
      return
    }
    let outcome = try comparison(with: diff).run()
    console.print(json ? try outcome.json() : outcome.text)
    if !outcome.isSame { throw ExitCode(ExitStatus.different) }
  }

  private func comparison(with other: String) throws -> SchemaDiff {
    let left = try inspection
    let target = TargetChoice(other)
    var diff = SchemaDiff(left: left, rightSource: target.connection)
    switch (try TargetSchemas(arguments: targetSchema), target.schema) {
    case (.renamed(let names), nil): diff.targetSchemas = names
    case (nil, nil): break
    case (.only(let name), nil), (nil, .some(let name)):
      guard left.schemas.count == 1, let schema = left.schemas.first else {
        throw PgSynthError(
          .usage,
          "one schema, \(name), to compare with: say with which one, --source-schema NAME"
        )
      }
      diff.targetSchemas = [schema: name]
    case (.some, .some(let name)):
      throw PgSynthError(
        .usage,
        "--diff \(name) and --target-schema both name a schema; leave one of them out"
      )
    }
    return diff
  }

  var format: Inspection.Format {
    switch diagram {
    case .mermaid: .mermaid
    case .dot: .dot
    case .svg: .svg
    case nil: json ? .json : .text
    }
  }

  /// Flags over the file.
  private var settings: CloneSettings {
    get throws {
      var settings = selection.settings
      settings.metadata = metadata.metadata
      return settings.merged(over: try ConfigurationFile.settings(explicitly: config).settings)
    }
  }

  /// The rows to look for rules in, as a clone would read them.
  private var ruleOptions: CloneOptions {
    get throws {
      var settings = try settings
      settings.detectsRelationships = detectRelationships ? true : settings.detectsRelationships
      // Where a clone would go makes no difference to its rules.
      settings.target = .connection("dbname=rules")
      settings.targetSchemas = nil
      var options = try CloneRequest(settings).options
      options.target = nil
      return options
    }
  }

  private var inspection: Inspection {
    get throws {
      var inspection = try CloneRequest.inspection(try settings)
      inspection.countsRows = count
      inspection.detectsRelationships = detectRelationships
      return inspection
    }
  }
}
