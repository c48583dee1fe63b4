import ArgumentParser
import Foundation
import PgSynth

/// `pgsynth generate`: the half of a clone that needs no source.
struct GenerateCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Make a clone from a model file, without the source.",
    discussion: """
      Makes the schema and the rows of a model that fit wrote, and swaps them in at the end, as clone does: the same rows \
      with the same seed. Scores are not there without real rows; evaluate adds them where the source can be read.

        pgsynth generate shop.pgsynth --target postgresql://app@staging.example/shop

      Under another name, ten times the rows, and other ones:
        pgsynth generate shop.pgsynth --target dbname=shop --target-schema shop_big --scale 10 --seed 7

      Into files, with psql's script to load them; no server is needed, and none checks the rows:
        pgsynth generate shop.pgsynth --output shop_files --format csv

      Into the tables that exist there:
        pgsynth generate shop.pgsynth --target dbname=shop_staging --data-only

      Scores, later:
        pgsynth evaluate --source postgresql://app@db.example/shop --target postgresql://app@staging.example/shop
      """
  )

  @Argument(help: .init("The model file.", valueName: "model"))
  var model: String

  @Option(
    help: .init(
      "The database to write to: a URI, \"host=… dbname=…\", or a database name.",
      valueName: "connection"
    )
  )
  var target: String?

  @Option(
    name: .shortAndLong,
    help: .init(
      "A folder to write files into instead: rows of each table, schema.sql, constraints.sql and load.sql.",
      valueName: "folder"
    )
  )
  var output: String?

  @Option(
    help: .init(
      "What rows in files are written as: csv, or copy (the text format of COPY). Default: csv.",
      valueName: "csv|copy"
    )
  )
  var format: String?

  @OptionGroup(title: "Where to") var place: TargetPlace
  @OptionGroup(title: "How much") var amounts: RowAmounts
  @OptionGroup(title: "Which rows") var wishes: RowWishes

  @Option(
    help: .init(
      "The same seed and model give the same twin. Default: the seed of the fit.",
      valueName: "number"
    )
  )
  var seed: UInt64?

  @Option(
    help: .init("Sessions and threads at most. Default: the processors.", valueName: "number")
  )
  var jobs: Int?

  @OptionGroup(title: "How") var ways: TargetWays
  @OptionGroup(title: "How") var limits: SessionLimits
  @OptionGroup(title: "Output") var verbosity: VerbosityFlags

  @Flag(help: "Print one JSON object on standard output and nothing else.")
  var json = false

  func run(console: Console) throws {
    let model = try ModelFile(path: model)
    let options = try GenerateRequest.options(of: self, schemas: model.schemas)
    if let output {
      try write(model, options, into: output, console: console)
      return
    }
    let outcome = try ProgressReporter.reporting(verbosity, console) {
      try Generate(model, options).run(progress: $0)
    }
    let report = CloneReport(
      outcome: outcome,
      seed: options.seed ?? model.description.seed,
      isDataOnly: options.isDataOnly,
      qualitySchema: options.qualitySchema
    )
    if json {
      console.print(report.json)
    } else if !verbosity.quiet {
      console.print(report.text)
    }
  }
}

extension GenerateCommand {
  private func write(
    _ model: ModelFile,
    _ options: GenerateOptions,
    into folder: String,
    console: Console
  ) throws {
    let format = try GenerateRequest.format(of: self)
    let outcome = try ProgressReporter.reporting(verbosity, console) {
      try Generate(model, options).write(into: folder, format: format, progress: $0)
    }
    if json {
      console.print(
        JSONText.object([
          ("folder", JSONText.string(folder)),
          ("format", JSONText.string(format.rawValue)),
          ("rows", "\(outcome.rowCount)"),
          ("seed", "\(options.seed ?? model.description.seed)"),
          ("omissions", JSONText.array(outcome.omissions.map(JSONText.string))),
          ("warnings", JSONText.array(outcome.warnings.map(JSONText.string))),
        ])
      )
    } else if !verbosity.quiet {
      var lines = [
        "Wrote \(NumberText.count(outcome.rowCount, "row")) into \(folder); PostgreSQL has checked none of them yet.",
        "Load them: cd \(folder) && psql -d DATABASE -f load.sql",
      ]
      for (title, entries) in [
        ("Not carried over:", outcome.omissions), ("Mind:", outcome.warnings),
      ] where !entries.isEmpty {
        lines += ["", title] + entries.map { "  " + $0 }
      }
      console.print(lines.joined(separator: "\n"))
    }
  }
}

