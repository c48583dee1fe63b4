import Metadata
import QualityMetrics

/// Where to look first.
struct LowestSection {
  let quality: QualityReport
  let anchors: [TableID: String]

  private static let limit = 6

  var section: PageSection {
    let lists = [
      list("Columns", quality.columnSubjects), list("Pairs of columns", quality.pairSubjects),
      list("Foreign keys", quality.relationshipSubjects),
    ]
    return PageSection(
      id: "lowest",
      title: "Lowest scores",
      parts: lists.allSatisfy(\.isEmpty)
        ? []
        : [
          .fixed(
            """
            <p class="lead">Where the clone differs most. Tables of fewer than \(QualityReport.tellingRows) rows come last: there \
            scores are mostly chance.</p>\(lists)
            """
          )
        ]
    )
  }

  private func list(_ title: String, _ entries: [ScoredSubject]) -> HTML {
    let small = Set(quality.tables.filter { !$0.isTelling }.map(\.table))
    func rank(_ entry: ScoredSubject) -> Int {
      small.contains(entry.table) || entry.parent.map(small.contains) == true ? 1 : 0
    }
    let lowest = entries.filter { $0.score < 1 }.enumerated()
      .sorted {
        (rank($0.element), $0.element.score, $0.offset)
          < (rank($1.element), $1.element.score, $1.offset)
      }
      .prefix(Self.limit).map(\.element)
    guard !lowest.isEmpty else { return "" }
    let rows = lowest.map { entry in
      """
      <tr><th scope="row">\(name(entry))<td>\(ScoreLevel.chip(entry.score))<td class="text">\(entry.metric)
      """ as HTML
    }
    return """
      <h3 class="sub">\(title)</h3><div class="scroll" role="region" tabindex="0" aria-label="\(title) with the lowest \
      scores"><table class="wide-table listing"><caption class="sr">\(title) with the lowest scores</caption><thead><tr>\
      <th scope="col">Where<th scope="col">score<th scope="col" class="text">measure<tbody>\(rows)</table></div>
      """
  }

  private func name(_ entry: ScoredSubject) -> HTML {
    guard let anchor = anchors[entry.table] else { return "\(entry.name)" }
    return "<a href=\"#\(anchor)\">\(entry.name)</a>"
  }
}
