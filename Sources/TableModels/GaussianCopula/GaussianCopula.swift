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
    /// What the row shares with others of the same parent: a number that is known, by position among all such.
    case parameter(Int)
  }

  package let source: Source
  /// Of a parameter a single level.
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
    self.init(
      variables: variables,
      factor: correlation.nearestPositiveDefinite.factor.values,
      targetCount: targetCount
    )
  }

  /// - `factor`: Cholesky's, of the correlations of the variables, row by row.
  init(variables: [LatentVariable], factor: [Double], targetCount: Int) {
    self.variables = variables
    self.factor = factor
    var positions = [TargetVariables](repeating: TargetVariables(), count: targetCount)
    for (position, variable) in variables.enumerated() {
      switch variable.source {
      case .feature, .parameter: break
      case .presence(let target): positions[target].presence = position
      case .value(let target): positions[target].value = position
      }
    }
    variablesOfTarget = positions
  }

  /// Correlations of the variables.
  package var correlation: CorrelationMatrix {
    CorrelationMatrix(choleskyFactor: factor, size: variables.count)
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

  /// Parameters that rows are drawn given.
  var parameterCount: Int {
    1
      + (variables.compactMap { if case .parameter(let number) = $0.source { number } else { nil } }
        .max() ?? -1)
  }

  package func sampler() -> GaussianCopulaSampler { GaussianCopulaSampler(self) }
}

extension GaussianCopula: SelfChecking {
  package var problem: String? {
    let count = variables.count
    let isWhole =
      factor.count == count * count && factor.allSatisfy(\.isFinite)
      && (0..<count).allSatisfy { factor[$0 * count + $0] > 0 }
      && variables.allSatisfy {
        switch $0.source {
        case .feature(let number), .parameter(let number): number >= 0
        case .presence, .value: true
        }
      }
      && variablesOfTarget.allSatisfy { target in
        [target.presence, target.value].allSatisfy { $0.map { (0..<count).contains($0) } ?? true }
      }
    return isWhole ? nil : "variables of a copula are in disorder"
  }
}
