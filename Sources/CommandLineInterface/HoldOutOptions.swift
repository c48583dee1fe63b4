import ArgumentParser
import PgSynth

/// Real rows to measure privacy with.
struct HoldOutOptions: ParsableArguments {
  @Option(
    help: .init(
      """
      Real rows that the scored tables were not made from: a connection, or a bare word for a schema beside the source. \
      With them privacy is measured, and rows are told apart from these.
      """,
      valueName: "connection|schema"
    )
  )
  var holdout: String?

  @Option(
    help: .init(
      "The schema's name in the hold-out, as --target-schema. Default: the same name.",
      valueName: "name|source=name"
    )
  )
  var holdoutSchema: [String] = []

  func validate() throws {
    guard holdoutSchema.isEmpty || holdout != nil else {
      throw ValidationError("--holdout-schema names a schema of --holdout; say where that is")
    }
    if case .schema(let name) = holdout.map(TargetChoice.init), !holdoutSchema.isEmpty {
      throw ValidationError(
        """
        --holdout \(name) and --holdout-schema both name a schema; leave one of them out. To name a database, write \
        --holdout dbname=\(name)
        """
      )
    }
  }

  func choose(of evaluation: inout Evaluation) throws {
    switch holdout.map(TargetChoice.init) {
    case .connection(let connection): evaluation.holdOut = connection
    case .schema(let name):
      evaluation.holdOut = evaluation.options.source
      evaluation.onlyHoldOutSchema = name
    case nil: break
    }
    switch try TargetSchemas(arguments: holdoutSchema, option: "holdout-schema") {
    case .only(let name): evaluation.onlyHoldOutSchema = name
    case .renamed(let names): evaluation.holdOutSchemas = names
    case nil: break
    }
  }
}
