import PgSynth

/// What a clone came to, for people and for programs.
struct CloneReport {
  let outcome: CloneOutcome
  let seed: UInt64
  var isDryRun = false
  let isDataOnly: Bool
  let qualitySchema: String
  /// The file with the page of plots.
  var page: String?

  /// The plan of a dry run, otherwise the headline, the quality summary and what to know about the clone.
  var text: String {
    var parts: [String] = []
    if isDryRun {
      parts.append(outcome.plan)
      if isDataOnly {
        let schemas = outcome.targetSchemas.joined(separator: ", ")
        parts.append(
          "The rows go into the tables that exist in \(schemas); their schema stays as it is."
        )
      }
    } else {
      parts.append(headline)
      if let summary = outcome.summary { parts.append(summary) }
      if !outcome.relationships.isEmpty {
        parts.append(
          (["Relationships without a constraint:"] + outcome.relationships.map { "  " + $0 })
            .joined(separator: "\n")
        )
      }
      if !outcome.referenceTables.isEmpty {
        parts.append(
          "Copied as they are (reference tables): "
            + outcome.referenceTables.joined(separator: ", ")
        )
      }
    }
    if !outcome.exampleTables.isEmpty, !isDryRun {
      let names = outcome.exampleTables.prefix(Self.listedTables).joined(separator: ", ")
      let rest = outcome.exampleTables.count - Self.listedTables
      parts.append(
        "Made up, not scored (empty in the source): \(names)"
          + (rest > 0 ? " and \(rest) more" : "")
      )
    }
    if !outcome.emptiedTables.isEmpty {
      parts.append(
        "\(isDryRun ? "To be emptied" : "Emptied") first: "
          + outcome.emptiedTables.joined(separator: ", ")
      )
    }
    if !outcome.differences.isEmpty {
      parts.append(
        (["The target's schema differs where it makes no difference to rows:"]
          + outcome.differences.map { "  " + $0 }).joined(separator: "\n")
      )
    }
    if !outcome.omissions.isEmpty {
      parts.append(
        (["Not carried over:"] + outcome.omissions.map { "  " + $0 }).joined(separator: "\n")
      )
    }
    if !outcome.warnings.isEmpty {
      parts.append((["Mind:"] + outcome.warnings.map { "  " + $0 }).joined(separator: "\n"))
    }
    if isDryRun {
      parts.append("Dry run: nothing was written.")
    } else {
      let page = page.map { "\nPlots in a browser: \($0)" } ?? ""
      parts.append(
        outcome.summary == nil
          ? "Not scored: pgsynth evaluate compares it with the source where that can be read."
          : "Scores in psql on the target: SELECT * FROM \(viewSchema).quality;\(page)"
      )
    }
    return parts.map { $0.hasSuffix("\n") ? String($0.dropLast()) : $0 }
      .joined(separator: "\n\n") + "\n"
  }

  /// Longer lists of tables say no more in a terminal; the JSON has all.
  private static let listedTables = 20

  /// One object; `plan` and `summary` are the library's own JSON.
  var json: String {
    JSONText.object([
      ("dry_run", isDryRun ? "true" : "false"),
      ("target_schemas", strings(outcome.targetSchemas)),
      ("rows", "\(outcome.rowCount)"),
      ("seed", "\(seed)"),
      ("run", outcome.run.map { "\($0)" } ?? "null"),
      ("report", page.map(JSONText.string) ?? "null"),
      (
        "seconds",
        JSONText.object(outcome.seconds.map { ($0.stage.rawValue, "\($0.seconds)") })
      ),
      ("reference_tables", strings(outcome.referenceTables)),
      ("example_tables", strings(outcome.exampleTables)),
      ("emptied_tables", strings(outcome.emptiedTables)),
      ("differences", strings(outcome.differences)),
      ("relationships", strings(outcome.relationships)),
      ("omissions", strings(outcome.omissions)),
      ("warnings", strings(outcome.warnings)),
      ("plan", outcome.planJSON),
      ("summary", outcome.summaryJSON ?? "null"),
    ])
  }

  private var headline: String {
    let seconds = outcome.seconds.reduce(0) { $0 + $1.seconds }
    let schemas = outcome.targetSchemas
    var text =
      "Cloned \(NumberText.count(outcome.rowCount, "row")) into \(isDataOnly ? "tables of " : "")"
      + "\(schemas.count == 1 ? "schema" : "schemas") \(schemas.joined(separator: ", ")) "
      + "in \(NumberText.duration(seconds)) (seed \(seed)"
    if let run = outcome.run { text += ", run \(run)" }
    return text + ")"
  }

  /// The schema of the views as SQL reads it.
  private var viewSchema: String {
    let name = qualitySchema
    let isPlain = name.wholeMatch(of: /[a-z_][a-z0-9_]*/) != nil
    return isPlain ? name : "\"\(name.replacing("\"", with: "\"\""))\""
  }

  private func strings(_ items: [String]) -> String {
    JSONText.array(items.map(JSONText.string))
  }
}

extension CloneReport {
  /// The report of a clone, or of its plan.
  init(outcome: CloneOutcome, options: CloneOptions, page: String? = nil) {
    self.init(
      outcome: outcome,
      seed: options.seed,
      isDryRun: options.isDryRun,
      isDataOnly: options.isDataOnly,
      qualitySchema: options.qualitySchema,
      page: page
    )
  }
}
