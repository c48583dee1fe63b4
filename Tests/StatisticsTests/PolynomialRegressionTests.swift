import Statistics
import Testing

@Suite struct PolynomialRegressionTests {
  private func grid() -> (x: [Double], y: [Double]) {
    let points = (0..<30).flatMap { x in (0..<30).map { (Double(x), Double($0) / 10 + 5) } }
    return (points.map(\.0), points.map(\.1))
  }

  @Test func findsACubicAgain() throws {
    let (x, y) = grid()
    func truth(_ x: Double, _ y: Double) -> Double {
      3 - x + 2 * x * y + 0.1 * x * x * y - y * y * y
    }
    let fit = try #require(
      PolynomialRegression(inputs: [x, y], values: zip(x, y).map(truth), degree: 3)
    )
    for (x, y) in [(0.5, 5.2), (29, 7.9), (40, 9)] {
      #expect(abs(fit.value(at: [x, y]) - truth(x, y)) < 1e-6)
    }
  }

  /// `numpy.polyfit([0, 1, 2, 3, 4, 5], [1, 3, 2, 5, 4, 8], 2)` is (0.17857143, 0.27857143, 1.5) to 8 digits.
  @Test func isTheLeastSquares() throws {
    let x: [Double] = [0, 1, 2, 3, 4, 5]
    let fit = try #require(
      PolynomialRegression(inputs: [x], values: [1, 3, 2, 5, 4, 8], degree: 2)
    )
    for x in [0.0, 2.5, 7] {
      let expected = 0.17857143 * x * x + 0.27857143 * x + 1.5
      #expect(abs(fit.value(at: [x]) - expected) < 1e-6)
    }
  }

  @Test func inputsThatAreAlikeCountOnce() throws {
    let x = (0..<50).map { Double($0) }
    let fit = try #require(
      PolynomialRegression(
        inputs: [x, x.map { 2 * $0 + 1 }],
        values: x.map { 3 * $0 - 2 },
        degree: 3
      )
    )
    #expect(abs(fit.value(at: [20, 41]) - 58) < 1e-6)
  }

  @Test func tooLittleToGoByIsNone() {
    #expect(PolynomialRegression(inputs: [[1, 2, 3]], values: [1, 2, 3], degree: 2) == nil)
    #expect(PolynomialRegression(inputs: [[4, 4, 4, 4]], values: [1, 2, 3, 4], degree: 1) == nil)
    #expect(PolynomialRegression(inputs: [], values: [1, 2, 3], degree: 1) == nil)
  }
}
