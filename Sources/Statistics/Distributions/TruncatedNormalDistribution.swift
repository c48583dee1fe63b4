import Foundation

/// The normal distribution between two ends.
package struct TruncatedNormalDistribution: ContinuousDistribution, Codable {
  /// Of the whole distribution, before it is cut.
  package let mean: Double
  package let deviation: Double
  package let low: Double
  package let high: Double

  package init(mean: Double, deviation: Double, low: Double, high: Double) {
    self.mean = mean
    self.deviation = deviation
    self.low = low
    self.high = high
  }

  /// How far outside of the support the mean may lie, in widths of it: beyond, the likelihood hardly changes.
  private static let farthestMean = 20.0

  /// By Nelder and Mead's method on mean and logarithm of the deviation; two moments are all that the likelihood needs.
  package static func fit(_ sample: [Double], support: ClosedRange<Double>) -> Self? {
    let (low, width) = (support.lowerBound, support.upperBound - support.lowerBound)
    guard width > 0, sample.deviation > 0 else { return nil }
    // In widths of the support from its lower end.
    let scaled = sample.map { ($0 - low) / width }
    let (first, second) = (scaled.mean, scaled.map { $0 * $0 }.mean)
    func loss(_ point: [Double]) -> Double {
      let (mean, deviation) = (point[0], exp(point[1]))
      guard abs(mean - 0.5) <= farthestMean else { return .infinity }
      let mass = mass(from: -mean / deviation, to: (1 - mean) / deviation)
      let squares = second - 2 * mean * first + mean * mean
      return mass > 0
        ? point[1] + squares / (2 * deviation * deviation) + log(mass) : .infinity
    }
    let found = NelderMead.minimum(of: loss, from: [first, log(scaled.deviation)], step: 0.2)
    return Self(
      mean: low + width * found[0],
      deviation: width * exp(found[1]),
      low: low,
      high: support.upperBound
    )
  }

  /// The share of standard normal draws between two values, exact in either tail.
  private static func mass(from low: Double, to high: Double) -> Double {
    low > 0
      ? StandardNormal.cdf(-low) - StandardNormal.cdf(-high)
      : StandardNormal.cdf(high) - StandardNormal.cdf(low)
  }

  private var ends: (low: Double, high: Double) {
    ((low - mean) / deviation, (high - mean) / deviation)
  }

  package func cdf(_ x: Double) -> Double {
    if x <= low { return 0 }
    if x >= high { return 1 }
    return Self.mass(from: ends.low, to: (x - mean) / deviation)
      / Self.mass(from: ends.low, to: ends.high)
  }

  package func quantile(_ share: Double) -> Double {
    let (first, last) = ends
    let mass = Self.mass(from: first, to: last)
    let scaled =
      first > 0
      ? -StandardNormal.quantile(StandardNormal.cdf(-first) - share * mass)
      : StandardNormal.quantile(StandardNormal.cdf(first) + share * mass)
    return min(max(mean + deviation * scaled, low), high)
  }

  package func logDensity(_ x: Double) -> Double {
    guard low <= x, x <= high else { return -.infinity }
    return NormalDistribution(mean: mean, deviation: deviation).logDensity(x)
      - log(Self.mass(from: ends.low, to: ends.high))
  }
}
