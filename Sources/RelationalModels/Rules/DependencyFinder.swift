import ColumnTransforms
import Metadata
import TableData

/// Finds columns whose value is a function of another column of the row or of an ancestor.
struct DependencyFinder {
  struct Finding {
    var rule: DerivationRule
    var source: ValueSource
    var evidence: RuleEvidence
    /// Rows without a source that have values of their own; empty where there are none.
    var freeRows: [Int32]
  }

  /// Different values of a source at most, as a share of the rows: each has to come back.
  private static let maximumDistinctShare = 1.0 / 3
  private static let maximumDistinct = 5_000
  /// Of the rows that would differ if nothing were known, at most this share may differ.
  private static let unexplainedShare = 0.02
  private static let minimumDiffering = 20

  /// The group of rows whose ancestor was not read.
  private static let unknown: Int32 = -3

  private struct Source {
    var source: ValueSource
    /// The group of every row; negative where there is no value.
    var groups: [Int32]
    var groupCount: Int
    /// Hash of every group's value, for values of ancestors.
    var hashes: [UInt64]

    /// The group of rows without a value: code 0 of the row's own columns.
    var missingGroup: Int32 { if case .column = source { 0 } else { -1 } }

    /// Rows without a value.
    var missingRows: [Int32] {
      groups.indices.filter { groups[$0] == missingGroup }.map { Int32($0) }
    }
  }

  let scope: RuleScope
  private let sources: [Source]

  init(_ scope: RuleScope) {
    self.scope = scope
    let limit = min(
      Self.maximumDistinct,
      Int(Double(scope.frame.rowCount) * Self.maximumDistinctShare)
    )
    var sources: [Source] = []
    for column in scope.fit.modelled {
      guard let codec = scope.fit.codecs[column], codec.isExact, codec.codeCount > 2,
        codec.codeCount <= limit
      else { continue }
      sources.append(
        Source(
          source: .column(column),
          groups: scope.fit.codes[column],
          groupCount: codec.codeCount,
          hashes: []
        )
      )
    }
    let ancestors = scope.ancestorColumns { column in
      switch column.type.valueKind {
      case .integer, .text, .enumeration, .boolean: true
      default: false
      }
    }
    for ancestor in ancestors where Self.staysInClone(ancestor, scope: scope) {
      if let source = Self.source(ancestor, limit: limit) { sources.append(source) }
    }
    self.sources = sources
  }

  /// Keys are new in the clone, except those of tables that are kept, and references to these.
  private static func staysInClone(_ ancestor: RuleScope.AncestorColumn, scope: RuleScope) -> Bool {
    guard ancestor.isKey else { return true }
    guard case .parent(let key, let name) = ancestor.source else { return false }
    let parent = scope.plan.keys[key].parent
    guard scope.state.isGenerated(parent) else { return true }
    return scope.state.tables[parent]?.foreignKeys.contains {
      $0.childColumns == [name] && !scope.state.isGenerated($0.parent)
    } ?? false
  }

  private static func source(_ ancestor: RuleScope.AncestorColumn, limit: Int) -> Source? {
    let hasher = RowHasher([ancestor.values])
    var groupOfHash: [UInt64: Int32] = [:]
    var hashes: [UInt64] = []
    var groupOfAncestor = [Int32](repeating: -2, count: ancestor.values.count)
    var groups = [Int32](repeating: -1, count: ancestor.positions.count)
    for (row, position) in ancestor.positions.enumerated() {
      guard position >= 0 else {
        if position == TableFrame.Parent.unsampled { groups[row] = unknown }
        continue
      }
      let place = Int(position)
      if groupOfAncestor[place] == -2 {
        groupOfAncestor[place] =
          hasher.hash(row: place).map { hash in
            if let known = groupOfHash[hash] { return known }
            groupOfHash[hash] = Int32(hashes.count)
            hashes.append(hash)
            return Int32(hashes.count - 1)
          } ?? -1
        if hashes.count > limit { return nil }
      }
      groups[row] = groupOfAncestor[place]
    }
    guard hashes.count > 1 else { return nil }
    return Source(
      source: ancestor.source,
      groups: groups,
      groupCount: hashes.count,
      hashes: hashes
    )
  }

