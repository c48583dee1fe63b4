package import ConditionalTrees
package import Statistics

/// Each target by trees over all that is known before it.
package struct TreeSynthesizer: TableSynthesizer {
  /// How much is tried for a target.
  package let tier: ConditionalModel.Tier

  package init(tier: ConditionalModel.Tier) { self.tier = tier }

  package func partCount(of rows: TrainingRows) -> Int { rows.targets.count }

  package func part(_ number: Int, of rows: TrainingRows) -> ConditionalModel {
    let target = rows.targets[number]
    var generator = target.generator
    return ConditionalModel(
      fitting: target.codes,
      matrix: rows.matrix,
      rows: target.rows,
      units: rows.units,
      candidates: target.candidates,
      minimumUnits: rows.minimumUnits,
      tier: tier,
      using: &generator
    )
  }

  package func fitted(_ parts: [ConditionalModel], to rows: TrainingRows) -> FittedTrees {
    FittedTrees(models: parts, isLearnt: rows.targets.map { !$0.rows.isEmpty })
  }
}

/// A model of every target given what is known before it.
package struct FittedTrees: FittedTableSynthesizer {
  package let models: [ConditionalModel]
  /// Whether a target had rows to learn from; others come out null.
  let isLearnt: [Bool]

  package var usedFeatures: [Int] { Set(models.flatMap(\.usedFeatures)).sorted() }

  package func sampler() -> TreeSampler { TreeSampler(fitted: self) }
}

/// Walks down the trees of a target; what was drawn before is among the features.
package struct TreeSampler: RowSampler {
  let fitted: FittedTrees

  package mutating func startRow(using generator: inout CounterGenerator) {}

  package mutating func draw(
    _ target: Int,
    _ features: UnsafePointer<UInt8>,
    using generator: inout CounterGenerator
  ) -> DrawnValue {
    .code(
      fitted.isLearnt[target] ? fitted.models[target].sample(features, using: &generator) : 0
    )
  }

  package mutating func settle(
    _ target: Int,
    code: Int32,
    _ features: UnsafePointer<UInt8>,
    using generator: inout CounterGenerator
  ) {}
}
