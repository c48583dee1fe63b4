import Metadata
import QualityMetrics

/// SDMetrics' two reports on the same rows.
struct SDMetricsSection {
  let reports: SDMetricsReports

  private static let lowest = 6

  var section: PageSection {
    PageSection(
      id: "sdmetrics",
      title: "SDMetrics",
      parts: [
        .fixed(
          """
          <p class="lead">The same values as SDMetrics’ QualityReport and DiagnosticReport on these rows. The scores above are \
          stricter in places; these are for comparison with other tools.</p>\
          \(Self.part("Quality report", reports.quality))\(Self.part("Diagnostic report", reports.diagnostic))
          """
        )
      ]
    )
  }

  private static func part<Report: SDMetricsReport>(_ title: String, _ report: Report) -> HTML {
    let properties = Report.properties.compactMap { property -> HTML? in
      let scored = report.details.count { $0.property == property && $0.score != nil }
      guard scored > 0 else { return nil }
      return """
        <tr><th scope="row">\(property.rawValue)<td>\(ScoreLevel.chip(report.score(of: property)))\
        <td>\(ScoreText.grouped(scored))
        """
    }
    guard !properties.isEmpty else { return "" }
    return """
      <h3 class="sub">\(title)</h3><div class="scroll" role="region" tabindex="0" aria-label="\(title)"><table>\
      <caption class="sr">Properties of the \(title.lowercased())</caption><thead><tr><th scope="col">Property\
      <th scope="col">score<th scope="col">lines<tbody>\(properties)\
      <tr><th scope="row"><strong>All</strong><td>\(ScoreLevel.chip(report.score))<td></table></div>\
      \(worst(title, report.details))
      """
  }

  /// The lines below 1 with the lowest scores.
  private static func worst(_ title: String, _ details: [SDMetricsDetail]) -> HTML {
    let lines = details.enumerated()
      .compactMap { place, detail in detail.score.map { (place, $0, detail) } }
      .filter { $0.1 < 1 }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
      .prefix(lowest)
    guard !lines.isEmpty else { return "" }
    return NumbersTable(
      caption: "Lowest lines of the \(title.lowercased())",
      heads: ["Where", "metric", "score"],
      rows: lines.map { _, score, detail in
        [name(detail), detail.metric, ScoreText.score(score)]
      },
      label: "Lowest lines"
    ).html
  }

  private static func name(_ detail: SDMetricsDetail) -> String {
    let columns = detail.columns.joined(separator: ", ")
    let about = detail.relationship?.text ?? detail.table.description
    return columns.isEmpty ? about : "\(about): \(columns)"
  }
}
