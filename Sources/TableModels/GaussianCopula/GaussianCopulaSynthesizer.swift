import ConditionalTrees
import Statistics

/// All targets by one Gaussian copula with what is known of the row beforehand.
///
/// A column is a latent normal variable seen in levels, its codes: numbers in their order, labels in the order of
/// ``AssociationOrder``. Whether it is null is a latent variable of its own. The latent correlations are solved for from
/// those of the levels' scores (``LatentCorrelation``) and shrunk a little towards none, less with more units.
package struct GaussianCopulaSynthesizer: TableSynthesizer {
  /// Rows from which correlations are learnt, at most.
  static let rowLimit = 50_000
  /// Features beside which labels are put in order, at most.
  static let neighbourLimit = 24

  package init() {}

  package func partCount(of rows: TrainingRows) -> Int { rows.targets.count }

  /// What stands behind a target's values.
  package struct TargetScale: Sendable {
    var scale: LatentScale
    var marginal: NumberMarginal?
  }

  /// The scale of a target's values; nil where it has none.
  package func part(_ number: Int, of rows: TrainingRows) -> TargetScale? {
    let target = rows.targets[number]
    var counts = [Int](repeating: 0, count: target.codes.bucketOfCode.count)
    for row in target.rows { counts[Int(target.codes.codes[Int(row)])] += 1 }
    var levels = counts.indices.dropFirst().filter { counts[$0] > 0 }.map {
      (code: Int32($0), rows: counts[$0])
    }
    guard !levels.isEmpty else { return nil }
    if !target.codes.isOrdinal, levels.count > 2 {
      let sample = Self.sample(target.rows, limit: AssociationOrder.rowLimit)
      let others = rows.targets.enumerated().filter { $0.offset != number }
        .map { Self.classes(of: $0.element, sample) }
      let neighbours = rows.contexts.filter(target.candidates.contains).prefix(Self.neighbourLimit)
        .map { Self.classes(of: $0, rows.matrix, sample) }
      let scores = AssociationOrder.scores(
        of: Self.buckets(of: target, sample),
        beside: others + neighbours
      )
      let score = { (code: Int32) in scores[Int(target.codes.bucketOfCode[Int(code)])] }
      levels.sort { (score($0.code), $0.code) < (score($1.code), $1.code) }
    }
    return TargetScale(scale: LatentScale(levels), marginal: NumberMarginal(of: target))
  }

  package func fitted(_ parts: [TargetScale?], to rows: TrainingRows) -> GaussianCopula {
    let sample = Self.sample(
      Array(0..<Int32(rows.matrix.rowCount)),
      limit: Self.rowLimit
    )
    let targets = zip(rows.targets, parts).enumerated().map { number, pair in
      Self.variables(of: number, pair.0, scale: pair.1, sample)
    }
    let contexts = ContextFinder(rows, sample: sample)
      .chosen(among: rows.contexts.map(rows.candidate), beside: targets.flatMap { $0 })
    // A feature comes before the first target that may look at it.
    var order: [SeenVariable] = []
    var placed: Set<Int> = []
    for (number, target) in rows.targets.enumerated() {
      let known = Set(target.candidates)
      for (feature, context) in contexts where known.contains(feature) {
        if placed.insert(feature).inserted { order.append(context) }
      }
      order += targets[number]
    }
    return GaussianCopula(
      variables: order.map(\.variable),
      correlation: Self.correlation(of: order, rows)
        .shrunk(by: Self.shrinkage(variables: order.count, rows)),
      targetCount: rows.targets.count
    )
  }

  /// Evenly spread rows.
  static func sample(_ rows: [Int32], limit: Int) -> [Int] {
    stride(from: 0, to: rows.count, by: max(1, (rows.count + limit - 1) / limit)).map {
      Int(rows[$0])
    }
  }

  private static func buckets(of target: TrainingTarget, _ sample: [Int]) -> [UInt8] {
    sample.map { target.codes.bucketOfCode[Int(target.codes.codes[$0])] }
  }

  static func classes(
    of target: TrainingTarget,
    _ sample: [Int]
  ) -> AssociationOrder.Classes {
    AssociationOrder.Classes(buckets(of: target, sample), isOrdinal: target.codes.isOrdinal)
  }

  private static func bins(
    of feature: Int,
    _ matrix: FeatureMatrix,
    _ sample: [Int]
  ) -> [UInt8] {
    sample.map { matrix.bytes[$0 * matrix.width + feature] }
  }

  private static func classes(
    of feature: Int,
    _ matrix: FeatureMatrix,
    _ sample: [Int]
  ) -> AssociationOrder.Classes {
    AssociationOrder.Classes(
      bins(of: feature, matrix, sample),
      isOrdinal: !matrix.isCategorical[feature]
    )
  }

  /// Whether a target has a value, where that varies, and which.
  static func variables(
    of number: Int,
    _ target: TrainingTarget,
    scale: TargetScale?,
    _ sample: [Int]
  ) -> [SeenVariable] {
    guard let scale else { return [] }
    let codes = target.codes.codes
    let nulls = target.rows.reduce(0) { $0 + (codes[Int($1)] == 0 ? 1 : 0) }
    var isLearnt = [Bool](repeating: false, count: codes.count)
    for row in target.rows { isLearnt[Int(row)] = true }
    let learnt = sample.map { isLearnt[$0] ? codes[$0] : nil }
    let value = SeenVariable(
      LatentVariable(source: .value(number), scale: scale.scale, marginal: scale.marginal),
      codes: learnt.map { $0 == 0 ? nil : $0 }
    )
    guard nulls > 0 else { return [value] }
    let presence = LatentScale([(0, nulls), (1, target.rows.count - nulls)])
    return [
      SeenVariable(
        LatentVariable(source: .presence(number), scale: presence),
        codes: learnt.map { code in code.map { $0 == 0 ? 0 : 1 } }
      ),
      value,
    ]
  }

  /// The share by which correlations are taken for weaker than they look, less with more units.
  static func shrinkage(variables count: Int, _ rows: TrainingRows) -> Double {
    Double(count) / Double(count + rows.unitCount)
  }

  /// What correlations of latent variables come to in the rows.
  static func correlation(
    of variables: [SeenVariable],
    _ rows: TrainingRows
  ) -> CorrelationMatrix {
    var correlation = CorrelationMatrix(size: variables.count)
    guard rows.showCorrelations else { return correlation }
    for first in variables.indices {
      for second in 0..<first {
        correlation[first, second] =
          variables[first].latentCorrelation(with: variables[second])
      }
    }
    // Whether a target has a value and which are never seen together: what both have in common with a third one says how
    // they go together.
    for (place, variable) in variables.enumerated() {
      guard case .presence = variable.variable.source else { continue }
      let value = place + 1
      let products = variables.indices.filter { $0 != place && $0 != value }.map {
        correlation[place, $0] * correlation[value, $0]
      }
      correlation[place, value] = products.max { abs($0) < abs($1) } ?? 0
    }
    return correlation
  }
}
