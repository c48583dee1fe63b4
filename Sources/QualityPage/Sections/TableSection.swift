import Metadata
import QualityMetrics

/// One table: its columns, how they hang together, and the directions in which its rows differ.
struct TableSection {
  let quality: TableQuality
  let plots: TablePlots?
  let table: Table?
  let anchor: String
  let isOpen: Bool

  var parts: [PagePart] {
    let scored = quality.columns.filter { $0.score != nil || $0.shapeWithNulls != nil }
      .sorted { ($0.score ?? 2) < ($1.score ?? 2) }
    var parts: [PagePart] = [
      .fixed(
        """
        <details class="table"\(isOpen ? " open" : "")><summary><h3>\(quality.table.description)</h3>\
        \(ScoreLevel.chip(quality.summaryScore))<span class="note">\(ScoreText.grouped(quality.realRows)) real rows, \
        \(ScoreText.grouped(quality.cloneRows)) in the clone</span></summary><div id="\(anchor)">
        """
      )
    ]
    parts.append(
      .fixed(
        "\(introduction)\(scored.isEmpty ? "" : "<h4>Columns</h4><div class=\"plots\">" as HTML)"
      )
    )
    for (place, column) in scored.enumerated() { parts += item(column, id: "\(anchor)c\(place)") }
    parts.append(.fixed(scored.isEmpty ? "" : "</div>"))
    if let map = AssociationPlot(
      id: "\(anchor)a",
      table: quality.table.description,
      quality: quality
    ) {
      parts.append(
        .fixed(
          """
          <h4>Pairs of columns</h4><p class="note">Pearson’s r of two numbers, Cramér’s V otherwise; darker is stronger, \
          a dash is negative.</p>
          """
        )
      )
      parts.append(.plot(map.html, informativeness: 1.2 - (quality.pairTrends ?? 1)))
    }
    if let components = plots?.components {
      let plot = ComponentsPlot(
        id: "\(anchor)p",
        table: quality.table.description,
        components: components
      )
      parts.append(
        .fixed(
          """
          <h4>Principal components</h4><p class="note">Whole rows, along the two directions in which the real ones differ \
          most. Shaded: where at least \(plots?.minimumUnits ?? 0) real units lie. Points: rows of the clone.</p>
          """
        )
      )
      parts.append(.plot("<figure>\(plot.html)</figure>", informativeness: 0.25))
    }
    parts.append(.fixed("</div></details>\n"))
    return parts
  }

  private var introduction: HTML {
    let keys = quality.columns.filter { $0.treatment == .key }.map(\.column)
    let empty = quality.columns.filter {
      $0.treatment != .key && $0.score == nil && $0.shapeWithNulls == nil
    }.map(\.column)
    var lines: [HTML] = []
    if let plots {
      lines.append(
        "Shown values have at least \(plots.minimumUnits) units behind them; rarer ones are joined with others."
      )
    }
    if !keys.isEmpty {
      lines.append("Keys and identifiers are not compared: \(keys.joined(separator: ", ")).")
    }
    if !empty.isEmpty {
      lines.append("Without values on a side: \(empty.joined(separator: ", ")).")
    }
    return """
      <ul class="legend"><li><i class="key real"></i>real<li><i class="key clone"></i>clone</ul>\
      \(lines.map { "<p class=\"note\">\($0)</p>" as HTML })
      """
  }

  private func item(_ column: ColumnQuality, id: String) -> [PagePart] {
    let name = "\(quality.table.name).\(column.column)"
    let type = table?.column(column.column)?.type.declaration ?? column.kind.rawValue
    let head: HTML = """
      <article class="item"><header><div><h5>\(column.column)</h5><span class="note">\
      \(type.shortened(to: 40))\(column.treatment == .textLength ? ", lengths of texts" : "")</span></div>\
      \(ScoreLevel.chip(column.score))</header>
      """
    return [
      .fixed(head), plot(column, name, id),
      .fixed("<p class=\"note\">\(remarks(column))</p></article>\n"),
    ]
  }

  private func plot(_ column: ColumnQuality, _ name: String, _ id: String) -> PagePart {
    let informativeness = 1 - (column.score ?? 1)
    switch plots?.columns[column.column] {
    case .histogram(let histogram):
      let plot = HistogramPlot(id: id, name: name, histogram: histogram, kind: column.kind)
      return .plot(plot.html, informativeness: informativeness)
    case .categories(let shares) where !shares.categories.isEmpty:
      let bars = shares.categories.map {
        BarTable.Bar(label: Self.label($0.text, column.kind), real: $0.real, clone: $0.clone)
      }
      let others = BarTable.Bar(
        label: "other values",
        real: shares.otherReal,
        clone: shares.otherClone,
        isRest: true
      )
      let isWhole = max(others.real, others.clone) < 1e-9
      let table = BarTable(
        caption: "Shares of values of \(name)",
        head: "Value",
        bars: bars + (isWhole ? [] : [others])
      )
      return .plot(table.html, informativeness: informativeness)
    default:
      return .fixed("<p class=\"note\">Too few units for a plot.</p>")
    }
  }

  private static func label(_ text: CategoryText, _ kind: ValueKind) -> String {
    switch text {
    case .text(let text): text.isEmpty ? "(empty)" : text
    case .number(let number): NumberFormat.value(number, kind)
    }
  }

  private func remarks(_ column: ColumnQuality) -> String {
    var remarks: [String] = []
    if let metric = column.treatment.metric { remarks.append(metric) }
    let rates = [column.realNullRate ?? 0, column.cloneNullRate ?? 0]
    if rates.contains(where: { $0 > 0 }) {
      remarks.append(
        "NULL: \(NumberFormat.percent(column.realNullRate)) real, \(NumberFormat.percent(column.cloneNullRate)) clone"
      )
    }
    if let significance = column.significance {
      remarks.append("\(significance.test.rawValue) test: p \(Self.text(significance.pValue))")
    }
    if let categories = column.categories {
      remarks.append(
        "\(ScoreText.grouped(categories.real)) categories, of which the clone lacks "
          + "\(ScoreText.grouped(categories.missing)); it has \(ScoreText.grouped(categories.new)) new ones"
      )
    }
    if let rare = column.rareCategories, rare.real > 0 {
      remarks.append(
        "\(ScoreText.grouped(rare.covered)) of \(ScoreText.grouped(rare.real)) rare ones are in the clone"
      )
    }
    return remarks.joined(separator: ". ")
  }

  /// The smallest are said to be small rather than none.
  private static func text(_ pValue: Double) -> String {
    pValue < 0.001 ? "< 0.001" : "= " + NumberFormat.fixed(pValue, decimals: 3)
  }
}