  /// What decides the column, fewest values first.
  func findings(of column: Int) -> [Finding] {
    guard let values = scope.frame.rows[scope.fit.columns[column].name] else { return [] }
    let hasher = RowHasher([values])
    let hashes = (0..<scope.frame.rowCount).map { hasher.hashWithNulls(row: $0) }
    let differing = Self.differing(hashes)
    guard differing >= Self.minimumDiffering else { return [] }
    return Self.fewestGroupsFirst(sources.filter { $0.source != .column(column) }).compactMap {
      finding(column, hashes: hashes, differing: differing, source: $0)
    }
  }

  /// Sources in the order of their groups, near ones first among equals.
  private static func fewestGroupsFirst(_ sources: [Source]) -> [Source] {
    sources.enumerated().sorted {
      ($0.element.groupCount, $0.offset) < ($1.element.groupCount, $1.offset)
    }.map(\.element)
  }

  /// What decides which row of a table that is kept a key refers to: a value of an ancestor that is chosen before.
  func decision(of key: Int) -> (decision: KeyDecision, evidence: RuleEvidence)? {
    let plan = scope.plan
    guard plan.keyRoles[key] == .matched, !scope.state.isGenerated(plan.keys[key].parent) else {
      return nil
    }
    let positions = scope.frame.parents[key]
    let hashes = positions.map { UInt64(bitPattern: Int64($0)) }
    guard !positions.contains(TableFrame.Parent.null),
      Self.differing(hashes) >= Self.minimumDiffering
    else { return nil }
    let possible = sources.filter { source in
      source.source.key.map { ($0 == plan.contextKey || $0 < key) && $0 != key } ?? false
    }
    for source in Self.fewestGroupsFirst(possible) {
      let known = majority(hashes, source) { _ in true }
      var evidence = RuleEvidence()
      var parents: [UInt64: Int32] = [:]
      for row in hashes.indices {
        let group = Int(source.groups[row])
        guard group >= 0 else {
          if source.groups[row] != Self.unknown {
            evidence.add(unit: scope.frame.units[row], holds: false)
          }
          continue
        }
        evidence.add(unit: scope.frame.units[row], holds: known[group].hash == hashes[row])
        if evidence.isLost(of: hashes.count) { break }
        if known[group].rows > 1 {
          parents[source.hashes[group]] = Int32(truncatingIfNeeded: known[group].hash)
        }
      }
      if evidence.isBorneOut, evidence.exceptions == 0 {
        return (KeyDecision(source: source.source, parents: parents), evidence)
      }
    }
    return nil
  }

  /// Rows that do not hold the most frequent value.
  private static func differing(_ hashes: [UInt64]) -> Int {
    var counts: [UInt64: Int] = [:]
    for hash in hashes { counts[hash, default: 0] += 1 }
    return hashes.count - (counts.values.max() ?? 0)
  }

  private func finding(
    _ column: Int,
    hashes: [UInt64],
    differing: Int,
    source: Source
  ) -> Finding? {
    let isNull = scope.frame.rows[scope.fit.columns[column].name]?.isNull ?? []
    let missing = source.missingRows
    var freeRows: [Int32] = []
    var found = evidence(hashes, differing: differing, source) { isNull[$0] }
    if found == nil, !missing.isEmpty, missing.count < hashes.count, isAsRead(column),
      isAsRead(source.source)
    {
      let isMissing = Set(missing)
      let others = hashes.indices.filter { !isMissing.contains(Int32($0)) }
      let differing = Self.differing(others.map { hashes[$0] })
      guard differing >= Self.minimumDiffering,
        Double(source.groupCount) <= Double(others.count) * Self.maximumDistinctShare
      else { return nil }
      freeRows = missing
      found = evidence(hashes, differing: differing, source, holdsWithout: nil)
    }
    guard let evidence = found else { return nil }
    let all = majority(hashes, source) { _ in true }
    var codes = [Int32](repeating: 0, count: source.groupCount)
    for row in hashes.indices where source.groups[row] >= 0 {
      let group = Int(source.groups[row])
      if hashes[row] == all[group].hash { codes[group] = scope.fit.codes[column][row] }
    }
    let rule: DerivationRule
    if case .column(let from) = source.source {
      rule = .map(from: from, codes: codes)
    } else {
      rule = .lookup(
        source.source,
        codes: Dictionary(zip(source.hashes, codes), uniquingKeysWith: { first, _ in first })
      )
    }
    return Finding(
      rule: rule,
      source: source.source,
      evidence: evidence,
      freeRows: freeRows
    )
  }

