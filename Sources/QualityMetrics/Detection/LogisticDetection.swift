import Foundation
import Statistics

/// How badly a logistic regression tells real rows from the clone's, as SDMetrics' `LogisticDetection`.
///
/// It reads 1.00 for columns that are independent of each other; ``DetectionQuality`` does not. SDMetrics fails on
/// categories that only the clone has; here they are none of the real ones.
package enum LogisticDetection {
  private static let folds = 3

  /// One minus the mean of how far the area under the ROC curve is above a half in each of three folds, 0 to 1.
  ///
  /// Nil where a side has fewer rows than folds, or there are no columns. In O(n·d²) for d numbers and categories.
  ///
  /// - Parameters:
  ///   - columns: both sides.
  ///   - seed: of the division into folds.
  /// - Returns: the score, 1 where nothing can be told.
  package static func score(_ columns: [PointColumn], seed: UInt64 = 0) -> Double? {
    let features = columns.flatMap(features)
    guard let first = features.first, min(first.real.count, first.clone.count) >= folds else {
      return nil
    }
    let counts = (real: first.real.count, clone: first.clone.count)
    let rows = (0..<(counts.real + counts.clone)).map { row in
      features.map { row < counts.real ? $0.real[row] : $0.clone[row - counts.real] }
    }
    let foldOfRow =
      divided(counts.real, CounterGenerator(seed, 0))
      + divided(counts.clone, CounterGenerator(seed, 1))
    var above: [Double] = []
    for fold in 0..<folds {
      let learnt = rows.indices.filter { foldOfRow[$0] != fold }
      let told = rows.indices.filter { foldOfRow[$0] == fold }
      let scaling = RobustScaling(learnt.map { rows[$0] })
      let model = LogisticRegression(
        learnt.map { scaling.scaled(rows[$0]) },
        isAbove: learnt.map { $0 < counts.real }
      )
      func side(_ isReal: Bool) -> AreaUnderCurve.Side<Double> {
        let own = told.filter { ($0 < counts.real) == isReal }
        return AreaUnderCurve.Side(
          scores: own.map { model.logOdds(scaling.scaled(rows[$0])) },
          units: own.map(Int32.init)
        )
      }
      guard let area = AreaUnderCurve.estimate(lower: side(false), higher: side(true)) else {
        return nil
      }
      above.append(max(0.5, area.value) * 2 - 1)
    }
    return 1 - above.reduce(0, +) / Double(folds)
  }

  /// Numbers, missing ones at the real mean; a flag for each category that the real side has.
  private static func features(_ column: PointColumn) -> [(real: [Double], clone: [Double])] {
    switch column {
    case .numbers(let real, let clone):
      let known = real.filter(\.isFinite)
      let mean = known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
      return [(real.map { $0.isFinite ? $0 : mean }, clone.map { $0.isFinite ? $0 : mean })]
    case .categories(let codes):
      return Set(codes.real).sorted().map { code in
        (codes.real.map { $0 == code ? 1 : 0 }, codes.clone.map { $0 == code ? 1 : 0 })
      }
    }
  }

  private static func divided(_ count: Int, _ generator: CounterGenerator) -> [Int] {
    var generator = generator
    return (0..<count).map { $0 % folds }.shuffled(using: &generator)
  }
}

/// Medians taken away and interquartile ranges made 1, as scikit-learn's `RobustScaler`.
private struct RobustScaling {
  private var medians: [Double] = []
  private var scales: [Double] = []

  init(_ rows: [[Double]]) {
    for feature in rows[0].indices {
      let sorted = rows.map { $0[feature] }.sorted()
      func quantile(_ share: Double) -> Double {
        let place = share * Double(sorted.count - 1)
        let below = sorted[Int(place)]
        let above = sorted[min(sorted.count - 1, Int(place) + 1)]
        return below + (above - below) * (place - place.rounded(.down))
      }
      medians.append(quantile(0.5))
      let range = quantile(0.75) - quantile(0.25)
      scales.append(range == 0 ? 1 : range)
    }
  }

  func scaled(_ row: [Double]) -> [Double] {
    row.indices.map { (row[$0] - medians[$0]) / scales[$0] }
  }
}

/// Logistic regression with scikit-learn's default penalty, half the sum of squared weights, by Newton's method.
private struct LogisticRegression {
  private static let iterations = 30
  private static let tolerance = 1e-6

  /// The last one is the intercept, which is not penalised.
  private var weights: [Double]

  init(_ rows: [[Double]], isAbove: [Bool]) {
    let width = rows[0].count + 1
    weights = [Double](repeating: 0, count: width)
    for _ in 0..<Self.iterations {
      var gradient = weights
      gradient[width - 1] = 0
      var curvature = [Double](repeating: 0, count: width * width)
      for feature in 0..<(width - 1) { curvature[feature * width + feature] = 1 }
      for (row, isAbove) in zip(rows, isAbove) {
        let probability = 1 / (1 + exp(-logOdds(row)))
        let weight = max(probability * (1 - probability), 1e-10)
        let rest = probability - (isAbove ? 1 : 0)
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
      let step = Self.solved(&curvature, gradient)
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

  /// Solves a symmetric positive system by Cholesky's factors; only the lower triangle is read.
  private static func solved(_ matrix: inout [Double], _ right: [Double]) -> [Double] {
    let width = right.count
    var solution = right
    for column in 0..<width {
      for row in column..<width {
        var sum = matrix[row * width + column]
        for inner in 0..<column {
          sum -= matrix[row * width + inner] * matrix[column * width + inner]
        }
        matrix[row * width + column] =
          row == column ? max(sum, 1e-12).squareRoot() : sum / matrix[column * width + column]
      }
    }
    for row in 0..<width {
      for inner in 0..<row { solution[row] -= matrix[row * width + inner] * solution[inner] }
      solution[row] /= matrix[row * width + row]
    }
    for row in (0..<width).reversed() {
      for inner in (row + 1)..<width {
        solution[row] -= matrix[inner * width + row] * solution[inner]
      }
      solution[row] /= matrix[row * width + row]
    }
    return solution
  }
}
