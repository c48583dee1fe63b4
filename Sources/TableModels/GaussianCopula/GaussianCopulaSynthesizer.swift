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
  /// Features that a copula holds besides the targets, at most.
  static let contextLimit = 10
  /// Correlation with a target below which a feature is left out, besides this many standard errors.
  static let weakest = 0.05
  static let standardErrors = 3.0
  /// Correlation with a feature that says more above which another one is left out: rows in which the two disagree
  /// would be led far astray.
  static let closest = 0.8
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
    let contexts = contexts(of: rows, beside: targets.flatMap { $0 }, sample)
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
      correlation: Self.correlation(of: order, rows),
      targetCount: rows.targets.count
    )
  }

  /// Evenly spread rows.
  private static func sample(_ rows: [Int32], limit: Int) -> [Int] {
    stride(from: 0, to: rows.count, by: max(1, (rows.count + limit - 1) / limit)).map {
      Int(rows[$0])
    }
  }

  private static func buckets(of target: TrainingTarget, _ sample: [Int]) -> [UInt8] {
    sample.map { target.codes.bucketOfCode[Int(target.codes.codes[$0])] }
  }

  private static func classes(
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
  private static func variables(
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

  /// The features that say most about any target.
  private func contexts(
    of rows: TrainingRows,
    beside targets: [SeenVariable],
    _ sample: [Int]
  ) -> [(feature: Int, variable: SeenVariable)] {
    let few = Self.sample(
      Array(0..<Int32(rows.matrix.rowCount)),
      limit: AssociationOrder.rowLimit
    )
    let classes = rows.targets.map { Self.classes(of: $0, few) }
    let found = rows.contexts.compactMap { feature -> (Double, Int, SeenVariable)? in
      let bins = Self.bins(of: feature, rows.matrix, sample)
      var counts = [Int](repeating: 0, count: 256)
      for bin in bins { counts[Int(bin)] += 1 }
      var levels = (1...255).filter { counts[$0] > 0 }.map { (code: Int32($0), rows: counts[$0]) }
      guard levels.count > 1 else { return nil }
      if rows.matrix.isCategorical[feature], levels.count > 2 {
        let scores = AssociationOrder.scores(
          of: Self.bins(of: feature, rows.matrix, few),
          beside: classes
        )
        levels.sort { (scores[Int($0.code)], $0.code) < (scores[Int($1.code)], $1.code) }
      }
      let variable = SeenVariable(
        LatentVariable(source: .feature(feature), scale: LatentScale(levels)),
        codes: bins.map { $0 == 0 ? nil : Int32($0) }
      )
      let strongest = targets.map { abs($0.correlation(with: variable)) }.max() ?? 0
      // What siblings share counts once: rows of one parent stand together.
      let values = 1 + zip(bins, bins.dropFirst()).reduce(0) { $0 + ($1.0 == $1.1 ? 0 : 1) }
      let needed = max(Self.weakest, Self.standardErrors / Double(values).squareRoot())
      return strongest >= needed ? (strongest, feature, variable) : nil
    }
    var chosen: [(feature: Int, variable: SeenVariable)] = []
    for (_, feature, variable) in found.sorted(by: { ($0.0, $1.1) > ($1.0, $0.1) }) {
      guard chosen.count < Self.contextLimit else { break }
      guard chosen.allSatisfy({ abs($0.variable.correlation(with: variable)) < Self.closest })
      else { continue }
      chosen.append((feature, variable))
    }
    return chosen.sorted { $0.feature < $1.feature }
  }

  private static func correlation(
    of variables: [SeenVariable],
    _ rows: TrainingRows
  ) -> CorrelationMatrix {
    var correlation = CorrelationMatrix(size: variables.count)
    var unitCount = 0
    for row in rows.units.indices where row == 0 || rows.units[row] != rows.units[row - 1] {
      unitCount += 1
    }
    // Of fewer units nothing but marginals is learnt.
    guard unitCount >= 2 * rows.minimumUnits else { return correlation }
    for first in variables.indices {
      for second in 0..<first {
        correlation[first, second] = LatentCorrelation.solve(
          variables[first].correlation(with: variables[second]),
          variables[first].function,
          variables[second].function
        )
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
    return correlation.shrunk(
      by: Double(variables.count) / Double(variables.count + unitCount)
    )
  }
}

/// A latent variable with the scores of the rows' levels.
struct SeenVariable {
  let variable: LatentVariable
  let function: (variance: Double, coefficients: [Double])
  /// Of every row looked at; NaN where nothing is seen.
  private let scores: [Double]
  private let isWhole: Bool

  /// - `codes`: of every row looked at; nil where nothing is seen.
  init(_ variable: LatentVariable, codes: [Int32?]) {
    self.variable = variable
    let (ofLevel, variance, coefficients) = variable.scale.scores
    function = (variance, coefficients)
    scores = codes.map { code in code.flatMap(variable.scale.level).map { ofLevel[$0] } ?? .nan }
    isWhole = !scores.contains { $0.isNaN }
  }

  /// Fewer pairs of rows say nothing.
  private static let fewestPairs = 10.0

  /// Pearson's correlation of the scores where both are seen; 0 where either does not vary.
  func correlation(with other: SeenVariable) -> Double {
    var (count, first, second) = (0.0, 0.0, 0.0)
    var (squares, otherSquares, products) = (0.0, 0.0, 0.0)
    let isWhole = isWhole && other.isWhole
    scores.withUnsafeBufferPointer { scores in
      other.scores.withUnsafeBufferPointer { others in
        for row in scores.indices {
          let (x, y) = (scores[row], others[row])
          if !isWhole, x.isNaN || y.isNaN { continue }
          count += 1
          first += x
          second += y
          squares += x * x
          otherSquares += y * y
          products += x * y
        }
      }
    }
    guard count >= Self.fewestPairs else { return 0 }
    // Scores have mean 0 and a variance of at most 1: no digits are lost.
    let scale = (squares - first * first / count) * (otherSquares - second * second / count)
    guard scale > 1e-18 * count * count else { return 0 }
    return (products - first * second / count) / scale.squareRoot()
  }
}
