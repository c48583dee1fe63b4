import ColumnTransforms
import Foundation
import Metadata
import TableData

/// Finds columns that follow exactly from others: copies, sums, differences, products and functional
/// dependencies.
///
/// A rule is taken when it holds on at least 99.9 % of the rows looked at and enough rows support it.
struct RuleFinder {
  static let minimumShare = 0.999
  /// Rows that must bear a rule out.
  static let minimumSupport = 40
  private static let sampleRows = 4_000
  /// Numeric columns combined in pairs at most; the search is quadratic in them.
  private static let maximumTerms = 24

  let frame: TableFrame
  let fit: FitColumns
  let plan: TablePlan
  let state: FitState
  private let sample: [Int]
  private let parents: [TableFrame.KnownParent]

  init(
    frame: TableFrame,
    fit: FitColumns,
    plan: TablePlan,
    state: FitState
  ) {
    self.frame = frame
    self.fit = fit
    self.plan = plan
    self.state = state
    sample = frame.sample(Self.sampleRows)
    parents = frame.knownParents(plan, state.frames)
  }

  /// Rules by the position of the derived column; no rule depends on itself through others.
  func rules() -> [Int: DerivationRule] {
    guard frame.rowCount >= Self.minimumSupport else { return [:] }
    var rules: [Int: DerivationRule] = [:]
    var sources: [Int: Set<Int>] = [:]
    func reaches(_ from: Int, _ goal: Int) -> Bool {
      from == goal || (sources[from] ?? []).contains { reaches($0, goal) }
    }
    func accept(_ column: Int, _ rule: DerivationRule, from used: [Int]) -> Bool {
      guard rules[column] == nil, !used.contains(where: { reaches($0, column) }) else {
        return false
      }
      rules[column] = rule
      sources[column] = Set(used)
      return true
    }
    let terms = self.terms()
    for column in fit.modelled where varies(column) {
      if let source = copySource(of: column) {
        if case .column(let other) = source {
          _ = accept(column, .copy(source), from: [other])
        } else {
          _ = accept(column, .copy(source), from: [])
        }
      }
    }
    for column in fit.modelled where rules[column] == nil && varies(column) {
      guard case .numeric(let codec)? = fit.codecs[column],
        fit.columns[column].type.valueKind.isPlainNumber
      else { continue }
      _ = arithmeticRules(of: column, terms: terms, decimals: codec.grid.decimals)
        .contains { accept(column, $0.rule, from: $0.columns) }
    }
    let compositions = CompositionFinder(frame: frame, fit: fit)
    for column in fit.modelled where rules[column] == nil && varies(column) {
      guard let found = compositions.composition(of: column, from: fit.modelled) else { continue }
      _ = accept(column, .composed(found), from: found.columns)
    }
    // A column of a key must be free to move where the key is taken; others may follow from it instead.
    let keyColumns = Set(frame.table.allKeys.flatMap(\.columns))
    for column in fit.modelled
    where rules[column] == nil && varies(column) && !keyColumns.contains(fit.columns[column].name) {
      _ = dependencySources(of: column)
        .contains { accept(column, .map(from: $0.source, codes: $0.codes), from: [$0.source]) }
    }
    return rules
  }

  private func varies(_ column: Int) -> Bool {
    guard let first = sample.first else { return false }
    return sample.contains { fit.codes[column][$0] != fit.codes[column][first] }
  }

  // MARK: - Copies

  private func copySource(of column: Int) -> ValueSource? {
    guard let values = frame.rows[fit.columns[column].name] else { return nil }
    for other in fit.modelled
    where other < column && fit.columns[other].type.valueKind == fit.columns[column].type.valueKind
    {
      guard let otherValues = frame.rows[fit.columns[other].name], varies(other) else { continue }
      if agree(values, otherValues, row: { $0 }) { return .column(other) }
    }
    for parent in parents {
      for other in parent.frame.table.storedColumns
      where other.type.valueKind == fit.columns[column].type.valueKind {
        guard let otherValues = parent.frame.rows[other.name] else { continue }
        if agree(values, otherValues, row: parent.row) {
          return .parent(key: parent.key, column: other.name)
        }
      }
      for (via, grandparent, positions) in grandparents(parent) {
        for other in grandparent.table.storedColumns
        where other.type.valueKind == fit.columns[column].type.valueKind {
          guard let otherValues = grandparent.rows[other.name] else { continue }
          if agree(values, otherValues, row: { positions[$0] >= 0 ? Int(positions[$0]) : nil }) {
            return .grandparent(
              key: parent.key,
              via: via,
              column: ColumnID(table: grandparent.table.id, name: other.name)
            )
          }
        }
      }
    }
    return nil
  }

