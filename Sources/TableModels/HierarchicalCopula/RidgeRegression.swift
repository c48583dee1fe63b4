import Statistics

/// Weights of correlated variables that foretell another one, drawn towards none (Hoerl and Kennard 1970, DOI
/// 10.1080/00401706.1970.10488634).
///
/// Correlations that are estimated one by one do not quite agree with each other; without the ridge, small differences
/// between variables that are nearly the same would get large weights.
struct RidgeRegression {
  private static let ridge = 0.05

  private let factor: [Double]
  private let size: Int

  /// - `correlation`: positive definite.
  init(_ correlation: CorrelationMatrix) {
    size = correlation.size
    factor =
      correlation.shrunk(by: Self.ridge / (1 + Self.ridge)).choleskyFactor
      ?? CorrelationMatrix(size: size).values
  }

  /// - `correlations`: of the other variable with each.
  func solve(_ correlations: [Double]) -> [Double] {
    var weights = correlations
    for row in 0..<size {
      for column in 0..<row { weights[row] -= factor[row * size + column] * weights[column] }
      weights[row] /= factor[row * size + row]
    }
    for row in (0..<size).reversed() {
      for later in (row + 1)..<max(size, row + 1) {
        weights[row] -= factor[later * size + row] * weights[later]
      }
      weights[row] /= factor[row * size + row]
    }
    return weights.map { $0 / (1 + Self.ridge) }
  }
}
