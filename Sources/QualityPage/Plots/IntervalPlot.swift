import QualityMetrics

/// Figures with their intervals, one below the other, beside a bar that they should not exceed.
struct IntervalPlot {
  struct Row {
    let label: String
    let estimate: Estimate
    /// What the figure would be if nothing were wrong, where that differs from row to row.
    var floor: Double?
  }

  let id: String
  let title: String
  let rows: [Row]
  /// What chance alone makes.
  let neutral: Double
  /// What is too much; nil where nothing says so.
  let bar: Double?

  private static let width = 640.0
  private static let labels = 230.0
  private static let rowHeight = 22.0
  private static let labelLength = 34

  var html: HTML {
    let bounds = rows.flatMap { [$0.estimate.low, $0.estimate.high, $0.floor ?? neutral] }
    let low = min(bounds.min() ?? 0, neutral, bar ?? 1) - 0.02
    let high = max(bounds.max() ?? 1, neutral, bar ?? 0) + 0.02
    let x = Scale(low, high, onto: Self.labels + 10, Self.width - 14)
    let floor = Double(rows.count) * Self.rowHeight + 6
    let ticks = x.ticks(5).map {
      """
      <path class="grid" d="M\(x($0)) 4V\(floor)"/>\
      <text x="\(x($0))" y="\(floor + 15)" text-anchor="middle">\(NumberFormat.shortest($0, decimals: 2))</text>
      """ as HTML
    }
    let lines = rows.enumerated().map { index, row -> HTML in
      let y = (Double(index) + 0.5) * Self.rowHeight + 4
      let mark =
        row.floor.map { "<path class=\"rl\" d=\"M\(x($0)) \(y - 6)v12\"/>" as HTML } ?? ""
      return """
        <text x="\(Self.labels)" y="\(y + 4)" text-anchor="end">\(row.label.shortened(to: Self.labelLength))</text>\
        <path class="cl solid" d="M\(x(row.estimate.low)) \(y)H\(x(row.estimate.high))"/>\(mark)\
        <circle class="cf" cx="\(x(row.estimate.value))" cy="\(y)" r="4"/>
        """
    }
    let limit = bar.map { "<path class=\"limit\" d=\"M\(x($0)) 2V\(floor)\"/>" as HTML } ?? ""
    return """
      <div class="scroll" role="region" tabindex="0" aria-label="\(title)">\(Drawing(
        id: id, width: Self.width, height: floor + 22, title: title, description: description,
        style: "wide",
        body: "\(ticks)<path class=\"axis\" d=\"M\(x(neutral)) 4V\(floor)\"/>\(limit)\(lines)"
      ).html)</div>
      """
  }

  private var description: String {
    """
    A point with a line for its interval for each of \(rows.count) rows. The solid upright line is \
    \(NumberFormat.shortest(neutral, decimals: 2)), what chance makes\(bar.map { "; the dashed one the bar of \(NumberFormat.shortest($0, decimals: 2))" } ?? "").
    """
  }
}
