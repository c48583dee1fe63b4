import Metadata
import QualityMetrics

/// The quality report as one HTML file that needs nothing else: no network, no script for anything but comfort.
package struct QualityPage: Sendable {
  private let contents: ReportContents
  /// Bytes that the page has at most, whatever the number of tables.
  private let sizeLimit: Int

  /// Mails and build servers take files of this size.
  package static let standardLimit = 4_800_000

  package init(_ contents: ReportContents, sizeLimit: Int = QualityPage.standardLimit) {
    self.contents = contents
    self.sizeLimit = sizeLimit
  }

  package var html: String {
    let quality = contents.quality
    let anchors = Dictionary(
      uniqueKeysWithValues: quality.tables.enumerated().map { ($1.table, "t\($0)") }
    )
    var sections: [PageSection] = [
      SummarySection(contents: contents).section,
      LowestSection(quality: quality, anchors: anchors).section,
      SchemaSection(quality: quality, anchors: anchors).section,
      TablesSection(contents: contents, anchors: anchors).section,
      RelationshipsSection(contents: contents).section,
    ]
    sections.append(DetectionSection(checks: quality.detection).section)
    sections.append(UtilitySection(tried: quality.utility).section)
    if contents.measuresPrivacy { sections.append(PrivacySection(quality: quality).section) }
    if let reports = quality.sdMetrics {
      sections.append(SDMetricsSection(reports: reports).section)
    }
    if let rules = contents.rules { sections.append(RulesSection(rules: rules).section) }
    sections.append(RunSection(contents: contents).section)
    sections.append(ReadingSection.section)
    sections.removeAll { $0.parts.isEmpty }

    let head = head(sections)
    let frame = head.size + Self.foot(plots: 0, leftOut: 0).size
    let body = PlotBudget(limit: sizeLimit - frame - 1_000).fit(sections.flatMap(\.framed))
    let foot = Self.foot(plots: body.plots, leftOut: body.leftOut)
    return ("\(head)\(body.html)\(foot)" as HTML).text
  }

  private func head(_ sections: [PageSection]) -> HTML {
    let links = sections.map { "<li><a href=\"#\($0.id)\">\($0.title)</a>" as HTML }
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>Quality of \(contents.target)</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark"><meta name="generator" content="pgsynth">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
      script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
      <style>\(PageStyle.css)</style></head><body>
      <a class="skip" href="#main">Skip to the report</a>
      <header><p class="brand">pgsynth</p><h1>Quality report</h1>
      <dl class="sides"><div><dt><i class="key real"></i>Real</dt><dd>\(contents.source)</dd></div>\
      <div><dt><i class="key clone"></i>Clone</dt><dd>\(contents.target)</dd></div></dl></header>
      <nav aria-label="Sections"><ul>\(links)</ul></nav>
      <main id="main">
      """
  }

  private static func foot(plots: Int, leftOut: Int) -> HTML {
    let left: HTML =
      leftOut == 0
      ? ""
      : """
      <p>\(leftOut) of \(plots) plots were left out to keep this page small: those of the highest scores. Report fewer \
      tables with --tables to see them.</p>
      """
    return """
      </main>
      <footer>\(left)<p>Every value shown here has several people, customers or other units behind it; the least number is \
      stated with each table. This file holds no rows and loads nothing from anywhere.</p></footer>
      <script>\(PageScript.text)</script>
      </body></html>

      """
  }
}

/// A part of the page with a heading of its own.
struct PageSection {
  let id: String
  let title: String
  /// Empty where there is nothing to say.
  let parts: [PagePart]

  var framed: [PagePart] {
    [
      .fixed(
        "<section id=\"\(id)\" aria-labelledby=\"\(id)-h\"><h2 id=\"\(id)-h\">\(title)</h2>\n"
      )
    ]
      + parts + [.fixed("</section>\n")]
  }
}
