import ColumnTransforms
import ConditionalTrees
import Metadata
import TableData

/// Decides how the parents of a table's keys other than the context are chosen.
struct ParentDrafter {
  let fitter: TableFitter
  let rules: RowRules
  var frame: TableFrame { fitter.frame }
  var fit: FitColumns { fitter.fit }
  var plan: TablePlan { fitter.plan }

  private static let maximumTypes = 64

  func drafts() -> [StepDraft] {
    var drafts: [StepDraft] = []
    var fixed: Set<String> = Set(plan.contextKey.map { plan.keys[$0].childColumns } ?? [])
    var resolved: [Int] = plan.contextKey.map { [$0] } ?? []
    for (key, role) in plan.keyRoles.enumerated() {
      let foreign = plan.keys[key]
      let label = foreign.childColumns.joined(separator: ",")
      switch role {
      case .context: continue
      case .matched:
        let shared = foreign.childColumns.filter { fixed.contains($0) }
        if let (via, viaKey) = carriedOver(key, resolved: resolved) {
          drafts.append(
            StepDraft(name: label, kind: .carriedOver(key: key, via: via, viaKey: viaKey))
          )
        } else if let decision = rules.decisions[key], shared.isEmpty {
          drafts.append(StepDraft(name: label, kind: .decided(key: key, decision)))
        } else if !shared.isEmpty {
          drafts.append(
            StepDraft(
              name: label,
              kind: .agreeing(key: key, shares(key, sharing: shared))
            )
          )
        } else if let agreement = rules.agreements.first(where: {
          $0.via == key && resolved.contains($0.key)
        }) {
          drafts.append(
            StepDraft(
              name: label,
              kind: .along(agreement, nullShare: nullShare(key, beside: agreement))
            )
          )
        } else {
          var draft = typed(key, label: label, resolved: resolved)
          draft.inheritsFrom = rules.inherited[key]
          drafts.append(draft)
        }
        resolved.append(key)
      case .selfReference: drafts.append(earlierRow(key, label: label, fixed: fixed))
      case .deferred: drafts.append(later(key, label: label))
      case .conditional: drafts.append(conditional(key, label: label))
      }
      if drafts[drafts.count - 1].ownInfos.isEmpty {
        drafts[drafts.count - 1].ownInfos = [FeatureStore.Info(name: label, isCategorical: false)]
        drafts[drafts.count - 1].ownFeatures = [presence(key)]
      }
      fixed.formUnion(foreign.childColumns)
    }
    return drafts
  }

  /// 2 where the key is set, 1 where it is null.
  private func presence(_ key: Int) -> [UInt8] {
    let columns = plan.keys[key].childColumns.compactMap { frame.rows[$0] }
    return (0..<frame.rowCount).map { row in columns.contains { $0.isNull[row] } ? 1 : 2 }
  }

  /// How often the key is null beside columns that other keys fix, and beside keys that fix nothing.
  private func shares(_ key: Int, sharing shared: [String]) -> AgreeingShares {
    let columns = plan.keys[key].childColumns.compactMap { frame.rows[$0] }
    let fixing = plan.keys.indices.filter { other in
      other != key && plan.keyRoles[other] != .deferred && plan.keyRoles[other] != .selfReference
        && plan.keys[other].childColumns.contains { shared.contains($0) }
    }.map { other in plan.keys[other].childColumns.compactMap { frame.rows[$0] } }
    var rows = (fixed: 0, free: 0)
    var nulls = rows
    for row in 0..<frame.rowCount {
      let isFixed = fixing.contains { columns in !columns.contains { $0.isNull[row] } }
      let isNull = columns.contains { $0.isNull[row] }
      if isFixed {
        rows.fixed += 1
        if isNull { nulls.fixed += 1 }
      } else {
        rows.free += 1
        if isNull { nulls.free += 1 }
      }
    }
    return AgreeingShares(
      columns: shared,
      nullShare: Double(nulls.fixed) / Double(max(1, rows.fixed)),
      freeNullShare: Double(nulls.free) / Double(max(1, rows.free))
    )
  }

