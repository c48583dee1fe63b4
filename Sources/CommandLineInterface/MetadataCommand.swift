import ArgumentParser
import PgSynth

/// `pgsynth metadata`: the schema as SDV describes it.
struct MetadataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metadata",
    abstract: "Export, check and anonymize metadata as SDV reads them.",
    discussion: """
      SDV (https://docs.sdv.dev) describes tables, the sdtypes of their columns, and keys in a JSON file of its \
      specification V1. pgsynth writes such files, and takes them as they are edited: an sdtype that was guessed wrong, a \
      relationship that no foreign key declares.

        pgsynth metadata export --source dbname=shop -o shop.json
        pgsynth metadata validate shop.json --source dbname=shop
        pgsynth clone --source dbname=shop --target staging --metadata shop.json
      """,
    subcommands: [
      MetadataExportCommand.self, MetadataValidateCommand.self, MetadataAnonymizeCommand.self,
    ]
  )
}

/// `pgsynth metadata export`.
struct MetadataExportCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write what a database is as SDV metadata V1.",
    discussion: """
      Reads the catalogs, not the rows. Tables with composite keys, that refer to themselves or to each other in circles \
      are written, too; references that V1 has no words for are named on standard error. --extras adds them, with schemas, \
      types, unique keys and checks, as the member x_pgsynth, which SDV 1 does not look at and SDV 2 refuses.

      For SDV:
        pgsynth metadata export --source dbname=shop -o shop.json
        python -c 'from sdv.metadata import Metadata; Metadata.load_from_json("shop.json").validate()'

      Relationships that names and values show, too:
        pgsynth metadata export --source dbname=shop --detect-relationships
      """
  )

  @OptionGroup(title: "What to export") var selection: SourceSelection

  @Flag(help: "Add what V1 has no words for, as the member x_pgsynth; SDV 2 refuses it.")
  var extras = false

  @Flag(help: "Add relationships that no foreign key declares, found by names and by rows.")
  var detectRelationships = false

  @Option(
    name: .shortAndLong,
    help: .init("The file to write. Default: standard output.", valueName: "file")
  )
  var output: String?

  @Option(
    help: .init(
      "File with the source and the choice of tables, as for clone; flags win.",
      valueName: "file"
    )
  )
  var config: String?

  func run(console: Console) throws {
    let file = output.map { OutputFile(path: $0, option: "--output") }
    try file?.check()
    var inspection = try CloneRequest.inspection(
      selection.settings.merged(over: try ConfigurationFile.settings(explicitly: config).settings)
    )
    inspection.detectsRelationships = detectRelationships
    let (exported, warnings) = try inspection.export(withExtras: extras)
    for warning in warnings { console.complain("not in the file for SDV: \(warning)") }
    if let file {
      try file.write(exported.json)
    } else {
      console.print(exported.json)
    }
  }
}

/// `pgsynth metadata validate`.
struct MetadataValidateCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check a file of SDV metadata, by itself or against a database.",
    discussion: """
      Reads V1, MULTI_TABLE_V1 and SINGLE_TABLE_V1 and lists everything that is wrong, with table and column: unknown \
      members, sdtypes with what is not theirs, keys and relationships of columns that are not there or not of the same \
      sdtype, circles. With --source it also lists tables and columns that the database does not have, and what the file \
      says otherwise than the database.

        pgsynth metadata validate shop.json
        pgsynth metadata validate shop.json --source dbname=shop

      Exit status: 0 where nothing is wrong, 3 where something is; what the file says otherwise is no error.
      """
  )

  @Argument(help: .init("The file.", valueName: "file"))
  var file: String

  @OptionGroup(title: "What it is about") var selection: SourceSelection

  func run(console: Console) throws {
    let metadata = try MetadataFile(reading: try InputFile(path: file).text())
    let problems = metadata.problems
    for problem in problems { console.print(problem) }
    if selection.source != nil {
      let differences = try CloneRequest.inspection(selection.settings)
        .differences(from: metadata)
      if !differences.isEmpty {
        console.print(
          (["Otherwise than the database:"] + differences.map { "  " + $0 }).joined(separator: "\n")
        )
      }
    }
    guard problems.isEmpty else { throw ExitCode(ExitStatus.different) }
    console.print("\(file) is valid")
  }
}

/// `pgsynth metadata anonymize`.
struct MetadataAnonymizeCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "anonymize",
    abstract: "Write the same metadata under names that say nothing.",
    discussion: """
      Tables become table1, table2, columns column1, column2; sdtypes and keys stay. Formats of identifiers, orders of \
      categories and what is pgsynth's own are left out. For a question about a schema that must not be shown:

        pgsynth metadata anonymize shop.json -o question.json
      """
  )

  @Argument(help: .init("The file.", valueName: "file"))
  var file: String

  @Option(
    name: .shortAndLong,
    help: .init("The file to write. Default: standard output.", valueName: "file")
  )
  var output: String?

  func run(console: Console) throws {
    let target = output.map { OutputFile(path: $0, option: "--output") }
    try target?.check()
    let metadata = try MetadataFile(reading: try InputFile(path: file).text())
    if let target {
      try target.write(metadata.anonymized.json)
    } else {
      console.print(metadata.anonymized.json)
    }
  }
}
