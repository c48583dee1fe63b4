/// Solves symmetric systems that are positive but for rounding, in O(d³).
enum CholeskyFactor {
  /// What is left of a diagonal element by rounding alone, as a share of it.
  private static let rounding = 1e-12

  /// Solves a system by Cholesky's factors; what depends on those before it gets 0.
  ///
  /// - Parameters:
  ///   - matrix: d × d elements, of which only the lower triangle is read; holds the factor afterwards.
  ///   - right: d elements.
  /// - Returns: d elements.
  static func solved(_ matrix: inout [Double], _ right: [Double]) -> [Double] {
    let width = right.count
    var solution = right
    for column in 0..<width {
      let least = rounding * matrix[column * width + column]
      for row in column..<width {
        var sum = matrix[row * width + column]
        for inner in 0..<column {
          sum -= matrix[row * width + inner] * matrix[column * width + inner]
        }
        matrix[row * width + column] =
          if row > column {
            sum / matrix[column * width + column]
          } else {
            sum > least ? sum.squareRoot() : .infinity
          }
      }
    }
    for row in 0..<width {
      for inner in 0..<row { solution[row] -= matrix[row * width + inner] * solution[inner] }
      solution[row] /= matrix[row * width + row]
    }
    for row in (0..<width).reversed() {
      for inner in (row + 1)..<width {
        solution[row] -= matrix[inner * width + row] * solution[inner]
      }
      solution[row] /= matrix[row * width + row]
    }
    return solution
  }
}