  // MARK: - Carried over

  /// Another key whose parent points to the same row, by constraints or by a rule.
  private func carriedOver(_ key: Int, resolved: [Int]) -> (via: Int, viaKey: Int)? {
    let foreign = plan.keys[key]
    for via in resolved {
      let other = plan.keys[via]
      guard other.childColumns.allSatisfy({ frame.table.column($0)?.isNullable == false }),
        let viaKey = fitter.state.keysOfTable[other.parent]?.firstIndex(where: { candidate in
          candidate.condition == nil && candidate.parent == foreign.parent
            && candidate.parentColumns == foreign.parentColumns
            && candidate.childColumns
              == foreign.childColumns.compactMap { name in
                other.childColumns.firstIndex(of: name).map { other.parentColumns[$0] }
              }
        }), fitter.state.isResolved(other.parent, key: viaKey)
      else { continue }
      return (via, viaKey)
    }
    return rules.agreements.first { $0.key == key && resolved.contains($0.via) }.map {
      ($0.via, $0.viaKey)
    }
  }

  /// How often the key is null where the other one is set.
  ///
  /// Under a context parent that is drawn before, only rows count that have a choice: where nothing refers to that
  /// parent, the key is null anyway.
  private func nullShare(_ key: Int, beside agreement: KeyAgreement) -> Double {
    let goals = frame.parents[agreement.key]
    var rows = (0..<frame.rowCount).filter { goals[$0] != TableFrame.Parent.null }
    if plan.keyRoles[agreement.key] == .context,
      let upward = fitter.state.frames[plan.keys[key].parent]?.parents[agreement.viaKey]
    {
      let referredTo = Set(upward)
      rows.removeAll { !referredTo.contains(goals[$0]) }
    }
    let nulls = rows.filter { frame.parents[key][$0] == TableFrame.Parent.null }
    return Double(nulls.count) / Double(max(1, rows.count))
  }

  // MARK: - Typed

  private func typed(_ key: Int, label: String, resolved: [Int]) -> StepDraft {
    let parent = plan.keys[key].parent
    let positions = frame.parents[key]
    let parentRows = fitter.state.frames[parent]?.rowCount ?? 0
    let types: ParentTypes
    if fitter.state.keptTables.contains(parent) {
      types = .rows(parentRows)
    } else {
      types = .tree(typeTree(key, positions: positions))
    }
    let typeOfParent = typeOfEveryParent(types, parent: parent, rowCount: parentRows)
    var codes = [Int32](repeating: 0, count: frame.rowCount)
    var kinds = [UInt8](repeating: 0, count: frame.rowCount)
    var shown = kinds
    var rows: [Int32] = []
    var seen: Set<Int32> = []
    let twins = twins(of: key, among: resolved)
    let buckets = types.bucketOfCode(twins: twins.count)
    for row in 0..<frame.rowCount {
      let position = positions[row]
      if fitter.places.place[row] == 0 { seen.removeAll(keepingCapacity: true) }
      guard position != TableFrame.Parent.unsampled else { continue }
      rows.append(Int32(row))
      if position >= 0 {
        let code = ParentCode.firstType + Int32(typeOfParent[Int(position)])
        codes[row] = code
        shown[row] = buckets[Int(code)]
        kinds[row] = 3
        if let twin = twins.firstIndex(where: { frame.parents[$0][row] == position }) {
          codes[row] = types.code(ofTwin: twin)
          kinds[row] = UInt8(4 + twin)
        } else if fitter.places.place[row] > 0 {
          if positions[row - 1] == position {
            codes[row] = ParentCode.same
            kinds[row] = 1
          } else if seen.contains(position) {
            codes[row] = ParentCode.seen
            kinds[row] = 2
          }
        }
        seen.insert(position)
      }
    }
    return StepDraft(
      name: label,
      kind: .typedParent(key: key, types, twins: twins),
      targets: [
        StepDraft.Target(
          target: TreeTarget(codes: codes, bucketOfCode: buckets, isOrdinal: false),
          rows: rows.isEmpty ? (0..<Int32(frame.rowCount)).map { $0 } : rows
        )
      ],
      ownInfos: [
        FeatureStore.Info(name: "\(label) choice", isCategorical: true),
        FeatureStore.Info(name: "\(label) type", isCategorical: true),
      ],
      ownFeatures: [kinds, shown],
      trackedFeature: 1
    )
  }

