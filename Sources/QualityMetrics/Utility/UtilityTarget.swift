import ConditionalTrees

/// A column that is told from the others, as outcomes that trees learn.
struct UtilityTarget {
  private enum Kind {
    /// Each of these against all others.
    case classes([Double])
    /// Scaled to mean 0 and variance 1.
    case number(mean: Double, deviation: Double)
  }

  /// Categories that are told from all others, at most.
  private static let classLimit = 4
  /// Rows of a category at least, and of all others, where it is told and where that is tried.
  private static let minimumRows = 20

  private let kind: Kind

  /// By the real rows that are learnt from; nil where there is nothing to tell.
  ///
  /// - `isCategory`: whether numbers are names.
  init?(_ values: [Double], isCategory: Bool) {
    var counts: [Double: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    let common = counts.filter {
      $0.value >= Self.minimumRows && values.count - $0.value >= Self.minimumRows
    }
    guard counts.count > 1 else { return nil }
    if isCategory || counts.count == 2 {
      guard !common.isEmpty else { return nil }
      let classes = common.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
      // Of two, one is told where the other is.
      kind = .classes(Array(classes.prefix(counts.count == 2 ? 1 : Self.classLimit)))
    } else {
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      guard mean.isFinite, squares.isFinite, squares > 0 else { return nil }
      kind = .number(mean: mean, deviation: (squares / Double(values.count)).squareRoot())
    }
  }

  var metric: UtilityQuality.Metric {
    switch kind {
    case .classes: .auc
    case .number: .rSquared
    }
  }

  var loss: GradientBoosting.Loss {
    switch kind {
    case .classes: .logistic
    case .number: .squares
    }
  }

  /// One list of outcomes for every model.
  func outcomes(_ values: [Double]) -> [[Float]] {
    switch kind {
    case .classes(let classes): classes.map { own in values.map { $0 == own ? 1 : 0 } }
    case .number(let mean, let deviation): [values.map { Float(($0 - mean) / deviation) }]
    }
  }

  /// How well scores tell outcomes; nil where the rows have only one.
  func quality(_ scores: [Float], of outcomes: [Float]) -> Double? {
    switch kind {
    case .classes:
      let rows = Dictionary(grouping: outcomes.indices) { outcomes[$0] > 0 }
      guard let lower = rows[false], let higher = rows[true],
        min(lower.count, higher.count) >= Self.minimumRows
      else { return nil }
      func side(_ rows: [Int]) -> AreaUnderCurve.Side<Float> {
        AreaUnderCurve.Side(scores: rows.map { scores[$0] }, units: rows.map(Int32.init))
      }
      return AreaUnderCurve.estimate(lower: side(lower), higher: side(higher))?.value
    case .number:
      let mean = outcomes.reduce(0, +) / Float(outcomes.count)
      var (error, variance): (Double, Double) = (0, 0)
      for (score, outcome) in zip(scores, outcomes) {
        error += Double((outcome - score) * (outcome - score))
        variance += Double((outcome - mean) * (outcome - mean))
      }
      return variance > 0 ? 1 - error / variance : nil
    }
  }
}
