import Foundation
import Statistics
import Testing

@testable import TableModels

@Suite struct LatentCorrelationTests {
  private func function(_ scale: LatentScale) -> (variance: Double, coefficients: [Double]) {
    (scale.scores.variance, scale.scores.coefficients)
  }

  @Test(arguments: [-0.9, -0.5, 0.1, 0.5, 0.8])
  func `is the tetrachoric one of two halves, which has a closed form`(latent: Double) {
    let halves = function(LatentScale([(1, 50), (2, 50)]))
    // Sheppard 1899: medians share a quadrant with probability 1/4 + arcsin ρ / 2π.
    let seen = 2 / Double.pi * asin(latent)
    #expect(abs(LatentCorrelation.solve(seen, halves, halves) - latent) < 1e-4)
  }

  @Test func `is nearly that of the scores where levels are many`() {
    let fine = function(LatentScale((1...400).map { (Int32($0), 10) }))
    #expect(abs(LatentCorrelation.solve(0.6, fine, fine) - 0.6) < 0.005)
  }

  @Test func `undoes what cutting into uneven levels costs`() {
    let (first, second) = (
      LatentScale([(1, 70), (2, 20), (3, 10)]), LatentScale([(1, 5), (2, 35), (3, 60)])
    )
    var generator = CounterGenerator(1)
    let latent = 0.7
    var (products, squares, others) = (0.0, 0.0, 0.0)
    for _ in 0..<40_000 {
      let x = generator.normal()
      let y = latent * x + (1 - latent * latent).squareRoot() * generator.normal()
      let a = first.scores.ofLevel[first.level(of: first.code(at: x)) ?? 0]
      let b = second.scores.ofLevel[second.level(of: second.code(at: y)) ?? 0]
      products += a * b
      squares += a * a
      others += b * b
    }
    let seen = products / (squares * others).squareRoot()
    #expect(seen < 0.55)
    #expect(abs(LatentCorrelation.solve(seen, function(first), function(second)) - latent) < 0.02)
  }

  @Test func `is the strongest where levels determine each other`() {
    let halves = function(LatentScale([(1, 50), (2, 50)]))
    #expect(LatentCorrelation.solve(1, halves, halves) == LatentCorrelation.strongest)
    #expect(LatentCorrelation.solve(-1, halves, halves) == -LatentCorrelation.strongest)
  }

  @Test func `is nothing where nothing varies`() {
    let only = function(LatentScale([(1, 9)]))
    #expect(LatentCorrelation.solve(0.5, only, only) == 0)
  }
}

@Suite struct LatentScaleTests {
  @Test func `cuts the normal distribution by shares`() {
    let scale = LatentScale([(3, 25), (1, 50), (7, 25)])
    #expect(scale.codes == [3, 1, 7])
    #expect(abs(scale.thresholds[0] + 0.674489750196) < 1e-10)
    #expect(abs(scale.thresholds[1] - 0.674489750196) < 1e-10)
    #expect([-1, 0, 0.6744, 0.6745].map(scale.code) == [3, 1, 1, 7])
    #expect([1, 2, 3, 7, 8].map { scale.level(of: $0) } == [1, nil, 0, 2, nil])
  }

  @Test func `scores have mean 0 and their variance`() {
    let scale = LatentScale([(1, 10), (2, 60), (3, 30)])
    let scores = scale.scores
    let mean = zip(scores.ofLevel, [0.1, 0.6, 0.3]).reduce(0) { $0 + $1.0 * $1.1 }
    let variance = zip(scores.ofLevel, [0.1, 0.6, 0.3]).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
    #expect(abs(mean) < 1e-12)
    #expect(abs(variance - scores.variance) < 1e-12)
    // The first coefficient is the covariance with the latent variable, which is the variance of conditional means.
    #expect(abs(scores.coefficients[0] - scores.variance) < 1e-12)
  }
}
