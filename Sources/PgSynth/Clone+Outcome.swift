import CloneWriter
import Constraints
import Foundation
import Metadata
import RelationalModels
import SchemaDDL

extension Clone {
  func outcome(
    source: SourceData,
    plan: GenerationPlan,
    rules: [TableRule],
    fitted: FittedDatabase?,
    seconds: [(stage: ProgressEvent.Stage, seconds: Double)]
  ) -> CloneOutcome {
    CloneOutcome(
      of: source.schema,
      fill: source.fill,
      undeclared: source.undeclaredRelationships(plan),
      plan: plan,
      rules: rules,
      constraints: source.constraints,
      effort: options.effort,
      fitted: fitted,
      destination: destination,
      seconds: seconds
    )
  }
}

extension CloneOutcome {
  /// What is known before anything was scored.
  init(
    of source: SourceSchema,
    fill: FillTarget?,
    undeclared: [String],
    plan: GenerationPlan,
    rules: [TableRule],
    constraints: [EnforcedConstraint],
    effort: CloneOptions.Effort,
    fitted: FittedDatabase?,
    destination: Destination,
    seconds: [(stage: ProgressEvent.Stage, seconds: Double)]
  ) {
    let text = PlanText(
      plan: plan,
      metadata: source.metadata,
      undeclared: undeclared,
      rules: rules,
      constraints: constraints,
      definitionTexts: fill == nil ? source.script.definitionTexts : [],
      effort: effort,
      fitted: fitted
    )
    // What the source has and a target that is filled lacks is among the differences.
    let omissions = source.metadata.omissions + (fill == nil ? source.script.omissions : [])
    self.init(
      plan: text.text,
      planJSON: text.json,
      referenceTables: plan.referenceTables,
      relationships: undeclared,
      omissions: omissions.map { "\($0.kind) \($0.name): \($0.reason)" },
      rowCount: 0,
      seconds: seconds,
      targetSchemas: source.script.schemas.map(destination.name(of:))
    )
    exampleTables = plan.exampleTables.map(\.description)
    emptiedTables = fill?.plan.emptied.map(\.description) ?? []
    differences = fill?.plan.notices ?? []
  }
}

extension GenerationPlan {
  /// Tables that are kept as they are.
  var referenceTables: [String] {
    tables.filter { $0.role == .reference }.map(\.id.description)
  }
}

/// A generation plan for people and for programs.
struct PlanText {
  let plan: GenerationPlan
  let metadata: DatabaseMetadata
  /// Lines about relationships that are no constraints.
  let undeclared: [String]
  let rules: [TableRule]
  /// What the user declares.
  let constraints: [EnforcedConstraint]
  /// Text constants that the clone's definitions hold.
  let definitionTexts: [SchemaScript.DefinitionTexts]
  let effort: CloneOptions.Effort
  /// nil for a dry run.
  let fitted: FittedDatabase?

  private var findings: [String] { fitted?.explanations ?? [] }

  var text: String {
    var lines = ["Tables in generation order:"]
    for (number, table) in plan.tables.enumerated() {
      lines.append("\(number + 1). \(table.id)  \(table.role.rawValue), \(table.rowCount) rows")
      for (key, role) in zip(table.keys, table.keyRoles) {
        lines.append(
          "     \(key.childColumns.joined(separator: ", ")) → \(key.parent)\(Self.origin(of: key))  "
            + Self.words(role)
        )
      }
    }
    lines.append("")
    lines += models
    if !undeclared.isEmpty {
      lines.append("")
      lines.append(
        "Relationships that are no constraints of the source and become none of the clone:"
      )
      lines += undeclared.map { "  \($0)" }
    }
    let references = plan.referenceTables
    lines.append("")
    lines.append(
      references.isEmpty
        ? "No table is copied as it is."
        : "Reference tables, copied as they are: \(references.joined(separator: ", ")). "
          + "Decide with --reference-tables auto|none|NAME,…"
    )
    if !plan.exampleTables.isEmpty {
      lines.append("")
      lines.append(
        "Tables that are empty in the source (example above) get rows made up from types, constraints, "
          + "keys and names."
      )
    }
    if !constraints.isEmpty {
      lines.append("")
      lines.append("Constraints declared, which every row of the clone obeys:")
      lines += constraints.lines.map { "  \($0)" }
    }
    if !rules.isEmpty {
      lines.append("")
      lines.append("Rules found, which the clone keeps:")
      lines += RuleText.lines(rules)
    }
    if !findings.isEmpty {
      lines.append("")
      lines.append("Drawn from other values:")
      lines += findings.map { "  \($0)" }
    }
    let special = metadata.tables.flatMap { table in
      table.columns.filter { $0.type.valueKind == .other }.map {
        "  \(table.id).\($0.name) (\($0.type.declaration))"
      }
    }
    if !special.isEmpty {
      lines.append("")
      lines.append("Columns of types that are carried by frequent values or neutral ones:")
      lines += special
    }
    lines += definitionLines
    return lines.joined(separator: "\n")
  }

  /// Objects and texts of each that are listed for people; the JSON has all.
  private static let listedDefinitions = 30
  private static let listedTexts = 8

