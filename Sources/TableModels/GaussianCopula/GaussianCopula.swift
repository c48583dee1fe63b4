import ModelEncoding
package import Statistics

/// A latent variable of a copula.
package struct LatentVariable: Sendable, Equatable, Codable {
  /// What it stands behind.
  package enum Source: Sendable, Equatable, Codable {
    /// What is known of a row beforehand: bins of a feature.
    case feature(Int)
    /// Whether a target has a value: codes 0 and 1.
    case presence(Int)
    /// The codes of a target's values; where the target is null it is there all the same, unseen.
    case value(Int)
  }

  package let source: Source
  package let scale: LatentScale
  /// What numbers are drawn from; nil where codes are.
  package let marginal: NumberMarginal?

  init(source: Source, scale: LatentScale, marginal: NumberMarginal? = nil) {
    self.source = source
    self.scale = scale
    self.marginal = marginal
  }
}

/// A Gaussian copula over the columns of a row and what is known before them.
///
/// Its parameters are the scales of the variables and their correlations. Variables are in the order in which they become
/// known, so that each is drawn given those before it: mean and deviation come from the Cholesky factor of the
/// correlations, whatever part of the row is drawn, given, or changed by a rule.
package struct GaussianCopula: FittedTableSynthesizer, Equatable, Codable {
  package let variables: [LatentVariable]
  package let correlation: CorrelationMatrix
  /// Positions of the variables of every target; none where no row has a value.
  let variablesOfTarget: [TargetVariables]
  /// Lower triangular, row by row.
  let factor: [Double]

  struct TargetVariables: Sendable, Equatable, Codable {
    /// nil where all rows have a value, or none has.
    var presence: Int?
    var value: Int?
  }

  /// - `correlation`: of the variables; made positive definite where it is not.
  package init(
    variables: [LatentVariable],
    correlation: CorrelationMatrix,
    targetCount: Int
  ) {
    self.variables = variables
    self.correlation = correlation.nearestPositiveDefinite
    factor = self.correlation.choleskyFactor ?? CorrelationMatrix(size: variables.count).values
    var positions = [TargetVariables](repeating: TargetVariables(), count: targetCount)
    for (position, variable) in variables.enumerated() {
      switch variable.source {
      case .feature: break
      case .presence(let target): positions[target].presence = position
      case .value(let target): positions[target].value = position
      }
    }
    variablesOfTarget = positions
  }

  package var usedFeatures: [Int] {
    variables.compactMap { if case .feature(let feature) = $0.source { feature } else { nil } }
      .sorted()
  }

  /// The largest code that a target can come out as; nil where there is no such target.
  package func largestCode(of target: Int) -> Int32? {
    guard variablesOfTarget.indices.contains(target) else { return nil }
    return variablesOfTarget[target].value.flatMap { variables[$0].scale.codes.max() } ?? 0
  }

  package func sampler() -> GaussianCopulaSampler { GaussianCopulaSampler(self) }
}

extension GaussianCopula: SelfChecking {
  package var problem: String? {
    let count = variables.count
    let isWhole =
      correlation.size == count && factor.count == count * count && factor.allSatisfy(\.isFinite)
      && (0..<count).allSatisfy { factor[$0 * count + $0] > 0 }
      && variables.allSatisfy {
        if case .feature(let feature) = $0.source { feature >= 0 } else { true }
      }
      && variablesOfTarget.allSatisfy { target in
        [target.presence, target.value].allSatisfy { $0.map { (0..<count).contains($0) } ?? true }
      }
    return isWhole ? nil : "variables of a copula are in disorder"
  }
}

