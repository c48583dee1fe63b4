import Metadata
import QualityMetrics

/// The tables of a database with their foreign keys, coloured by score.
struct SchemaDiagram {
  let quality: QualityReport
  /// Where a table's section is.
  let anchors: [TableID: String]

  /// Relationships below this are dashed.
  static let weak = 0.75

  private let drawing: SchemaDrawing

  init(quality: QualityReport, anchors: [TableID: String]) {
    self.quality = quality
    self.anchors = anchors
    let isNamed = Set(quality.tables.map(\.table.schema)).count > 1
    drawing = SchemaDrawing(
      boxes: quality.tables.map { table in
        let score = table.summaryScore
        return SchemaDrawing.Box(
          table: table.table,
          title: isNamed ? table.table.description : table.table.name,
          subtitle: "\(ScoreText.score(score)) · \(ScoreText.grouped(table.cloneRows)) rows",
          style: score.map { "s\(ScoreLevel($0).rawValue)" } ?? "unscored"
        )
      },
      arrows: quality.relationships.map {
        SchemaDrawing.Arrow(
          key: $0.key,
          isDashed: ($0.cardinalityShapeSimilarity ?? 1) < Self.weak
        )
      }
    )
  }

  var html: HTML {
    let links = quality.tables.compactMap { table -> HTML? in
      guard let place = drawing.place(of: table.table), let anchor = anchors[table.table] else {
        return nil
      }
      return """
        <a href="#\(anchor)" tabindex="-1" style="left:\(place.left * 100)%;top:\(place.top * 100)%;\
        width:\(place.width * 100)%;height:\(place.height * 100)%"></a>
        """
    }
    let size = drawing.size
    return """
      <div class="scroll" role="region" tabindex="0" aria-label="Schema diagram"><div class="diagram" \
      style="min-width:\(size.width * 0.8)px;max-width:\(size.width * 1.1)px">\(Drawing(
        id: "schema", width: size.width, height: size.height, title: "Schema diagram",
        description: description, body: drawing.body
      ).html)<div aria-hidden="true">\(links)</div></div></div>
      """
  }

  private var description: String {
    let weak = quality.relationships.filter { ($0.cardinalityShapeSimilarity ?? 1) < Self.weak }
    return
      "\(quality.tables.count) tables with their scores and \(quality.relationships.count) foreign keys, arrows from child"
      + " to parent. Dashed arrows: \(weak.count) foreign keys whose children per parent score below"
      + " \(NumberFormat.shortest(Self.weak, decimals: 2)). The table of tables has the same figures."
  }
}
