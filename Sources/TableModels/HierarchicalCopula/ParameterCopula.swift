import ModelEncoding
import Statistics

/// Parameters of the children of a parent, given what is known of the parent.
///
/// The extension columns of a parent (Patki, Wedge and Veeramachaneni 2016, DOI 10.1109/DSAA.2016.49) in one Gaussian
/// copula with the parent's own columns.
struct ParameterCopula: Sendable, Equatable, Codable {
  /// What is known of the parent, as features of its table.
  let features: [LatentVariable]
  let parameterCount: Int
  /// Lower triangular, row by row: features first, then parameters.
  private let factor: [Double]

  /// - `correlation`: of features and parameters, in this order; made positive definite where it is not.
  init(features: [LatentVariable], parameterCount: Int, correlation: CorrelationMatrix) {
    self.features = features
    self.parameterCount = parameterCount
    factor = correlation.nearestPositiveDefinite.factor.values
  }

  /// Of the parameters with each other.
  var parameterCorrelation: CorrelationMatrix {
    let all = CorrelationMatrix(
      choleskyFactor: factor,
      size: features.count + parameterCount
    )
    var correlation = CorrelationMatrix(size: parameterCount)
    for first in 0..<parameterCount {
      for second in 0..<first {
        correlation[first, second] = all[features.count + first, features.count + second]
      }
    }
    return correlation
  }

  /// Draws the parameters of one parent after the other.
  struct Sampler {
    private let copula: ParameterCopula
    private var row: LatentRow

    init(_ copula: ParameterCopula) {
      self.copula = copula
      row = LatentRow(factor: copula.factor, count: copula.features.count + copula.parameterCount)
    }

    /// Parameters of mean 0 and variance 1.
    ///
    /// - `bin`: the parent's bin of a feature; 0 where there is none.
    mutating func draw(
      bin: (Int) -> UInt8,
      using generator: inout CounterGenerator
    ) -> [Double] {
      for (position, variable) in copula.features.enumerated() {
        guard case .feature(let feature) = variable.source else { continue }
        row.place(position, at: Int32(bin(feature)), of: variable.scale, using: &generator)
      }
      return (0..<copula.parameterCount).map { number in
        row.innovations[copula.features.count + number] = generator.normal()
        return row.latent(copula.features.count + number)
      }
    }
  }
}

extension ParameterCopula: SelfChecking {
  package var problem: String? {
    let count = features.count + parameterCount
    let isWhole =
      parameterCount >= 0 && factor.count == count * count && factor.allSatisfy(\.isFinite)
      && (0..<count).allSatisfy { factor[$0 * count + $0] > 0 }
      && features.allSatisfy {
        if case .feature(let feature) = $0.source { feature >= 0 } else { false }
      }
    return isWhole ? nil : "parameters of children are in disorder"
  }
}
