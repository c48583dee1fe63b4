import ConditionalTrees
import Metadata
import TableData

/// Deciding how rows find their parent in their own table.
extension ParentDrafter {
  func earlierRow(_ key: Int, label: String, fixed: Set<String>) -> StepDraft {
    let positions = plan.keys[key].parentRows(of: frame.rows, in: frame.rows)
    let depths = Self.depths(positions)
    var codes = [Int32](repeating: 0, count: frame.rowCount)
    var inside = 0
    var edges = 0
    var nulls = 0
    for row in 0..<frame.rowCount {
      if positions[row] == TableFrame.Parent.null { nulls += 1 }
      guard positions[row] >= 0 else { continue }
      let parent = Int(positions[row])
      guard parent != row else {
        codes[row] = SelfCode.itself
        continue
      }
      codes[row] = SelfCode.firstDepth + Int32(min(SelfCode.maximumDepth, depths[parent]))
      edges += 1
      if fitter.places.parent[row] >= 0, fitter.places.parent[row] == fitter.places.parent[parent] {
        inside += 1
      }
    }
    let buckets = (0...(Int(SelfCode.firstDepth) + SelfCode.maximumDepth)).map { UInt8($0) }
    var draft = StepDraft(
      name: label,
      kind: .planned(
        key: key,
        TreeModel(
          codes: codes,
          parents: positions,
          depths: depths,
          k: frame.k,
          isUnique: frame.table.hasUniqueKey(within: plan.keys[key].childColumns)
        )
      ),
      ownInfos: [FeatureStore.Info(name: "\(label) depth", isCategorical: false)],
      ownFeatures: [codes.map { buckets[Int($0)] }]
    )
    let isInside = edges > 0 && Double(inside) >= Self.insideShare * Double(edges)
    guard let scope = scope(of: key, fixed: fixed, isInsideContext: isInside) else { return draft }
    draft.kind = .earlierRow(
      key: key,
      scope,
      nullShare: Double(nulls) / Double(max(1, frame.rowCount))
    )
    draft.targets = [
      StepDraft.Target(
        target: TreeTarget(codes: codes, bucketOfCode: buckets, isOrdinal: false),
        rows: (0..<Int32(frame.rowCount)).map { $0 }
      )
    ]
    return draft
  }

  /// Share of edges inside the same context parent above which all are.
  private static let insideShare = 0.95

  /// Where rows may look for their parent; nil for the whole table.
  private func scope(of key: Int, fixed: Set<String>, isInsideContext: Bool) -> SelfScope? {
    let foreign = plan.keys[key]
    let context = plan.contextKey.map { plan.keys[$0].childColumns } ?? []
    // A column that refers to itself is the same in both rows.
    let shared = zip(foreign.childColumns, foreign.parentColumns).filter { $0 == $1 }.map(\.0)
    if isInsideContext || !shared.isEmpty && shared.allSatisfy({ context.contains($0) }) {
      return .context
    }
    guard !shared.isEmpty else { return nil }
    return .columns(shared.compactMap { name in fit.columns.firstIndex { $0.name == name } })
  }

  /// Distance of every row from its root; rows on a cycle count from where the walk met it.
  static func depths(_ parents: [Int32]) -> [Int] {
    var depths = [Int](repeating: -1, count: parents.count)
    for start in parents.indices where depths[start] < 0 {
      var path: [Int] = []
      var onPath: Set<Int> = []
      var row = start
      while depths[row] < 0, onPath.insert(row).inserted {
        path.append(row)
        guard parents[row] >= 0, Int(parents[row]) != row else { break }
        row = Int(parents[row])
      }
      var depth = depths[row] >= 0 ? depths[row] + 1 : 0
      for row in path.reversed() where depths[row] < 0 {
        depths[row] = depth
        depth += 1
      }
    }
    return depths
  }
}
