import ColumnTransforms
import Metadata
import TableData

/// Whether a column is null, as far as another column of the row, or of an ancestor, decides it.
struct NullRule: Sendable, Codable {
  enum Verdict: UInt8, Sendable, Codable {
    case free
    case null
    case set
  }

  enum Source: Hashable, Sendable, Codable {
    /// Whether the other column is null: verdict 0 for null, 1 for a value.
    case presence(Int)
    /// The other column's code.
    case code(Int)
    /// A label of a parent or grandparent: the verdict by the hash of its value, 0 without one.
    case ancestor(ValueSource, states: [UInt64: Int])
    /// Whether the column itself is null in the previous sibling: verdict 0 for null, 1 for a value; none for the first.
    case sibling(Int)

    /// The column of the row, if it is one.
    var column: Int? {
      switch self {
      case .presence(let column), .code(let column): column
      case .ancestor, .sibling: nil
      }
    }

    var ancestor: ValueSource? {
      if case .ancestor(let source, _) = self { source } else { nil }
    }
  }

  let column: Int
  let source: Source
  /// By state of the source.
  let verdicts: [Verdict]

  /// Whether the source leaves nothing open.
  var isComplete: Bool { !verdicts.contains(.free) }
}

/// Finds columns that are null together, or exactly for certain labels of another column or of an ancestor's.
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

  /// Rules about one column, at most.
  private static let maximumRules = 4

  let scope: RuleScope
  private let sources: [Candidate]

  init(_ scope: RuleScope) {
    self.scope = scope
    var sources: [Candidate] = []
    for (position, column) in scope.fit.columns.enumerated() where !scope.isPart(position) {
      guard let values = scope.frame.rows[column.name], values.nullCount > 0,
        values.nullCount < values.count
      else { continue }
      sources.append(
        Candidate(source: .presence(position), states: values.isNull.map { $0 ? 0 : 1 }, count: 2)
      )
    }
    for column in scope.fit.modelled where !scope.isPart(column) {
      guard let codec = scope.fit.codecs[column], codec.isExact,
        (3...Self.maximumCodes).contains(codec.codeCount)
      else { continue }
      sources.append(
        Candidate(source: .code(column), states: scope.fit.codes[column], count: codec.codeCount)
      )
    }
    for ancestor in scope.ancestorColumns({ _ in true }) where !ancestor.isKey {
      guard let labels = ancestor.labels(scope.state), labels.texts.count >= 2 else { continue }
      let sorted = labels.texts.sorted { $0.value < $1.value }
      let states = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1.key, $0 + 1) })
      let ofRows = (0..<scope.frame.rowCount).map { row -> Int32 in
        guard let hash = ancestor.row(of: row).flatMap({ labels.hashes[$0] }) else { return 0 }
        return states[hash].map { Int32($0) } ?? -1
      }
      sources.append(
        Candidate(
          source: .ancestor(ancestor.source, states: states),
          states: ofRows,
          count: states.count + 1,
          labels: ["null"] + sorted.map(\.value)
        )
      )
    }
    self.sources = sources
  }

  /// What decides whether the column is null: what leaves nothing open, else what leaves least, and in the rows that
  /// it leaves open what does there.
  func findings(of column: Int) -> [Finding] {
    // A document's shape is learnt with the document.
    guard let values = scope.frame.rows[scope.fit.columns[column].name], values.nullCount > 0,
      values.nullCount < values.count, !scope.isPart(column)
    else { return [] }
    let others = sources.filter { $0.source.column != column }
    var open = Array(0..<values.count)
    var findings: [Finding] = []
    while findings.count < Self.maximumRules {
      let found = others.compactMap { other in
        finding(column, isNull: values.isNull, among: open, of: other).map { ($0, other.states) }
      }
      let complete = found.filter(\.0.rule.isComplete).min {
        $0.0.rule.verdicts.count < $1.0.rule.verdicts.count
      }
      guard let (best, states) = complete ?? found.max(by: { $0.0.rows < $1.0.rows }) else { break }
      findings.append(best)
      open.removeAll { states[$0] >= 0 && best.rule.verdicts[Int(states[$0])] != .free }
      if open.isEmpty || best.rule.isComplete { break }
    }
    return findings
  }

  /// What may decide, with its state in every row; negative for rows that it says nothing about.
  private struct Candidate {
    var source: NullRule.Source
    var states: [Int32]
    var count: Int
    /// What the states of an ancestor's labels are called.
    var labels: [String] = []
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
    among rows: [Int],
    of other: Candidate
  ) -> Finding? {
    let (source, states, count) = (other.source, other.states, other.count)
    guard !rows.isEmpty else { return nil }
    let known = rows.filter { states[$0] >= 0 }
    var halves = [[Tally]](repeating: [Tally](repeating: Tally(), count: count), count: 2)
    for row in known {
      let half = RuleEvidence.isForConjectures(unit: scope.frame.units[row]) ? 0 : 1
      if isNull[row] {
        halves[half][Int(states[row])].nulls += 1
      } else {
        halves[half][Int(states[row])].values += 1
      }
    }
    let nullShare = Double(rows.reduce(0) { $0 + (isNull[$1] ? 1 : 0) }) / Double(rows.count)
    var verdicts = [NullRule.Verdict](repeating: .free, count: count)
    var told = 0
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
      told += first.rows + second.rows
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
          told += tally.rows
        }
      }
    }
    let rule = NullRule(column: column, source: source, verdicts: verdicts)
    return Finding(
      rule: rule,
      rows: told,
      exceptions: exceptions,
      condition: condition(rule, of: other, occurring: occurring)
    )
  }

  private func condition(_ rule: NullRule, of other: Candidate, occurring: [Int]) -> String {
    let name = scope.fit.columns[rule.column].name
    switch rule.source {
    case .presence(let source):
      let other = scope.fit.columns[source].name
      switch (rule.verdicts[0], rule.verdicts[1]) {
      case (.null, .set): return "(\(name) is null) = (\(other) is null)"
      case (.set, .null): return "(\(name) is null) = (\(other) is not null)"
      case (.null, _): return "\(name) is null where \(other) is null"
      case (.set, _): return "\(name) is not null where \(other) is null"
      case (_, .null): return "\(name) is null where \(other) is not null"
      default: return "\(name) is not null where \(other) is not null"
      }
    case .code(let column):
      return condition(rule, name, scope.fit.columns[column].name, occurring) {
        labels(column, $0)
      }
    case .ancestor(let source, _):
      return condition(rule, name, scope.name(source), occurring) { states in
        states.map { other.labels[$0] }.joined(separator: ", ")
      }
    case .sibling: preconditionFailure("\(name) is no candidate of its own")
    }
  }

  /// - `labels`: the labels of states, as a list.
  private func condition(
    _ rule: NullRule,
    _ name: String,
    _ other: String,
    _ occurring: [Int],
    labels: ([Int]) -> String
  ) -> String {
    let nulls = occurring.filter { rule.verdicts[$0] == .null }
    let sets = occurring.filter { rule.verdicts[$0] == .set }
    let free = occurring.contains { rule.verdicts[$0] == .free }
    if !free {
      return nulls.count <= sets.count
        ? "(\(name) is null) = (\(other) in (\(labels(nulls))))"
        : "(\(name) is not null) = (\(other) in (\(labels(sets))))"
    }
    let parts = [
      nulls.isEmpty ? nil : "null where \(other) in (\(labels(nulls)))",
      sets.isEmpty ? nil : "not null where \(other) in (\(labels(sets)))",
    ].compactMap(\.self)
    return "\(name) is " + parts.joined(separator: " and ")
  }

  /// Labels as the clone shows them: those of fewer than k units are invented ones already.
  private func labels(_ column: Int, _ codes: [Int]) -> String {
    codes.map { code in
      guard code > 0, let codec = scope.fit.codecs[column] else { return "null" }
      switch codec {
      case .category(let codec): return "'\(codec.labels[code - 1])'"
      case .numeric(let codec):
        guard let value = codec.exactValue(of: Int32(code)) else { return "?" }
        return Formula.text(value, scope.fit.columns[column].type.valueKind)
      case .text, .opaque: return "?"
      }
    }.joined(separator: ", ")
  }
}
