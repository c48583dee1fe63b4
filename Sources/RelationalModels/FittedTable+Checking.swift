import ColumnTransforms
import ConditionalTrees
import Metadata
import ModelEncoding
import TableData
import TableModels

/// What must hold between the parts of a table's model, so that those who draw rows by it need not look.
extension FittedTable: SelfChecking {
  var problem: String? {
    let count = columns.count
    let keys = plan.keys.count
    func areColumns(_ positions: some Sequence<Int>) -> Bool {
      positions.allSatisfy { (0..<count).contains($0) }
    }
    func areKeys(_ positions: some Sequence<Int>) -> Bool {
      positions.allSatisfy { (0..<keys).contains($0) }
    }
    let isWhole =
      plan.id == table.id && plan.rowCount >= 0
      && plan.keyRoles.count == keys && roles.count == count
      && Set(columns.map(\.name)).count == count
      && plan.keys.allSatisfy { $0.childColumns.count == $0.parentColumns.count }
      && areColumns(keyStyles.keys) && areColumns(keyNullShares.keys) && areColumns(provisional)
      && areKeys(degrees.keys) && areKeys(filledShares.keys) && areKeys(nullPatterns.keys)
      && nullPatterns.values.joined().allSatisfy { areColumns($0.columns) }
      && parentPairs.allSatisfy { areKeys([$0.first, $0.second]) }
      && areKeys(discriminators.keys) && areKeys(fanOutRules.map(\.key))
      && areKeys(danglingShares.keys)
      && (rowModel == nil || sentinels.count == count)
      && (kept == nil || keptStore?.isAbout(kept?.rowCount ?? 0) ?? true)
      && (fanOut.first.map { if case .numeric = $0.codec { true } else { false } } ?? true)
    guard isWhole else { return "columns and keys are in disorder" }
    let shares =
      [orphanShare] + Array(keyNullShares.values) + filledShares.values + danglingShares.values
      + nullPatterns.values.joined().map(\.share)
    guard shares.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { return "shares are none" }
    guard fanOut.count == guides.count + (fanOut.isEmpty ? 0 : 1) else {
      return "guides are not those of the children"
    }
    for draw in fanOut + degrees.values {
      if let problem = draw.problem { return problem }
    }
    return rowModel?.problem(of: self)
  }
}

extension FeatureStore {
  /// Whether every feature has a bin for each of so many rows.
  func isAbout(_ rowCount: Int) -> Bool {
    infos.count == columns.count && columns.allSatisfy { $0.count == rowCount }
  }
}

extension ParentDraw {
  var problem: String? {
    let isWhole =
      model.largestCode < codec.codeCount && Self.areShares(shares)
      && (siblings?.feature ?? 0) >= 0 && (steps?.feature ?? 0) >= 0
      && (few.map { $0.share >= 0 && $0.share <= 1 } ?? true)
      && meanNumbers.allSatisfy(\.isWhole)
    return isWhole ? nil : "numbers of parents are in disorder"
  }

  /// Whether there is a share for every bucket, or none at all.
  static func areShares(_ shares: [Float]) -> Bool {
    (shares.isEmpty || shares.count == 256) && shares.allSatisfy { $0.isFinite && $0 >= 0 }
  }
}

extension MeanNumbers {
  fileprivate var isWhole: Bool {
    feature >= 0 && groups.count == 256 && groups.allSatisfy { Int($0) < means.count }
      && means.count == shares.count
      && (means + shares).allSatisfy { $0.isFinite && $0 >= 0 }
  }
}

