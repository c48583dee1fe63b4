private import CBoostMath
import Foundation

package struct StudentTDistribution: ContinuousDistribution, Codable {
  package let degrees: Double
  package let location: Double
  package let scale: Double

  package init(degrees: Double, location: Double, scale: Double) {
    self.degrees = degrees
    self.location = location
    self.scale = scale
  }

  /// Degrees of freedom from which on the distribution is the normal one for all practical purposes.
  private static let mostDegrees = 1e6

  /// By Nelder and Mead's method on location and the logarithms of scale and degrees, from the median and the quartiles.
  package static func fit(_ sample: [Double], support: ClosedRange<Double>) -> Self? {
    let deviation = sample.deviation
    guard deviation > 0 else { return nil }
    let median = sample[sample.count / 2]
    let spread = sample[sample.count * 3 / 4] - sample[sample.count / 4]
    // Values that many share would leave no spread between quartiles.
    let unit = spread > 0 ? spread / 1.35 : deviation
    let scaled = sample.map { ($0 - median) / unit }
    func distribution(_ point: [Double]) -> Self {
      Self(degrees: exp(point[2]), location: point[0], scale: exp(point[1]))
    }
    func loss(_ point: [Double]) -> Double {
      guard abs(point[1]) < 50, point[2] > -5, point[2] < log(mostDegrees) else { return .infinity }
      return -distribution(point).logLikelihood(scaled) / Double(scaled.count)
    }
    let found = distribution(NelderMead.minimum(of: loss, from: [0, 0, log(5)], step: 0.5))
    return Self(
      degrees: found.degrees,
      location: median + unit * found.location,
      scale: unit * found.scale
    )
  }

  package func cdf(_ x: Double) -> Double { boost_student_t_cdf((x - location) / scale, degrees) }

  package func quantile(_ share: Double) -> Double {
    if share <= 0 { return -.infinity }
    if share >= 1 { return .infinity }
    return location + scale * boost_student_t_quantile(share, degrees)
  }

  package func logDensity(_ x: Double) -> Double {
    let scaled = (x - location) / scale
    return boost_log_gamma((degrees + 1) / 2) - boost_log_gamma(degrees / 2)
      - log(degrees * .pi) / 2 - log(scale)
      - (degrees + 1) / 2 * log1p(scaled * scaled / degrees)
  }
}
