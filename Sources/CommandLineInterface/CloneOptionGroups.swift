import ArgumentParser
import PgSynth

/// Where the twin goes and what of the source goes into it.
struct CloneSelection: ParsableArguments {
  @OptionGroup var selection: SourceSelection

  @Option(
    help: .init(
      """
      Where the twin goes: a connection, or a bare word for a schema beside the source in the same \
      database (to name a database, write dbname=NAME).
      """,
      valueName: "connection|schema"
    )
  )
  var target: String?

  @OptionGroup var place: TargetPlace
  @OptionGroup var reach: SourceReach
}

/// What of the target's is made, and under which names.
struct TargetPlace: ParsableArguments {
  @Option(
    help: .init(
      """
      The schema's name in the target: source=target, repeatable; or one name where one schema is cloned. \
      Default: the same name.
      """,
      valueName: "name|source=target"
    )
  )
  var targetSchema: [String] = []

  @Flag(
    inversion: .prefixedNo,
    help: "Carry owners and privileges over, for roles that the target has. Default: no."
  )
  var withPrivileges: Bool?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Fill the tables that the target has, whose schema stays as it is, and refuse where rows would not fit. \
      Default: no.
      """
  )
  var dataOnly: Bool?
}

/// What is read besides what was chosen.
struct SourceReach: ParsableArguments {
  @Flag(
    inversion: .prefixedNo,
    help:
      "Clone the tables and types of other schemas that the chosen ones refer to, too. Default: no."
  )
  var withDependencies: Bool?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Where row-level security hides rows of the source from the role, learn from those it may see. \
      Default: refuse such tables.
      """
  )
  var rls: Bool?

  func state(in settings: inout CloneSettings) {
    settings.withDependencies = withDependencies
    settings.rls = rls
  }
}

/// How many rows are made.
struct RowAmounts: ParsableArguments {
  @Option(help: .init("Rows of the twin per row of the source. Default: 1.", valueName: "factor"))
  var scale: Double?

  @Option(
    help: .init("Rows of one table, whatever the scale; repeatable.", valueName: "table=number")
  )
  var rows: [String] = []

  /// Reads the values of `--rows`; a table's name may hold `=` itself.
  var rowCounts: [String: Int]? {
    get throws(PgSynthError) {
      var counts: [String: Int] = [:]
      for argument in rows {
        guard let equals = argument.lastIndex(of: "="), equals > argument.startIndex,
          let count = Int(argument[argument.index(after: equals)...])
        else {
          throw PgSynthError(.usage, "--rows \(argument): must be table=number, as in orders=5000")
        }
        let table = String(argument[..<equals])
        guard counts.updateValue(count, forKey: table) == nil else {
          throw PgSynthError(.usage, "--rows \(argument): table \(table) is named twice")
        }
      }
      return counts.isEmpty ? nil : counts
    }
  }
}

/// How many rows are made, and how many are learnt from.
struct CloneAmounts: ParsableArguments {
  @OptionGroup var rows: RowAmounts

  @Option(
    help: .init(
      "About how many rows of a table to learn from at most. Default: 200000.",
      valueName: "number"
    )
  )
  var fitRows: Int?