extension RowModel {
  /// What is wrong with steps and features.
  func problem(of table: FittedTable) -> String? {
    guard layout.holds(steps, guides: table.guides) else { return "features are in disorder" }
    let width = layout.width
    guard usedFeatures.allSatisfy({ $0 < width }), (usedFeatures.min() ?? 0) >= 0,
      table.storeLayout.parts.allSatisfy({ (0..<width).contains($0.feature) }),
      table.guides.allSatisfy({ $0.isAbout(steps, guides: table.guides.count) })
    else { return "features are looked at that are not there" }
    let columns = table.columns.indices
    let keys = table.plan.keys.indices
    var drawn: Set<Int> = []
    for step in steps {
      let isWhole =
        switch step {
        case .entity(let step):
          step.model.largestCode <= EntityStep.same && step.columns.allSatisfy(columns.contains)
            && step.keys.allSatisfy(keys.contains) && columns.contains(step.identifier)
        case .parent(let step): step.isWhole(columns: columns, keys: keys)
        case .column(let step):
          columns.contains(step.column) && drawn.insert(step.column).inserted
            && table.columns[step.column].name == step.name
        }
      guard isWhole else { return "a step of a row is in disorder" }
      if case .column(let column) = step,
        let problem = column.problem(columns: columns, keys: keys, steps: steps.count)
      {
        return problem
      }
    }
    let isSynthesized = columnSteps.allSatisfy { step in
      guard let target = step.target else { return true }
      return synthesizer?.largestCode(of: target).map { $0 < step.codec.codeCount } ?? false
    }
    guard isSynthesized else { return "what is drawn of columns is in disorder" }
    guard synthesizer?.levels.allSatisfy({ keys.contains($0.key) }) ?? true else {
      return "parameters of parents are in disorder"
    }
    // Of these no column is the row's own.
    let others = parentOrders.flatMap { [$0.low.other, $0.high.other] }
    guard distinctKeys.allSatisfy(keys.contains),
      others.allSatisfy({ $0.isWhole(columns: columns, keys: keys) })
    else { return "orders of a row are in disorder" }
    return nil
  }
}

extension RowLayout {
  /// Whether there is room for what steps and guides write.
  func holds(_ steps: [RowStep], guides: [Guide]) -> Bool {
    func fits(_ start: Int, _ count: Int) -> Bool {
      start >= 0 && count >= 0 && start <= width - count
    }
    guard isCategorical.count == width, ownStart.count == steps.count,
      parentWidth.count == steps.count, contextFeatures.count <= width,
      contextFeatures.allSatisfy({ $0 >= 0 })
    else { return false }
    if isSequence {
      guard fits(sequenceStart, 3), fits(previousStart, steps.count),
        fits(runningStart, steps.count),
        fits(guideStart, guides.count)
      else { return false }
    }
    return steps.indices.allSatisfy { step in
      parentWidth[step] >= 0 && parentWidth[step] <= width
        && fits(ownStart[step], steps[step].ownWidth + parentWidth[step])
    }
  }
}

extension RowStep {
  /// Features of its own, before those of a chosen parent.
  fileprivate var ownWidth: Int {
    switch self {
    case .entity: 2
    case .parent(let step): step.ownWidth
    case .column(let step):
      1 + (step.tellsRepeats ? 1 : 0) + TimeLevel.width * step.levels.count
    }
  }
}

extension Guide {
  /// Whether it steers one of the steps and has all that this takes.
  fileprivate func isAbout(_ steps: [RowStep], guides: Int) -> Bool {
    steps.indices.contains(step) && (0..<guides).contains(centre)
      && (kind != .amount || amounts.count == 256)
      && zip(bounds, bounds.dropFirst()).allSatisfy { $0 <= $1 }
  }
}

extension ValueSource {
  fileprivate func isWhole(columns: Range<Int>, keys: Range<Int>) -> Bool {
    switch self {
    case .previous(let column), .column(let column): columns.contains(column)
    case .parent(let key, _), .grandparent(let key, _, _): keys.contains(key)
    }
  }
}

extension ValueLimit {
  fileprivate func isWhole(columns: Range<Int>, keys: Range<Int>) -> Bool {
    columns.contains(column) && other.isWhole(columns: columns, keys: keys)
  }
}

extension ColumnDraw {
  /// Whether every code that can be drawn means something.
  fileprivate func isWhole(columns: Range<Int>, keys: Range<Int>) -> Bool {
    let special = [sameCode, seenCode, echo?.code].compactMap(\.self)
    let first = Int32(clamping: codec.codeCount + sentinels.count)
    let end = max(first, (special.max() ?? 0) + 1)
    guard special.allSatisfy({ $0 >= first && $0 < first + 3 }) else { return false }
    return model.largestCode < end
      && (first..<end).allSatisfy { special.contains($0) || !model.mayDraw($0) }
      && sources.allSatisfy { $0.isWhole(columns: columns, keys: keys) }
  }
}

