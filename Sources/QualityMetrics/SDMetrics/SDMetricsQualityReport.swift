import Metadata
import Statistics
import TableData

/// SDMetrics' QualityReport: how alike two databases are.
///
/// As in SDMetrics, columns are judged by their sdtype, each side's numbers have bins of their own beside categories,
/// and pairs whose columns hardly hang together on the real side are left out. SDMetrics draws 50,000 rows at random
/// for a contingency; here they are a repeatable sample for correlations too, of the first 40 columns of a table.
/// Foreign keys of a table to itself, on which SDMetrics' Intertable Trends fails, have none.
package struct SDMetricsQualityReport: SDMetricsReport {
  package static let properties: [SDMetricsProperty] = [
    .columnShapes, .columnPairTrends, .cardinality, .intertableTrends,
  ]

  package let details: [SDMetricsDetail]

  /// A report of these lines.
  package init(details: [SDMetricsDetail]) {
    self.details = details
  }

  /// Scores everything.
  ///
  /// - Parameters:
  ///   - compared: both sides.
  ///   - scored: the tables' scores, in the same order, where they are known: most are the same.
  ///   - jobs: threads.
  package init(scoring compared: ComparedDatabase, knowing scored: [TableQuality], jobs: Int = 1) {
    let tables = concurrently(compared.tables.count, jobs: jobs) { position in
      let table = compared.tables[position]
      let known = KnownScores(scored.first { $0.table == table.id })
      return Self.shapes(of: table, known) + Self.pairs(of: table, known)
    }
    let cardinality = compared.relationships.map { relationship in
      SDMetricsDetail(
        .cardinality,
        "CardinalityShapeSimilarity",
        table: relationship.key.child,
        columns: relationship.key.childColumns,
        relationship: relationship.key,
        score: CardinalityShapeSimilarity.score(
          real: relationship.real.degrees,
          clone: relationship.clone.degrees
        )
      )
    }
    let trends = concurrently(compared.relationships.count, jobs: jobs) {
      Self.trends(of: compared.relationships[$0], in: compared)
    }
    details = tables.flatMap(\.self) + cardinality + trends.flatMap(\.self)
  }

  private static func shapes(of table: ComparedTable, _ known: KnownScores) -> [SDMetricsDetail] {
    table.sdMetricsColumns.map { column in
      var score: Double?
      if let quality = known.shape(of: column) {
        score = quality.score
      } else if let real = table.real[column.name], let clone = table.clone[column.name] {
        score =
          switch column.kind {
          case .continuous: KSComplement.score(real: real, clone: clone)
          case .discrete: TVComplement.score(SharedCodes(real: real, clone: clone))
          }
      }
      return SDMetricsDetail(
        .columnShapes,
        column.kind == .continuous ? "KSComplement" : "TVComplement",
        table: table.id,
        columns: [column.name],
        score: score
      )
    }
  }

  private static func pairs(of table: ComparedTable, _ known: KnownScores) -> [SDMetricsDetail] {
    let columns = table.sdMetricsColumns.prefix(TrendLimits.columns)
    let needed = columns.filter { column in
      columns.contains { $0.name != column.name && known.pair($0, column) == nil }
    }
    let operands = TrendOperand.operands(
      needed,
      real: (table.real, RowSample.positions(of: table.real.rowCount, limit: TrendLimits.rows)),
      clone: (table.clone, RowSample.positions(of: table.clone.rowCount, limit: TrendLimits.rows))
    )
    var details: [SDMetricsDetail] = []
    for (place, second) in columns.enumerated() {
      for first in columns.prefix(place) {
        var trend = known.pair(first, second)
        if trend == nil, let left = operands[first.name], let right = operands[second.name] {
          trend = left.trend(with: right)
        }
        guard let trend else { continue }
        details.append(
          SDMetricsDetail(
            .columnPairTrends,
            trend.metric.rawValue,
            table: table.id,
            columns: [first.name, second.name],
            score: trend.scoreInReports
          )
        )
      }
    }
    return details
  }

  /// Every column of the parent with every column of the child, over the children that have a parent.
  private static func trends(
    of relationship: ComparedRelationship,
    in compared: ComparedDatabase
  ) -> [SDMetricsDetail] {
    let key = relationship.key
    guard !key.isSelfReference, let child = compared[key.child], let parent = compared[key.parent]
    else { return [] }
    let parentRows = relationship.parentRows(of: child, in: parent)
    let real = JoinedRows(parentOfChild: parentRows.real, limit: TrendLimits.rows)
    let clone = JoinedRows(parentOfChild: parentRows.clone, limit: TrendLimits.rows)
    guard !real.children.isEmpty, !clone.children.isEmpty else { return [] }
    let parents = parent.sdMetricsColumns.prefix(TrendLimits.columns)
    let children = child.sdMetricsColumns.prefix(TrendLimits.columns)
    guard !parents.isEmpty, !children.isEmpty else { return [] }
    let ofParent = TrendOperand.operands(
      parents,
      real: (parent.real, real.parents),
      clone: (parent.clone, clone.parents)
    )
    let ofChild = TrendOperand.operands(
      children,
      real: (child.real, real.children),
      clone: (child.clone, clone.children)
    )
    return parents.flatMap { first in
      children.compactMap { second in
        guard let left = ofParent[first.name], let right = ofChild[second.name] else { return nil }
        let trend = left.trend(with: right)
        return SDMetricsDetail(
          .intertableTrends,
          trend.metric.rawValue,
          table: key.child,
          columns: [first.name, second.name],
          relationship: key,
          score: trend.scoreInReports
        )
      }
    }
  }
}

/// What bounds the cost of a table's pairs.
enum TrendLimits {
  static let rows = 50_000
  static let columns = 40
}

extension PairTrend {
  /// Below these a real association is none to SDMetrics' reports, and the pair has no score.
  private static let correlationThreshold = 0.5
  private static let contingencyThreshold = 0.3

  /// The score where the real columns hang together more than SDMetrics asks for, otherwise nil.
  var scoreInReports: Double? {
    guard let real else { return nil }
    let threshold =
      metric == .correlationSimilarity ? Self.correlationThreshold : Self.contingencyThreshold
    return abs(real) > threshold ? score : nil
  }
}

/// Scores of a table that need not be computed again: those of columns that pgsynth treats as SDMetrics does.
private struct KnownScores {
  private struct Names: Hashable {
    var first: String
    var second: String
  }

  private var columns: [String: ColumnQuality] = [:]
  private var pairs: [Names: PairTrend] = [:]

  init(_ table: TableQuality?) {
    guard let table else { return }
    for column in table.columns { columns[column.column] = column }
    for pair in table.pairs { pairs[Names(first: pair.first, second: pair.second)] = pair.trend }
  }

  func shape(of column: SDMetricsColumn) -> ColumnQuality? {
    columns[column.name].flatMap { $0.treatment == column.kind.treatment ? $0 : nil }
  }

  func pair(_ first: SDMetricsColumn, _ second: SDMetricsColumn) -> PairTrend? {
    guard shape(of: first) != nil, shape(of: second) != nil else { return nil }
    return pairs[Names(first: first.name, second: second.name)]
      ?? pairs[Names(first: second.name, second: first.name)]
  }
}

extension SDMetricsColumnKind {
  /// The treatment that comes to the same.
  fileprivate var treatment: ColumnTreatment { self == .continuous ? .number : .category }
}
