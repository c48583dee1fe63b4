import Foundation

/// Above a lower end, with a logarithm that falls off exponentially to either side of the median.
package struct LogLaplaceDistribution: ContinuousDistribution, Codable {
  /// The exponent of the density's two powers.
  package let exponent: Double
  /// The median's distance from the lower end.
  package let scale: Double
  package let low: Double

  package init(exponent: Double, scale: Double, low: Double) {
    self.exponent = exponent
    self.scale = scale
    self.low = low
  }

  /// The Laplace distribution of the logarithms, which has a closed form: their median, and the mean distance from it.
  package static func fit(_ sample: [Double], support: ClosedRange<Double>) -> Self? {
    let low = support.lowerBound
    guard let first = sample.first, first > low else { return nil }
    let logs = sample.map { log($0 - low) }
    let median = (logs[(logs.count - 1) / 2] + logs[logs.count / 2]) / 2
    let distance = logs.map { abs($0 - median) }.mean
    return distance > 0 ? Self(exponent: 1 / distance, scale: exp(median), low: low) : nil
  }

  package func cdf(_ x: Double) -> Double {
    guard x > low else { return 0 }
    let scaled = (x - low) / scale
    return scaled < 1 ? pow(scaled, exponent) / 2 : 1 - pow(scaled, -exponent) / 2
  }

  package func quantile(_ share: Double) -> Double {
    if share <= 0 { return low }
    return share < 0.5
      ? low + scale * pow(2 * share, 1 / exponent)
      : low + scale * pow(2 * (1 - share), -1 / exponent)
  }

  package func logDensity(_ x: Double) -> Double {
    guard x > low else { return -.infinity }
    let logarithm = log((x - low) / scale)
    return log(exponent / (2 * scale)) - logarithm - exponent * abs(logarithm)
  }
}
