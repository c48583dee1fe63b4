package import Statistics

/// p(code | features), learnt from rows.
package enum ConditionalModel: Sendable, Codable {
  case forest(ConditionalForest)
  case boosted(BoostedTree)

  /// How much is tried for a model.
  package enum Tier: String, Sendable, CaseIterable {
    /// A forest.
    case fast
    /// A forest or a boosted tree, whichever foretells held-out units better; neither, where both fail.
    case quality
  }

  /// - `matrix`: conditions of all rows.
  /// - `target`: code of every row of the matrix.
  /// - `rows`: rows to learn from, ascending; without any, nothing can be drawn.
  /// - `units`: protected unit of every row of the matrix, non-decreasing.
  /// - `candidates`: features that are known before the target is drawn.
  /// - `minimumUnits`: smallest number of distinct units that anything is learnt from.
  /// - `tier`: how much is tried.
  /// - `generator`: the same state gives the same model.
  package init(
    fitting target: TreeTarget,
    matrix: FeatureMatrix,
    rows: [Int32],
    units: [Int32],
    candidates: [Int],
    minimumUnits: Int,
    tier: Tier,
    using generator: inout CounterGenerator
  ) {
    let set = TrainingSet(
      target,
      matrix: matrix,
      rows: rows,
      units: units,
      candidates: candidates,
      minimumUnits: minimumUnits
    )
    if tier == .quality,
      let trial = ModelTrial(set, minimumUnits: minimumUnits, seed: generator.next())
    {
      self = trial.best(using: &generator)
    } else {
      self = .forest(ConditionalForest(set, minimumUnits: minimumUnits, using: &generator))
    }
  }

  /// Draws a code for a row of bins.
  @inline(__always)
  package func sample(
    _ features: UnsafePointer<UInt8>,
    using generator: inout CounterGenerator
  ) -> Int32 {
    switch self {
    case .forest(let forest): forest.sample(features, using: &generator)
    case .boosted(let tree): tree.sample(features, using: &generator)
    }
  }

  /// The largest code that can be drawn.
  package var largestCode: Int32 {
    switch self {
    case .forest(let forest): forest.largestCode
    case .boosted(let tree): tree.largestCode
    }
  }

  /// Whether a code can be drawn.
  package func mayDraw(_ code: Int32) -> Bool {
    switch self {
    case .forest(let forest): forest.mayDraw(code)
    case .boosted(let tree): tree.mayDraw(code)
    }
  }

  package var isBoosted: Bool { if case .boosted = self { true } else { false } }

  /// Features that drawing looks at, ascending.
  package var usedFeatures: [Int] {
    switch self {
    case .forest(let forest): forest.usedFeatures
    case .boosted(let tree): tree.usedFeatures
    }
  }
}
