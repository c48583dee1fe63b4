import ArgumentParser
import PgSynth

/// Which database, schemas and tables are read.
struct SourceSelection: ParsableArguments {
  @Option(
    help: .init(
      "The database to read, and only to read: a URI, \"host=… dbname=…\", or a database name.",
      valueName: "connection"
    )
  )
  var source: String?

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
      Tables to take: table or schema.table, * matches anything; repeatable, or several with commas. \
      Default: all.
      """,
      valueName: "pattern"
    )
  )
  var tables: [String] = []

  @Option(help: .init("Tables to leave out, likewise.", valueName: "pattern"))
  var exclude: [String] = []

  /// What these options state.
  var settings: CloneSettings {
    var settings = CloneSettings()
    settings.source = source
    settings.sourceSchemas = sourceSchema.nilIfEmpty
    settings.tables = tables.patterns
    settings.excluded = exclude.patterns
    return settings
  }
}

/// A file that says what columns are meant to be.
struct MetadataOption: ParsableArguments {
  @Option(
    help: .init(
      """
      SDV metadata whose sdtypes and relationships are meant instead of those that were read; pgsynth metadata \
      export writes such a file.
      """,
      valueName: "file"
    )
  )
  var metadata: String?
}

/// What is compared with the source, and how much of both is read.
struct ComparisonOptions: ParsableArguments {
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

  @Option(
    help: .init(
      "File with the source, the target and the choice of tables, as for clone; flags win.",
      valueName: "file"
    )
  )
  var config: String?

  /// These options and those of the source, over the file.
  func settings(with selection: SourceSelection) throws -> CloneSettings {
    var settings = selection.settings
    settings.target = target.map(TargetChoice.init)
    settings.targetSchemas = try TargetSchemas(arguments: targetSchema)
    settings.fitRows = fitRows
    settings.seed = seed
    settings.jobs = jobs
    return settings.merged(over: try ConfigurationFile.settings(explicitly: config).settings)
  }
}