/// Draws the latent variables of a row one after the other.
package struct GaussianCopulaSampler: RowSampler {
  private let copula: GaussianCopula
  /// What each variable of the row adds to those before it, in standard deviations.
  private var innovations: [Double]
  /// Variables that are known of the row.
  private var known = 0
  /// What was drawn last and is not settled.
  private var pending: (target: Int, drawn: DrawnValue, presence: Double, value: Double)?

  init(_ copula: GaussianCopula) {
    self.copula = copula
    innovations = [Double](repeating: 0, count: copula.variables.count)
  }

  package mutating func startRow(using generator: inout CounterGenerator) {
    known = 0
    pending = nil
  }

  package mutating func draw(
    _ target: Int,
    _ features: UnsafePointer<UInt8>,
    using generator: inout CounterGenerator
  ) -> DrawnValue {
    let positions = copula.variablesOfTarget[target]
    guard let value = positions.value else { return .code(0) }
    learn(upTo: positions.presence ?? value, features, using: &generator)
    var isNull = false
    if let presence = positions.presence {
      innovations[presence] = generator.normal()
      isNull = copula.variables[presence].scale.code(at: latent(presence)) == 0
    }
    innovations[value] = generator.normal()
    let drawn: DrawnValue =
      if isNull {
        .code(0)
      } else if let marginal = copula.variables[value].marginal {
        .number(marginal.number(at: latent(value)))
      } else {
        .code(copula.variables[value].scale.code(at: latent(value)))
      }
    pending = (target, drawn, positions.presence.map { innovations[$0] } ?? 0, innovations[value])
    return drawn
  }

  package mutating func settle(
    _ target: Int,
    code: Int32,
    _ features: UnsafePointer<UInt8>,
    using generator: inout CounterGenerator
  ) {
    let positions = copula.variablesOfTarget[target]
    guard let value = positions.value else { return }
    let first = positions.presence ?? value
    learn(upTo: first, features, using: &generator)
    known = value + 1
    if let pending, pending.target == target, isWhatWasDrawn(pending.drawn, code) {
      if let presence = positions.presence { innovations[presence] = pending.presence }
      innovations[value] = pending.value
      return
    }
    if let presence = positions.presence {
      place(presence, at: code == 0 ? 0 : 1, using: &generator)
    }
    place(value, at: code, using: &generator)
  }

  /// Whether a row got what was drawn last; of a number, whether it got one at all.
  private func isWhatWasDrawn(_ drawn: DrawnValue, _ code: Int32) -> Bool {
    switch drawn {
    case .code(let drawn): drawn == code
    case .number: code != 0
    }
  }

  /// Takes note of what is known of the row before a variable.
  private mutating func learn(
    upTo position: Int,
    _ features: UnsafePointer<UInt8>,
    using generator: inout CounterGenerator
  ) {
    while known < position {
      if case .feature(let feature) = copula.variables[known].source {
        place(known, at: Int32(features[feature]), using: &generator)
      } else {
        // A target that nobody asked for.
        innovations[known] = generator.normal()
      }
      known += 1
    }
  }

  /// Sets a variable to where a code is, given those before it; anywhere where the code says nothing.
  private mutating func place(
    _ position: Int,
    at code: Int32,
    using generator: inout CounterGenerator
  ) {
    let scale = copula.variables[position].scale
    guard let level = scale.level(of: code) else {
      innovations[position] = generator.normal()
      return
    }
    let (low, high) = scale.stretch(ofLevel: level)
    let mean = mean(position)
    let deviation = copula.factor[position * copula.variables.count + position]
    let drawn = StandardNormal.draw(
      from: (low - mean) / deviation,
      to: (high - mean) / deviation,
      using: &generator
    )
    innovations[position] = min(max(drawn, -Self.farthest), Self.farthest)
  }

  /// Standard deviations by which a given value counts, at most: what the source has nothing like says nothing more.
  private static let farthest = 4.0

  /// Of a variable given those before it.
  private func mean(_ position: Int) -> Double {
    let start = position * copula.variables.count
    var sum = 0.0
    for earlier in 0..<position { sum += copula.factor[start + earlier] * innovations[earlier] }
    return sum
  }

  private func latent(_ position: Int) -> Double {
    mean(position)
      + copula.factor[position * copula.variables.count + position] * innovations[position]
  }
}