  private func isAsRead(_ source: ValueSource) -> Bool {
    if case .column(let column) = source { isAsRead(column) } else { true }
  }

  /// Whether a column holds what was read: the shape and the parts of one that holds others are learnt together.
  private func isAsRead(_ column: Int) -> Bool {
    let declared = scope.state.tables[scope.plan.id]?.column(scope.fit.columns[column].name)
    switch declared?.type.valueKind {
    case .integer, .text, .enumeration, .boolean: return true
    case let kind?: return kind.isPlainNumber || kind.isMoment
    case nil: return false
    }
  }

  /// What rows say about values being a function of a source; nil where they do not bear it out.
  ///
  /// - `holdsWithout`: what counts for rows without the source; nil where they do not count.
  private func evidence(
    _ hashes: [UInt64],
    differing: Int,
    _ source: Source,
    holdsWithout: ((Int) -> Bool)?
  ) -> RuleEvidence? {
    let units = scope.frame.units
    let known = majority(hashes, source) { RuleEvidence.isForConjectures(unit: units[$0]) }
    let none = holdsWithout == nil ? source.missingGroup : Self.unknown
    var evidence = RuleEvidence()
    var supported = 0
    var concerned = 0
    for row in hashes.indices {
      let group = source.groups[row]
      guard group != Self.unknown, group != none else { continue }
      concerned += 1
      guard group >= 0 else {
        // Without a source there is nothing to follow from.
        evidence.add(unit: units[row], holds: holdsWithout?(row) ?? false)
        continue
      }
      let winner = known[Int(group)]
      guard winner.rows > 0 else { continue }
      // A value that is alone with its source says nothing about it.
      guard winner.rows > 1 || !RuleEvidence.isForConjectures(unit: units[row]) else { continue }
      supported += 1
      evidence.add(unit: units[row], holds: winner.hash == hashes[row])
      if evidence.isLost(of: hashes.count) { return nil }
    }
    guard supported * 2 >= concerned, evidence.isBorneOut,
      Double(evidence.exceptions) <= Self.unexplainedShare * Double(differing)
    else { return nil }
    return evidence
  }

  /// Labels of a column that tell the parent of a key to a table that is kept.
  func combination(
    of column: Int,
    with key: Int
  ) -> (combination: KeyCombination, evidence: RuleEvidence)? {
    let positions = scope.frame.parents[key]
    let hashes = positions.map { UInt64(bitPattern: Int64($0)) }
    let differing = Self.differing(hashes)
    guard differing >= Self.minimumDiffering, !positions.contains(TableFrame.Parent.null),
      case .category? = scope.fit.codecs[column],
      let source = sources.first(where: { $0.source == .column(column) }),
      let evidence = evidence(hashes, differing: differing, source, holdsWithout: nil),
      evidence.exceptions == 0
    else { return nil }
    var codes: [Int32: [Int32]] = [:]
    let stride = max(1, positions.count / Self.sampledLabels)
    for row in Swift.stride(from: 0, to: positions.count, by: stride) where source.groups[row] > 0 {
      codes[positions[row], default: []].append(source.groups[row])
    }
    return (KeyCombination(key: key, codes: codes), evidence)
  }

  /// Rows from which labels are taken where what is drawn does not fit.
  private static let sampledLabels = 20_000

  /// The value that most rows of every group hold, by a vote that needs no counts (Boyer and Moore), and the rows of
  /// the group.
  private func majority(
    _ hashes: [UInt64],
    _ source: Source,
    _ isCounted: (Int) -> Bool
  ) -> [(hash: UInt64, rows: Int)] {
    var winners = [(hash: UInt64, rows: Int)](repeating: (0, 0), count: source.groupCount)
    var votes = [Int](repeating: 0, count: source.groupCount)
    for row in hashes.indices where source.groups[row] >= 0 && isCounted(row) {
      let group = Int(source.groups[row])
      winners[group].rows += 1
      if votes[group] == 0 {
        winners[group].hash = hashes[row]
        votes[group] = 1
      } else {
        votes[group] += winners[group].hash == hashes[row] ? 1 : -1
      }
    }
    return winners
  }
}