  /// Share of rows in which two keys must point to the same row, beyond chance, to be twins.
  private static let minimumTwinShare = 0.1

  /// Keys chosen before that often point to the same row, such as the winner to one of two teams.
  private func twins(of key: Int, among resolved: [Int]) -> [Int] {
    let positions = frame.parents[key]
    return resolved.filter { other in
      guard plan.keys[other].parent == plan.keys[key].parent,
        plan.keys[other].parentColumns == plan.keys[key].parentColumns,
        !frame.parents[other].isEmpty
      else { return false }
      let shift = frame.rowCount / 2
      var equal = 0
      var byChance = 0
      for row in 0..<frame.rowCount where positions[row] >= 0 {
        if frame.parents[other][row] == positions[row] { equal += 1 }
        if frame.parents[other][(row + shift) % frame.rowCount] == positions[row] { byChance += 1 }
      }
      return equal >= 2 * frame.k
        && Double(equal - byChance) >= Self.minimumTwinShare * Double(frame.rowCount)
    }
  }

  func typeOfEveryParent(_ types: ParentTypes, parent: TableID, rowCount: Int) -> [Int] {
    switch types {
    case .rows: return Array(0..<rowCount)
    case .tree(let tree):
      guard let matrix = fitter.state.stores[parent]?.matrix(rowCount: rowCount), matrix.width > 0
      else { return [Int](repeating: 0, count: rowCount) }
      return matrix.bytes.withUnsafeBufferPointer { bytes in
        (0..<rowCount).map { row in
          bytes.baseAddress.map { tree.type($0 + row * matrix.width) } ?? 0
        }
      }
    }
  }

  /// Parents that behave alike towards the columns of their children.
  private func typeTree(_ key: Int, positions: [Int32]) -> TypeTree {
    let parent = plan.keys[key].parent
    let parentFrame = fitter.state.frames[parent]
    let parentRows = parentFrame?.rowCount ?? 0
    let matrix =
      fitter.state.stores[parent]?.matrix(rowCount: parentRows)
      ?? FeatureMatrix(rowCount: parentRows, isCategorical: [])
    let lanes = responses(positions: positions, parentRows: parentRows)
    var embeddings = [Embedding](repeating: .zero, count: parentRows)
    for row in 0..<frame.rowCount where positions[row] >= 0 {
      var point = Embedding.zero
      point[0] = 1
      for (lane, response) in lanes.enumerated() { point[lane + 1] = response[row] }
      embeddings[Int(positions[row])] += point
    }
    let rows = (0..<Int32(parentRows)).filter { embeddings[Int($0)][0] > 0 }
    let k = parentFrame?.k ?? 5
    return TypeTree(
      fitting: embeddings,
      matrix: matrix,
      rows: rows,
      units: parentFrame?.units ?? [],
      minimumUnits: max(k, rows.count / (2 * Self.maximumTypes)),
      maximumTypes: Self.maximumTypes
    )
  }

