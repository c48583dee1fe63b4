import Metadata
import QualityMetrics

/// What the scores amount to, in words and figures.
struct SummarySection {
  let contents: ReportContents

  var section: PageSection {
    PageSection(
      id: "summary",
      title: "Summary",
      parts: [
        .fixed(
          """
          <p class="verdict">\(verdict)</p><ul class="cards">\(cards)</ul>
          <p class="note">\(extent)</p>
          """
        )
      ]
    )
  }

  private var quality: QualityReport { contents.quality }

  private var verdict: HTML {
    let overall = ScoreText.score(quality.overallOfLargeTables)
    return switch quality.verdict {
    case .broken:
      """
      <strong>Broken.</strong> Rows of the clone refer to parents that do not exist: see Foreign keys.
      """
    case .good:
      "<strong>Good, \(overall).</strong> Columns, pairs of columns and families are close to the source’s."
    case .fair:
      """
      <strong>Fair, \(overall).</strong> The clone has the source’s main traits; see the lowest scores for what it lacks.
      """
    case .poor:
      "<strong>Poor, \(overall).</strong> Much of what the source’s rows say is not in the clone: see the lowest scores."
    case .unscored: "<strong>Nothing could be scored:</strong> one of the sides has no rows."
    }
  }

  private var cards: [HTML] {
    let orphans = quality.relationships.reduce(0) { $0 + $1.orphans }
    var cards = [
      card(
        "Columns",
        quality.shapes,
        "How alike the distributions of single columns are. With NULLs as a value:"
          + " \(ScoreText.score(quality.shapesWithNulls))."
      ),
      card(
        "Pairs of columns",
        quality.pairs,
        "How alike two columns of a table hang together. In bins that both sides share:"
          + " \(ScoreText.score(quality.pairsSharedBins))."
      ),
      card(
        "Children per parent",
        quality.cardinality,
        "How alike the families are, over \(quality.relationships.count) foreign keys."
      ),
      card(
        "Integrity",
        quality.integrity,
        orphans == 0
          ? "Every reference finds its parent."
          : "\(ScoreText.grouped(orphans)) references find no parent.",
        // One lost reference is one too many, however close to 1 the share is.
        words: { $0 < 1 ? "broken" : "whole" }
      ),
    ]
    if let detection { cards.append(detection) }
    if let retained = quality.utility.meanRetained {
      cards.append(
        card(
          "Utility",
          retained,
          "How much of what models learn from real rows they learn from the clone, too, over"
            + " \(quality.utility.count) columns."
        )
      )
    }
    if contents.measuresPrivacy { cards.append(privacy) }
    return cards
  }

  private func card(
    _ title: String,
    _ score: Double?,
    _ text: String,
    words: ((Double) -> String)? = nil
  ) -> HTML {
    let width = score.map { min(max($0, 0), 1) * 100 } ?? 0
    let word = score.map { " <small>\(words?($0) ?? ScoreLevel($0).word)</small>" as HTML } ?? ""
    return """
      <li class="card"><h3>\(title)</h3><p class="figure">\(ScoreText.score(score))\(word)</p>\
      <span class="meter" aria-hidden="true"><i style="width:\(width)%"></i></span><p>\(text)</p></li>
      """
  }

  private func card(_ title: String, figure: String, _ text: String) -> HTML {
    "<li class=\"card\"><h3>\(title)</h3><p class=\"figure\">\(figure)</p><p>\(text)</p></li>"
  }

  private var detection: HTML? {
    guard let mean = quality.detection.meanAUC else { return nil }
    let floor = quality.detection.mean(of: \.floor)
    return card(
      "Detection",
      figure: NumberFormat.fixed(mean, decimals: 3),
      """
      How often a classifier that is shown a real row and one of the clone tells which is which, over rows, parents, children and \
      siblings; 0.5 is chance\
      \(floor.map { ", real rows against real ones reach \(NumberFormat.fixed($0, decimals: 3))" } ?? "").
      """
    )
  }

  private var privacy: HTML {
    let tables = Set(quality.privacy.map(\.table)).count
    let missed = Set(quality.privacy.filter { !$0.missed.isEmpty }.map(\.table)).count
    return switch quality.privacyVerdict {
    case .held:
      card(
        "Privacy",
        figure: "held",
        "The clone is no nearer to rows it was learnt from than to rows kept out, in \(tables) tables."
      )
    case .missed:
      card(
        "Privacy",
        figure: "missed",
        "The clone is too near to rows it was learnt from in \(missed) of \(tables) tables."
      )
    case .unmeasured:
      card(
        "Privacy",
        figure: "unmeasured",
        "No table has enough units to keep some out of the fit."
      )
    }
  }

  private var extent: String {
    let columns = quality.tables.reduce(0) { $0 + $1.columns.count { $0.score != nil } }
    let pairs = quality.tables.reduce(0) { $0 + $1.pairs.count }
    return """
      The verdict is that of the tables with 100 real rows or more; over all tables the mean is \
      \(ScoreText.score(quality.overall)). Compared: \(ScoreText.grouped(quality.realRows)) real rows with \(ScoreText.grouped(quality.cloneRows)) of the \
      clone, in \(quality.tables.count) tables, \(ScoreText.grouped(columns)) columns, \
      \(ScoreText.grouped(pairs)) pairs of columns and \(quality.relationships.count) foreign keys.
      """
  }
}
