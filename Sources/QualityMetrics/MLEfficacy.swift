/// What linear models that learnt a column from the clone's rows are worth on the real ones, as SDMetrics' efficacy
/// metrics of these names.
///
/// SDMetrics fails on categories that only the real side has; here they are none of the clone's. ``UtilityQuality`` sets
/// such figures beside those of models that learnt from real rows.
package enum MLEfficacy {
  /// Numbers and categories that a model is made of, at most.
  private static let featureLimit = 200

  /// SDMetrics' `LinearRegression`: the share of the real values' variance that is explained, at most 1 and below 0 where
  /// their mean would be the better guess.
  ///
  /// Nil without rows that have the target, where it is the same in all real rows, and for more than 200 features. In
  /// O(n·d² + d³) for d features.
  package static func linearRegression(
    of target: (real: [Double], clone: [Double]),
    from columns: [PointColumn]
  ) -> Double? {
    guard let rows = Rows(columns, of: target) else { return nil }
    let model = LinearRegression(rows.learnt, outcomes: rows.learntOutcomes)
    let mean = rows.triedOutcomes.reduce(0, +) / Double(rows.triedOutcomes.count)
    var (error, variance) = (0.0, 0.0)
    for (row, outcome) in zip(rows.tried, rows.triedOutcomes) {
      let apart = outcome - model.outcome(row)
      error += apart * apart
      variance += (outcome - mean) * (outcome - mean)
    }
    return variance > 0 ? 1 - error / variance : nil
  }

  /// SDMetrics' `BinaryLogisticRegression`: the harmonic mean of precision and recall (F1) in telling where the target is 1
  /// rather than 0, 0 to 1, both outcomes weighing the same.
  ///
  /// Nil without rows that have the target, and for more than 200 features. In O(n·d² + d³) for d features.
  package static func logisticRegression(
    of target: (real: [Double], clone: [Double]),
    from columns: [PointColumn]
  ) -> Double? {
    guard let rows = Rows(columns, of: target) else { return nil }
    let tells: [Bool]
    if Set(rows.learntOutcomes).count == 1 {
      tells = rows.tried.map { _ in rows.learntOutcomes[0] > 0 }
    } else {
      let model = LogisticRegression(
        rows.learnt,
        isAbove: rows.learntOutcomes.map { $0 > 0 },
        isBalanced: true
      )
      tells = rows.tried.map { model.logOdds($0) > 0 }
    }
    let right = zip(tells, rows.triedOutcomes).count { $0 && $1 > 0 }
    let named = tells.count { $0 } + rows.triedOutcomes.count { $0 > 0 }
    return named == 0 ? 0 : 2 * Double(right) / Double(named)
  }

  /// The clone's rows to learn from and the real ones to try, scaled alike.
  private struct Rows {
    var learnt: [[Double]]
    var learntOutcomes: [Double]
    var tried: [[Double]]
    var triedOutcomes: [Double]

    init?(_ columns: [PointColumn], of target: (real: [Double], clone: [Double])) {
      let features = columns.flatMap { $0.linearFeatures(learning: .clone) }
      let known = (
        real: target.real.indices.filter { target.real[$0].isFinite },
        clone: target.clone.indices.filter { target.clone[$0].isFinite }
      )
      guard !features.isEmpty, features.count <= MLEfficacy.featureLimit, !known.real.isEmpty,
        !known.clone.isEmpty
      else { return nil }
      let learnt = known.clone.map { row in features.map { $0.clone[row] } }
      let scaling = RobustScaling(learnt)
      self.learnt = learnt.map(scaling.scaled)
      learntOutcomes = known.clone.map { target.clone[$0] }
      tried = known.real.map { row in scaling.scaled(features.map { $0.real[row] }) }
      triedOutcomes = known.real.map { target.real[$0] }
    }
  }
}
