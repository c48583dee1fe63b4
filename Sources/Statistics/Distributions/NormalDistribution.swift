import Foundation

package struct NormalDistribution: ContinuousDistribution, Codable {
  package let mean: Double
  package let deviation: Double

  package init(mean: Double, deviation: Double) {
    self.mean = mean
    self.deviation = deviation
  }

  package static func fit(_ sample: [Double], support: ClosedRange<Double>) -> Self? {
    let deviation = sample.deviation
    return deviation > 0 ? Self(mean: sample.mean, deviation: deviation) : nil
  }

  package func cdf(_ x: Double) -> Double { StandardNormal.cdf((x - mean) / deviation) }

  package func quantile(_ share: Double) -> Double {
    mean + deviation * StandardNormal.quantile(share)
  }

  package func logDensity(_ x: Double) -> Double {
    let scaled = (x - mean) / deviation
    return -scaled * scaled / 2 - log(deviation) - log(2 * .pi) / 2
  }
}
