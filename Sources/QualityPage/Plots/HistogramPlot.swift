import Foundation
import Metadata
import QualityMetrics

/// Both sides' distribution of a number: shares in bins, and under it the shares that lie below each edge.
struct HistogramPlot {
  let id: String
  /// What is drawn, as `orders.total`.
  let name: String
  let histogram: ProtectedHistogram
  let kind: ValueKind

  private static let width = 320.0
  private static let left = 8.0
  private static let right = 312.0
  private static let top = 6.0
  private static let floor = 116.0
  private static let cumulativeTop = 146.0
  private static let cumulativeFloor = 186.0

  var html: HTML {
    let places = places
    return """
      \(Drawing(
        id: id, width: Self.width, height: 192, title: "Distribution of \(name)",
        description: description, body: body(places)
      ).html)\(numbers)
      """
  }

  /// Where each edge lies, in pixels.
  private var places: [Double] {
    let marks = histogram.edges.map { histogram.isLogarithmic ? log10($0) : $0 }
    let scale = Scale(marks[0], marks[marks.count - 1], onto: Self.left, Self.right)
    return marks.map { scale($0) }
  }

  private func body(_ places: [Double]) -> HTML {
    let widths = zip(places.dropFirst(), places).map { max($0 - $1, 0.1) }
    let real = zip(histogram.real, widths).map { $0 / $1 }
    let clone = zip(histogram.clone, widths).map { $0 / $1 }
    let highest = max((real + clone).max() ?? 1, 1e-12)
    func steps(_ densities: [Double]) -> HTML {
      var path: HTML = "M\(places[0]) \(Self.floor)"
      for (bin, density) in densities.enumerated() {
        path += "V\(Self.floor - density / highest * (Self.floor - Self.top))H\(places[bin + 1])"
      }
      path += "V\(Self.floor)"
      return path
    }
    let cumulative = histogram.cumulative
    func line(_ sums: [Double]) -> HTML {
      let scale = Scale(0, 1, onto: Self.cumulativeFloor, Self.cumulativeTop)
      return zip(places, sums).enumerated().map { index, point in
        "\(index == 0 ? "M" : "L")\(point.0) \(scale(point.1))" as HTML
      }.joined
    }
    return """
      <path class="area" d="\(steps(real))Z"/><path class="step" d="\(steps(clone))"/>\
      <path class="axis" d="M\(Self.left) \(Self.floor)H\(Self.right)"/>\(ticks(places))\
      <path class="axis" d="M\(Self.left) \(Self.cumulativeFloor)H\(Self.right)"/>\
      <path class="rl" d="\(line(cumulative.real))"/><path class="cl" d="\(line(cumulative.clone))"/>
      """
  }

  /// Edges near evenly spaced places.
  private func ticks(_ places: [Double]) -> HTML {
    var chosen: [Int] = []
    for share in [0, 1.0 / 3, 2.0 / 3, 1] {
      let wanted = Self.left + share * (Self.right - Self.left)
      let nearest = places.indices.min { abs(places[$0] - wanted) < abs(places[$1] - wanted) } ?? 0
      if chosen.allSatisfy({ abs(places[$0] - places[nearest]) > 70 }) { chosen.append(nearest) }
    }
    let labels = labels
    return chosen.map { edge in
      let anchor =
        places[edge] < 40 ? "start" : places[edge] > Self.width - 40 ? "end" : "middle"
      return """
        <path class="axis" d="M\(places[edge]) \(Self.floor)v4"/>\
        <text x="\(places[edge])" y="\(Self.floor + 16)" text-anchor="\(anchor)">\(labels[edge])</text>
        """ as HTML
    }.joined
  }

  /// Dates at starts of years or months are written without the rest.
  private var labels: [String] {
    let texts = histogram.edges.map { NumberFormat.value($0, kind) }
    guard kind == .date || kind == .timestamp else { return texts }
    for (ending, dropped) in [("-01-01", 6), ("-01", 3)]
    where texts.allSatisfy({ $0.hasSuffix(ending) }) {
      return texts.map { String($0.dropLast(dropped)) }
    }
    return texts
  }

  private var description: String {
    let gap =
      zip(histogram.cumulative.real, histogram.cumulative.clone)
      .map { abs($0 - $1) }.max() ?? 0
    return
      "Filled: real rows. Outlined: clone. \(histogram.real.count) bins"
      + (histogram.isLogarithmic ? " on a logarithmic scale" : "")
      + " from \(labels.first ?? "") to \(labels.last ?? ""). Below: the share of values up to each edge, real as"
      + " a solid line and the clone dashed; at the edges they differ by \(NumberFormat.percent(gap)) at most."
  }

  private var numbers: HTML {
    let labels = labels
    let last = histogram.real.count - 1
    return NumbersTable(
      caption: "distribution of \(name)",
      heads: ["Values", "real", "clone"],
      rows: histogram.real.indices.map { bin in
        let range =
          last == 0
          ? "all"
          : bin == 0
            ? "below \(labels[1])"
            : bin == last ? "\(labels[bin]) and more" : "\(labels[bin]) to \(labels[bin + 1])"
        return [
          range, NumberFormat.percent(histogram.real[bin]),
          NumberFormat.percent(histogram.clone[bin]),
        ]
      }
    ).html
  }
}
