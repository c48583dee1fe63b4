import Foundation

/// Fits p(a code lies above the middle of its node | features) by boosted trees.
///
/// Newton boosting of the logistic loss (Friedman 2001, DOI 10.1214/aos/1013203451) that ends when rows left out
/// gain nothing more.
struct BoostedClassifier {
  struct Settings: Sendable {
    /// Share of a Newton step that each tree takes.
    var rate: Float = 0.3
    var maximumTrees = 60
    var maximumDepth = 4
    /// Trees in a row that may bring nothing to left-out rows.
    var patience = 4
    /// Log-likelihood that left-out rows must gain over the frequency, in nats.
    var minimumGain = 2.0
  }

  struct Fit {
    /// Log odds before any tree.
    var base: Float
    var trees: [GradientTreeBuilder.Tree]
    /// Log-likelihood of the left-out rows.
    var likelihood: Double
  }

  private let set: TrainingSet
  private let settings: Settings
  private var builder: GradientTreeBuilder
  private var scores: [Float]
  private var gradients: [Gradient]

  init(_ set: TrainingSet, minimumUnits: Int, settings: Settings) {
    self.set = set
    self.settings = settings
    builder = GradientTreeBuilder(
      set.matrix,
      binCounts: set.binCounts,
      units: set.units,
      minimumUnits: minimumUnits,
      maximumDepth: settings.maximumDepth
    )
    scores = [Float](repeating: 0, count: set.rowCount)
    gradients = [Gradient](repeating: .zero, count: set.rowCount)
  }

  /// - `rows`: rows to learn from, ascending, some of them above and some not.
  /// - `leftOut`: rows that decide how many trees there are.
  /// - `isAbove`: the outcome of every row of the set.
  mutating func fit(_ rows: [Int32], leftOut: [Int32], isAbove: [Bool]) -> Fit {
    let above = rows.reduce(0) { $0 + (isAbove[Int($1)] ? 1 : 0) }
    let base = Self.logOdds(above, of: rows.count)
    for row in rows { scores[Int(row)] = base }
    for row in leftOut { scores[Int(row)] = base }
    let start = likelihood(leftOut, isAbove)
    var best = (count: 0, likelihood: start)
    var trees: [GradientTreeBuilder.Tree] = []
    while trees.count < settings.maximumTrees, trees.count - best.count < settings.patience {
      for row in rows {
        gradients[Int(row)] = .logistic(score: scores[Int(row)], isAbove: isAbove[Int(row)])
      }
      let tree = builder.grow(rows, gradients: gradients, rate: settings.rate, scores: &scores)
      guard tree.steps.count > 1 else { break }
      tree.add(to: &scores, of: leftOut, in: set.matrix)
      trees.append(tree)
      let likelihood = likelihood(leftOut, isAbove)
      if likelihood > best.likelihood { best = (trees.count, likelihood) }
    }
    guard best.likelihood - start >= settings.minimumGain else {
      return Fit(base: base, trees: [], likelihood: start)
    }
    return Fit(base: base, trees: Array(trees.prefix(best.count)), likelihood: best.likelihood)
  }

  /// Log odds of a frequency, with half a row on either side so that they are finite.
  static func logOdds(_ above: Int, of count: Int) -> Float {
    logf((Float(above) + 0.5) / (Float(count - above) + 0.5))
  }

  private func likelihood(_ rows: [Int32], _ isAbove: [Bool]) -> Double {
    rows.reduce(0) { sum, row in
      let score = scores[Int(row)]
      return sum - Double(log1pf(expf(isAbove[Int(row)] ? -score : score)))
    }
  }
}
