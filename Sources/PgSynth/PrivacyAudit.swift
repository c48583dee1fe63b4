import Metadata
import QualityMetrics
import RelationalModels
import TableData

/// Checks whether a clone's rows are nearer to rows that were fitted than to rows held out.
struct PrivacyAudit {
  let source: SourceData
  /// The clone's rows by the source's tables, all of them or a sample.
  let clone: [TableID: TableRows]
  /// The scores of the tables.
  let tables: [TableQuality]
  /// Tables of which `clone` has all rows.
  let wholeTables: Set<TableID>
  let jobs: Int

  /// One check for every table of which units were held out, and one more where its rows have children.
  func checks() -> [PrivacyQuality] {
    let work = source.metadata.tables.flatMap { table -> [(Table, PrivacyAspect)] in
      guard source.splits[table.id]?.isHeldOut.isEmpty == false else { return [] }
      return PrivacyAspect.allCases.map { (table, $0) }
    }
    return concurrently(work.count, jobs: jobs) { check(work[$0].0, work[$0].1) }
      .compactMap(\.self)
  }

  private func check(_ table: Table, _ aspect: PrivacyAspect) -> PrivacyQuality? {
    guard let real = source.rows[table.id], let made = clone[table.id],
      let split = source.splits[table.id], let quality = quality(of: table)
    else { return nil }
    let own = PointColumn.columns(of: table, quality, real: real, clone: made)
    var columns = own.map(\.column)
    var exact: ExactMatches?
    switch aspect {
    case .rows:
      guard !own.isEmpty else { return nil }
      exact = ExactMatches(
        real: real.hashes(of: own.map(\.name)),
        isHeldOut: split.isHeldOut,
        units: split.unitOfRow,
        unitCount: split.unitCount,
        clone: made.hashes(of: own.map(\.name))
      )
    case .histories:
      let histories = histories(of: table, real: real, clone: made)
      guard !histories.isEmpty else { return nil }
      columns += histories
    }
    return PrivacyScorer(
      columns: columns,
      isHeldOut: split.isHeldOut,
      units: split.unitOfRow,
      unitCount: split.unitCount,
      cloneCount: made.rowCount
    )
    .score(table.id, aspect, exact: exact)
  }

  /// Aggregates of the children in all tables whose rows are there for all parents.
  private func histories(
    of table: Table,
    real: TableRows,
    clone made: TableRows
  ) -> [PointColumn] {
    source.relationships.keys.filter { $0.parent == table.id }
      .sorted { ($0.child, $0.name) < ($1.child, $1.name) }
      .flatMap { key -> [PointColumn] in
        guard isComplete(key), let child = source.metadata[key.child],
          let realRows = source.rows[key.child], let madeRows = clone[key.child],
          let quality = quality(of: child)
        else { return [] }
        let columns = PointColumn.columns(
          of: child,
          quality,
          real: realRows,
          clone: madeRows,
          limit: ChildAggregates.columnLimit
        )
        return ChildAggregates.columns(
          of: columns.map(\.column),
          real: (key.parentRows(of: realRows, in: real), real.rowCount),
          clone: (key.parentRows(of: madeRows, in: made), made.rowCount)
        )
      }
  }

  private func quality(of table: Table) -> TableQuality? {
    tables.first { $0.table == table.id }
  }

  private func isComplete(_ key: ForeignKey) -> Bool {
    if source.sampledContexts[key.child] == key { return true }
    let realCount = source.metadata[key.child]?.rowCount
    return realCount == source.rows[key.child]?.rowCount && wholeTables.contains(key.child)
  }
}
