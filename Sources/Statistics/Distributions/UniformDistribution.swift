import Foundation

package struct UniformDistribution: ContinuousDistribution, Codable {
  package let low: Double
  package let high: Double

  package init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  package static func fit(_ sample: [Double], support: ClosedRange<Double>) -> Self? {
    support.lowerBound < support.upperBound
      ? Self(low: support.lowerBound, high: support.upperBound) : nil
  }

  package func cdf(_ x: Double) -> Double { min(max((x - low) / (high - low), 0), 1) }

  package func quantile(_ share: Double) -> Double { low + share * (high - low) }

  package func logDensity(_ x: Double) -> Double {
    low <= x && x <= high ? -log(high - low) : -.infinity
  }
}
