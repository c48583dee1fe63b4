import PgSynth

/// The settings that a run works with, after flags, file and defaults.
enum EffectiveSettings {
  /// Lines under the names of the flags; connections without passwords.
  static func text(_ options: CloneOptions) -> String {
    let references =
      switch options.referenceTables {
      case .automatic: "auto"
      case .none: "none"
      case .named(let names): list(names)
      }
    let lines = [
      ("source", Redaction.connection(options.source)),
      ("target", options.target.map(Redaction.connection) ?? "the source's database"),
      ("source-schema", options.sourceSchemas.isEmpty ? "all" : list(options.sourceSchemas)),
      ("target-schema", map(options.targetSchemas)),
      ("tables", options.tables.isEmpty ? "all" : list(options.tables)),
      ("exclude", list(options.excluded)),
      ("with-dependencies", "\(options.includesDependencies)"),
      ("with-privileges", "\(options.includesPrivileges)"),
      ("rls", "\(options.readsVisibleRows)"),
      ("data-only", "\(options.isDataOnly)"),
      ("scale", "\(options.scale)"),
      ("rows", map(options.rowCounts.mapValues(String.init))),
      ("seed", "\(options.seed)"),
      ("effort", options.effort.rawValue),
      ("engine", options.synthesizer.rawValue),
      ("synthesizers", map(options.tableSynthesizers.mapValues(\.rawValue))),
      ("marginals", map(options.marginals.mapValues(\.rawValue))),
      ("transforms", map(options.transforms.mapValues(\.rawValue))),
      ("jobs", "\(options.jobs)"),
      ("fit-rows", "\(options.fitRows)"),
      ("empty-tables", "\(options.emptyTableRows)"),
      ("schema-only-source", "\(!options.readsRows)"),
      ("reference-tables", references),
      ("relationships", list(options.relationships.map { "\($0.table) (\(list($0.columns)))" })),
      ("metadata", options.metadata == nil ? "none" : "a file"),
      ("detect-relationships", "\(options.detectsRelationships)"),
      ("strict", "\(options.isStrict)"),
      ("rules off", list(options.rulesOff)),
      ("rules add", list(options.rulesAdded)),
      ("requests", list(options.requests.map { $0.condition ?? $0.table ?? "" })),
      ("given", list(options.given.map(\.table))),
      ("constraints", list(options.constraints.map(\.type))),
      ("replace", "\(options.replacesTarget)"),
      ("quality-schema", options.qualitySchema),
      ("lock-timeout", "\(options.lockTimeoutSeconds)"),
      ("statement-timeout", "\(options.statementTimeoutSeconds)"),
    ]
    return lines.map { "\($0): \($1)" }.joined(separator: "\n") + "\n"
  }

  private static func list(_ items: [String]) -> String {
    items.isEmpty ? "none" : items.joined(separator: ", ")
  }

  private static func map(_ items: [String: String]) -> String {
    list(items.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
  }
}
