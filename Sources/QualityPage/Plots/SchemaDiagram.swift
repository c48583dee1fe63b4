import Metadata
import QualityMetrics

/// The tables of a database with their foreign keys, coloured by score.
struct SchemaDiagram {
  let quality: QualityReport
  /// Where a table's section is.
  let anchors: [TableID: String]

  private static let box = (width: 150.0, height: 40.0)
  private static let gap = (column: 50.0, row: 14.0)
  /// The height of the way of arrows past a column.
  private static let way = 10.0
  private static let nameLength = 18
  /// Relationships below this are dashed.
  static let weak = 0.75

  private let layout: SchemaLayout
  /// The upper left corner of each node.
  private let corners: [SchemaLayout.Node: (x: Double, y: Double)]
  private let size: (width: Double, height: Double)

  init(quality: QualityReport, anchors: [TableID: String]) {
    self.quality = quality
    self.anchors = anchors
    layout = SchemaLayout(
      tables: quality.tables.map(\.table),
      relationships: quality.relationships.map(\.key)
    )
    (corners, size) = Self.places(layout)
  }

  /// Columns beside each other, each in the middle of the height; tables without foreign keys in rows below.
  private static func places(
    _ layout: SchemaLayout
  ) -> ([SchemaLayout.Node: (x: Double, y: Double)], (width: Double, height: Double)) {
    var corners: [SchemaLayout.Node: (x: Double, y: Double)] = [:]
    let heights = layout.columns.map { $0.reduce(0) { $0 + height(of: $1) + gap.row } }
    let tallest = heights.max() ?? 0
    for (column, nodes) in layout.columns.enumerated() {
      var y = 4 + (tallest - heights[column]) / 2
      for node in nodes {
        corners[node] = (Double(column) * (box.width + gap.column) + 2, y)
        y += height(of: node) + gap.row
      }
    }
    // Rows of those that have no foreign key are as wide as a page at least.
    let width = max(layout.columns.count, min(layout.lone.count, 6))
    for (index, table) in layout.lone.enumerated() {
      corners[.table(table)] = (
        Double(index % width) * (box.width + gap.column) + 2,
        tallest + 4 + Double(index / width) * (box.height + gap.row)
      )
    }
    let rows = (layout.lone.count + max(1, width) - 1) / max(1, width)
    return (
      corners,
      (
        Double(width) * (box.width + gap.column) - gap.column + 26,
        tallest + Double(rows) * (box.height + gap.row) + 8
      )
    )
  }

  private static func height(of node: SchemaLayout.Node) -> Double {
    if case .way = node { way } else { box.height }
  }

  var html: HTML {
    let schemas = Set(quality.tables.map(\.table.schema))
    let boxes = quality.tables.compactMap { table in
      corners[.table(table.table)].map { box(table, at: $0, named: schemas.count > 1) }
    }
    let arrows = quality.relationships.compactMap(arrow)
    let links = quality.tables.compactMap { table -> HTML? in
      guard let corner = corners[.table(table.table)], let anchor = anchors[table.table] else {
        return nil
      }
      return """
        <a href="#\(anchor)" tabindex="-1" style="left:\(corner.x / size.width * 100)%;\
        top:\(corner.y / size.height * 100)%;width:\(Self.box.width / size.width * 100)%;\
        height:\(Self.box.height / size.height * 100)%"></a>
        """
    }
    return """
      <div class="scroll" role="region" tabindex="0" aria-label="Schema diagram"><div class="diagram" \
      style="min-width:\(size.width * 0.8)px;max-width:\(size.width * 1.1)px">\(Drawing(
        id: "schema", width: size.width, height: size.height, title: "Schema diagram",
        description: description, body: "\(Self.head)\(arrows)\(boxes)"
      ).html)<div aria-hidden="true">\(links)</div></div></div>
      """
  }

  /// The head of an arrow, for both kinds of lines.
  private static let head: HTML = """
    <defs><marker id="ah" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">\
    <path class="head" d="M0 0L8 4L0 8z"/></marker></defs>
    """

  private func box(
    _ table: TableQuality,
    at corner: (x: Double, y: Double),
    named: Bool
  ) -> HTML {
    let name = named ? table.table.description : table.table.name
    let level = table.summaryScore.map { "s\(ScoreLevel($0).rawValue)" } ?? "unscored"
    return """
      <g class="\(level)"><rect x="\(corner.x)" y="\(corner.y)" width="\(Self.box.width)" height="\(Self.box.height)" \
      rx="6"/><text class="name" x="\(corner.x + 10)" y="\(corner.y + 17)">\(name.shortened(to: Self.nameLength))</text>\
      <text x="\(corner.x + 10)" y="\(corner.y + 32)">\(ScoreText.score(table.summaryScore)) · \
      \(ScoreText.grouped(table.cloneRows)) rows</text></g>
      """
  }

  /// From the child to the parent.
  private func arrow(_ relationship: RelationshipQuality) -> HTML? {
    let key = relationship.key
    guard let child = corners[.table(key.child)] else { return nil }
    let isWeak = (relationship.cardinalityShapeSimilarity ?? 1) < Self.weak
    let style: HTML = isWeak ? "arrow weak" : "arrow"
    guard !key.isSelfReference else {
      return """
        <path class="\(style)" d="M\(child.x + Self.box.width) \(child.y + 28)c26 6 26 -26 0 -18" \
        marker-end="url(#ah)"/>
        """
    }
    let stops = layout.stops(from: key.child, to: key.parent)
    let places = stops.compactMap { node in
      corners[node].map { (x: $0.x, y: $0.y + Self.height(of: node) / 2) }
    }
    guard stops.count >= 2, places.count == stops.count else { return nil }
    let width = Self.box.width
    let toLeft = places[1].x < places[0].x
    if places[1].x == places[0].x {
      // Within a column, round the right-hand side.
      let right = places[0].x + width
      let reach = right + Self.gap.column * 0.6
      return """
        <path class="\(style)" d="M\(right) \(places[0].y)C\(reach) \(places[0].y) \(reach) \(places[1].y) \
        \(right) \(places[1].y)" marker-end="url(#ah)"/>
        """
    }
    var path: HTML = "M\(toLeft ? places[0].x : places[0].x + width) \(places[0].y)"
    for (index, (from, to)) in zip(places, places.dropFirst()).enumerated() {
      let start = toLeft ? from.x : from.x + width
      let end = toLeft ? to.x + width : to.x
      let middle = (start + end) / 2
      path += "C\(middle) \(from.y) \(middle) \(to.y) \(end) \(to.y)"
      // Straight on past the boxes of the column.
      if index + 2 < places.count { path += "H\(toLeft ? to.x : to.x + width)" }
    }
    return "<path class=\"\(style)\" d=\"\(path)\" marker-end=\"url(#ah)\"/>"
  }

  private var description: String {
    let weak = quality.relationships.filter { ($0.cardinalityShapeSimilarity ?? 1) < Self.weak }
    return
      "\(quality.tables.count) tables with their scores and \(quality.relationships.count) foreign keys, arrows from child"
      + " to parent. Dashed arrows: \(weak.count) foreign keys whose children per parent score below"
      + " \(NumberFormat.shortest(Self.weak, decimals: 2)). The table of tables has the same figures."
  }
}
