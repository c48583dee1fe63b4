import Statistics

/// Weights of correlated variables that foretell another one, drawn towards none (Hoerl and Kennard 1970, DOI
/// 10.1080/00401706.1970.10488634).
///
/// Correlations that are estimated one by one do not quite agree with each other; without the ridge, small differences
/// between variables that are nearly the same would get large weights.
struct RidgeRegression {
  private static let ridge = 0.05

  private let factor: CholeskyFactor

  /// - `correlation`: positive definite.
  init(_ correlation: CorrelationMatrix) {
    factor = correlation.shrunk(by: Self.ridge / (1 + Self.ridge)).factor
  }

  /// - `correlations`: of the other variable with each.
  func solve(_ correlations: [Double]) -> [Double] {
    factor.solved(correlations).map { $0 / (1 + Self.ridge) }
  }
}
