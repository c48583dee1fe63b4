import Foundation

/// Boosted trees that tell an outcome from all conditions of a row: how well it can be told, not how it is drawn.
///
/// Newton boosting (Friedman 2001, DOI 10.1214/aos/1013203451; XGBoost, DOI 10.1145/2939672.2939785) with a fixed number
/// of shallow trees. Missing values are a bin of their own.
package struct GradientBoosting: Sendable {
  package enum Loss: Sendable {
    /// Outcomes are 0 or 1, scores log odds.
    case logistic
    /// Outcomes are numbers, best of mean 0 and variance 1, and scores are estimates of them.
    case squares
  }

  /// What came of a fit.
  package struct Fit: Sendable {
    /// A score for every row that was learnt from or asked for; 0 for the others.
    package var scores: [Float]
    /// What splits on each feature gained.
    package var gains: [Double]
  }

  package var loss: Loss
  package var trees: Int
  /// Share of a Newton step that each tree takes.
  package var rate: Float
  package var maximumDepth: Int
  /// Rows of a leaf at least.
  package var minimumRows: Int

  package init(
    loss: Loss = .logistic,
    trees: Int = 60,
    rate: Float = 0.2,
    maximumDepth: Int = 5,
    minimumRows: Int = 5
  ) {
    self.loss = loss
    self.trees = trees
    self.rate = rate
    self.maximumDepth = maximumDepth
    self.minimumRows = minimumRows
  }

  /// Learns from some rows and scores others.
  ///
  /// - Parameters:
  ///   - matrix: conditions of all rows.
  ///   - outcomes: one for every row of the matrix; those of rows that are only scored are not looked at.
  ///   - learning: rows to learn from, ascending.
  ///   - scoring: rows to score.
  /// - Returns: the scores of all these, and what the features gained.
  package func fit(
    _ matrix: FeatureMatrix,
    outcomes: [Float],
    learning: [Int32],
    scoring: [Int32]
  ) -> Fit {
    var builder = GradientTreeBuilder(
      matrix,
      binCounts: matrix.binCounts,
      units: Array(0..<Int32(matrix.rowCount)),
      minimumUnits: minimumRows,
      maximumDepth: maximumDepth,
      bins: .exact
    )
    var scores = [Float](repeating: 0, count: matrix.rowCount)
    let base = start(learning.map { outcomes[Int($0)] })
    for row in learning { scores[Int(row)] = base }
    for row in scoring { scores[Int(row)] = base }
    var gradients = [Gradient](repeating: .zero, count: matrix.rowCount)
    for _ in 0..<trees {
      for row in learning.lazy.map(Int.init) {
        gradients[row] =
          switch loss {
          case .logistic: .logistic(score: scores[row], isAbove: outcomes[row] > 0)
          case .squares: .squares(score: scores[row], outcome: outcomes[row])
          }
      }
      let tree = builder.grow(learning, gradients: gradients, rate: rate, scores: &scores)
      // Nothing is left to gain.
      guard tree.steps.count > 1 else { break }
      tree.add(to: &scores, of: scoring, in: matrix)
    }
    return Fit(scores: scores, gains: builder.gains)
  }

  /// The score of every row before any tree.
  private func start(_ outcomes: [Float]) -> Float {
    let sum = outcomes.reduce(0, +)
    return switch loss {
    case .logistic: BoostedClassifier.logOdds(Int(sum), of: outcomes.count)
    case .squares: outcomes.isEmpty ? 0 : sum / Float(outcomes.count)
    }
  }
}
