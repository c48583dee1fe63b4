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
    let features = columns.flatMap { $0.linearFeatures(learning: .real) }
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

  private static func divided(_ count: Int, _ generator: CounterGenerator) -> [Int] {
    var generator = generator
    return (0..<count).map { $0 % folds }.shuffled(using: &generator)
  }
}
