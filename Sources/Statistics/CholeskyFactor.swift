/// The lower triangular factor of a symmetric matrix, in O(d³).
package struct CholeskyFactor: Sendable {
  package let size: Int
  /// Row by row; 0 above the diagonal.
  package private(set) var values: [Double]

  /// - Parameters:
  ///   - matrix: d × d elements, of which only the lower triangle is read.
  ///   - size: d.
  ///   - pivot: the factor's diagonal element at a place, of its square; nil gives up.
  private init?(_ matrix: [Double], size: Int, pivot: (_ place: Int, _ square: Double) -> Double?) {
    self.size = size
    values = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for column in 0...row {
        var sum = matrix[row * size + column]
        for inner in 0..<column {
          sum -= values[row * size + inner] * values[column * size + inner]
        }
        if column < row {
          values[row * size + column] = sum / values[column * size + column]
        } else {
          guard let element = pivot(row, sum) else { return nil }
          values[row * size + row] = element
        }
      }
    }
  }

  /// nil where the matrix is not positive definite: where the square of a diagonal element is no greater than the least.
  package init?(_ matrix: [Double], size: Int, leastPivot: Double) {
    self.init(matrix, size: size) { $1 > leastPivot ? $1.squareRoot() : nil }
  }

  /// Of a matrix with ones on its diagonal and nothing beside.
  package init(ofIdentity size: Int) {
    self.size = size
    values = CorrelationMatrix(size: size).values
  }

  /// What is left of a diagonal element by rounding alone, as a share of it.
  private static let rounding = 1e-12

  /// Solves a system that is positive but for rounding; what depends on those before it gets 0.
  ///
  /// - Parameters:
  ///   - matrix: d × d elements, of which only the lower triangle is read.
  ///   - right: d elements.
  /// - Returns: d elements.
  package static func solved(_ matrix: [Double], _ right: [Double]) -> [Double] {
    let width = right.count
    let factor = CholeskyFactor(matrix, size: width) { place, square in
      square > rounding * matrix[place * width + place] ? square.squareRoot() : .infinity
    }
    return factor?.solved(right) ?? right
  }

  /// Solves the system of the matrix that it is the factor of.
  ///
  /// - `right`: d elements; d elements are returned.
  package func solved(_ right: [Double]) -> [Double] {
    var solution = right
    for row in 0..<size {
      for inner in 0..<row { solution[row] -= values[row * size + inner] * solution[inner] }
      solution[row] /= values[row * size + row]
    }
    for row in (0..<size).reversed() {
      for inner in (row + 1)..<size {
        solution[row] -= values[inner * size + row] * solution[inner]
      }
      solution[row] /= values[row * size + row]
    }
    return solution
  }
}
