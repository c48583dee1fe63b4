import Statistics

/// How much of a variable is foretold by what is known of the parents of rows: a linear regression on latent variables.
struct FeatureProjection {
  /// Those that say something beside the others, most telling first.
  let features: [SeenVariable]
  /// Of the features with each other.
  let correlation: CorrelationMatrix
  /// Cholesky's, line by line.
  private let factor: [[Double]]
  private let rows: Int

  /// Share of the variance of a feature that the others must leave.
  ///
  /// Correlations of what is not seen of the same rows, or in a few levels, do not quite agree; between features that are
  /// nearly functions of each other such differences would count for a lot.
  private static let smallestRest = 0.3

  /// - `rows`: parents that speak for it.
  init(_ candidates: [SeenVariable], rows: Int, foretelling variables: [SeenVariable]) {
    self.rows = rows
    let strengths = candidates.map { candidate in
      variables.map { abs($0.correlation(with: candidate)) }.max() ?? 0
    }
    let order = candidates.indices.sorted { (strengths[$0], $1) > (strengths[$1], $0) }
    var features: [SeenVariable] = []
    var lines: [[Double]] = []
    var correlations: [[Double]] = []
    for candidate in order.map({ candidates[$0] }) {
      let withOthers = features.map { candidate.latentCorrelation(with: $0) }
      let line = Self.solved(withOthers, lines)
      let rest = 1 - line.reduce(0) { $0 + $1 * $1 }
      guard rest >= Self.smallestRest else { continue }
      features.append(candidate)
      correlations.append(withOthers)
      lines.append(line + [rest.squareRoot()])
    }
    var correlation = CorrelationMatrix(size: features.count)
    for (row, withOthers) in correlations.enumerated() {
      for (column, value) in withOthers.enumerated() { correlation[row, column] = value }
    }
    self.features = features
    self.correlation = correlation
    factor = lines
  }

  /// The part of a variable that features foretell.
  struct Place {
    /// With every feature.
    var correlations: [Double]
    /// In uncorrelated directions.
    var coordinates: [Double]

    /// Share of the variable's variance.
    var square: Double { product(with: self) }

    /// Covariance with the part of another variable.
    func product(with other: Place) -> Double {
      zip(coordinates, other.coordinates).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// The same in parts by a factor.
    func scaled(by factor: Double) -> Place {
      Place(
        correlations: correlations.map { $0 * factor },
        coordinates: coordinates.map { $0 * factor }
      )
    }
  }

  /// The share is adjusted for what as many features foretell by chance (Ezekiel 1930).
  func place(of variable: SeenVariable) -> Place {
    let correlations = features.map { variable.latentCorrelation(with: $0) }
    let place = Place(
      correlations: correlations,
      coordinates: Self.solved(correlations, factor)
    )
    guard place.square > 0 else { return place }
    let share = min(1, place.square)
    let freedom = Double(max(1, rows - features.count - 1))
    let adjusted = max(0, 1 - (1 - share) * Double(rows - 1) / freedom)
    return place.scaled(by: (adjusted / place.square).squareRoot())
  }

  /// Solves for coordinates in the directions of lower triangular lines.
  private static func solved(_ values: [Double], _ lines: [[Double]]) -> [Double] {
    var coordinates: [Double] = []
    for (value, line) in zip(values, lines) {
      let known = zip(line, coordinates).reduce(0) { $0 + $1.0 * $1.1 }
      coordinates.append((value - known) / line[coordinates.count])
    }
    return coordinates
  }
}