/// Flags of `generate` that are complete and do not contradict each other.
enum GenerateRequest {
  /// - `schemas`: those of the model.
  static func options(
    of command: GenerateCommand,
    schemas: [String]
  ) throws(PgSynthError) -> GenerateOptions {
    try checkPlace(command)
    var options = GenerateOptions(target: command.target)
    options.targetSchemas = try targetSchemas(command, schemas)
    options.scale = try command.amounts.scale.map { scale throws(PgSynthError) in
      try CloneRequest.checked(scale, "scale", CloneRequest.problem(ofScale:))
    }
    options.rowCounts = try command.amounts.rowCounts ?? [:]
    try CloneRequest.checkRowCounts(options.rowCounts)
    var wishes = CloneSettings()
    try command.wishes.state(in: &wishes)
    options.requests = try wishes.requests()
    options.given = try wishes.givenRows()
    options.seed = command.seed
    options.jobs = try CloneRequest.checked(
      command.jobs ?? ProcessInfo.processInfo.activeProcessorCount,
      "jobs"
    ) { $0 >= 1 ? nil : "must be 1 or more" }
    options.replacesTarget = command.ways.replace ?? false
    options.isDataOnly = command.place.dataOnly ?? false
    options.includesPrivileges = command.place.withPrivileges ?? false
    try CloneRequest.checkPrivileges(
      isDataOnly: options.isDataOnly,
      withPrivileges: options.includesPrivileges
    )
    options.qualitySchema = try CloneRequest.checked(
      command.ways.qualitySchema ?? options.qualitySchema,
      "quality-schema",
      CloneRequest.problem(ofSchema:)
    )
    options.lockTimeoutSeconds = try CloneRequest.checkedTimeout(
      command.limits.lockTimeout ?? options.lockTimeoutSeconds,
      "lock-timeout"
    )
    options.statementTimeoutSeconds = try CloneRequest.checkedTimeout(
      command.limits.statementTimeout ?? options.statementTimeoutSeconds,
      "statement-timeout"
    )
    return options
  }

  /// A database or a folder, and nothing that the other one alone has.
  private static func checkPlace(_ command: GenerateCommand) throws(PgSynthError) {
    switch (command.target, command.output) {
    case (nil, nil):
      throw PgSynthError(
        .usage,
        """
        --target is missing: say where the clone goes, for example
          --target postgresql://app@db.example/shop_staging
          --output shop_files
        """
      )
    case (.some, .some):
      throw PgSynthError(.usage, "--target and --output: leave one of them out")
    case (.some, nil):
      guard command.format == nil else {
        throw PgSynthError(.usage, "--format is for files; name a folder with --output")
      }
    case (nil, .some):
      let ofDatabases = [
        ("data-only", command.place.dataOnly != nil), ("replace", command.ways.replace != nil),
        ("quality-schema", command.ways.qualitySchema != nil),
      ]
      for (flag, isGiven) in ofDatabases where isGiven {
        throw PgSynthError(.usage, "--\(flag) is for databases; --output writes files")
      }
    }
  }

  static func format(of command: GenerateCommand) throws(PgSynthError) -> RowFileFormat {
    guard let name = command.format else { return .csv }
    guard let format = RowFileFormat(rawValue: name) else {
      throw PgSynthError(.usage, "--format \(name): must be csv or copy")
    }
    return format
  }

  private static func targetSchemas(
    _ command: GenerateCommand,
    _ schemas: [String]
  ) throws(PgSynthError) -> [String: String] {
    let names: [String: String]
    switch try TargetSchemas(arguments: command.place.targetSchema) {
    case nil: names = [:]
    case .renamed(let renamed): names = renamed
    case .only(let name):
      guard schemas.count == 1 else {
        throw PgSynthError(
          .usage,
          "--target-schema \(name): the model has schemas \(schemas.joined(separator: ", ")); name each, as in "
            + "--target-schema \(schemas.first ?? "public")=\(name)"
        )
      }
      names = [schemas[0]: name]
    }
    for (schema, name) in names.sorted(by: { $0.key < $1.key }) {
      if let problem = CloneRequest.problem(ofSchema: name) {
        throw PgSynthError(.usage, "--target-schema \(schema)=\(name): \(problem)")
      }
    }
    return names
  }
}
