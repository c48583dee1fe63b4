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
      "\(Self.grouped(report.realRows)) real, \(Self.grouped(report.cloneRows)) in the clone"
    let check =
      measuresPrivacy ? [["Privacy", "", "\(report.privacyVerdict.rawValue): \(privacy)"]] : []
    return TextTable.text(
      [
        ["Quality", Self.score(report.overall), report.verdict.rawValue + withoutSmallTables],
        [
          "  column shapes", Self.score(report.shapes),
          "with NULLs as a value \(Self.score(report.shapesWithNulls))",
        ],
        [
          "  pairs of columns", Self.score(report.pairs),
          "in shared bins \(Self.score(report.pairsSharedBins))",
        ],
        [
          "  cardinality", Self.score(report.cardinality),
          "children per parent over \(report.relationships.count) foreign keys",
        ],
        ["  integrity", Self.score(report.integrity), "\(Self.grouped(orphans)) orphans"],
      ] + families + SDMetricsText.rows(report.sdMetrics, score: Self.score) + check + detection
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
    let text = others.compactMap { name, score in score.map { "\(name) \(Self.score($0))" } }
    return [
      [
        "  with parents", Self.score(parents),
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

  /// Where chance in small tables moves the mean.
  private var withoutSmallTables: String {
    let large = Self.score(report.overallOfLargeTables)
    guard report.smallTables > 0, large != Self.score(report.overall) else { return "" }
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
            table.table.description, Self.grouped(table.realRows), Self.grouped(table.cloneRows),
            Self.score(table.shapes), Self.score(table.pairTrends),
          ]
        },
      rightAligned: [1, 2, 3, 4]
    )
    if report.tables.count > limit { text += "\n… and \(report.tables.count - limit) more" }
    return text
  }

  private var columns: [String] {
    let scored = report.tables.flatMap { table in
      table.columns.compactMap { column in
        column.score.map { ($0, "\(table.table).\(column.column)", column.treatment.metric ?? "") }
      }
    }
    return Self.lowest(scored, worst) { $0.0 }
      .map { "\(Self.score($0.0))  \($0.1)  (\($0.2))" }
  }

  private var pairs: [String] {
    let scored = report.tables.flatMap { table in
      table.pairs.compactMap { pair in
        pair.score.map {
          ($0, "\(table.table): \(pair.first), \(pair.second)", pair.metric.rawValue)
        }
      }
    }
    return Self.lowest(scored, worst) { $0.0 }
      .map { "\(Self.score($0.0))  \($0.1)  (\($0.2))" }
  }

  private var relationships: [String] {
    let scored = report.relationships.compactMap { relationship in
      relationship.cardinalityShapeSimilarity.map { ($0, relationship) }
    }
    return Self.lowest(scored, worst) { $0.0 }.map { score, relationship in
      let key = relationship.key
      let means =
        "children per parent \(Self.mean(relationship.realMeanChildren)) real,"
        + " \(Self.mean(relationship.cloneMeanChildren)) in the clone"
      return
        "\(Self.score(score))  \(key.child) (\(key.childColumns.joined(separator: ", ")))"
        + " → \(key.parent)  (\(means))"
    }
  }

  /// The lowest scores below 1, lowest first, ties in the order given.
  private static func lowest<Item>(
    _ items: [Item],
    _ count: Int,
    score: (Item) -> Double
  ) -> [Item] {
    items.enumerated()
      .filter { score($0.element) < 1 }
      .sorted { (score($0.element), $0.offset) < (score($1.element), $1.offset) }
      .prefix(count)
      .map(\.element)
  }

  /// Three decimals, rounded down, so that 1.000 means identical.
  private static func score(_ value: Double?) -> String {
    guard let value else { return "–" }
    return decimals(Int((value * 1_000 + 1e-6).rounded(.down)), places: 3)
  }

  private static func mean(_ value: Double?) -> String {
    guard let value else { return "–" }
    return decimals(Int((value * 100).rounded()), places: 2)
  }

  private static func decimals(_ scaled: Int, places: Int) -> String {
    let digits = String(repeating: "0", count: max(0, places + 1 - "\(scaled)".count)) + "\(scaled)"
    return "\(digits.dropLast(places)).\(digits.suffix(places))"
  }

  /// `1,234,567`.
  private static func grouped(_ number: Int) -> String {
    var text = ""
    for (offset, digit) in "\(number)".reversed().enumerated() {
      if offset > 0, offset % 3 == 0, digit != "-" { text.insert(",", at: text.startIndex) }
      text.insert(digit, at: text.startIndex)
    }
    return text
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
