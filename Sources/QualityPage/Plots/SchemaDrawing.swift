import Metadata

/// Boxes of tables and arrows from child to parent, wherever they are shown.
struct SchemaDrawing {
  struct Box {
    let table: TableID
    let title: String
    let subtitle: String
    /// A class name.
    let style: String
  }

  struct Arrow {
    let key: ForeignKey
    let isDashed: Bool
  }

  private static let box = (width: 150.0, height: 40.0)
  private static let gap = (column: 50.0, row: 14.0)
  /// The height of the way of arrows past a column.
  private static let way = 10.0
  private static let titleLength = 18

  let size: (width: Double, height: Double)
  private let boxes: [Box]
  private let arrows: [Arrow]
  private let layout: SchemaLayout
  /// The upper left corner of each node.
  private let corners: [SchemaLayout.Node: (x: Double, y: Double)]

  init(boxes: [Box], arrows: [Arrow]) {
    self.boxes = boxes
    self.arrows = arrows
    layout = SchemaLayout(tables: boxes.map(\.table), relationships: arrows.map(\.key))
    (corners, size) = Self.places(layout)
  }

  /// What stands inside of an SVG element of the size.
  var body: HTML {
    "\(Self.head)\(arrows.compactMap(markup))\(boxes.compactMap(markup))"
  }

  /// Where a table's box is, as shares of the size.
  func place(of table: TableID) -> (left: Double, top: Double, width: Double, height: Double)? {
    corners[.table(table)].map {
      (
        $0.x / size.width, $0.y / size.height, Self.box.width / size.width,
        Self.box.height / size.height
      )
    }
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

  /// The head of an arrow, for both kinds of lines.
  private static let head: HTML = """
    <defs><marker id="ah" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">\
    <path class="head" d="M0 0L8 4L0 8z"/></marker></defs>
    """

  private func markup(_ box: Box) -> HTML? {
    corners[.table(box.table)].map { corner in
      """
      <g class="\(box.style)"><rect x="\(corner.x)" y="\(corner.y)" width="\(Self.box.width)" \
      height="\(Self.box.height)" rx="6"/>\
      <text class="name" x="\(corner.x + 10)" y="\(corner.y + 17)">\(box.title.shortened(to: Self.titleLength))</text>\
      <text x="\(corner.x + 10)" y="\(corner.y + 32)">\(box.subtitle)</text></g>
      """
    }
  }

  /// From the child to the parent.
  private func markup(_ arrow: Arrow) -> HTML? {
    let key = arrow.key
    guard let child = corners[.table(key.child)] else { return nil }
    let style: HTML = arrow.isDashed ? "arrow weak" : "arrow"
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
}
