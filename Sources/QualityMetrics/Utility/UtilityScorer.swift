import ConditionalTrees
import Metadata
import Statistics
import TableData

/// Tries models of a table's columns, learnt from real rows and from the clone's, on the same other real rows.
struct UtilityScorer {
  let table: DetectorTable
  var rowLimit = 3_000
  var boosting = GradientBoosting()

  /// Fewer rows to learn from or to be tried on say nothing.
  private static let minimumRows = 200
  /// Columns that are tried for how well they can be told.
  private static let candidateLimit = 24
  /// Columns that are kept of them.
  private static let targetLimit = 3
  /// What a column is told by at least that is worth a look.
  private static let telling: [UtilityQuality.Metric: Double] = [.auc: 0.6, .rSquared: 0.1]

  /// Rows times features that the columns told best cost, about.
  var cost: Int {
    let features = min(table.columns.count, DetectorView.featureLimit)
    return 2 * min(rowLimit, table.compared.real.rowCount) * features * Self.targetLimit
  }

  /// The columns that real rows tell best; not how long texts are, which is hardly of use to anybody.
  func bestTold() -> [UtilityQuality] {
    var quick = self
    quick.rowLimit = 1_000
    quick.boosting.trees = 12
    quick.boosting.rate = 0.4
    let told = table.columns.filter { !$0.isLength }.prefix(Self.candidateLimit).compactMap {
      column in
      quick.realScore(of: column.name).map { (column.name, $0) }
    }
    let best = told.enumerated().filter { $0.element.1.share > 0 }
      .sorted { ($1.element.1.share, $0.offset) < ($0.element.1.share, $1.offset) }
    return best.prefix(Self.targetLimit).compactMap { score(target: $0.element.0) }
  }

  /// How far real rows tell a column above what is worth a look; 0 for just that, 1 for all.
  private func realScore(of target: String) -> (metric: UtilityQuality.Metric, share: Double)? {
    guard let trial = Trial(target, of: self, with: [.real]), let real = trial.fits[0].quality,
      let least = Self.telling[trial.target.metric]
    else { return nil }
    return (trial.target.metric, (real - least) / (1 - least))
  }

  /// One column; nil where there are too few rows, or nothing to tell.
  func score(target: String) -> UtilityQuality? {
    guard let trial = Trial(target, of: self, with: [.real, .clone]),
      let real = trial.fits[0].quality, let clone = trial.fits[1].quality
    else { return nil }
    let shares = trial.fits.map(\.shares)
    return UtilityQuality(
      table: table.compared.id,
      target: target,
      metric: trial.target.metric,
      real: real,
      clone: clone,
      learntRows: trial.learntRows,
      testedRows: trial.testedRows,
      features: trial.names.indices
        .sorted { (shares[0][$1], $0) < (shares[0][$0], $1) }
        .map {
          UtilityQuality.Feature(name: trial.names[$0], real: shares[0][$0], clone: shares[1][$0])
        },
      importanceCorrelation: trial.names.count < 3
        ? nil : spearmanCorrelation(shares[0], shares[1])
    )
  }

  /// Models of one column.
  private struct Trial {
    var target: UtilityTarget
    var names: [String]
    var learntRows: Int
    var testedRows: Int
    /// Of each side that was learnt from.
    var fits: [(quality: Double?, shares: [Double])]

    init?(_ name: String, of scorer: UtilityScorer, with sides: [DetectorSide]) {
      let table = scorer.table
      guard let column = table.columns.first(where: { $0.name == name }) else { return nil }
      let features = table.columns.filter { $0.name != name }.prefix(DetectorView.featureLimit)
      func known(_ side: DetectorSide, _ rows: [Int]) -> [Int] {
        rows.filter { column.value(side, at: $0).isFinite }
      }
      let (learnt, others) = scorer.parts()
      let real = known(.real, learnt)
      let clone = known(.clone, Array(0..<table.compared.clone.rowCount))
      let tested = Self.sample(known(.real, others), scorer.rowLimit)
      let count = min(scorer.rowLimit, real.count, clone.count)
      guard !features.isEmpty, min(count, tested.count) >= UtilityScorer.minimumRows else {
        return nil
      }
      let parts =
        [(DetectorSide.real, tested)]
        + sides.map { ($0, Self.sample($0 == .real ? real : clone, count)) }
      func values(_ column: DetectorColumn) -> [Double] {
        parts.flatMap { side, rows in rows.map { column.value(side, at: $0) } }
      }
      let outcomes = values(column)
      guard
        let target = UtilityTarget(
          Array(outcomes[tested.count..<(tested.count + count)]),
          isCategory: column.isCategory
        )
      else { return nil }
      self.target = target
      names = features.map(\.name)
      learntRows = count
      testedRows = tested.count
      let matrix = BinnedFeatures.matrix(features.map(values), rowCount: outcomes.count)
      var boosting = scorer.boosting
      boosting.loss = target.loss
      fits = sides.indices.map { side in
        let start = tested.count + side * count
        var qualities: [Double] = []
        var gains = [Double](repeating: 0, count: matrix.width)
        for outcome in target.outcomes(outcomes) {
          let fit = boosting.fit(
            matrix,
            outcomes: outcome,
            learning: (start..<(start + count)).map(Int32.init),
            scoring: (0..<tested.count).map(Int32.init)
          )
          for (feature, gain) in fit.gains.enumerated() { gains[feature] += gain }
          if let quality = target.quality(
            Array(fit.scores[..<tested.count]),
            of: Array(outcome[..<tested.count])
          ) {
            qualities.append(quality)
          }
        }
        let total = gains.reduce(0, +)
        return (qualities.mean(of: \.self), gains.map { total > 0 ? $0 / total : 0 })
      }
    }

    private static func sample(_ rows: [Int], _ limit: Int) -> [Int] {
      RowSample.positions(of: rows.count, limit: limit).map { rows[$0] }
    }
  }

  /// Real rows to learn from, and others: those that the clone was not made from where there are enough, a half of the
  /// units otherwise.
  private func parts() -> (learnt: [Int], others: [Int]) {
    let rows = 0..<table.compared.real.rowCount
    func divided(_ isOther: (Int) -> Bool) -> ([Int], [Int]) {
      (rows.filter { !isOther($0) }, rows.filter(isOther))
    }
    if let start = table.compared.holdOutStart { return divided { $0 >= start } }
    if let isHeldOut = table.compared.units?.isHeldOut,
      isHeldOut.count(where: { $0 }) >= 2 * Self.minimumRows
    {
      return divided { isHeldOut[$0] }
    }
    return divided { CounterGenerator.mix(UInt64(table.unit(at: $0))) & 1 == 1 }
  }
}