  /// Up to seven standardised columns of the rows and of their context that depend most on the parent.
  private func responses(positions: [Int32], parentRows: Int) -> [[Float]] {
    var candidates = fit.modelled.map { fit.buckets[$0] }
    if let context = plan.contextKey, let store = fitter.state.stores[plan.keys[context].parent] {
      for column in store.columns.prefix(16) {
        candidates.append(
          (0..<frame.rowCount).map { row in
            fitter.places.parent[row] >= 0 ? column[Int(fitter.places.parent[row])] : 0
          }
        )
      }
    }
    let scored = candidates.compactMap { buckets -> (score: Double, values: [Float])? in
      standardised(buckets, positions: positions, parentRows: parentRows)
    }
    return scored.sorted { $0.score > $1.score }.prefix(7).map(\.values)
  }

  private func standardised(
    _ buckets: [UInt8],
    positions: [Int32],
    parentRows: Int
  ) -> (score: Double, values: [Float])? {
    let count = Double(buckets.count)
    guard count > 1 else { return nil }
    let mean = buckets.reduce(0.0) { $0 + Double($1) } / count
    let variance = buckets.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
    guard variance > 0 else { return nil }
    let deviation = variance.squareRoot()
    let values = buckets.map { Float((Double($0) - mean) / deviation) }
    var sums = [Double](repeating: 0, count: parentRows)
    var sizes = sums
    for row in values.indices where positions[row] >= 0 {
      sums[Int(positions[row])] += Double(values[row])
      sizes[Int(positions[row])] += 1
    }
    var between = 0.0
    var groups = 0.0
    for parent in 0..<parentRows where sizes[parent] > 0 {
      between += sums[parent] * sums[parent] / sizes[parent]
      groups += 1
    }
    return ((between - groups) / count, values)
  }

  // MARK: - Polymorphic pairs

  private func conditional(_ key: Int, label: String) -> StepDraft {
    let condition = plan.keys[key].condition
    let kinds = condition.flatMap { frame.rows[$0.column] }
    let columns = plan.keys[key].childColumns.compactMap { frame.rows[$0] }
    var rows = 0
    var nulls = 0
    for row in 0..<frame.rowCount where kinds?.text(at: row) == condition?.value {
      rows += 1
      if columns.contains(where: { $0.isNull[row] }) { nulls += 1 }
    }
    return StepDraft(
      name: "\(label) of \(plan.keys[key].parent.name)",
      kind: .conditional(
        key: key,
        KeyCase(
          column: fit.columns.firstIndex { $0.name == condition?.column } ?? 0,
          value: condition?.value ?? "",
          nullShare: Double(nulls) / Double(max(1, rows))
        )
      )
    )
  }

  // MARK: - Cycles

  private func later(_ key: Int, label: String) -> StepDraft {
    let presence = presence(key)
    return StepDraft(
      name: label,
      kind: .later(key: key, returnsThrough: returnsThrough(key)),
      targets: [
        StepDraft.Target(
          target: TreeTarget(
            codes: presence.map { Int32($0) - 1 },
            bucketOfCode: [0, 1],
            isOrdinal: false
          ),
          rows: (0..<Int32(frame.rowCount)).map { $0 }
        )
      ],
      ownInfos: [FeatureStore.Info(name: label, isCategorical: false)],
      ownFeatures: [presence]
    )
  }

  /// The key of the later parent through which its row points back to the row it was chosen by.
  private func returnsThrough(_ key: Int) -> Int? {
    let foreign = plan.keys[key]
    guard let keys = fitter.state.keysOfTable[foreign.parent],
      let parentRows = fitter.state.fittedRows(of: foreign.parent)
    else { return nil }
    let forward = foreign.parentRows(of: frame.rows, in: parentRows)
    for (position, back) in keys.enumerated() where back.parent == plan.id {
      let backward = back.parentRows(of: parentRows, in: frame.rows)
      var edges = 0
      var closed = 0
      for row in 0..<frame.rowCount where forward[row] >= 0 {
        edges += 1
        if backward[Int(forward[row])] == Int32(row) { closed += 1 }
      }
      if edges > 0, Double(closed) >= 0.95 * Double(edges) { return position }
    }
    return nil
  }
}
