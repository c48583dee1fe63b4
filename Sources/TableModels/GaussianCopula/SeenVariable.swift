import Statistics

/// A latent variable with the scores of the rows' levels.
struct SeenVariable {
  let variable: LatentVariable
  let function: (variance: Double, coefficients: [Double])
  /// Of every row looked at; NaN where nothing is seen.
  let scores: [Double]
  private let isWhole: Bool

  /// - `codes`: of every row looked at; nil where nothing is seen.
  init(_ variable: LatentVariable, codes: [Int32?]) {
    self.variable = variable
    let (ofLevel, variance, coefficients) = variable.scale.scores
    function = (variance, coefficients)
    scores = codes.map { code in code.flatMap(variable.scale.level).map { ofLevel[$0] } ?? .nan }
    isWhole = !scores.contains { $0.isNaN }
  }

  /// The same variable with other scores.
  init(_ other: SeenVariable, scores: [Double]) {
    variable = other.variable
    function = other.function
    self.scores = scores
    isWhole = other.isWhole
  }

  /// The latent correlation that goes with one of scores.
  func latentCorrelation(with other: SeenVariable, scores correlation: Double) -> Double {
    LatentCorrelation.solve(correlation, function, other.function)
  }

  /// The latent correlation with a variable of the same rows.
  func latentCorrelation(with other: SeenVariable) -> Double {
    latentCorrelation(with: other, scores: correlation(with: other))
  }

  /// Standard deviation of the scores in that of all that the variable can have.
  var deviation: Double {
    let seen = scores.lazy.filter { !$0.isNaN }
    let count = Double(seen.reduce(0) { sum, _ in sum + 1 })
    guard count > 0, function.variance > 0 else { return 0 }
    return (seen.reduce(0) { $0 + $1 * $1 } / count / function.variance).squareRoot()
  }

  /// Fewer pairs of rows say nothing.
  private static let fewestPairs = 10.0

  /// Pearson's correlation of the scores where both are seen; 0 where either does not vary.
  func correlation(with other: SeenVariable) -> Double {
    var (count, first, second) = (0.0, 0.0, 0.0)
    var (squares, otherSquares, products) = (0.0, 0.0, 0.0)
    let isWhole = isWhole && other.isWhole
    scores.withUnsafeBufferPointer { scores in
      other.scores.withUnsafeBufferPointer { others in
        for row in scores.indices {
          let (x, y) = (scores[row], others[row])
          if !isWhole, x.isNaN || y.isNaN { continue }
          count += 1
          first += x
          second += y
          squares += x * x
          otherSquares += y * y
          products += x * y
        }
      }
    }
    guard count >= Self.fewestPairs else { return 0 }
    // Scores have mean 0 and a variance of at most 1: no digits are lost.
    let scale = (squares - first * first / count) * (otherSquares - second * second / count)
    guard scale > 1e-18 * count * count else { return 0 }
    return (products - first * second / count) / scale.squareRoot()
  }
}
