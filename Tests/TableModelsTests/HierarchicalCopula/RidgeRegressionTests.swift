import Statistics
import Testing

@testable import TableModels

@Suite struct RidgeRegressionTests {
  @Test func `solves for weights of correlated variables`() {
    var correlation = CorrelationMatrix(size: 2)
    correlation[0, 1] = 0.6
    let weights = RidgeRegression(correlation).solve([0.5, 0.2])
    // (P + 0.05 I) w = r by hand.
    let determinant = 1.05 * 1.05 - 0.36
    #expect(abs(weights[0] - (1.05 * 0.5 - 0.6 * 0.2) / determinant) < 1e-12)
    #expect(abs(weights[1] - (1.05 * 0.2 - 0.6 * 0.5) / determinant) < 1e-12)
  }

  @Test func `variables that are nearly the same share their weight`() {
    var correlation = CorrelationMatrix(size: 2)
    correlation[0, 1] = 0.999
    let weights = RidgeRegression(correlation).solve([0.5, 0.48])
    #expect(weights.allSatisfy { abs($0) < 0.5 })
  }
}