  /// The parents of a parent with each row's position among them; negative for none.
  private func grandparents(
    _ parent: TableFrame.KnownParent
  ) -> [(via: Int, frame: TableFrame, positions: [Int32])] {
    let id = parent.frame.table.id
    guard let keys = state.keysOfTable[id], state.isGenerated(id) else { return [] }
    return keys.enumerated().compactMap { via, foreign in
      guard foreign.parent != id, state.isResolved(id, key: via),
        via < parent.frame.parents.count,
        !parent.frame.parents[via].isEmpty, let frame = state.frames[foreign.parent]
      else { return nil }
      let upward = parent.frame.parents[via]
      return (via, frame, parent.positions.map { $0 >= 0 ? upward[Int($0)] : $0 })
    }
  }

  private func agree(_ left: ColumnValues, _ right: ColumnValues, row: (Int) -> Int?) -> Bool {
    var checked = 0
    var failed = 0
    let allowed = Int(Double(sample.count) * (1 - Self.minimumShare))
    for position in sample {
      guard let other = row(position) else { continue }
      if left.isNull[position] && right.isNull[other] { continue }
      checked += 1
      let equal: Bool
      if left.isNull[position] || right.isNull[other] {
        equal = false
      } else if let a = left.number(at: position), let b = right.number(at: other) {
        equal = a == b
      } else {
        equal = left.text(at: position) == right.text(at: other)
      }
      if !equal {
        failed += 1
        if failed > allowed { return false }
      }
    }
    return checked >= Self.minimumSupport
  }

  // MARK: - Arithmetic

  private struct Term {
    var source: ValueSource
    var values: [Double]
  }

  /// Numeric columns of the row, of its parents and of theirs, on the sample.
  private func terms() -> [Term] {
    var terms: [Term] = []
    for column in fit.modelled where fit.columns[column].type.valueKind.isPlainNumber {
      terms.append(Term(source: .column(column), values: sample.map { fit.numbers[column][$0] }))
    }
    for parent in parents {
      terms += self.terms(of: parent.frame, positions: parent.positions) {
        .parent(key: parent.key, column: $0)
      }
      for (via, grandparent, positions) in grandparents(parent) {
        terms += self.terms(of: grandparent, positions: positions) {
          .grandparent(
            key: parent.key,
            via: via,
            column: ColumnID(table: grandparent.table.id, name: $0)
          )
        }
      }
    }
    return Array(terms.prefix(Self.maximumTerms))
  }

  /// Plain numbers of an ancestor that are no keys.
  private func terms(
    of ancestor: TableFrame,
    positions: [Int32],
    source: (String) -> ValueSource
  ) -> [Term] {
    let keys = ancestor.table.keyColumns
    return ancestor.table.storedColumns.compactMap { column in
      guard !keys.contains(column.name), column.type.valueKind.isPlainNumber,
        let values = ancestor.rows[column.name]
      else { return nil }
      return Term(
        source: source(column.name),
        values: sample.map { row in
          positions[row] >= 0 ? values.modelNumber(at: Int(positions[row])) ?? .nan : .nan
        }
      )
    }
  }

