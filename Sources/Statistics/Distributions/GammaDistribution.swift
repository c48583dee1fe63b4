private import CBoostMath
import Foundation

/// The gamma distribution above a lower end.
package struct GammaDistribution: ContinuousDistribution, Codable {
  package let shape: Double
  package let scale: Double
  package let low: Double

  package init(shape: Double, scale: Double, low: Double) {
    self.shape = shape
    self.scale = scale
    self.low = low
  }

  private static let rounds = 100

  /// Newton's method on the reciprocal of the shape (Minka 2002, "Estimating a Gamma distribution").
  package static func fit(_ sample: [Double], support: ClosedRange<Double>) -> Self? {
    let low = support.lowerBound
    guard let first = sample.first, first > low else { return nil }
    let excess = sample.map { $0 - low }
    let (mean, meanLog) = (excess.mean, excess.map { log($0) }.mean)
    let gap = log(mean) - meanLog
    guard gap > 1e-12 else { return nil }
    var shape = 0.5 / gap
    for _ in 0..<rounds {
      let slope = (log(shape) - boost_digamma(shape) - gap) / (1 / shape - boost_trigamma(shape))
      let next = 1 / (1 / shape + slope / (shape * shape))
      guard next.isFinite, next > 0 else { return nil }
      let isDone = abs(next - shape) <= 1e-13 * shape
      shape = next
      if isDone { break }
    }
    return Self(shape: shape, scale: mean / shape, low: low)
  }

  package func cdf(_ x: Double) -> Double {
    x <= low ? 0 : boost_gamma_cdf((x - low) / scale, shape)
  }

  package func quantile(_ share: Double) -> Double {
    if share >= 1 { return .infinity }
    return low + scale * boost_gamma_quantile(max(0, share), shape)
  }

  package func logDensity(_ x: Double) -> Double {
    guard x > low else { return -.infinity }
    let scaled = (x - low) / scale
    return (shape - 1) * log(scaled) - scaled - boost_log_gamma(shape) - log(scale)
  }
}
