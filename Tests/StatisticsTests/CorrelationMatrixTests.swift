import Foundation
import Testing

@testable import Statistics

@Suite struct CorrelationMatrixTests {
  @Test func `factors multiply to the matrix`() throws {
    var matrix = CorrelationMatrix(size: 3)
    matrix[0, 1] = 0.5
    matrix[0, 2] = -0.3
    matrix[1, 2] = 0.2
    let factor = try #require(matrix.choleskyFactor)
    for row in 0..<3 {
      for column in 0..<3 {
        let product = (0..<3).reduce(0) { $0 + factor[row * 3 + $1] * factor[column * 3 + $1] }
        #expect(abs(product - matrix[row, column]) < 1e-12)
      }
    }
    #expect(matrix.nearestPositiveDefinite == matrix)
  }

  @Test func `the nearest of Higham's example is the published one`() {
    // Higham 2002, section 4: [1 1 0; 1 1 1; 0 1 1] has 0.7607 beside the diagonal and 0.1573 in the corner.
    var matrix = CorrelationMatrix(size: 3)
    matrix[0, 1] = 1
    matrix[1, 2] = 1
    #expect(matrix.choleskyFactor == nil)
    let nearest = matrix.nearestPositiveDefinite
    // Eigenvalues are kept above 0.001, which moves the entries by as much.
    #expect(abs(nearest[0, 1] - 0.7607) < 0.002)
    #expect(abs(nearest[1, 2] - 0.7607) < 0.002)
    #expect(abs(nearest[0, 2] - 0.1573) < 0.002)
    #expect((0..<3).allSatisfy { nearest[$0, $0] == 1 })
    #expect(nearest.choleskyFactor != nil)
  }

  @Test(arguments: [1, 2, 5, 30])
  func `any symmetric matrix with ones becomes positive definite`(size: Int) {
    var generator = CounterGenerator(UInt64(size))
    var matrix = CorrelationMatrix(size: size)
    for row in 0..<size {
      for column in 0..<row { matrix[row, column] = 2 * generator.uniform() - 1 }
    }
    #expect(matrix.nearestPositiveDefinite.choleskyFactor != nil)
  }

  @Test func `eigenvectors are orthonormal and give the matrix back`() {
    let matrix = [4, 1, 0.5, 1, 3, -1, 0.5, -1, 2]
    let eigen = SymmetricEigenvectors(matrix, size: 3)
    for row in 0..<3 {
      for column in 0..<3 {
        let entry = (0..<3).reduce(0.0) {
          $0 + eigen.values[$1] * eigen.vectors[row * 3 + $1] * eigen.vectors[column * 3 + $1]
        }
        #expect(abs(entry - matrix[row * 3 + column]) < 1e-10)
      }
    }
  }
}

@Suite struct StandardNormalTests {
  @Test func `quantiles are as tabulated`() {
    #expect(abs(StandardNormal.quantile(0.975) - 1.959963984540054) < 1e-14)
    #expect(abs(StandardNormal.quantile(1e-10) + 6.361340902404056) < 1e-12)
    #expect(StandardNormal.quantile(0) == -.infinity)
    #expect(StandardNormal.quantile(1) == .infinity)
    #expect(abs(StandardNormal.cdf(-8) - 6.220960574271785e-16) < 1e-28)
  }

  @Test(arguments: [(-1.0, 0.5), (2, 3), (9, 9.5), (-.infinity, -7), (6, .infinity)])
  func `draws lie between the bounds, also far out`(low: Double, high: Double) {
    var generator = CounterGenerator(1)
    let draws = (0..<500).map { _ in StandardNormal.draw(from: low, to: high, using: &generator) }
    #expect(draws.allSatisfy { low <= $0 && $0 <= high && $0.isFinite })
    #expect(Set(draws).count > 400)
  }
}