  private func arithmeticRules(
    of column: Int,
    terms: [Term],
    decimals: Int
  ) -> [(rule: DerivationRule, columns: [Int])] {
    let goal = sample.map { fit.numbers[column][$0] }
    // Rounding of the product to the column's decimals is part of the rule.
    let tolerance = 0.5 * pow(10, -Double(decimals)) + 1e-9
    var found: [(DerivationRule, [Int])] = []
    for (position, left) in terms.enumerated() where left.source != .column(column) {
      for (otherPosition, right) in terms.enumerated() where right.source != .column(column) {
        if otherPosition >= position {
          if holds(goal, left.values, right.values, tolerance, *) {
            found.append((.product(left.source, right.source), columns(left.source, right.source)))
          }
          if otherPosition > position, holds(goal, left.values, right.values, tolerance, +) {
            found.append((.sum(left.source, right.source), columns(left.source, right.source)))
          }
        }
        if otherPosition != position, holds(goal, left.values, right.values, tolerance, -) {
          found.append((.difference(left.source, right.source), columns(left.source, right.source)))
        }
      }
      if found.count > 4 { break }
    }
    return found
  }

  private func columns(_ sources: ValueSource...) -> [Int] {
    sources.compactMap { if case .column(let column) = $0 { column } else { nil } }
  }

  private func holds(
    _ goal: [Double],
    _ left: [Double],
    _ right: [Double],
    _ tolerance: Double,
    _ combine: (Double, Double) -> Double
  ) -> Bool {
    var checked = 0
    var failed = 0
    var distinct: Set<Double> = []
    let allowed = Int(Double(goal.count) * (1 - Self.minimumShare))
    for row in goal.indices {
      let value = combine(left[row], right[row])
      if value.isNaN && goal[row].isNaN { continue }
      checked += 1
      if abs(value - goal[row]) <= tolerance + 1e-12 * abs(value) {
        if distinct.count <= 5 { distinct.insert(goal[row]) }
      } else {
        failed += 1
        if failed > allowed { return false }
      }
    }
    // A constant on either side fits by accident.
    return checked >= Self.minimumSupport && distinct.count > 5
      && varies(left, by: goal) && varies(right, by: goal)
  }

  private func varies(_ values: [Double], by goal: [Double]) -> Bool {
    let present = values.indices.filter { !values[$0].isNaN && !goal[$0].isNaN }
    guard let first = present.first else { return false }
    let others = present.reduce(0) { $0 + (values[$1] == values[first] ? 0 : 1) }
    return others * 20 >= present.count
  }

  // MARK: - Functional dependencies

  /// Columns whose code decides this one, the one with the fewest codes first.
  private func dependencySources(of column: Int) -> [(source: Int, codes: [Int32])] {
    guard let values = frame.rows[fit.columns[column].name] else { return [] }
    let hasher = RowHasher([values])
    var found: [(source: Int, codes: [Int32])] = []
    for source in fit.modelled where source != column {
      guard let codec = fit.codecs[source], codec.isExact, codec.codeCount > 2,
        codec.codeCount <= frame.rowCount / 3
      else { continue }
      if let codes = dependency(of: column, hasher: hasher, on: source, codec: codec) {
        found.append((source, codes))
      }
    }
    return found.sorted {
      (fit.codecs[$0.source]?.codeCount ?? 0, $0.source)
        < (fit.codecs[$1.source]?.codeCount ?? 0, $1.source)
    }
  }

  private func dependency(
    of column: Int,
    hasher: RowHasher,
    on source: Int,
    codec: ColumnCodec
  ) -> [Int32]? {
    var first = [UInt64?](repeating: nil, count: codec.codeCount)
    var counts = [Int](repeating: 0, count: codec.codeCount)
    var codes = [Int32](repeating: 0, count: codec.codeCount)
    var failed = 0
    let allowed = Int(Double(frame.rowCount) * (1 - Self.minimumShare))
    for row in 0..<frame.rowCount {
      let group = Int(fit.codes[source][row])
      let hash = hasher.hashWithNulls(row: row)
      counts[group] += 1
      if let known = first[group] {
        if known != hash {
          failed += 1
          if failed > allowed { return nil }
        }
      } else {
        first[group] = hash
        codes[group] = fit.codes[column][row]
      }
    }
    let supported = counts.reduce(0) { $0 + ($1 > 1 ? $1 : 0) }
    return supported * 2 >= frame.rowCount && supported >= Self.minimumSupport ? codes : nil
  }
}
