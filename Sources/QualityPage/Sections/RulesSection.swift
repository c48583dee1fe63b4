import Metadata
import QualityMetrics

/// The rules that were found in the source and that the clone keeps.
struct RulesSection {
  let rules: [ReportContents.Rule]

  /// Rules in the page; the plan lists all.
  private static let limit = 400

  var section: PageSection {
    guard !rules.isEmpty else {
      return PageSection(
        id: "rules",
        title: "Rules",
        parts: [.fixed("<p class=\"lead\">No rule was found that all rows obey.</p>")]
      )
    }
    let rows = rules.prefix(Self.limit).map { rule in
      """
      <tr><th scope="row">\(rule.table.description)<td class="text rule"><code>\(rule.condition)</code>\
      <td class="text">\(rule.kind)<td>\(ScoreText.grouped(rule.rows))<td>\(ScoreText.grouped(rule.exceptions))
      """ as HTML
    }
    let rest = rules.count - Self.limit
    return PageSection(
      id: "rules",
      title: "Rules",
      parts: [
        .fixed(
          """
          <p class="lead">What follows from what in the source, as found in its rows; the clone keeps it.</p>\
          <div class="scroll" role="region" tabindex="0" aria-label="List of rules"><table class="sortable wide-table"><caption \
          class="sr">Rules with the rows behind them</caption><thead><tr><th scope="col">Table<th scope="col" class="text">rule\
          <th scope="col" class="text">kind<th scope="col">rows<th scope="col">exceptions<tbody>\(rows)</table></div>\
          \(rest > 0 ? "<p class=\"note\">… and \(rest) more, which pgsynth inspect --rules lists.</p>" : "" as HTML)
          """
        )
      ]
    )
  }
}
