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
    case .typed(let forest, let types):
      chooseTyped(key, forest: forest, types: types, slot: slot, freely: freely, using: &random)
    case .carriedOver(let via, let viaKey):
      let middle = parentRows[via]
      parentRows[key] =
        middle < 0 ? -1 : parentTables[via]?.parents[viaKey][Int(middle)] ?? -1
      features[slot] = parentRows[key] < 0 ? 1 : 2
    case .agreeing(let columns, let nullShare):
      chooseAgreeing(key, columns: columns, nullShare: nullShare, using: &random)
      features[slot] = parentRows[key] < 0 ? 1 : 2
    case .earlierRow(let forest, let isInsideContext):
      let code = sample(forest, using: &random)
      parentRows[key] =
        earlier[key]?.choose(
          code: code,
          row: row,
          isInsideContext: isInsideContext,
          isNullable: isNullable(key),
          using: &random
        ) ?? -1
      features[slot] = UInt8(code)
    case .later(let forest, _):
      features[slot] = sample(forest, using: &random) == 1 ? 2 : 1
      parentRows[key] = -1
      return
    }
    let parent = parentRows[key]
    let bins = steps[index].parentBins
    for index in bins.indices {
      features[bins[index].place] = parent < 0 ? 0 : bins[index].bins[Int(parent)]
    }
  }

  func isNullable(_ key: Int) -> Bool { nullableKeys[key] }

  func chooseTyped(
    _ key: Int,
    forest: ConditionalForest,
    types: ParentTypes,
    slot: Int,
    freely: Bool,
    using random: inout CounterGenerator
  ) {
    var code = sample(forest, using: &random)
    var parent: Int32 = -1
    var kind: UInt8 = 0
    let seen = seenParents[key]
    if code == ParentCode.same, place == 0 || previousParents[key] < 0 {
      code = resample(forest, using: &random)
    }
    if code == ParentCode.seen, seen.isEmpty { code = resample(forest, using: &random) }
    switch code {
    case ParentCode.null: break
    case ParentCode.same where !freely && place > 0 && previousParents[key] >= 0:
      parent = previousParents[key]
      kind = 1
      pools[key]?.owe(parent)
    case ParentCode.seen where !freely && !seen.isEmpty:
      parent = seen[random.integer(below: seen.count)]
      kind = 2
      pools[key]?.owe(parent)
    default:
      kind = 3
      if freely || code < ParentCode.firstType {
        parent = pools[key]?.any(using: &random) ?? -1
        if parent >= 0 { pools[key]?.owe(parent) }
      } else if case .rows = types {
        parent = code - ParentCode.firstType
        pools[key]?.owe(parent)
      } else {
        parent = pools[key]?.take(type: Int(code - ParentCode.firstType), using: &random) ?? -1
      }
    }
    if parent < 0, !isNullable(key) {
      parent = pools[key]?.any(using: &random) ?? -1
      kind = 3
    }
    parentRows[key] = parent
    features[slot] = parent < 0 ? 0 : kind
    features[slot + 1] = parent < 0 ? 0 : typeBuckets[key]?[Int(parent)] ?? 0
  }

  func resample(
    _ forest: ConditionalForest,
    using random: inout CounterGenerator
  ) -> Int32 {
    for _ in 0..<16 {
      let code = sample(forest, using: &random)
      if code == ParentCode.null || code >= ParentCode.firstType { return code }
    }
    return -1
  }

  func chooseAgreeing(
    _ key: Int,
    columns: [String],
    nullShare: Double,
    using random: inout CounterGenerator
  ) {
    parentRows[key] = -1
    if nullShare > 0, isNullable(key), random.uniform() < nullShare { return }
    var hash: UInt64 = 0
    for column in columns {
      guard let position = generator.columnPositions[column] else { return }
      switch cells[position] {
      case .null: return
      case .integer(let value): hash = RowHasher.combine(hash, RowHasher.hash(value))
      case .real(let value): hash = RowHasher.combine(hash, RowHasher.hash(value))
      case .label(let label):
        hash = RowHasher.combine(
          hash,
          CounterGenerator.hash(generator.labels[position][Int(label)])
        )
      case .text(let text): hash = RowHasher.combine(hash, CounterGenerator.hash(text))
      }
    }
    guard let candidates = agreeing[key]?[hash], !candidates.isEmpty else {
      if !isNullable(key) { deadEnd = model.plan.keys[key] }
      return
    }
    parentRows[key] = candidates[random.integer(below: candidates.count)]
  }

  func sample(
    _ forest: ConditionalForest,
    using random: inout CounterGenerator
  ) -> Int32 {
    features.withUnsafeBufferPointer { features in
      features.baseAddress.map { forest.sample($0, using: &random) } ?? 0
    }
  }
}