  @Option(
    help: .init(
      """
      Rows to make up for each table that is empty in the source, from types, constraints, keys and names \
      alone. Default: 0.
      """,
      valueName: "number"
    )
  )
  var emptyTables: Int?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Read no rows: take all tables of the source for empty, and make up --empty-tables rows (default here: \
      50) for each. Default: no.
      """
  )
  var schemaOnlySource: Bool?

  func state(in settings: inout CloneSettings) throws {
    settings.scale = rows.scale
    settings.rowCounts = try rows.rowCounts
    settings.fitRows = fitRows
    settings.emptyTableRows = emptyTables
    settings.schemaOnlySource = schemaOnlySource
  }
}

/// How models are fitted.
struct FitWays: ParsableArguments {
  @Option(
    help: .init("The same seed and source give the same twin. Default: 0.", valueName: "number")
  )
  var seed: UInt64?

  @Option(
    help: .init(
      """
      Work that goes into the models: fast (forests), balanced (boosted trees beside them, and for each \
      column whichever foretells held-out rows better, in tables of up to 200000 rows), or best (the same in \
      all tables). Default: balanced.
      """,
      valueName: "fast|balanced|best"
    )
  )
  var effort: String?

  @Option(
    help: .init(
      """
      What columns are drawn from: trees, gaussian-copula (all columns of a row at once; quicker to fit, coarser), or \
      hma (the same, with parameters of its own for every parent row: what its children have in common); to compare with, independent (each column by its own marginal) or uniform (each evenly over its range or \
      labels). Keys, relationships and rules are kept with each. Default: trees.
      """,
      valueName: CloneOptions.Synthesizer.allCases.map(\.rawValue).joined(separator: "|")
    )
  )
  var engine: String?

  @Option(
    help: .init("Sessions and threads at most. Default: the processors.", valueName: "number")
  )
  var jobs: Int?

  @Option(
    help: .init(
      "Tables to copy as they are: auto, none, or names separated by commas. Default: auto.",
      valueName: "auto|none|names"
    )
  )
  var referenceTables: String?

  @OptionGroup var metadata: MetadataOption

  @Flag(
    inversion: .prefixedNo,
    help: .init(
      """
      Keep relationships that names and values show and no foreign key declares; pgsynth inspect shows them \
      first. Default: only those stated in the file under relationships.
      """
    )
  )
  var detectRelationships: Bool?

  func state(in settings: inout CloneSettings) throws {
    settings.seed = seed
    settings.effort = try effort.map(CloneOptions.Effort.init(argument:))
    settings.synthesizer = try engine.map(CloneOptions.Synthesizer.init(argument:))
    settings.jobs = jobs
    settings.referenceTables = referenceTables.map(ReferenceTablesChoice.init)
    settings.detectsRelationships = detectRelationships
    settings.metadata = metadata.metadata
  }
}

/// What may be touched in the target.
struct TargetWays: ParsableArguments {
  @Flag(
    inversion: .prefixedNo,
    help: """
      Drop a target schema that pgsynth did not make; with --data-only, empty tables that hold rows. \
      Default: refuse.
      """
  )
  var replace: Bool?

  @Option(help: .init("Schema of the quality views. Default: pgsynth.", valueName: "name"))
  var qualitySchema: String?
}

/// How long the server may take.
struct SessionLimits: ParsableArguments {
  @Option(
    help: .init("Longest wait for a lock, 0 for no limit. Default: 30.", valueName: "seconds")
  )
  var lockTimeout: Double?

  @Option(
    help: .init("Longest statement, 0 for no limit. Default: 0.", valueName: "seconds")
  )
  var statementTimeout: Double?

  func state(in settings: inout CloneSettings) {
    settings.lockTimeoutSeconds = lockTimeout
    settings.statementTimeoutSeconds = statementTimeout
  }
}

/// Where choices are stated that no flag states.
struct ConfigOption: ParsableArguments {
  @Option(
    help: .init(
      "File with these choices; flags win. Default: pgsynth.yaml where there is one.",
      valueName: "file"
    )
  )
  var config: String?
}

/// How the clone is made and what it may touch.
struct CloneWays: ParsableArguments {
  @OptionGroup var fit: FitWays

  @Flag(
    inversion: .prefixedNo,
    help: """
      Fail with status 3, and leave the target as it is, where the privacy check finds the twin nearer to rows \
      it was learnt from than to rows held out. Default: report it.
      """
  )
  var strict: Bool?

  @OptionGroup var target: TargetWays
  @OptionGroup var limits: SessionLimits
  @OptionGroup var file: ConfigOption
}

extension CloneOptions.Effort {
  /// Reads the value of `--effort`.
  init(argument: String) throws(PgSynthError) {
    guard let effort = Self(rawValue: argument) else {
      throw PgSynthError(.usage, "--effort \(argument): must be fast, balanced or best")
    }
    self = effort
  }
}

extension CloneOptions.Synthesizer {
  /// Reads the value of `--engine`.
  init(argument: String) throws(PgSynthError) {
    guard let synthesizer = Self(rawValue: argument) else {
      throw PgSynthError(.usage, "--engine \(argument): must be \(Self.names)")
    }
    self = synthesizer
  }

}

extension CaseIterable where Self: RawRepresentable<String> {
  /// All of them, for messages.
  static var names: String {
    let names = allCases.map(\.rawValue)
    return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
  }
}
