/// A continuous distribution with parameters that can be fitted.
package protocol ContinuousDistribution: Sendable, Equatable {
  /// Maximum likelihood, with the support given where the family has ends.
  ///
  /// - `sample`: finite values, ascending.
  /// - `support`: where values may lie; its ends are parameters of families that have ends.
  ///
  /// Nil where the family cannot describe such values.
  static func fit(_ sample: [Double], support: ClosedRange<Double>) -> Self?

  /// The share of draws up to a value.
  func cdf(_ x: Double) -> Double

  /// The value up to which a share of the draws lies.
  func quantile(_ share: Double) -> Double

  /// The logarithm of the density; minus infinity where it is 0.
  func logDensity(_ x: Double) -> Double
}

extension ContinuousDistribution {
  /// The logarithm of the likelihood of values.
  package func logLikelihood(_ sample: [Double]) -> Double {
    sample.reduce(0) { $0 + logDensity($1) }
  }

  /// The Kolmogorov–Smirnov distance from the values.
  ///
  /// - `sample`: ascending.
  package func distance(from sample: [Double]) -> Double {
    let count = Double(sample.count)
    return sample.enumerated().reduce(0) { largest, entry in
      let share = cdf(entry.element)
      let (below, upTo) = (Double(entry.offset) / count, Double(entry.offset + 1) / count)
      return max(largest, abs(share - below), abs(share - upTo))
    }
  }
}

extension Collection<Double> {
  var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }

  /// The root of the mean of squares around the mean.
  var deviation: Double {
    let mean = mean
    return isEmpty
      ? 0 : (reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)).squareRoot()
  }
}
