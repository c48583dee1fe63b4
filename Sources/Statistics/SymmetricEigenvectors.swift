/// Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations (cyclic, after Rutishauser 1966,
/// DOI 10.1007/BF02165223).
struct SymmetricEigenvectors {
  /// In no order.
  private(set) var values: [Double]
  /// Row by row; column j belongs to value j.
  private(set) var vectors: [Double]

  private static let sweeps = 50
  /// Share of the squares of all entries that may be left off the diagonal.
  private static let tolerance = 1e-24

  /// - `matrix`: row by row.
  init(_ matrix: [Double], size: Int) {
    var matrix = matrix
    vectors = (0..<size * size).map { $0 / size == $0 % size ? 1 : 0 }
    let total = matrix.reduce(0) { $0 + $1 * $1 }
    for _ in 0..<Self.sweeps {
      var off = 0.0
      for row in 0..<size {
        for column in 0..<row { off += matrix[row * size + column] * matrix[row * size + column] }
      }
      guard off > Self.tolerance * total else { break }
      for column in 1..<max(1, size) {
        for row in 0..<column { Self.rotate(&matrix, &vectors, size: size, row, column) }
      }
    }
    values = (0..<size).map { matrix[$0 * size + $0] }
  }

  /// Turns the plane of two axes until their entry is 0.
  private static func rotate(
    _ matrix: inout [Double],
    _ vectors: inout [Double],
    size: Int,
    _ p: Int,
    _ q: Int
  ) {
    let entry = matrix[p * size + q]
    guard entry != 0 else { return }
    let theta = (matrix[q * size + q] - matrix[p * size + p]) / (2 * entry)
    let tangent = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
    let cosine = 1 / (tangent * tangent + 1).squareRoot()
    let sine = tangent * cosine
    matrix.withUnsafeMutableBufferPointer { matrix in
      for k in 0..<size {
        let (left, right) = (matrix[k * size + p], matrix[k * size + q])
        matrix[k * size + p] = cosine * left - sine * right
        matrix[k * size + q] = sine * left + cosine * right
      }
      for k in 0..<size {
        let (upper, lower) = (matrix[p * size + k], matrix[q * size + k])
        matrix[p * size + k] = cosine * upper - sine * lower
        matrix[q * size + k] = sine * upper + cosine * lower
      }
    }
    vectors.withUnsafeMutableBufferPointer { vectors in
      for k in 0..<size {
        let (left, right) = (vectors[k * size + p], vectors[k * size + q])
        vectors[k * size + p] = cosine * left - sine * right
        vectors[k * size + q] = sine * left + cosine * right
      }
    }
  }
}
