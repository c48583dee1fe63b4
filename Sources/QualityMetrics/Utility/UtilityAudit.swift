package import Metadata
import Statistics
import TableData

/// Which columns are told from the others of their tables.
package enum UtilityTargets: Sendable {
  /// Those that real rows tell best.
  case best
  /// Columns by table.
  case named([TableID: [String]])
}

/// Tries what models that learnt from the clone are worth, table by table, the largest first.
struct UtilityAudit {
  let tables: [DetectorTable]
  let targets: UtilityTargets
  let jobs: Int
  var rowLimit = 3_000
  /// Rows times features that are looked at in all; columns that were named are looked at in any case.
  var budget = 10_000_000

  /// Rows of a side from which on columns are chosen without being named.
  private static let minimumRows = 500

  func scores() -> [UtilityQuality] {
    let scorers = tables.map { UtilityScorer(table: $0, rowLimit: rowLimit) }
    switch targets {
    case .named(let columns):
      let work = scorers.flatMap { scorer in
        (columns[scorer.table.compared.id] ?? []).map { (scorer, $0) }
      }
      return concurrently(work.count, jobs: jobs) { work[$0].0.score(target: work[$0].1) }
        .compactMap(\.self)
    case .best:
      var left = budget
      let chosen = scorers.enumerated()
        .filter { _, scorer in
          let compared = scorer.table.compared
          return min(compared.real.rowCount, compared.clone.rowCount) >= Self.minimumRows
        }
        .sorted { left, right in
          let rows = [left, right].map(\.element.table.compared.realRowCount)
          return (-rows[0], left.offset) < (-rows[1], right.offset)
        }
        .filter { _, scorer in
          guard scorer.cost <= left else { return false }
          left -= scorer.cost
          return true
        }
        .map(\.offset).sorted()
      return concurrently(chosen.count, jobs: jobs) { scorers[chosen[$0]].bestTold() }
        .flatMap(\.self)
    }
  }
}
