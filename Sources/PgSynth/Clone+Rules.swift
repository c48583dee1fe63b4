import Constraints
import Foundation
import Metadata
import RelationalModels

/// The rules that the rows of a database obey, for people and for programs.
public struct RuleReport: Sendable {
  /// One line a rule, under the names of the tables.
  public let text: String
  /// An object with `rules`, one entry each.
  public let json: String

  private struct JSONRules: Encodable {
    var rules: [RuleText.JSONRule]
  }

  init(_ rules: [TableRule], constraints: [EnforcedConstraint]) {
    let declared =
      constraints.isEmpty
      ? ""
      : """
      Constraints declared, which every row of a clone obeys:
      \(constraints.lines.map { "  \($0)" }.joined(separator: "\n"))


      """
    let found =
      rules.isEmpty
      ? "No rules found.\n"
      : """
      Rules, with the rows that were read and obey or not; a clone keeps them:
      \(RuleText.lines(rules).joined(separator: "\n"))

      To switch some off, or to add others, write in pgsynth.yaml:

      rules:
        off:
          - "\(rules[0].table): \(rules[0].condition)"
        add:
          - "table: a = b * c"

      """
    text = declared + found
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let list = JSONRules(rules: rules.map(RuleText.JSONRule.init))
    json = (try? encoder.encode(list)).map { String(decoding: $0, as: UTF8.self) + "\n" } ?? "{}\n"
  }
}

extension Clone {
  /// Finds the rules of the source, as a clone would keep them; nothing is fitted or written.
  ///
  /// Throws ``PgSynthError``, or the error of the stage that failed; descriptions hold no data values.
  public func rules(progress: ProgressHandler) throws -> RuleReport {
    var clock = StageClock()
    var reading = self
    reading.options.isDryRun = true
    var source = try reading.readSource(progress: progress, clock: &clock)
    let plan = generationPlan(for: source)
    source.splits = split(source, plan)
    return RuleReport(
      try rules(of: plan, source: source, progress: progress),
      constraints: source.constraints
    )
  }

  /// Refuses statements about tables that are not among those to clone.
  func checkRules(against source: SourceData) throws {
    for statement in options.rulesAdded + options.rulesOff {
      let place = String(statement.prefix { $0 != ":" })
      let isKnown = source.metadata.tables.contains { table in
        table.id.matches(place)
          || table.columns.contains { column in
            place == "\(table.id.name).\(column.name)" || place == "\(table.id).\(column.name)"
          }
      }
      guard isKnown else {
        throw PgSynthError(
          .usage,
          """
          rules: "\(statement)": no table\(statement.contains(":") ? "" : " or column") \(place) is among \
          those to clone; write table: rule
          """
        )
      }
    }
  }
}
