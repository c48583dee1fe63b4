import Metadata
import Statistics
import TableData

/// Checks whether a clone's rows are nearer to rows that were fitted than to rows held out.
struct PrivacyAudit {
  let compared: ComparedDatabase
  /// The scores of the tables, in the order of `compared`.
  let qualities: [TableQuality]
  let jobs: Int

  /// One check for every table of which units were held out, and one more where its rows have children.
  func checks() -> [PrivacyQuality] {
    let work = zip(compared.tables, qualities).flatMap {
      table,
      quality -> [(ComparedTable, TableQuality, PrivacyAspect)] in
      guard table.units?.isHeldOut.isEmpty == false else { return [] }
      return PrivacyAspect.allCases.map { (table, quality, $0) }
    }
    return concurrently(work.count, jobs: jobs) { check(work[$0].0, work[$0].1, work[$0].2) }
      .compactMap(\.self)
  }

  private func check(
    _ table: ComparedTable,
    _ quality: TableQuality,
    _ aspect: PrivacyAspect
  ) -> PrivacyQuality? {
    guard let units = table.units else { return nil }
    let own = PointColumn.columns(of: table, quality)
    var columns = own.map(\.column)
    var exact: ExactMatches?
    switch aspect {
    case .rows:
      guard !own.isEmpty else { return nil }
      exact = ExactMatches(
        real: table.real.hashes(of: own.map(\.name)),
        isHeldOut: units.isHeldOut,
        units: units.unitOfRow,
        unitCount: units.unitCount,
        clone: table.clone.hashes(of: own.map(\.name))
      )
    case .histories:
      let histories = histories(of: table)
      guard !histories.isEmpty else { return nil }
      columns += histories
    }
    return PrivacyScorer(
      columns: columns,
      isHeldOut: units.isHeldOut,
      units: units.unitOfRow,
      unitCount: units.unitCount,
      cloneCount: table.clone.rowCount
    )
    .score(table.id, aspect, exact: exact, guessing: aspect == .rows ? own.map(\.name) : [])
  }

  /// Aggregates of the children in all tables whose rows are there for all parents.
  private func histories(of table: ComparedTable) -> [PointColumn] {
    compared.relationships
      .filter { $0.key.parent == table.id && $0.hasWholeFamilies }
      .sorted { ($0.key.child, $0.key.name) < ($1.key.child, $1.key.name) }
      .flatMap { relationship -> [PointColumn] in
        guard
          let (child, quality) = zip(compared.tables, qualities)
            .first(where: { $0.0.id == relationship.key.child })
        else { return [] }
        let columns = PointColumn.columns(of: child, quality, limit: ChildAggregates.columnLimit)
        let parents = relationship.parentRows(of: child, in: table)
        return ChildAggregates.columns(
          of: columns.map(\.column),
          real: (parents.real, table.real.rowCount),
          clone: (parents.clone, table.clone.rowCount)
        )
      }
  }
}
