import Metadata
import QualityMetrics

/// Mean and standard deviation of a number by the position among siblings.
struct SequencePlot {
  let id: String
  let table: String
  let sequence: SiblingSequence

  private static let width = 320.0
  /// Room for a date or a number.
  private var left: Double { sequence.kind == .date || sequence.kind == .timestamp ? 66 : 44 }
  private static let top = 8.0
  private static let floor = 120.0

  var html: HTML {
    let positions = sequence.positions
    let bounds = positions.flatMap { position -> [Double] in
      let clone = position.cloneMean ?? position.realMean
      let spread = position.cloneDeviation ?? 0
      return [
        position.realMean - position.realDeviation, position.realMean + position.realDeviation,
        clone - spread, clone + spread,
      ]
    }
    let y = Scale(bounds.min() ?? 0, bounds.max() ?? 1, onto: Self.floor, Self.top)
    let x = Scale(1, Double(max(2, positions.count)), onto: left + 14, Self.width - 14)
    func series(
      _ mean: (SiblingSequence.Position) -> Double?,
      _ deviation: (SiblingSequence.Position) -> Double?,
      aside: Double
    ) -> (line: HTML, spread: HTML, marks: [(x: Double, y: Double)]) {
      var line: HTML = ""
      var spread: HTML = ""
      var marks: [(x: Double, y: Double)] = []
      for (index, position) in positions.enumerated() {
        guard let middle = mean(position), let half = deviation(position) else { continue }
        let place = x(Double(index + 1)) + aside
        line += "\(marks.isEmpty ? "M" : "L")\(place) \(y(middle))"
        spread += "M\(place) \(y(middle - half))V\(y(middle + half))"
        marks.append((place, y(middle)))
      }
      return (line, spread, marks)
    }
    let real = series(\.realMean, { $0.realDeviation }, aside: -3)
    let clone = series(\.cloneMean, \.cloneDeviation, aside: 3)
    let dots = real.marks.map {
      "<circle class=\"rm\" cx=\"\($0.x)\" cy=\"\($0.y)\" r=\"3\"/>" as HTML
    }
    let boxes = clone.marks.map {
      "<rect class=\"cm\" x=\"\($0.x - 3)\" y=\"\($0.y - 3)\" width=\"6\" height=\"6\"/>" as HTML
    }
    let ticks = y.ticks(3).map {
      """
      <path class="grid" d="M\(left) \(y($0))H\(Self.width)"/><text x="\(left - 4)" y="\(y($0) + 4)" \
      text-anchor="end">\(Self.short($0, sequence.kind))</text>
      """ as HTML
    }
    let marks = positions.indices.map {
      "<text x=\"\(x(Double($0 + 1)))\" y=\"\(Self.floor + 16)\" text-anchor=\"middle\">\($0 + 1)</text>"
        as HTML
    }
    return """
      \(Drawing(
        id: id, width: Self.width, height: 142,
        title: "\(sequence.column) by position among siblings", description: description,
        body: """
        \(ticks)<path class="rl faint" d="\(real.spread)"/><path class="cl faint solid" d="\(clone.spread)"/>\
        <path class="rl" d="\(real.line)"/><path class="cl" d="\(clone.line)"/>\(dots)\(boxes)\(marks)
        """
      ).html)\(numbers)
      """
  }

  /// Moments need days only.
  private static func short(_ value: Double, _ kind: ValueKind) -> String {
    kind == .timestamp
      ? String(NumberFormat.value(value, kind).prefix(10)) : NumberFormat.value(value, kind)
  }

  private var description: String {
    """
    Means, with lines of one standard deviation to each side, of \(sequence.column) of the first \
    \(sequence.positions.count) rows of each parent in the order of \(sequence.order). Real: circles and solid line; \
    clone: squares and dashed line.
    """
  }

  private var numbers: HTML {
    func text(_ mean: Double?, _ deviation: Double?) -> String {
      guard let mean, let deviation else { return ScoreText.missing }
      // The deviation of a point in time is a length of time.
      let spread = sequence.kind == .timestamp || sequence.kind == .time ? .interval : sequence.kind
      let half =
        sequence.kind == .date
        ? NumberFormat.shortest(deviation, decimals: 1) + " d"
        : NumberFormat.value(deviation, spread)
      return "\(Self.short(mean, sequence.kind)) ± \(half)"
    }
    return NumbersTable(
      caption: "\(sequence.column) of \(table) by position",
      heads: ["Position", "real", "clone"],
      rows: sequence.positions.enumerated().map { index, position in
        [
          "\(index + 1)", text(position.realMean, position.realDeviation),
          text(position.cloneMean, position.cloneDeviation),
        ]
      }
    ).html
  }
}
