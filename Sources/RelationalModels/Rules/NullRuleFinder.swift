import ColumnTransforms
import Metadata
import TableData

/// Whether a column is null, as far as another column of the row decides it.
struct NullRule: Sendable {
  enum Verdict: UInt8, Sendable {
    case free
    case null
    case set
  }

  enum Source: Hashable, Sendable {
    /// Whether the other column is null: verdict 0 for null, 1 for a value.
    case presence(Int)
    /// The other column's code.
    case code(Int)

    var column: Int {
      switch self {
      case .presence(let column), .code(let column): column
      }
    }
  }

  let column: Int
  let source: Source
  /// By state of the source.
  let verdicts: [Verdict]

  /// Whether the source leaves nothing open.
  var isComplete: Bool { !verdicts.contains(.free) }
}

/// Finds columns that are null together, or exactly for certain labels of another column.
struct NullRuleFinder {
  struct Finding {
    var rule: NullRule
    var rows: Int
    var exceptions: Int
    var condition: String
  }

  private static let maximumCodes = 64
  /// Rows of a state in each half that prove something about it.
  private static let minimumRows = 10
  /// Rows that would be otherwise, if the other column said nothing.
  private static let minimumUnexpected = 10.0

  let scope: RuleScope
  private let sources: [(source: NullRule.Source, states: [Int32], count: Int)]

  init(_ scope: RuleScope) {
    self.scope = scope
    var sources: [(NullRule.Source, [Int32], Int)] = []
    for (position, column) in scope.fit.columns.enumerated() where !scope.isPart(position) {
      guard let values = scope.frame.rows[column.name], values.nullCount > 0,
        values.nullCount < values.count
      else { continue }
      sources.append((.presence(position), values.isNull.map { $0 ? 0 : 1 }, 2))
    }
    for column in scope.fit.modelled where !scope.isPart(column) {
      guard let codec = scope.fit.codecs[column], codec.isExact,
        (3...Self.maximumCodes).contains(codec.codeCount)
      else { continue }
      sources.append((.code(column), scope.fit.codes[column], codec.codeCount))
    }
    self.sources = sources
  }

  /// What decides whether the column is null: what leaves nothing open, else what leaves least.
  func findings(of column: Int) -> [Finding] {
    // A document's shape is learnt with the document.
    guard let values = scope.frame.rows[scope.fit.columns[column].name], values.nullCount > 0,
      values.nullCount < values.count, !scope.isPart(column)
    else { return [] }
    let found = sources.filter { $0.source.column != column }.compactMap {
      finding(column, isNull: values.isNull, source: $0.source, states: $0.states, count: $0.count)
    }
    let complete = found.filter(\.rule.isComplete).min {
      $0.rule.verdicts.count < $1.rule.verdicts.count
    }
    // What one column decides is not decided once more; what none does is told by the one that says most.
    return complete.map { [$0] } ?? found.max { $0.rows < $1.rows }.map { [$0] } ?? []
  }

  private struct Tally {
    var nulls = 0
    var values = 0
    var rows: Int { nulls + values }

    /// What all rows but a few say.
    var verdict: NullRule.Verdict {
      let allowed = (Double(rows) * RuleEvidence.maximumExceptions).rounded(.down)
      if Double(values) <= allowed { return .null }
      return Double(nulls) <= allowed ? .set : .free
    }
  }

