private import CBoostMath
import Foundation

/// The normal distribution of mean 0 and standard deviation 1.
package enum StandardNormal {
  package static func density(_ x: Double) -> Double {
    exp(-x * x / 2) / (2 * Double.pi).squareRoot()
  }

  /// The share of draws up to a value.
  package static func cdf(_ x: Double) -> Double { boost_normal_cdf(x) }

  /// The value up to which a share of draws lies; infinite for 0 and 1.
  package static func quantile(_ share: Double) -> Double {
    if share <= 0 { return -.infinity }
    return share >= 1 ? .infinity : boost_normal_quantile(share)
  }

  /// A draw between two values, by inversion.
  package static func draw(
    from low: Double,
    to high: Double,
    using generator: inout CounterGenerator
  ) -> Double {
    guard low < high else { return low }
    // In the upper tail shares are too near to 1 to tell them apart; in the lower one they are not.
    if low > 0 { return -draw(from: -high, to: -low, using: &generator) }
    let (below, upTo) = (cdf(low), cdf(high))
    let drawn = quantile(below + generator.uniform() * (upTo - below))
    return min(max(drawn, low), high)
  }
}