extension ColumnStep {
  /// What is wrong; nil where nothing is.
  fileprivate func problem(columns: Range<Int>, keys: Range<Int>, steps: Int) -> String? {
    let codes = Int32(clamping: codec.codeCount)
    let nullRules = restraints.nullRules
    let combined = restraints.combination
    let claims: [(Bool, String)] = [
      (draws.allSatisfy { $0.isWhole(columns: columns, keys: keys) }, "draws"),
      (draws.last.map { $0.reference == nil } ?? true, "last draw"),
      (spareCodes.allSatisfy { $0 >= 0 && $0 < codes }, "spare codes"),
      (ParentDraw.areShares(shares) && sampleSize >= 0 && wander >= 0, "shares"),
      (levels.allSatisfy { (0..<steps).contains($0.step) }, "levels"),
      (sources.allSatisfy { $0.isWhole(columns: columns, keys: keys) }, "sources"),
      (restraints.limits.allSatisfy { $0.isWhole(columns: columns, keys: keys) }, "limits"),
      (nullRules.allSatisfy { $0.source.column.map(columns.contains) ?? true }, "null rules"),
      (
        combined.map { keys.contains($0.key) && $0.codes.values.joined().allSatisfy { $0 < codes } }
          ?? true, "combination"
      ),
      (derivation?.rule.isWhole(columns: columns, codes: codes) ?? true, "derivation"),
    ]
    return claims.first { !$0.0 }.map { "\($0.1) of a column are in disorder" }
  }
}

extension DerivationRule {
  fileprivate func isWhole(columns: Range<Int>, codes: Int32) -> Bool {
    func areCodes(_ values: some Sequence<Int32>) -> Bool {
      values.allSatisfy { $0 >= -1 && $0 < codes }
    }
    switch self {
    case .copy, .formula: return true
    case .map(let from, let values): return columns.contains(from) && areCodes(values)
    case .lookup(_, let values): return areCodes(values.values)
    case .stretches(let of, let bounds, let values):
      return columns.contains(of) && areCodes(values) && values.count == bounds.count + 1
        && zip(bounds, bounds.dropFirst()).allSatisfy { $0 <= $1 }
    case .place(_, let inside, let outside): return areCodes([inside, outside])
    case .composed(let composition):
      return composition.columns.allSatisfy(columns.contains)
        && composition.choices.values.joined().allSatisfy {
          $0.template.columns.allSatisfy(columns.contains)
        }
    }
  }
}

extension ParentStep {
  fileprivate func isWhole(columns: Range<Int>, keys: Range<Int>) -> Bool {
    guard keys.contains(key), inheritsFrom.map(keys.contains) ?? true else { return false }
    switch choice {
    case .typed(let typed):
      let codes = Int(ParentCode.firstType) + typed.types.count + typed.twins.count
      return typed.types.count >= 0 && typed.types.count < 1 << 30
        && typed.codes.largestCode < codes && typed.twins.allSatisfy(keys.contains)
    case .carriedOver(let via, _): return keys.contains(via)
    case .decided(let decision):
      return decision.source.isWhole(columns: columns, keys: keys)
        && decision.parents.values.allSatisfy { $0 >= 0 }
    case .agreeing: return true
    case .along(let agreement, _):
      return keys.contains(agreement.key) && keys.contains(agreement.via)
    case .earlierRow(let model, let scope, _):
      let isScope =
        if case .columns(let found) = scope { found.allSatisfy(columns.contains) } else { true }
      return isScope && model.largestCode < SelfCode.firstDepth + Int32(SelfCode.maximumDepth) + 1
    case .planned(let tree):
      return !tree.stretches.isEmpty
        && tree.stretches.allSatisfy { stretch in
          stretch.counts.allSatisfy {
            $0.key >= 0 && $0.key <= SelfCode.firstDepth + Int32(SelfCode.maximumDepth)
              && $0.value >= 0
          }
        }
        && tree.children.joined().joined().allSatisfy { $0.isFinite && $0 >= 0 }
    case .conditional(let kind): return columns.contains(kind.column)
    case .later(let model, let through):
      return model.largestCode <= 1 && (through.map { $0 >= 0 } ?? true)
    }
  }
}
