package import Metadata
import QualityMetrics

/// The tables of a database and their foreign keys as an SVG file of its own, light or dark as the viewer is.
package enum SchemaPicture {
  /// Dashed arrows are references that may be NULL.
  package static func svg(_ metadata: DatabaseMetadata) -> String {
    let isNamed = Set(metadata.tables.map(\.id.schema)).count > 1
    let drawing = SchemaDrawing(
      boxes: metadata.tables.map { table in
        SchemaDrawing.Box(
          table: table.id,
          title: isNamed ? table.id.description : table.id.name,
          subtitle: subtitle(table),
          style: "box"
        )
      },
      arrows: metadata.relationships.map {
        SchemaDrawing.Arrow(
          key: $0,
          isDashed: metadata[$0.child]?.mayBeNull($0.childColumns) ?? true
        )
      }
    )
    let size = drawing.size
    return
      ("""
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size.width) \(size.height)" width="\(size.width)" \
    height="\(size.height)" role="img" aria-labelledby="title description"><title id="title">Schema</title>\
    <desc id="description">\(metadata.tables.count) tables and \(metadata.relationships.count) foreign keys, arrows from \
    child to parent; dashed ones may be NULL.</desc><style>\(css)</style>\(drawing.body)</svg>

    """ as HTML).text
  }

  private static func subtitle(_ table: Table) -> String {
    let rows = table.rowCount ?? table.estimatedRowCount
    return "\(table.columns.count) columns"
      + (rows.map { " · \(ScoreText.grouped($0)) rows" } ?? "")
  }

  private static var css: HTML {
    """
    svg{\(Palette.light.css);background:var(--paper);font:11px system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
    @media(prefers-color-scheme:dark){svg{\(Palette.dark.css)}}
    text{fill:var(--ink)}.name{font-size:12px;font-weight:600}.box rect{fill:var(--card);stroke:var(--muted)}
    .arrow{fill:none;stroke:var(--muted);stroke-width:1.2}.weak{stroke-dasharray:5 3}.head{fill:var(--muted)}
    """
  }
}
