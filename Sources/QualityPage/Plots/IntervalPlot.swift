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

  var html: HTML {
    let bounds =
      rows.flatMap { [$0.estimate.low, $0.estimate.high, $0.floor ?? neutral] }
      + [neutral, bar ?? neutral]
    return RowPlot(
      id: id,
      title: title,
      description: description,
      labels: rows.map(\.label),
      range: (bounds.min() ?? 0)...(bounds.max() ?? 1),
      neutral: neutral,
      bar: bar
    ).html { index, y, x in
      let row = rows[index]
      let mark =
        row.floor.map { "<path class=\"rl\" d=\"M\(x($0)) \(y - 6)v12\"/>" as HTML } ?? ""
      return """
        <path class="cl solid" d="M\(x(row.estimate.low)) \(y)H\(x(row.estimate.high))"/>\(mark)\
        <circle class="cf" cx="\(x(row.estimate.value))" cy="\(y)" r="4"/>
        """
    }
  }

  private var description: String {
    """
    A point with a line for its interval for each of \(rows.count) rows. The solid upright line is \
    \(NumberFormat.shortest(neutral, decimals: 2)), what chance makes\(bar.map { "; the dashed one the bar of \(NumberFormat.shortest($0, decimals: 2))" } ?? "").
    """
  }
}
