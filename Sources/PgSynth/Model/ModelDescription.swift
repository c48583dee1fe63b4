import Foundation
import Metadata
import ModelEncoding
import RelationalModels
import SchemaDDL

/// What is in a model file.
public struct ModelDescription: Sendable {
  /// A table of the model.
  public struct Table: Sendable, Codable {
    /// `schema.table`.
    public var table: String
    /// How its rows come about: `reference`, `root`, `child`, `junction` or `example`.
    public var role: String
    /// Rows that it has in the source.
    public var sourceRows: Int
    /// Rows that are generated unless something else is asked for.
    public var rows: Int
    /// Protected units behind the model, such as customers behind orders; nil for tables that are not modelled.
    public var units: Int?
    /// Units that share whatever may be repeated; nil likewise.
    public var k: Int?
    /// Bytes of the model.
    public var modelBytes: Int
    /// Bytes of the rows, where they are kept as they are.
    public var keptBytes: Int?
  }

  /// A section of the file.
  public struct Section: Sendable, Codable {
    /// What it holds.
    public var name: String
    /// Its size.
    public var bytes: Int
  }

  /// The version of the format, as `major.minor`.
  public var format: String
  /// The program that fitted it.
  public var programVersion: String
  /// When, in UTC.
  public var fittedAt: String
  /// What it was fitted to, without a password.
  public var source: String
  /// The seed of the fit, and of clones that ask for no other.
  public var seed: UInt64
  /// What columns are drawn from, with the work that went into it.
  public var engine: String
  /// Other options of the fit.
  public var options: [String: String]
  /// The tables in the order of generation.
  public var tables: [Table]
  /// The sections in the order of the file.
  public var sections: [Section]
  /// Rules that clones keep, one line each.
  public var rules: [String]
  /// The plan as text.
  public var plan: String

  init(_ model: FittedModel, _ file: SectionFile) {
    format = file.version.description
    programVersion = model.facts.programVersion
    fittedAt = model.facts.fittedAt
    source = model.facts.source
    seed = model.facts.seed
    engine = model.facts.engine
    options = model.facts.options
    tables = zip(model.plan.tables, model.fitted.holdings(in: file)).map { plan, size in
      Table(
        table: plan.id.description,
        role: plan.role.rawValue,
        sourceRows: model.metadata[plan.id]?.rowCount ?? 0,
        rows: plan.rowCount,
        units: size.support?.units,
        k: size.support?.k,
        modelBytes: size.model,
        keptBytes: size.rows
      )
    }
    sections = file.sections.map { Section(name: $0.name, bytes: $0.content.count) }
    rules = RuleText.lines(model.fitted.rules)
    plan =
      PlanText(
        plan: model.plan,
        metadata: model.metadata,
        undeclared: model.facts.undeclared,
        rules: model.fitted.rules,
        constraints: model.constraints,
        definitionTexts: (try? model.script(in: nil).definitionTexts) ?? [],
        effort: model.facts.effort,
        fitted: model.fitted
      ).text
  }

  private var byteCount: Int { sections.reduce(0) { $0 + $1.bytes } }

  /// Lines for people.
  public var text: String {
    let kept = tables.filter { $0.keptBytes != nil }
    let options = self.options.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    var lines = [
      "Model of \(source)",
      "Fitted \(fittedAt) by pgsynth \(programVersion), seed \(seed), engine \(engine)",
      "Options: \(options.joined(separator: ", "))",
      "Format \(format), \(byteCount) bytes in \(sections.count) sections",
      kept.isEmpty
        ? "It holds no row of the source."
        : "Rows of the source that it holds (reference tables): "
          + kept.map { "\($0.table) (\($0.sourceRows))" }.joined(separator: ", "),
      "",
      "Bytes, and protected units behind what may be repeated:",
    ]
    lines += tables.map { table in
      let support = table.k.map { "  at least \($0) of \(table.units ?? 0) units" } ?? ""
      let rows = table.keptBytes.map { " and \($0) of rows" } ?? ""
      return "  \(table.table)  \(table.modelBytes)\(rows)\(support)"
    }
    lines += sections.filter { !$0.name.contains("of table") }.map { "  \($0.name)  \($0.bytes)" }
    return lines.joined(separator: "\n") + "\n\n" + plan + "\n"
  }

  /// One object for programs.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) + "\n" } ?? "{}\n"
  }
}

extension ModelDescription: Encodable {
  private enum CodingKeys: CodingKey {
    case format, programVersion, fittedAt, source, seed, engine, options, tables, sections, rules
  }
}
