import ColumnTransforms
import ConditionalTrees
import Metadata
import Statistics
import TableData

/// Choosing the parents of a row.
extension RowDrawer {
  func choose(
    _ step: ParentStep,
    row: Int,
    placed index: Int,
    freely: Bool,
    using random: inout CounterGenerator
  ) {
    let key = step.key
    let slot = steps[index].slot
    switch step.choice {
    case .typed(let typed):
      if !inherit(step, slot: slot) {
        chooseTyped(key, typed, slot: slot, freely: freely, using: &random)
      }
    case .carriedOver(let via, let viaKey):
      let middle = parentRows[via]
      if middle >= 0 {
        parentRows[key] = parentTables[via]?.parents[viaKey][Int(middle)] ?? -1
      }
      if middle < 0 || parentRows[key] < 0 && !isNullable(key) {
        chooseAgreeing(key, nullShare: 1, freeNullShare: 1, using: &random)
      }
      features[slot] = parentRows[key] < 0 ? 1 : 2
    case .decided(let decision):
      parentRows[key] = decided(decision, key, using: &random)
      features[slot] = parentRows[key] < 0 ? 1 : 2
    case .agreeing where repeatsEntity(key: key), .along where repeatsEntity(key: key):
      parentRows[key] = previousParents[key]
      features[slot] = parentRows[key] < 0 ? 1 : 2
    case .agreeing(let shares):
      chooseAgreeing(
        key,
        nullShare: shares.nullShare,
        freeNullShare: shares.freeNullShare,
        using: &random
      )
      features[slot] = parentRows[key] < 0 ? 1 : 2
    case .along(let agreement, _):
      chooseAlong(agreement, using: &random)
      features[slot] = parentRows[key] < 0 ? 1 : 2
    case .earlierRow(let codes, _, _):
      parentRows[key] =
        earlier[key]?.choose(
          row: row,
          group: group(of: key),
          isNullable: isNullable(key),
          using: &random
        ) { sample(codes, using: &$0) } ?? -1
      features[slot] = selfCode(key, row: row)
    case .planned:
      parentRows[key] = trees[key]?.parents[row] ?? -1
      if parentRows[key] < 0, !isNullable(key) { parentRows[key] = Int32(row) }
      features[slot] = selfCode(key, row: row)
    case .conditional(let only):
      chooseConditional(key, only, row: row, using: &random)
      features[slot] = parentRows[key] < 0 ? 1 : 2
    case .later(let codes, _):
      features[slot] = sample(codes, using: &random) == 1 ? 2 : 1
      parentRows[key] = -1
      return
    }
    let parent = parentRows[key]
    if parent < 0 { fillPartly(key, using: &random) }
    let bins = steps[index].parentBins
    for index in bins.indices {
      features[bins[index].place] = parent < 0 ? 0 : bins[index].bins[Int(parent)]
    }
  }

  /// The parent that goes with a value; any other one for a value that the source does not have.
  private func decided(
    _ decision: KeyDecision,
    _ key: Int,
    using random: inout CounterGenerator
  ) -> Int32 {
    if let hash = ancestor(decision.source, { $0.rowHash($1) }) ?? nil,
      let parent = decision.parents[hash]
    {
      return parent
    }
    let count = parentTables[key]?.rowCount ?? 0
    return count > 0 ? Int32(random.integer(below: count)) : -1
  }

  func isNullable(_ key: Int) -> Bool { nullableKeys[key] }

  func chooseTyped(
    _ key: Int,
    _ typed: TypedChoice,
    slot: Int,
    freely: Bool,
    using random: inout CounterGenerator
  ) {
    var code = sample(typed.codes, using: &random)
    if repeatsEntity(key: key) {
      code = previousParents[key] < 0 ? ParentCode.null : ParentCode.same
    }
    var parent: Int32 = -1
    var kind: UInt8 = 0
    var isOwed = true
    if code == ParentCode.same, place == 0 || previousParents[key] < 0 {
      code = resample(typed.codes, using: &random)
    }
    if code == ParentCode.seen, seenParents[key].isEmpty {
      code = resample(typed.codes, using: &random)
    }
    switch code {
    case ParentCode.null: break
    case ParentCode.same
    where (!freely || repeatsEntity(key: key)) && place > 0 && previousParents[key] >= 0:
      parent = previousParents[key]
      kind = 1
    case ParentCode.seen where !freely && !seenParents[key].isEmpty:
      parent = seenParents[key][random.integer(below: seenParents[key].count)]
      kind = 2
    case typed.types.code(ofTwin: 0)... where !freely:
      let twin = Int(code - typed.types.code(ofTwin: 0))
      parent = parentRows[typed.twins[twin]]
      kind = UInt8(4 + twin)
    default:
      (parent, isOwed) = newParent(
        key,
        code: code,
        types: typed.types,
        freely: freely,
        using: &random
      )
      kind = 3
    }
    let isUnfit = parent >= 0 ? !isApart(key, parent) : !isNullable(key)
    let isLost = parent < 0 && code != ParentCode.null && !ways[key].isEmpty
    if isUnfit || isLost {
      func isFit(_ parent: Int32) -> Bool {
        isApart(key, parent) && !(areParentsUnique[key] && seenParents[key].contains(parent))
      }
      parent = pools[key]?.any(using: &random, accepting: isFit) ?? -1
      if parent < 0, leaveOutFollowers(of: key) {
        parent = pools[key]?.any(using: &random, accepting: isFit) ?? -1
      }
      isOwed = true
      kind = 3
      if parent < 0, !isNullable(key) {
        deadEnd = model.plan.keys[key]
        isHopeless =
          ways[key].isEmpty && partners[key].allSatisfy { $0.key == model.plan.contextKey }
      }
    }
    if parent >= 0, isOwed { pools[key]?.owe(parent) }
    parentRows[key] = parent
    features[slot] = parent < 0 ? 0 : kind
    features[slot + 1] = parent < 0 ? 0 : typeBuckets[key]?[Int(parent)] ?? 0
  }

