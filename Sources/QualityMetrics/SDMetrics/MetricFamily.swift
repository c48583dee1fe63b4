package import Metadata
import Statistics
import TableData

/// A score of SDMetrics' family and what it is about.
package struct MetricScore: Hashable, Sendable {
  /// SDMetrics' name, with the argument that was chosen.
  package var metric: String
  package var table: TableID
  /// A column, or the columns of a key; nil for a table as a whole.
  package var column: String?
  package var score: Double

  package init(metric: String, table: TableID, column: String? = nil, score: Double) {
    self.metric = metric
    self.table = table
    self.column = column
    self.score = score
  }
}

/// The metrics of SDMetrics that are in none of its two reports, for all columns, tables and foreign keys that they
/// apply to.
package struct MetricFamily: Sendable {
  private let compared: ComparedDatabase
  /// The same with real rows that the clone was not made from behind the others.
  private let apart: ComparedDatabase?
  private let qualities: [TableQuality]

  /// Rows of a side whose distances to all others are measured: scores are off by less than 2/√n in 95 % of the cases.
  private static let distantRows = 1_000
  /// Columns that an attacker knows, at most.
  private static let knownColumns = 8

  /// - Parameters:
  ///   - compared: both sides.
  ///   - report: their scores, with the tables in the same order.
  ///   - apart: both sides with real rows that the clone was not made from, where there are any.
  package init(
    _ compared: ComparedDatabase,
    _ report: QualityReport,
    apart: ComparedDatabase? = nil
  ) {
    self.compared = compared
    self.apart = apart
    qualities = report.tables
  }

  /// The scores that apply, table by table.
  package func scores(jobs: Int) -> [MetricScore] {
    concurrently(compared.tables.count, jobs: jobs) { position -> [MetricScore] in
      let table = compared.tables[position]
      return table.sdMetricsColumns.flatMap { columnScores($0, of: table) } + wholeScores(table)
        + compared.relationships.filter { $0.key.child == table.id }.flatMap {
          familyScores($0, child: DetectorTable(table, qualities[position]))
        }
    }.flatMap(\.self)
  }

  private func columnScores(_ column: SDMetricsColumn, of table: ComparedTable) -> [MetricScore] {
    guard let real = table.real[column.name], let clone = table.clone[column.name] else {
      return []
    }
    let scores: [(String, Double?)]
    switch column.kind {
    case .continuous:
      scores =
        [
          ("RangeCoverage", RangeCoverage.score(real: real, clone: clone)),
          ("BoundaryAdherence", BoundaryAdherence.score(real: real, clone: clone)),
        ]
        + SummaryStatistic.allCases.map {
          (
            "StatisticSimilarity \($0.rawValue)",
            StatisticSimilarity.score(real: real, clone: clone, $0)
          )
        }
    case .discrete:
      let codes = SharedCodes(real: real, clone: clone)
      scores = [
        ("CategoryCoverage", CategoryCoverage.score(codes)),
        ("CategoryAdherence", CategoryAdherence.score(codes)),
      ]
    }
    return found(scores, table.id, column.name)
  }

  private func wholeScores(_ table: ComparedTable) -> [MetricScore] {
    let keys = table.table.allKeys.filter { $0.predicate == nil && !$0.hasExpressions }
    let few = table.sampled(Self.distantRows)
    let points = few.sdMetricsColumns.compactMap(few.point)
    let sides = points.map(\.gower)
    var generator = CounterGenerator(CounterGenerator.hash("\(table.id)"))
    return keys.flatMap { key -> [MetricScore] in
      let columns = key.columns.compactMap { table.clone[$0] }
      guard columns.count == key.columns.count else { return [] }
      let name = key.columns.joined(separator: ", ")
      return found([("KeyUniqueness", KeyUniqueness.score(columns))], table.id, name)
    }
      + found(
        [
          ("NewRowSynthesis", NewRowSynthesis.score(few)),
          ("LogisticDetection", LogisticDetection.score(points)),
          (
            "DCRBaselineProtection",
            DCRBaselineProtection.score(
              real: sides.map(\.real),
              clone: sides.map(\.clone),
              using: &generator
            )?.score
          ),
        ],
        table.id,
        nil
      ) + overfitting(table.id) + disclosure(few) + efficacy(few)
  }

  /// Each number and each category of two in turn, told from all other columns.
  private func efficacy(_ table: ComparedTable) -> [MetricScore] {
    let columns = table.sdMetricsColumns.compactMap { column in
      table.point(column).map { (column, $0) }
    }
    return columns.indices.flatMap { place -> [MetricScore] in
      let (column, target) = columns[place]
      let others = columns.indices.filter { $0 != place }.map { columns[$0].1 }
      switch target {
      case .numbers(let real, let clone):
        let score = MLEfficacy.linearRegression(of: (real, clone), from: others)
        return found([("LinearRegression", score)], table.id, column.name)
      case .categories(let codes):
        guard let flags = column.valueKind == .boolean ? table.truth(of: column) : codes.flags
        else {
          return []
        }
        let score = MLEfficacy.logisticRegression(of: flags, from: others)
        return found([("BinaryLogisticRegression", score)], table.id, column.name)
      }
    }
  }

  private func overfitting(_ id: TableID) -> [MetricScore] {
    guard let table = apart?[id], let start = table.holdOutStart, start > 0,
      start < table.real.rowCount
    else { return [] }
    func some(_ rows: Range<Int>) -> [Int] {
      RowSample.positions(of: rows.count, limit: Self.distantRows).map { rows.lowerBound + $0 }
    }
    let points = table.sdMetricsColumns.compactMap(table.point)
    let score = DCROverfittingProtection.score(
      training: points.map { $0.gower(real: some(0..<start)) },
      validation: points.map { $0.gower(real: some(start..<table.real.rowCount)) },
      clone: points.map { $0.gower(clone: some(0..<table.clone.rowCount)) }
    )
    return found([("DCROverfittingProtection", score)], id, nil)
  }

  /// Each category in turn, where all other columns are known.
  private func disclosure(_ table: ComparedTable) -> [MetricScore] {
    let columns = table.sdMetricsColumns.prefix(Self.knownColumns).compactMap { column in
      table.point(column).map { (column, $0) }
    }
    let codes = columns.map { _, point in
      switch point {
      case .categories(let codes): codes
      case .numbers(let real, let clone): DisclosureProtection.bins(real: real, clone: clone)
      }
    }
    return columns.indices.filter { columns[$0].0.kind == .discrete && columns.count > 1 }.flatMap {
      place -> [MetricScore] in
      let known = codes.indices.filter { $0 != place }.map { codes[$0] }
      let score = DisclosureProtection.score(known: known, sensitive: [codes[place]])?.score
      return found([("DisclosureProtection", score)], table.id, columns[place].0.name)
    }
  }

  private func familyScores(
    _ relationship: ComparedRelationship,
    child: DetectorTable
  ) -> [MetricScore] {
    let name = relationship.key.childColumns.joined(separator: ", ")
    let degrees = (real: relationship.real.degrees, clone: relationship.clone.degrees)
    var scores: [(String, Double?)] = SummaryStatistic.allCases.map {
      (
        "CardinalityStatisticSimilarity \($0.rawValue)",
        CardinalityStatisticSimilarity.score(real: degrees.real, clone: degrees.clone, $0)
      )
    }
    scores.append(
      (
        "CardinalityBoundaryAdherence",
        CardinalityBoundaryAdherence.score(real: degrees.real, clone: degrees.clone)
      )
    )
    var found = found(scores, child.compared.id, name)
    guard relationship.hasWholeFamilies, !child.order.isEmpty,
      let parent = compared[relationship.key.parent]
    else { return found }
    let parents = relationship.parentRows(of: child.compared, in: parent)
    let orders = (
      SiblingOrder(child, parents: parents.real, side: .real).rows,
      SiblingOrder(child, parents: parents.clone, side: .clone).rows
    )
    for column in child.compared.sdMetricsColumns where column.kind == .continuous {
      guard case .numbers(let real, let clone)? = child.compared.point(column) else { continue }
      let sides = (
        Sequences(of: real, in: orders.0, under: parents.real),
        Sequences(of: clone, in: orders.1, under: parents.clone)
      )
      found += self.found(
        [
          (
            "SequenceLengthSimilarity",
            SequenceLengthSimilarity.score(real: sides.0, clone: sides.1)
          ),
          ("InterRowMSAS", InterRowMSAS.score(real: sides.0, clone: sides.1)),
          ("StatisticMSAS mean", StatisticMSAS.score(real: sides.0, clone: sides.1, .mean)),
        ],
        child.compared.id,
        "\(column.name) by \(name)"
      )
    }
    return found
  }

  private func found(
    _ scores: [(String, Double?)],
    _ table: TableID,
    _ column: String?
  ) -> [MetricScore] {
    scores.compactMap { metric, score in
      score.map { MetricScore(metric: metric, table: table, column: column, score: $0) }
    }
  }
}