  private func finding(
    _ column: Int,
    isNull: [Bool],
    source: NullRule.Source,
    states: [Int32],
    count: Int
  ) -> Finding? {
    var halves = [[Tally]](repeating: [Tally](repeating: Tally(), count: count), count: 2)
    for row in isNull.indices {
      let half = RuleEvidence.isForConjectures(unit: scope.frame.units[row]) ? 0 : 1
      if isNull[row] {
        halves[half][Int(states[row])].nulls += 1
      } else {
        halves[half][Int(states[row])].values += 1
      }
    }
    let nullShare = Double(isNull.reduce(0) { $0 + ($1 ? 1 : 0) }) / Double(isNull.count)
    var verdicts = [NullRule.Verdict](repeating: .free, count: count)
    var rows = 0
    var exceptions = 0
    for state in 0..<count {
      let (first, second) = (halves[0][state], halves[1][state])
      if first.rows + second.rows == 0 {
        // What never occurs is not asked about.
        verdicts[state] = .set
        continue
      }
      guard first.rows >= Self.minimumRows, second.rows >= Self.minimumRows,
        first.verdict == second.verdict, first.verdict != .free
      else { continue }
      let unexpected =
        Double(first.rows + second.rows) * (first.verdict == .null ? 1 - nullShare : nullShare)
      guard unexpected >= Self.minimumUnexpected else { continue }
      verdicts[state] = first.verdict
      rows += first.rows + second.rows
      exceptions +=
        first.verdict == .null ? first.values + second.values : first.nulls + second.nulls
    }
    let occurring = verdicts.indices.filter { halves[0][$0].rows + halves[1][$0].rows > 0 }
    let proved = occurring.filter { verdicts[$0] != .free }
    guard !proved.isEmpty else { return nil }
    // Where some states prove null and others a value, rare ones that are just as pure follow the same rule.
    if Set(proved.map { verdicts[$0] }).count == 2 {
      let rare = occurring.filter { verdicts[$0] == .free }.map { state -> (Int, Tally) in
        let (first, second) = (halves[0][state], halves[1][state])
        return (
          state, Tally(nulls: first.nulls + second.nulls, values: first.values + second.values)
        )
      }
      if rare.allSatisfy({ $0.1.nulls == 0 || $0.1.values == 0 }) {
        for (state, tally) in rare {
          verdicts[state] = tally.verdict
          rows += tally.rows
        }
      }
    }
    let rule = NullRule(column: column, source: source, verdicts: verdicts)
    return Finding(
      rule: rule,
      rows: rows,
      exceptions: exceptions,
      condition: condition(rule, occurring: occurring)
    )
  }

  private func condition(_ rule: NullRule, occurring: [Int]) -> String {
    let name = scope.fit.columns[rule.column].name
    let other = scope.fit.columns[rule.source.column].name
    switch rule.source {
    case .presence:
      switch (rule.verdicts[0], rule.verdicts[1]) {
      case (.null, .set): return "(\(name) is null) = (\(other) is null)"
      case (.set, .null): return "(\(name) is null) = (\(other) is not null)"
      case (.null, _): return "\(name) is null where \(other) is null"
      case (.set, _): return "\(name) is not null where \(other) is null"
      case (_, .null): return "\(name) is null where \(other) is not null"
      default: return "\(name) is not null where \(other) is not null"
      }
    case .code(let column):
      let nulls = occurring.filter { rule.verdicts[$0] == .null }
      let sets = occurring.filter { rule.verdicts[$0] == .set }
      let free = occurring.contains { rule.verdicts[$0] == .free }
      if !free {
        return nulls.count <= sets.count
          ? "(\(name) is null) = (\(other) in (\(labels(column, nulls))))"
          : "(\(name) is not null) = (\(other) in (\(labels(column, sets))))"
      }
      let parts = [
        nulls.isEmpty ? nil : "null where \(other) in (\(labels(column, nulls)))",
        sets.isEmpty ? nil : "not null where \(other) in (\(labels(column, sets)))",
      ].compactMap(\.self)
      return "\(name) is " + parts.joined(separator: " and ")
    }
  }

  /// Labels as the clone shows them: those of fewer than k units are invented ones already.
  private func labels(_ column: Int, _ codes: [Int]) -> String {
    codes.map { code in
      guard code > 0, let codec = scope.fit.codecs[column] else { return "null" }
      switch codec {
      case .category(let codec): return "'\(codec.labels[code - 1])'"
      case .numeric(let codec):
        guard scope.fit.columns[column].type.valueKind == .boolean else {
          return codec.exactValue(of: Int32(code)).map(Formula.text) ?? "?"
        }
        return codec.exactValue(of: Int32(code)) == 1 ? "true" : "false"
      case .text, .opaque: return "?"
      }
    }.joined(separator: ", ")
  }
}
