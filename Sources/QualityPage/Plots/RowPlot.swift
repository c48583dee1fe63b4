/// Rows with a name each, one below the other, over one scale.
struct RowPlot {
  let id: String
  let title: String
  let description: String
  let labels: [String]
  /// The figures that have to be seen.
  let range: ClosedRange<Double>
  /// What chance alone makes: an upright line.
  let neutral: Double
  /// What is too much: a dashed upright line.
  var bar: Double?

  private static let width = 640.0
  private static let labelWidth = 230.0
  private static let rowHeight = 22.0
  private static let labelLength = 34

  /// - Parameter mark: draws a row, given its place among the rows, the middle of its height, and the scale.
  /// - Returns: a drawing that scrolls by itself where the page is narrow.
  func html(_ mark: (Int, Double, Scale) -> HTML) -> HTML {
    let x = Scale(
      range.lowerBound - 0.02,
      range.upperBound + 0.02,
      onto: Self.labelWidth + 10,
      Self.width - 14
    )
    let floor = Double(labels.count) * Self.rowHeight + 6
    let ticks = x.ticks(5).map {
      """
      <path class="grid" d="M\(x($0)) 4V\(floor)"/>\
      <text x="\(x($0))" y="\(floor + 15)" text-anchor="middle">\(NumberFormat.shortest($0, decimals: 2))</text>
      """ as HTML
    }
    let rows = labels.enumerated().map { index, label -> HTML in
      let y = (Double(index) + 0.5) * Self.rowHeight + 4
      return """
        <text x="\(Self.labelWidth)" y="\(y + 4)" text-anchor="end">\(label.shortened(to: Self.labelLength))</text>\
        \(mark(index, y, x))
        """
    }
    let limit = bar.map { "<path class=\"limit\" d=\"M\(x($0)) 2V\(floor)\"/>" as HTML } ?? ""
    return """
      <div class="scroll" role="region" tabindex="0" aria-label="\(title)">\(Drawing(
        id: id, width: Self.width, height: floor + 22, title: title, description: description,
        style: "wide",
        body: "\(ticks)<path class=\"axis\" d=\"M\(x(neutral)) 4V\(floor)\"/>\(limit)\(rows)"
      ).html)</div>
      """
  }
}