extension Sequences {
  /// The numbers of each parent's rows, in an order of the rows.
  fileprivate init(of numbers: [Double], in order: [Int], under parents: [Int32]) {
    self.init(keys: order.map { parents[$0] + 1 }, numbers: order.map { numbers[$0] })
  }
}

extension PointColumn {
  fileprivate var gower: (real: GowerDistance.Values, clone: GowerDistance.Values) {
    switch self {
    case .numbers(let real, let clone): (.numbers(real), .numbers(clone))
    case .categories(let codes): (.codes(codes.real), .codes(codes.clone))
    }
  }

  fileprivate func gower(real rows: [Int]) -> GowerDistance.Values {
    switch self {
    case .numbers(let real, _): .numbers(rows.map { real[$0] })
    case .categories(let codes): .codes(rows.map { codes.real[$0] })
    }
  }

  fileprivate func gower(clone rows: [Int]) -> GowerDistance.Values {
    switch self {
    case .numbers(_, let clone): .numbers(rows.map { clone[$0] })
    case .categories(let codes): .codes(rows.map { codes.clone[$0] })
    }
  }
}

extension ComparedTable {
  /// 1 for true, 0 for false.
  fileprivate func truth(of column: SDMetricsColumn) -> (real: [Double], clone: [Double])? {
    guard let real = real[column.name], let clone = clone[column.name] else { return nil }
    return (real.numbers(kind: column.valueKind), clone.numbers(kind: column.valueKind))
  }

  /// Some rows of each side, spread over all.
  fileprivate func sampled(_ limit: Int) -> ComparedTable {
    ComparedTable(
      table: table,
      real: real.selecting(RowSample.positions(of: real.rowCount, limit: limit)),
      clone: clone.selecting(RowSample.positions(of: clone.rowCount, limit: limit))
    )
  }
}

extension SharedCodes {
  /// 1 for the first of two categories, 0 for the other; nil for any other number of them.
  fileprivate var flags: (real: [Double], clone: [Double])? {
    let present = realCounts.indices.dropFirst().filter { realCounts[$0] + cloneCounts[$0] > 0 }
    guard present.count == 2, let first = present.first else { return nil }
    func flags(_ codes: [Int32]) -> [Double] {
      codes.map { $0 == 0 ? .nan : Int($0) == first ? 1 : 0 }
    }
    return (flags(real), flags(clone))
  }
}
