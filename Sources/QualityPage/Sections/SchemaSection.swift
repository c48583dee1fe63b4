import Metadata
import QualityMetrics

/// The diagram of tables and foreign keys.
struct SchemaSection {
  let quality: QualityReport
  let anchors: [TableID: String]

  var section: PageSection {
    let legend = ScoreLevel.allCases.reversed().map {
      "<li><span class=\"score s\($0.rawValue)\">\($0.word)</span> \($0.range)" as HTML
    }
    return PageSection(
      id: "schema-map",
      title: "Schema",
      parts: quality.tables.isEmpty
        ? []
        : [
          .fixed(
            """
            <p class="lead">Parents to the left, children to the right; each table with the mean of its columns’ and \
            pairs’ scores. A dashed arrow: children per parent below \(NumberFormat.shortest(SchemaDiagram.weak, decimals: 2)).\
            </p><ul class="legend">\(legend)</ul>\(SchemaDiagram(quality: quality, anchors: anchors).html)
            """
          )
        ]
    )
  }
}
