/// A symmetric matrix with ones on its diagonal.
package struct CorrelationMatrix: Sendable, Equatable, Codable {
  package let size: Int
  /// Row by row.
  package private(set) var values: [Double]

  /// Nothing is correlated.
  package init(size: Int) {
    self.size = size
    values = (0..<size * size).map { $0 / size == $0 % size ? 1 : 0 }
  }

  /// The matrix of which a lower triangular one, row by row, is the factor.
  package init(choleskyFactor factor: [Double], size: Int) {
    self.init(size: size)
    for row in 0..<size {
      for column in 0..<row {
        self[row, column] = (0...column).reduce(0) {
          $0 + factor[row * size + $1] * factor[column * size + $1]
        }
      }
    }
  }

  /// Entries off the diagonal are set on both sides of it.
  package subscript(row: Int, column: Int) -> Double {
    get { values[row * size + column] }
    set {
      values[row * size + column] = newValue
      values[column * size + row] = newValue
    }
  }

  /// Smallest pivot of a matrix that counts as positive definite.
  private static let minimumPivot = 1e-6

  /// The lower triangular factor, row by row; nil where the matrix is not positive definite.
  package var choleskyFactor: [Double]? { definiteFactor?.values }

  /// The factor, or that of uncorrelated variables where the matrix is not positive definite.
  package var factor: CholeskyFactor { definiteFactor ?? CholeskyFactor(ofIdentity: size) }

  private var definiteFactor: CholeskyFactor? {
    CholeskyFactor(values, size: size, leastPivot: Self.minimumPivot)
  }

  private static let rounds = 60
  private static let tolerance = 1e-7
  /// Smallest eigenvalue that the projection leaves.
  private static let minimumEigenvalue = 1e-3

  /// The nearest positive definite correlation matrix, by Higham's alternating projections with Dykstra's correction
  /// (2002, DOI 10.1093/imanum/22.3.329); the matrix itself where it is one.
  package var nearestPositiveDefinite: CorrelationMatrix {
    guard choleskyFactor == nil else { return self }
    var nearest = self
    var correction = [Double](repeating: 0, count: values.count)
    for _ in 0..<Self.rounds {
      let reduced = zip(nearest.values, correction).map { $0 - $1 }
      let projected = Self.projected(reduced, size: size)
      correction = zip(projected, reduced).map { $0 - $1 }
      var unit = projected
      for place in 0..<size { unit[place * size + place] = 1 }
      let moved = zip(unit, projected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      nearest.values = unit
      let length = unit.reduce(0) { $0 + $1 * $1 }
      if moved <= Self.tolerance * Self.tolerance * length { break }
    }
    // What rounding leaves below the bound is lifted by a share of the identity.
    var share = Self.minimumEigenvalue
    while nearest.choleskyFactor == nil, share < 1 {
      nearest = nearest.shrunk(by: share)
      share *= 2
    }
    return nearest
  }

  /// All correlations less by a share.
  package func shrunk(by share: Double) -> CorrelationMatrix {
    var shrunk = self
    for place in values.indices where place / size != place % size {
      shrunk.values[place] *= 1 - share
    }
    return shrunk
  }

  /// The matrix with eigenvalues no smaller than the bound.
  private static func projected(_ matrix: [Double], size: Int) -> [Double] {
    let eigen = SymmetricEigenvectors(matrix, size: size)
    var projected = [Double](repeating: 0, count: matrix.count)
    for (number, value) in eigen.values.enumerated() {
      let value = max(value, minimumEigenvalue)
      for row in 0..<size {
        let weight = value * eigen.vectors[row * size + number]
        for column in 0..<size {
          projected[row * size + column] += weight * eigen.vectors[column * size + number]
        }
      }
    }
    return projected
  }
}