  /// Values can stand in definitions, too, and nothing protects these.
  private var definitionLines: [String] {
    guard !definitionTexts.isEmpty else { return [] }
    var lines = [
      "",
      "Texts in definitions, which the clone carries as they are; no person's data should be among them:",
    ]
    for object in definitionTexts.prefix(Self.listedDefinitions) {
      let table = object.table.map { " of \($0)" } ?? ""
      let texts = object.texts.prefix(Self.listedTexts).map { "'\($0)'" }
      let rest = object.texts.count - texts.count
      lines.append(
        "  \(object.kind) \(object.name)\(table): \(texts.joined(separator: ", "))"
          + (rest > 0 ? " and \(rest) more" : "")
      )
    }
    let rest = definitionTexts.count - Self.listedDefinitions
    if rest > 0 { lines.append("  … and in \(rest) more definitions") }
    return lines
  }

  /// Which tables get which models, and why.
  private var models: [String] {
    let modelled = plan.tables.filter { $0.role != .reference && $0.role != .example }
    func names(_ synthesizer: SynthesizerChoice, _ tier: TablePlan.Tier? = nil) -> String {
      modelled.filter { $0.synthesizer == synthesizer && tier ?? $0.tier == $0.tier }
        .map(\.id.description).joined(separator: ", ")
    }
    var lines: [String] = []
    func add(_ models: String, for tables: String) {
      if !tables.isEmpty { lines.append("Models (\(models): \(tables).") }
    }
    add(
      """
      --effort \(effort.rawValue)): for each column forests or boosted trees, whichever foretells held-out \
      rows better
      """,
      for: names(.trees, .chosen)
    )
    let reason = effort == .balanced ? " (more than \(Effort.balancedRows) rows to generate)" : ""
    add("--effort \(effort.rawValue)): forests alone\(reason)", for: names(.trees, .forests))
    for synthesizer in SynthesizerChoice.allCases where synthesizer != .trees {
      add("\(synthesizer.rawValue)): \(synthesizer.summary)", for: names(synthesizer))
    }
    return lines.isEmpty ? ["No table is modelled."] : lines
  }

  private static func origin(of key: ForeignKey) -> String {
    let kind = key.condition.map { " where \($0.column) is \($0.value)" } ?? ""
    return key.origin == .declared ? kind : "\(kind) (\(key.origin.rawValue))"
  }

  private static func words(_ role: TablePlan.KeyRole) -> String {
    switch role {
    case .context: "context: rows come as a sequence inside this parent"
    case .matched: "matched by type and degree"
    case .selfReference: "an earlier row of the same table"
    case .conditional: "matched by degree for rows of this type"
    case .deferred: "part of a cycle, filled in when the parent exists"
    }
  }

  private struct JSONTable: Encodable {
    var table: String
    var role: String
    var rows: Int
    /// What columns are drawn from: `trees`, `independent` and so on.
    var synthesizer: String?
    /// Of trees: `forests`, or `chosen` between them and boosted trees for each column.
    var models: String?
    /// Columns for which boosted trees were chosen; absent in a dry run.
    var boosted: [String]?
    var foreign_keys: [JSONKey]
  }

  private struct JSONKey: Encodable {
    var columns: [String]
    var parent: String
    var role: String
    var origin: String
    /// The type of rows that the key is about, for polymorphic pairs.
    var type: String?
  }

  private struct JSONConstraint: Encodable {
    var type: String
    var table: String
    var constraint: String
    /// Rows of the source that break it.
    var source_violations: Int?
    var forced: Bool
  }

  private struct JSONDefinition: Encodable {
    var kind: String
    var name: String
    var table: String?
    var texts: [String]
  }

  private struct JSONPlan: Encodable {
    var tables: [JSONTable]
    var rules: [RuleText.JSONRule]
    var constraints: [JSONConstraint]
    var findings: [String]
    var definition_texts: [JSONDefinition]
  }

  var json: String {
    let tables = plan.tables.map { table in
      let isModelled = table.role != .reference && table.role != .example
      return JSONTable(
        table: table.id.description,
        role: table.role.rawValue,
        rows: table.rowCount,
        synthesizer: isModelled ? table.synthesizer.rawValue : nil,
        models: isModelled && table.synthesizer == .trees ? table.tier.rawValue : nil,
        boosted: isModelled && table.synthesizer == .trees
          ? fitted?.boostedColumns(of: table.id) : nil,
        foreign_keys: zip(table.keys, table.keyRoles).map { key, role in
          JSONKey(
            columns: key.childColumns,
            parent: key.parent.description,
            role: role.rawValue,
            origin: key.origin.rawValue,
            type: key.condition?.value
          )
        }
      )
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let plan = JSONPlan(
      tables: tables,
      rules: rules.map(RuleText.JSONRule.init),
      constraints: constraints.map {
        JSONConstraint(
          type: $0.type,
          table: $0.table.description,
          constraint: $0.statement,
          source_violations: $0.sourceViolations,
          forced: $0.isForced
        )
      },
      findings: findings,
      definition_texts: definitionTexts.map {
        JSONDefinition(
          kind: $0.kind,
          name: $0.name,
          table: $0.table?.description,
          texts: $0.texts
        )
      }
    )
    guard let data = try? encoder.encode(plan) else {
      return "{}"
    }
    return String(decoding: data, as: UTF8.self)
  }
}
