/// Two figures of each row on one line, one row below the other: how far the clone's is from the real one.
struct DumbbellPlot {
  struct Row {
    let label: String
    let real: Double
    let clone: Double
  }

  let id: String
  let title: String
  let rows: [Row]
  /// What guesses without knowledge come to.
  let neutral: Double

  private static let width = 640.0
  private static let labels = 230.0
  private static let rowHeight = 22.0
  private static let labelLength = 34
  /// Figures further below chance are drawn at the edge: by how much a model is worse than none tells nothing.
  private static let depth = 0.3

  var html: HTML {
    let lowest = neutral - Self.depth
    func shown(_ value: Double) -> Double { max(value, lowest) }
    let values = rows.flatMap { [shown($0.real), shown($0.clone)] } + [neutral]
    let x = Scale(
      (values.min() ?? neutral) - 0.02,
      max(1, values.max() ?? 1),
      onto: Self.labels + 10,
      Self.width - 14
    )
    let floor = Double(rows.count) * Self.rowHeight + 6
    let ticks = x.ticks(5).map {
      """
      <path class="grid" d="M\(x($0)) 4V\(floor)"/>\
      <text x="\(x($0))" y="\(floor + 15)" text-anchor="middle">\(NumberFormat.shortest($0, decimals: 2))</text>
      """ as HTML
    }
    let lines = rows.enumerated().map { index, row -> HTML in
      let y = (Double(index) + 0.5) * Self.rowHeight + 4
      let (real, clone) = (x(shown(row.real)), x(shown(row.clone)))
      return """
        <text x="\(Self.labels)" y="\(y + 4)" text-anchor="end">\(row.label.shortened(to: Self.labelLength))</text>\
        <path class="axis" d="M\(real) \(y)H\(clone)"/>\
        <path class="rm" d="M\(real - 4) \(y - 4)h8v8h-8z"/><circle class="cm" cx="\(clone)" cy="\(y)" r="4.5"/>
        """
    }
    return """
      <div class="scroll" role="region" tabindex="0" aria-label="\(title)">\(Drawing(
        id: id, width: Self.width, height: floor + 22, title: title, description: description,
        style: "wide",
        body: "\(ticks)<path class=\"axis\" d=\"M\(x(neutral)) 4V\(floor)\"/>\(lines)"
      ).html)</div>
      """
  }

  private var description: String {
    """
    A square for what real rows reach and a circle for what the clone's reach, joined by a line, for each of \(rows.count) \
    rows. The upright line is \(NumberFormat.shortest(neutral, decimals: 2)), what chance makes.
    """
  }
}
