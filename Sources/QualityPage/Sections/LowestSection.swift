import Metadata
import QualityMetrics

/// Where to look first.
struct LowestSection {
  let quality: QualityReport
  let anchors: [TableID: String]

  private static let limit = 6

  private struct Entry {
    let score: Double
    let table: TableID
    let name: String
    let measure: String
    let isSmall: Bool
  }

  var section: PageSection {
    let lists = [
      list("Columns", columns), list("Pairs of columns", pairs),
      list("Foreign keys", relationships),
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

  private func list(_ title: String, _ entries: [Entry]) -> HTML {
    let lowest = entries.filter { $0.score < 1 }.enumerated()
      .sorted {
        ($0.element.isSmall ? 1 : 0, $0.element.score, $0.offset)
          < ($1.element.isSmall ? 1 : 0, $1.element.score, $1.offset)
      }
      .prefix(Self.limit).map(\.element)
    guard !lowest.isEmpty else { return "" }
    let rows = lowest.map { entry in
      """
      <tr><th scope="row">\(name(entry))<td>\(ScoreLevel.chip(entry.score))<td class="text">\(entry.measure)
      """ as HTML
    }
    return """
      <h3 class="sub">\(title)</h3><div class="scroll" role="region" tabindex="0" aria-label="\(title) with the lowest \
      scores"><table class="wide-table listing"><caption class="sr">\(title) with the lowest scores</caption><thead><tr>\
      <th scope="col">Where<th scope="col">score<th scope="col" class="text">measure<tbody>\(rows)</table></div>
      """
  }

  private func name(_ entry: Entry) -> HTML {
    guard let anchor = anchors[entry.table] else { return "\(entry.name)" }
    return "<a href=\"#\(anchor)\">\(entry.name)</a>"
  }

  private var columns: [Entry] {
    quality.tables.flatMap { table in
      table.columns.compactMap { column in
        column.score.map {
          Entry(
            score: $0,
            table: table.table,
            name: "\(table.table).\(column.column)",
            measure: column.treatment.metric ?? "",
            isSmall: !table.isTelling
          )
        }
      }
    }
  }

  private var pairs: [Entry] {
    quality.tables.flatMap { table in
      table.pairs.compactMap { pair in
        pair.score.map {
          Entry(
            score: $0,
            table: table.table,
            name: "\(table.table): \(pair.first), \(pair.second)",
            measure: pair.metric.rawValue,
            isSmall: !table.isTelling
          )
        }
      }
    }
  }

  private var relationships: [Entry] {
    let small = Set(quality.tables.filter { !$0.isTelling }.map(\.table))
    return quality.relationships.compactMap { relationship in
      relationship.cardinalityShapeSimilarity.map {
        Entry(
          score: $0,
          table: relationship.key.child,
          name: relationship.key.text,
          measure: "CardinalityShapeSimilarity",
          isSmall: small.contains(relationship.key.child) || small.contains(relationship.key.parent)
        )
      }
    }
  }
}

extension ForeignKey {
  /// `orders (customer_id) → customers`.
  var text: String { "\(child) (\(childColumns.joined(separator: ", "))) → \(parent)" }
}
