import Metadata
import QualityMetrics

/// All tables in one table, and then one by one.
struct TablesSection {
  let contents: ReportContents
  let anchors: [TableID: String]

  /// With more tables only some are open to begin with: those with the lowest scores.
  private static let openTables = 12
  private static let openAmongMany = 3

  var section: PageSection {
    func rank(_ table: TableQuality) -> (Int, Double, TableID) {
      (table.isTelling ? 0 : 1, table.summaryScore ?? 2, table.table)
    }
    let tables = contents.quality.tables.sorted { rank($0) < rank($1) }
    let opened = tables.count <= Self.openTables ? tables.count : Self.openAmongMany
    let plots = Dictionary(uniqueKeysWithValues: contents.plots.tables.map { ($0.table, $0) })
    var parts: [PagePart] = tables.isEmpty ? [] : [.fixed(overview(tables)), .fixed(moments)]
    for (place, table) in tables.enumerated() {
      parts +=
        TableSection(
          quality: table,
          plots: plots[table.table],
          table: contents.metadata[table.table],
          anchor: anchors[table.table] ?? "",
          isOpen: place < opened
        ).parts
    }
    return PageSection(id: "tables", title: "Tables", parts: parts)
  }

  private func overview(_ tables: [TableQuality]) -> HTML {
    let heads = [
      "Table", "real rows", "clone rows", "columns", "with NULLs", "pairs", "shared bins",
      "lowest column",
    ]
    let rows = tables.map { table in
      """
      <tr><th scope="row"><a href="#\(anchors[table.table] ?? "")">\(table.table.description)</a>\
      <td>\(ScoreText.grouped(table.realRows))<td>\(ScoreText.grouped(table.cloneRows))\
      <td>\(ScoreLevel.chip(table.shapes))<td>\(ScoreLevel.chip(table.shapesWithNulls))\
      <td>\(ScoreLevel.chip(table.pairTrends))<td>\(ScoreLevel.chip(table.pairsSharedBins))\
      <td>\(ScoreLevel.chip(table.columns.compactMap(\.score).min()))
      """ as HTML
    }
    return """
      <p class="lead">Lowest scores first; tables of fewer than \(QualityReport.tellingRows) rows, whose scores are mostly \
      chance, come last. “With NULLs” and “shared bins” are the stricter scores of columns and of pairs.</p>\
      <div class="scroll" role="region" tabindex="0" aria-label="All tables"><table class="sortable wide-table"><caption \
      class="sr">Scores of all tables</caption><thead><tr>\
      \(heads.map { "<th scope=\"col\">\($0)" as HTML })<tbody>\(rows)</table></div>
      """
  }

  /// All columns of numbers in two plots.
  private var moments: HTML {
    let all = contents.plots.tables.flatMap(\.moments)
    func plot(
      _ id: String,
      _ name: String,
      _ sides: (ColumnMoments) -> ColumnMoments.Sides?
    ) -> HTML {
      let points = all.compactMap { moment in
        sides(moment).map { (column: "\(moment.table).\(moment.column)", sides: $0) }
      }
      return points.count < 2 ? "" : MomentsPlot(id: id, name: name, points: points).html
    }
    let plots =
      "\(plot("mm", "means", \.mean))\(plot("ms", "standard deviations", \.deviation))" as HTML
    guard !plots.isEmpty else { return "" }
    return """
      <h3 class="sub">Means and standard deviations</h3><p class="lead">Every column of numbers, real against clone, on \
      logarithmic axes. Points off the diagonal differ; dates count in days from 2000.</p><div class="trio">\(plots)</div>\
      <h3 class="sub">Table by table</h3>
      """
  }
}
