import QualityMetrics

/// How strongly each two columns of a table hang together: real, clone, and how far these are apart.
struct AssociationPlot {
  let id: String
  let table: String
  let pairs: [PairQuality]
  /// Columns in table order.
  let columns: [String]

  /// Columns that fit; those whose pairs differ most or are strongest come first.
  private static let columnLimit = 16
  private static let listed = 40

  private static let size = 300.0
  private static let labels = 104.0
  private static let labelLength = 15

  /// Nil for fewer than two columns with pairs.
  init?(id: String, table: String, quality: TableQuality) {
    self.id = id
    self.table = table
    var weights: [String: Double] = [:]
    for pair in quality.pairs {
      guard let real = pair.realAssociation, let clone = pair.cloneAssociation else { continue }
      let weight = max(abs(real), abs(clone)) + 2 * abs(real - clone)
      for name in [pair.first, pair.second] { weights[name] = max(weights[name] ?? 0, weight) }
    }
    let chosen = Set(
      weights.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.columnLimit)
        .map(\.key)
    )
    columns = quality.columns.map(\.column).filter(chosen.contains)
    pairs = quality.pairs.filter { chosen.contains($0.first) && chosen.contains($0.second) }
    guard columns.count >= 2 else { return nil }
  }

  var html: HTML {
    """
    <div class="trio">\(map("Real", "r", \.realAssociation))\(map("Clone", "c", \.cloneAssociation))\
    \(map("Difference", "d") { Self.difference($0) })</div>\(numbers)
    """
  }

  private static func difference(_ pair: PairQuality) -> Double? {
    guard let real = pair.realAssociation, let clone = pair.cloneAssociation else { return nil }
    return abs(real - clone)
  }

  private func map(
    _ side: String,
    _ accent: String,
    _ value: (PairQuality) -> Double?
  ) -> HTML {
    let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
    let cell = min((Self.size - Self.labels) / Double(columns.count), 40)
    var steps = [HTML](repeating: "", count: Palette.steps)
    var negative: HTML = ""
    for pair in pairs {
      guard let value = value(pair), let first = places[pair.first],
        let second = places[pair.second]
      else { continue }
      let x = Self.labels + Double(min(first, second)) * cell
      let y = Double(max(first, second)) * cell
      let inner = cell - 1
      let step = min(Int(abs(value) * Double(Palette.steps)), Palette.steps - 1)
      steps[step] += "M\(x) \(y)h\(inner)v\(inner)h\(-inner)z"
      if value < -0.05 { negative += "M\(x + cell * 0.3) \(y + inner / 2)h\(cell * 0.4)" }
    }
    let height = Double(columns.count) * cell
    let names = columns.enumerated().map { place, name in
      """
      <text x="\(Self.labels - 6)" y="\((Double(place) + 0.5) * cell + 4)" text-anchor="end">\
      \(name.shortened(to: Self.labelLength)) \(place + 1)</text>\
      \(place + 1 < columns.count
        ? "<text x=\"\(Self.labels + (Double(place) + 0.5) * cell)\" y=\"\(height + 12)\" text-anchor=\"middle\">\(place + 1)</text>" as HTML
        : "")
      """ as HTML
    }
    let paths = steps.enumerated().map { step, path in
      path.isEmpty ? "" : "<path class=\"\(accent)\(step)\" d=\"\(path)\"/>" as HTML
    }
    return """
      <figure><figcaption>\(side)</figcaption>\(Drawing(
        id: id + accent, width: Self.size, height: height + 18,
        title: "\(side): associations of columns of \(table)", description: description(value),
        style: columns.count > 11 ? "small" : "", body: "\(paths)<path class=\"minus\" d=\"\(negative)\"/>\(names)"
      ).html)</figure>
      """
  }

  private func description(_ value: (PairQuality) -> Double?) -> String {
    let strongest = pairs.compactMap { pair in value(pair).map { (pair, $0) } }
      .max { abs($0.1) < abs($1.1) }
    guard let strongest else { return "No association could be measured." }
    return
      "Cells from weak (pale) to strong (dark); a dash marks negative correlations. Strongest: \(strongest.0.first)"
      + " and \(strongest.0.second), \(NumberFormat.fixed(strongest.1, decimals: 2))."
  }

  private var numbers: HTML {
    let known = pairs.filter { Self.difference($0) != nil }
      .sorted { (Self.difference($0) ?? 0) > (Self.difference($1) ?? 0) }
    return NumbersTable(
      caption: "associations of \(table), those that differ most first",
      heads: ["Columns", "measure", "real", "clone", "score"],
      rows: known.prefix(Self.listed).map {
        [
          "\($0.first), \($0.second)",
          $0.metric == .correlationSimilarity ? "Pearson’s r" : "Cramér’s V",
          NumberFormat.fixed($0.realAssociation ?? .nan, decimals: 2),
          NumberFormat.fixed($0.cloneAssociation ?? .nan, decimals: 2),
          ScoreText.score($0.score),
        ]
      }
    ).html
  }
}
