import Statistics

/// Ordinary least squares with an intercept.
struct LinearRegression {
  private let center: [Double]
  private let weights: [Double]
  private let intercept: Double

  /// Features that depend on those before them count for nothing.
  init(_ rows: [[Double]], outcomes: [Double]) {
    let count = Double(rows.count)
    let width = rows[0].count
    let center = (0..<width).map { feature in rows.reduce(0) { $0 + $1[feature] } / count }
    let mean = outcomes.reduce(0, +) / count
    var products = [Double](repeating: 0, count: width * width)
    var right = [Double](repeating: 0, count: width)
    for (row, outcome) in zip(rows, outcomes) {
      let apart = row.indices.map { row[$0] - center[$0] }
      for first in 0..<width where apart[first] != 0 {
        right[first] += apart[first] * (outcome - mean)
        for second in 0...first { products[first * width + second] += apart[first] * apart[second] }
      }
    }
    self.center = center
    weights = CholeskyFactor.solved(products, right)
    intercept = mean
  }

  func outcome(_ row: [Double]) -> Double {
    row.indices.reduce(intercept) { $0 + weights[$1] * (row[$1] - center[$1]) }
  }
}
