import Metadata
import QualityMetrics

/// What models that learnt from the clone are worth on real rows.
struct UtilitySection {
  let tried: [UtilityQuality]

  /// Columns that are worth a bar.
  private static let features = 8
  /// Columns that the plots have room for.
  private static let plotted = 40

  var section: PageSection {
    let sorted = tried.enumerated()
      .sorted {
        ($0.element.retained ?? 2, $0.offset) < ($1.element.retained ?? 2, $1.offset)
      }
      .map(\.element)
    guard !sorted.isEmpty else {
      return PageSection(id: "utility", title: "Utility", parts: [])
    }
    var parts: [PagePart] = [
      .fixed(
        """
        <p class="lead">Models learn to tell a column from the others of its table: one from real rows, one from as many rows of \
        the clone. Both are tried on the same other real rows. Columns of which the clone tells least come first.</p>\
        <ul class="legend"><li><i class="key real"></i>learnt from real rows\
        <li><i class="key clone"></i>learnt from the clone</ul>\
        \(plot(sorted, .auc))\(plot(sorted, .rSquared))\(table(sorted).html)<h3 class="sub">What they go by</h3>\
        <p class="lead">Shares of what all columns told, in both models.</p><div class="plots">
        """
      )
    ]
    for utility in sorted { parts += item(utility) }
    parts.append(.fixed("</div>"))
    return PageSection(id: "utility", title: "Utility", parts: parts)
  }

  private func plot(_ all: [UtilityQuality], _ metric: UtilityQuality.Metric) -> HTML {
    let rows = all.filter { $0.metric == metric }
    guard !rows.isEmpty else { return "" }
    let title = Self.title(metric)
    let more: HTML =
      rows.count > Self.plotted
      ? "<p class=\"note\">The first \(Self.plotted) of \(rows.count).</p>" : ""
    return """
      <h3 class="sub">\(title)</h3>\(DumbbellPlot(
        id: metric == .auc ? "ua" : "ur",
        title: title,
        rows: rows.prefix(Self.plotted).map {
          DumbbellPlot.Row(label: Self.label($0), real: $0.real, clone: $0.clone)
        },
        neutral: metric.chance
      ).html)\(more)
      """
  }

  private func table(_ all: [UtilityQuality]) -> DataTable {
    DataTable(
      caption: "All figures; retained is the clone’s share of what real rows tell beyond chance",
      heads: [
        "Column", "measure", "real", "clone", "retained", "learnt from", "tried on",
        "agreement",
      ],
      rows: all.map { utility in
        [
          Self.label(utility), utility.metric == .auc ? "AUC" : "R²",
          NumberFormat.fixed(utility.real, decimals: 3),
          NumberFormat.fixed(utility.clone, decimals: 3),
          ScoreText.score(utility.retained), ScoreText.grouped(utility.learntRows),
          ScoreText.grouped(utility.testedRows),
          NumberFormat.fixed(utility.importanceCorrelation ?? .nan, decimals: 2),
        ]
      }
    )
  }

  private func item(_ utility: UtilityQuality) -> [PagePart] {
    let bars = BarTable(
      caption: "What tells \(Self.label(utility))",
      head: "Column",
      bars: utility.features.prefix(Self.features).map {
        BarTable.Bar(label: $0.name, real: $0.real, clone: $0.clone)
      }
    )
    return [
      .fixed(
        """
        <article class="item"><header><div><h4>\(utility.target)</h4><span class="note">\(utility.table.description)</span>\
        </div>\(ScoreLevel.chip(utility.retained))</header>
        """
      ), .plot(bars.html, informativeness: 0.4 - (utility.retained ?? 1) / 4),
      .fixed("</article>\n"),
    ]
  }

  private static func title(_ metric: UtilityQuality.Metric) -> String {
    metric == .auc
      ? "Categories: area under the ROC curve" : "Numbers: share of the variance explained"
  }

  private static func label(_ utility: UtilityQuality) -> String {
    "\(utility.table).\(utility.target)"
  }
}