  /// Siblings' parents that are gone through for each draw, at most.
  private static let comparedParents = 512

  /// A parent that no earlier sibling has where a unique key asks for that, and whether it was taken without using up one of its places.
  private func newParent(
    _ key: Int,
    code: Int32,
    types: ParentTypes,
    freely: Bool,
    using random: inout CounterGenerator
  ) -> (parent: Int32, isOwed: Bool) {
    let isChecked = areParentsUnique[key] && seenParents[key].count <= Self.comparedParents
    func isNew(_ parent: Int32) -> Bool {
      isApart(key, parent) && !(isChecked && seenParents[key].contains(parent))
    }
    if freely || code < ParentCode.firstType || code >= types.code(ofTwin: 0) {
      return (pools[key]?.any(using: &random, accepting: isNew) ?? -1, true)
    }
    if case .rows = types {
      let parent = code - ParentCode.firstType
      return (isEligible[key]?[Int(parent)] ?? true ? parent : -1, true)
    }
    let type = Int(code - ParentCode.firstType)
    return (pools[key]?.take(type: type, using: &random, accepting: isNew) ?? -1, false)
  }

  /// Whether a parent keeps its relation to those of the keys chosen before, and leaves room for what comes between
  /// their values.
  func isApart(_ key: Int, _ parent: Int32) -> Bool {
    guard leavesRoom(key, parent), leadsOn(key, parent) else { return false }
    for partner in partners[key] {
      let other = parentRows[partner.key]
      guard other >= 0 else { continue }
      guard other != parent else { return false }
      let (first, second) = partner.isFirst ? (other, parent) : (parent, other)
      switch partner.relation {
      case .different: continue
      case .acyclic:
        guard let places = partner.places, places[Int(first)] < places[Int(second)] else {
          return false
        }
      case .ascending:
        guard let values = parentColumns[key].first(where: { $0.position != nil })?.values,
          let low = values.number(Int(first)), let high = values.number(Int(second)), low < high
        else { return false }
      }
    }
    return true
  }

  func resample(
    _ codes: ConditionalModel,
    using random: inout CounterGenerator
  ) -> Int32 {
    for _ in 0..<16 {
      let code = sample(codes, using: &random)
      if code == ParentCode.null || code >= ParentCode.firstType { return code }
    }
    return -1
  }

  // MARK: - References that are no constraints

  /// Chooses a parent by its remaining degree if the row is of the key's case.
  private func chooseConditional(
    _ key: Int,
    _ only: KeyCase,
    row: Int,
    using random: inout CounterGenerator
  ) {
    parentRows[key] = -1
    guard text(only.column) == only.value else { return }
    if isNullable(key), random.uniform() < only.nullShare { return }
    guard model.plan.keys[key].isSelfReference else {
      parentRows[key] = pools[key]?.take(type: 0, using: &random) { _ in true } ?? -1
      return
    }
    guard row > 0, let name = model.plan.keys[key].parentColumns.first,
      let column = kept.first(where: { $0.name == name })
    else { return }
    cells[foreign[key].positions[0]] = column.values[random.integer(below: row)]
  }

  /// The label or text of a cell.
  private func text(_ position: Int) -> String? {
    switch cells[position] {
    case .label(let label): generator.labels[position][Int(label)]
    case .text(let text): text
    case .null, .integer, .real: nil
    }
  }

  /// Gives rows of kinds that no case of a polymorphic pair is about a reference where they must have one.
  func fillUncoveredCases(using random: inout CounterGenerator) {
    for (key, role) in model.plan.keyRoles.enumerated() where role == .conditional {
      guard let position = foreign[key].positions.first, isNull(cells[position]),
        !model.columns[position].isNullable, let parent = pools[key]?.any(using: &random),
        let column = parentColumns[key].first(where: { $0.position == position })
      else { continue }
      cells[position] = column.values[Int(parent)]
    }
  }

  /// Lets some rows refer to nothing, as some of the source do.
  func refer(_ key: Int, to dangling: DanglingReferences, row: Int) {
    var random = generator.generator("dangling \(key)", row)
    guard random.uniform() < dangling.share, let cell = dangling.value(using: &random) else {
      return
    }
    cells[foreign[key].positions[0]] = cell
  }

  // MARK: - Self references

  /// The ``SelfCode`` of the row's chosen parent, as later steps see it.
  private func selfCode(_ key: Int, row: Int) -> UInt8 {
    let parent = parentRows[key]
    if parent < 0 { return UInt8(SelfCode.null) }
    if Int(parent) == row { return UInt8(SelfCode.itself) }
    let depth = trees[key]?.depth(of: Int(parent)) ?? earlier[key]?.depth(of: Int(parent)) ?? 0
    return UInt8(Int(SelfCode.firstDepth) + min(SelfCode.maximumDepth, depth))
  }

  /// The rows among which a row looks for its parent.
  func group(of key: Int) -> UInt64 {
    guard case .columns(let positions)? = scopes[key] else { return 0 }
    return positions.reduce(UInt64(0)) { RowHasher.combine($0, cellHash($1)) }
  }

  @inline(__always)
  func sample(
    _ codes: ConditionalModel,
    using random: inout CounterGenerator
  ) -> Int32 {
    features.baseAddress.map { codes.sample($0, using: &random) } ?? 0
  }
}
