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

  /// Figures further below chance are drawn at the edge: by how much a model is worse than none tells nothing.
  private static let depth = 0.3

  var html: HTML {
    let lowest = neutral - Self.depth
    let shown = rows.map { (real: max($0.real, lowest), clone: max($0.clone, lowest)) }
    let values = shown.flatMap { [$0.real, $0.clone] } + [neutral]
    return RowPlot(
      id: id,
      title: title,
      description: """
        A square for what real rows reach and a circle for what the clone's reach, joined by a line, for each of \
        \(rows.count) rows. The upright line is \(NumberFormat.shortest(neutral, decimals: 2)), what chance makes.
        """,
      labels: rows.map(\.label),
      range: (values.min() ?? neutral)...max(1, values.max() ?? 1),
      neutral: neutral
    ).html { index, y, x in
      let (real, clone) = (x(shown[index].real), x(shown[index].clone))
      return """
        <path class="axis" d="M\(real) \(y)H\(clone)"/>\
        <path class="rm" d="M\(real - 4) \(y - 4)h8v8h-8z"/><circle class="cm" cx="\(clone)" cy="\(y)" r="4.5"/>
        """
    }
  }
}
