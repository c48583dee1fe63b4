import ConditionalTrees
import Metadata
import Statistics
import TableData

/// Looks for what tells a clone's rows from real ones, table by table.
///
/// Every figure stands beside its floor, what two halves of the real rows reach that have no unit in common. Where there are
/// real rows that the clone was not made from, it is compared with these, and the floor is what the others reach. Time is
/// bounded by the number of rows that are looked at and by a budget that the largest tables are served from first.
struct DetectionAudit {
  let compared: ComparedDatabase
  /// The same tables, in the same order.
  let tables: [DetectorTable]
  let jobs: Int

  var detector = Detector()
  /// Rows of a side that are looked at, at most.
  var rowLimit = 3_000
  /// Rows times features, over all figures and their floors, that are looked at in all.
  var budget = 30_000_000

  /// Fewer rows on a side say nothing.
  private static let minimumRows = 100
  /// Fewer rows of a half say too little of the floor.
  private static let minimumHalf = 40
  /// Parents at least by which rows are grouped.
  private static let minimumGroups = 30
  /// Children of a parent on average from which on they are looked at as a sequence.
  private static let siblingsPerParent = 2

  /// One thing to look at.
  private struct Work {
    var table: Int
    var aspect: DetectionAspect
    /// Position of the relationship, of children and siblings.
    var family: Int?
    var view: DetectorView
    var cost: Int
  }

  func scores() -> [DetectionQuality] {
    let positions = Dictionary(
      uniqueKeysWithValues: compared.tables.enumerated().map { ($1.id, $0) }
    )
    let relationships = compared.relationships.filter { relationship in
      [relationship.key.child, relationship.key.parent].allSatisfy { id in
        positions[id].map { Self.isLarge(compared.tables[$0]) } ?? false
      }
    }.sorted { ($0.key.child, $0.key.name) < ($1.key.child, $1.key.name) }
    let families = concurrently(relationships.count, jobs: jobs) { place -> DetectorFamily? in
      let key = relationships[place].key
      guard let child = positions[key.child], let parent = positions[key.parent] else { return nil }
      return DetectorFamily(
        relationships[place],
        child: compared.tables[child],
        parent: compared.tables[parent]
      )
    }.compactMap(\.self)
    let work = affordable(
      tables.indices.flatMap { table in
        self.work(on: table, positions: positions, families: families)
      }
    )
    return concurrently(work.count, jobs: jobs) { place -> DetectionQuality? in
      score(work[place], tables[work[place].table], families)
    }
    .compactMap(\.self)
    .sorted { left, right in
      let (leftTable, rightTable) = (positions[left.table] ?? 0, positions[right.table] ?? 0)
      return (leftTable, left.aspect.order, left.relationship ?? "")
        < (rightTable, right.aspect.order, right.relationship ?? "")
    }
  }

  private static func isLarge(_ table: ComparedTable) -> Bool {
    min(table.real.rowCount, table.clone.rowCount) >= minimumRows
  }

  private func work(
    on position: Int,
    positions: [TableID: Int],
    families: [DetectorFamily]
  ) -> [Work] {
    let table = tables[position]
    let id = table.compared.id
    guard Self.isLarge(table.compared) else { return [] }
    let parents = families.enumerated().filter { $1.key.child == id && !$1.key.isSelfReference }
    let grouping = parents.map { ($1.realGroupCount, $1) }
      .filter { $0.0 >= Self.minimumGroups && $0.0 < table.compared.real.rowCount / 2 }
      .min { $0.0 < $1.0 }?.1
    var views: [(DetectionAspect, Int?, DetectorView)] = []
    views.append((.rows, nil, .rows(of: table, groupedBy: grouping)))
    let children = families.filter {
      $0.key.parent == id && $0.relationship.hasWholeFamilies
    }.compactMap { family in positions[family.key.child].map { (tables[$0], family) } }
    if !children.isEmpty { views.append((.parents, nil, .parents(table, with: children))) }
    for (place, family) in parents {
      guard let parent = positions[family.key.parent], !table.columns.isEmpty else { continue }
      if !tables[parent].columns.isEmpty {
        views.append((.children, place, .children(table, of: tables[parent], family)))
      }
      let isSequence =
        table.compared.real.rowCount
        > Self.siblingsPerParent * tables[parent].compared.real.rowCount
      if isSequence, family.relationship.hasWholeFamilies {
        views.append((.siblings, place, .siblings(table, family)))
      }
    }
    let rows = min(rowLimit, table.compared.real.rowCount, table.compared.clone.rowCount)
    return views.filter { !$0.2.names.isEmpty }.map { aspect, family, view in
      // Both sides, and two halves beside them.
      let cost = 4 * rows * view.names.count
      return Work(table: position, aspect: aspect, family: family, view: view, cost: cost)
    }
  }

  /// What the budget is enough for: first the rows of all tables, large ones before small ones, then the rest likewise.
  private func affordable(_ work: [Work]) -> [Work] {
    let order = work.enumerated().sorted { left, right in
      let keys = [left, right].map { offset, work in
        (
          work.aspect == .rows ? 0 : 1, -compared.tables[work.table].realRowCount, offset
        )
      }
      return keys[0] < keys[1]
    }
    var left = budget
    return order.map(\.element).filter { work in
      guard work.cost <= left else { return false }
      left -= work.cost
      return true
    }
  }

  private func score(
    _ work: Work,
    _ table: DetectorTable,
    _ families: [DetectorFamily]
  ) -> DetectionQuality? {
    let parts = parts(of: work.view.candidates(.real), table)
    let real = parts.real
    let clone = work.view.candidates(.clone)
    let count = min(rowLimit, real.count, clone.count)
    guard count >= Self.minimumRows,
      let finding = detector.tell(
        rows(work.view, .real, real, count),
        from: rows(work.view, .clone, clone, count)
      )
    else { return nil }
    let half = min(rowLimit, parts.first.count, parts.second.count)
    let floor =
      half < Self.minimumHalf
      ? nil
      : detector.tell(
        rows(work.view, .real, parts.first, half),
        from: rows(work.view, .real, parts.second, half)
      )
    return DetectionQuality(
      table: table.compared.id,
      aspect: work.aspect,
      relationship: work.family.map { families[$0].key.name },
      auc: finding.auc,
      floor: floor?.auc.value,
      rows: count,
      features: zip(work.view.names, finding.shares).filter { $0.1 > 0 }
        .enumerated().sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }
        .map { DetectionQuality.Feature(name: $0.element.0, share: $0.element.1) }
    )
  }

  /// The rows that the clone is compared with, and those that are compared for the floor.
  private func parts(
    of rows: [Int],
    _ table: DetectorTable
  ) -> (real: [Int], first: [Int], second: [Int]) {
    func divided(_ isFirst: (Int) -> Bool) -> (first: [Int], second: [Int]) {
      (rows.filter(isFirst), rows.filter { !isFirst($0) })
    }
    if let start = table.compared.holdOutStart {
      let (learnt, heldOut) = divided { $0 < start }
      return (heldOut, learnt, heldOut)
    }
    let halves = divided { CounterGenerator.mix(UInt64(table.unit(at: $0))) & 1 == 0 }
    return (rows, halves.first, halves.second)
  }

  private func rows(
    _ view: DetectorView,
    _ side: DetectorSide,
    _ candidates: [Int],
    _ count: Int
  ) -> DetectorRows {
    view.rows(
      side,
      RowSample.positions(of: candidates.count, limit: count).map { candidates[$0] }
    )
  }
}

extension DetectionAspect {
  fileprivate var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
