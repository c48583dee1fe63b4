import Metadata
package import QualityMetrics

/// A report as text for the terminal, or as JSON.
package struct QualitySummary: Sendable {
  private let report: QualityReport
  /// Rows of each list of worst scores.
  private let worst: Int
  private let measuresPrivacy: Bool

  /// - `measuresPrivacy`: whether rows were held out of what made the clone, so that there is something to say.
  package init(_ report: QualityReport, worst: Int = 5, measuresPrivacy: Bool = true) {
    self.report = report
    self.worst = worst
    self.measuresPrivacy = measuresPrivacy
  }

  /// Every score of the report, with the column names of the views as keys.
  package var json: String {
    struct Summary: Encodable {
      var quality: ReportRecords.Totals
      var tables: [ReportRecords.TableRecord]
      var columns: [ReportRecords.ColumnRecord]
      var columnPairs: [ReportRecords.PairRecord]
      var relationships: [ReportRecords.RelationshipRecord]
      var privacy: [ReportRecords.PrivacyRecord]
      var detection: [DetectionRecord]
      var utility: [UtilityRecord]
      var sdmetrics: SDMetricsRecord?
      var diagnostics: [DiagnosticRecord]
    }
    let records = ReportRecords(report)
    return RecordJSON.text(
      Summary(
        quality: records.totals,
        tables: records.tables,
        columns: report.tables.flatMap(ReportRecords.columns),
        columnPairs: report.tables.flatMap(ReportRecords.pairs),
        relationships: records.relationships,
        privacy: records.privacy,
        detection: records.detection,
        utility: records.utility,
        sdmetrics: report.sdMetrics.map(SDMetricsRecord.init),
        diagnostics: records.diagnostics
      ),
      pretty: true
    )
  }

  /// Totals, the tables, and the lowest scores; about 100 characters wide.
  package var text: String {
    var parts = [totals]
    if !report.tables.isEmpty { parts.append(tables) }
    if let checks = PrivacyTable.text(report.privacy) { parts.append(checks) }
    if let guessed = DisclosureTable.text(report.privacy) { parts.append(guessed) }
    if let told = DetectionTable.text(report.detection) { parts.append(told) }
    if let worth = UtilityTable.text(report.utility) { parts.append(worth) }
    for (title, lines) in [
      ("Lowest columns", columns), ("Lowest pairs of columns", pairs),
      ("Lowest relationships", relationships),
    ] where !lines.isEmpty {
      parts.append(([title] + lines.map { "  " + $0 }).joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private var totals: String {
    let orphans = report.relationships.reduce(0) { $0 + $1.orphans }
    let rows =
      "\(ScoreText.grouped(report.realRows)) real, \(ScoreText.grouped(report.cloneRows)) in the clone"
    let check =
      measuresPrivacy ? [["Privacy", "", "\(report.privacyVerdict.rawValue): \(privacy)"]] : []
    return TextTable.text(
      [
        ["Quality", ScoreText.score(report.overall), report.verdict.rawValue + withoutSmallTables],
        [
          "  column shapes", ScoreText.score(report.shapes),
          "with NULLs as a value \(ScoreText.score(report.shapesWithNulls))",
        ],
        [
          "  pairs of columns", ScoreText.score(report.pairs),
          "in shared bins \(ScoreText.score(report.pairsSharedBins))",
        ],
        [
          "  cardinality", ScoreText.score(report.cardinality),
          "children per parent over \(report.relationships.count) foreign keys",
        ],
        [
          "  integrity", ScoreText.score(report.integrity), "\(ScoreText.grouped(orphans)) orphans",
        ],
      ] + families + SDMetricsText.rows(report.sdMetrics, score: ScoreText.score) + check
        + detection + utility
        + [["Rows", "", rows]]
    )
  }

  /// None without foreign keys between columns that are scored.
  private var families: [[String]] {
    let mean = report.relationships.meanFamily
    guard let parents = mean.trendsOneHop else { return [] }
    let others: [(String, Double?)] = [
      ("grandparents", mean.trendsTwoHops), ("further", mean.trendsFurther),
      ("from sibling to sibling", mean.siblingAutocorrelation),
      ("different values", mean.distinctPerParent),
    ]
    let text = others.compactMap { name, score in score.map { "\(name) \(ScoreText.score($0))" } }
    return [
      [
        "  with parents", ScoreText.score(parents),
        "in shared bins" + text.map { ", " + $0 }.joined(),
      ]
    ]
  }

  /// None where no table has enough rows.
  private var detection: [[String]] {
    report.detection.meanAUC.map {
      [
        [
          "Detection", DecimalText.decimals($0),
          "AUC of telling real rows, 0.5 is ideal, over \(report.detection.count) figures",
        ]
      ]
    } ?? []
  }

  /// None where no column was tried.
  private var utility: [[String]] {
    report.utility.meanRetained.map {
      [
        [
          "Utility", ScoreText.score($0),
          "of what models learnt from real rows tell of other real rows, over \(report.utility.count) columns",
        ]
      ]
    } ?? []
  }

  /// Where chance in small tables moves the mean.
  private var withoutSmallTables: String {
    let large = ScoreText.score(report.overallOfLargeTables)
    guard report.smallTables > 0, large != ScoreText.score(report.overall) else { return "" }
    let tables = report.smallTables == 1 ? "the table" : "the \(report.smallTables) tables"
    return ": \(large) without \(tables) of fewer than \(QualityReport.tellingRows) rows"
  }

  private var privacy: String {
    let tables = Set(report.privacy.map(\.table)).count
    let missed = Set(report.privacy.filter { !$0.missed.isEmpty }.map(\.table)).count
    return switch report.privacyVerdict {
    case .unmeasured: "no table has enough units to keep some out of the fit"
    case .held: "rows like those learnt from are no likelier than others, in \(tables) tables"
    case .missed: "too near to rows learnt from in \(missed) of \(tables) tables"
    }
  }

  /// Largest first, and no more than fit on a screen.
  private var tables: String {
    let limit = 20
    let shown = report.tables.sorted {
      ($1.realRows, $0.table) < ($0.realRows, $1.table)
    }.prefix(limit)
    var text = TextTable.text(
      [["Table", "real rows", "clone rows", "shapes", "pairs"]]
        + shown.map { table in
          [
            table.table.description, ScoreText.grouped(table.realRows),
            ScoreText.grouped(table.cloneRows),
            ScoreText.score(table.shapes), ScoreText.score(table.pairTrends),
          ]
        },
      rightAligned: [1, 2, 3, 4]
    )
    if report.tables.count > limit { text += "\n… and \(report.tables.count - limit) more" }
    return text
  }

  private var columns: [String] { lowest(report.columnSubjects) }

  private var pairs: [String] { lowest(report.pairSubjects) }

  private var relationships: [String] {
    let means = Dictionary(
      report.relationships.map { relationship in
        (
          relationship.key.text,
          "children per parent \(ScoreText.mean(relationship.realMeanChildren)) real,"
            + " \(ScoreText.mean(relationship.cloneMeanChildren)) in the clone"
        )
      }
    ) { first, _ in first }
    return lowest(report.relationshipSubjects) { means[$0.name] ?? $0.metric }
  }

  /// The lowest scores below 1 with a remark each, lowest first, ties in the order given.
  private func lowest(
    _ subjects: [ScoredSubject],
    _ remark: (ScoredSubject) -> String = { $0.metric }
  ) -> [String] {
    subjects.enumerated()
      .filter { $0.element.score < 1 }
      .sorted { ($0.element.score, $0.offset) < ($1.element.score, $1.offset) }
      .prefix(worst)
      .map { "\(ScoreText.score($0.element.score))  \($0.element.name)  (\(remark($0.element)))" }
  }
}

/// Lines of cells, padded so that they stand in columns.
enum TextTable {
  static func text(_ rows: [[String]], rightAligned: Set<Int> = []) -> String {
    let columnCount = rows.map(\.count).max() ?? 0
    let widths = (0..<columnCount).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        line += (column == 0 ? "" : "  ")
        line += rightAligned.contains(column) ? padding + cell : cell + padding
      }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}
