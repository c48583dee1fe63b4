import Metadata
import QualityMetrics

/// Means or standard deviations of all columns of numbers, real against clone, by their logarithm.
struct MomentsPlot {
  let id: String
  /// `means`, `standard deviations`.
  let name: String
  let points: [(column: String, sides: ColumnMoments.Sides)]

  private static let size = 300.0
  private static let margin = 34.0
  /// Columns that are named beside the plot, farthest from the diagonal first.
  private static let listed = 12

  var html: HTML {
    let values = points.flatMap { [$0.sides.real, $0.sides.clone] }
    let low = (values.min() ?? 0) - 0.3
    let high = (values.max() ?? 1) + 0.3
    let x = Scale(low, high, onto: Self.margin, Self.size - 8)
    let y = Scale(low, high, onto: Self.size - Self.margin, 8)
    // Powers of ten only.
    let ticks = x.ticks(5).filter { $0 == $0.rounded() }
    let grid = ticks.map {
      """
      <path class="grid" d="M\(x($0)) 8V\(Self.size - Self.margin)M\(Self.margin) \(y($0))H\(Self.size - 8)"/>\
      <text x="\(x($0))" y="\(Self.size - Self.margin + 14)" text-anchor="middle">\(Self.power($0))</text>\
      <text x="\(Self.margin - 4)" y="\(y($0) + 4)" text-anchor="end">\(Self.power($0))</text>
      """ as HTML
    }
    let marks = points.map { "M\(x($0.sides.real)) \(y($0.sides.clone))h0" as HTML }
    return """
      <figure><figcaption>Absolute \(name)</figcaption>\(Drawing(
        id: id, width: Self.size, height: Self.size, title: "Absolute \(name), real against clone",
        description: description,
        body: """
        \(grid)<path class="axis" d="M\(x(low)) \(y(low))L\(x(high)) \(y(high))"/><path class="dots" d="\(marks)"/>\
        <text x="\(Self.size - 8)" y="\(Self.size - 4)" text-anchor="end">real</text><text x="2" y="14">clone</text>
        """
      ).html)\(numbers)</figure>
      """
  }

  private static func power(_ exponent: Double) -> String {
    NumberFormat.shortest(exponent, decimals: 0) == "0" ? "1" : "1e\(Int(exponent))"
  }

  private static func distance(_ sides: ColumnMoments.Sides) -> Double {
    abs(sides.real - sides.clone)
  }

  private var description: String {
    let near = points.count { Self.distance($0.sides) < 0.05 }
    return
      "\(points.count) columns of numbers, a point each, on logarithmic axes; on the diagonal both sides agree."
      + " \(near) of them lie within about a tenth of it."
  }

  private var numbers: HTML {
    NumbersTable(
      caption: "columns whose \(name) differ most",
      heads: ["Column", "clone : real"],
      rows: points.sorted { Self.distance($1.sides) < Self.distance($0.sides) }
        .prefix(Self.listed)
        .map { [$0.column, Self.ratio($0.sides)] }
    ).html
  }

  private static func ratio(_ sides: ColumnMoments.Sides) -> String {
    NumberFormat.shortest(Double.tenTo(sides.clone - sides.real), decimals: 3)
  }
}
