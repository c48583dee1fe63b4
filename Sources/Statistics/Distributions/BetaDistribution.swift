private import CBoostMath
import Foundation

/// The beta distribution between two ends.
package struct BetaDistribution: ContinuousDistribution, Codable {
  package let a: Double
  package let b: Double
  package let low: Double
  package let high: Double

  package init(a: Double, b: Double, low: Double, high: Double) {
    self.a = a
    self.b = b
    self.low = low
    self.high = high
  }

  private static let rounds = 200

  /// Newton's method on the two equations of the means of logarithms, from the moments' solution.
  package static func fit(_ sample: [Double], support: ClosedRange<Double>) -> Self? {
    let (low, width) = (support.lowerBound, support.upperBound - support.lowerBound)
    guard let first = sample.first, let last = sample.last, first > low,
      last < support.upperBound
    else { return nil }
    let scaled = sample.map { ($0 - low) / width }
    let (mean, deviation) = (scaled.mean, scaled.deviation)
    let (logs, others) = (scaled.map { log($0) }.mean, scaled.map { log1p(-$0) }.mean)
    guard deviation > 0 else { return nil }
    let size = max(0.1, mean * (1 - mean) / (deviation * deviation) - 1)
    var (a, b) = (mean * size, (1 - mean) * size)
    for _ in 0..<rounds {
      let both = boost_digamma(a + b)
      let (f, g) = (boost_digamma(a) - both - logs, boost_digamma(b) - both - others)
      let shared = boost_trigamma(a + b)
      let (faa, gbb) = (boost_trigamma(a) - shared, boost_trigamma(b) - shared)
      let determinant = faa * gbb - shared * shared
      let steps = ((f * gbb + g * shared) / determinant, (g * faa + f * shared) / determinant)
      guard steps.0.isFinite, steps.1.isFinite else { return nil }
      // No step goes beyond a half of the way to 0.
      (a, b) = (max(a - steps.0, a / 2), max(b - steps.1, b / 2))
      if abs(steps.0) <= 1e-13 * a, abs(steps.1) <= 1e-13 * b { break }
    }
    return a.isFinite && b.isFinite
      ? Self(a: a, b: b, low: low, high: support.upperBound) : nil
  }

  private func scaled(_ x: Double) -> Double { (x - low) / (high - low) }

  package func cdf(_ x: Double) -> Double {
    if x <= low { return 0 }
    return x >= high ? 1 : boost_beta_cdf(scaled(x), a, b)
  }

  package func quantile(_ share: Double) -> Double {
    low + (high - low) * boost_beta_quantile(min(max(share, 0), 1), a, b)
  }

  package func logDensity(_ x: Double) -> Double {
    guard low < x, x < high else { return -.infinity }
    let scaled = scaled(x)
    return (a - 1) * log(scaled) + (b - 1) * log1p(-scaled) - boost_log_beta(a, b)
      - log(high - low)
  }
}
