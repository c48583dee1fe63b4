import QualityMetrics

/// Rows of a table along the two directions in which the real rows differ most.
struct ComponentsPlot {
  let id: String
  let table: String
  let components: PrincipalComponents

  private static let size = 300.0

  var html: HTML {
    let cell = Self.size / Double(PrincipalComponents.grid)
    let most = components.cells.map(\.share).max() ?? 1
    var steps = [HTML](repeating: "", count: Palette.steps)
    for place in components.cells {
      let strength = (place.share / most).squareRoot()
      let step = min(Int(strength * Double(Palette.steps)), Palette.steps - 1)
      let y = Self.size - Double(place.row + 1) * cell
      steps[step] += "M\(Double(place.column) * cell) \(y)h\(cell)v\(cell)h\(-cell)z"
    }
    let cells = steps.enumerated().map { step, path in
      path.isEmpty ? "" : "<path class=\"r\(step)\" d=\"\(path)\"/>" as HTML
    }
    let points = components.points.map {
      "M\($0.x * cell) \(Self.size - $0.y * cell)h0" as HTML
    }
    return """
      \(Drawing(
        id: id, width: Self.size, height: Self.size, title: "Principal components of \(table)",
        description: description, style: "square",
        body: "\(cells)<path class=\"frame\" d=\"M0 0H300V300H0z\"/><path class=\"cdots\" d=\"\(points)\"/>"
      ).html)<p class="note">\(directions)</p>
      """
  }

  private var description: String {
    """
    Cells: where real rows lie, darker for more. Points: \(components.points.count) rows of the clone. Points outside of the \
    cells lie where few or no real rows are.
    """
  }

  private var directions: String {
    zip(components.shares, components.columns).enumerated().map { index, direction in
      """
      \(index == 0 ? "Across" : "Up"): \(NumberFormat.percent(direction.0)) of the variance, above all \
      \(direction.1.joined(separator: ", ")).
      """
    }.joined(separator: " ")
  }
}
