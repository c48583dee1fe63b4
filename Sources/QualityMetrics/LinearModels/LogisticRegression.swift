import Foundation
import Statistics

/// Logistic regression with scikit-learn's default penalty, half the sum of squared weights, by Newton's method.
struct LogisticRegression {
  private static let iterations = 30
  private static let tolerance = 1e-6

  /// The last one is the intercept, which is not penalised.
  private var weights: [Double]

  /// - `isBalanced`: whether both outcomes have the same weight, however many rows have them.
  init(_ rows: [[Double]], isAbove: [Bool], isBalanced: Bool = false) {
    let above = isAbove.count { $0 }
    func classWeight(_ count: Int) -> Double {
      isBalanced && count > 0 ? Double(rows.count) / Double(2 * count) : 1
    }
    let classWeights = (below: classWeight(rows.count - above), above: classWeight(above))
    let width = rows[0].count + 1
    weights = [Double](repeating: 0, count: width)
    for _ in 0..<Self.iterations {
      var gradient = weights
      gradient[width - 1] = 0
      var curvature = [Double](repeating: 0, count: width * width)
      for feature in 0..<(width - 1) { curvature[feature * width + feature] = 1 }
      for (row, isAbove) in zip(rows, isAbove) {
        let probability = 1 / (1 + exp(-logOdds(row)))
        let classWeight = isAbove ? classWeights.above : classWeights.below
        let weight = classWeight * max(probability * (1 - probability), 1e-10)
        let rest = classWeight * (probability - (isAbove ? 1 : 0))
        for first in 0..<width {
          let value = first == width - 1 ? 1 : row[first]
          guard value != 0 else { continue }
          gradient[first] += rest * value
          for second in 0...first {
            curvature[first * width + second] +=
              weight * value * (second == width - 1 ? 1 : row[second])
          }
        }
      }
      let step = CholeskyFactor.solved(curvature, gradient)
      // Far from the optimum a whole step may lead beyond it.
      let length = step.reduce(0) { max($0, abs($1)) }
      let share = min(1, 5 / max(length, Self.tolerance))
      for feature in 0..<width { weights[feature] -= share * step[feature] }
      if length < Self.tolerance { break }
    }
  }

  func logOdds(_ row: [Double]) -> Double {
    var sum = weights[row.count]
    for feature in row.indices { sum += weights[feature] * row[feature] }
    return sum
  }
}
