import Foundation

/// The k-sample Anderson–Darling test: how likely samples as different are for one distribution, tails weighing more than
/// with Kolmogorov and Smirnov.
///
/// Scholz and Stephens, "K-Sample Anderson–Darling Tests", DOI 10.1080/01621459.1987.10478517: the statistic for values
/// that repeat (their equation 7), its variance (equation 5) and its percentiles (table 1).
package enum AndersonDarlingTest {
  package struct Result: Hashable, Sendable {
    /// The statistic in standard deviations from its mean.
    package var statistic: Double
    /// Between 0.001 and 0.25, the ends of the table.
    package var pValue: Double
  }

  /// The test, or nil for fewer than two samples, an empty one, or values that are all the same.
  package static func test(_ samples: [[Double]]) -> Result? {
    let sorted = samples.map { $0.sorted() }
    let pooled = sorted.flatMap(\.self).sorted()
    guard samples.count > 1, sorted.allSatisfy({ !$0.isEmpty }), pooled.count > 4,
      let first = pooled.first, let last = pooled.last, first < last
    else { return nil }
    let k = Double(samples.count)
    let total = Double(pooled.count)
    var statistic = 0.0
    for sample in sorted { statistic += distance(of: sample, from: pooled) / Double(sample.count) }
    statistic *= (total - 1) / total
    let standardised = (statistic - (k - 1)) / variance(sorted.map(\.count)).squareRoot()
    return Result(
      statistic: standardised,
      pValue: pValue(standardised, degrees: samples.count - 1)
    )
  }

  private static func distance(of sample: [Double], from pooled: [Double]) -> Double {
    let (total, size) = (Double(pooled.count), Double(sample.count))
    var sum = 0.0
    var start = 0
    var (below, seen) = (0, 0)
    while start < pooled.count {
      let value = pooled[start]
      var end = start
      while end < pooled.count, pooled[end] == value { end += 1 }
      below = seen
      while seen < sample.count, sample[seen] == value { seen += 1 }
      let tied = Double(end - start)
      let middle = Double(start) + tied / 2
      let ofSample = Double(below) + Double(seen - below) / 2
      let difference = total * ofSample - middle * size
      let spread = middle * (total - middle) - total * tied / 4
      if spread > 0 { sum += tied / total * difference * difference / spread }
      start = end
    }
    return sum
  }

  private static func variance(_ sizes: [Int]) -> Double {
    let k = Double(sizes.count)
    let count = sizes.reduce(0, +)
    let total = Double(count)
    let reciprocals = sizes.reduce(0) { $0 + 1 / Double($1) }
    // g is the sum over 1 ≤ i < j ≤ N − 1 of 1 / ((N − i)·j), by partial sums over i.
    var partial = 0.0
    var g = 0.0
    for j in 2..<count {
      partial += 1 / Double(count - j + 1)
      g += partial / Double(j)
    }
    let h = (1..<count).reduce(0.0) { $0 + 1 / Double($1) }
    let a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * reciprocals
    let b =
      (2 * g - 4) * k * k + 8 * h * k + (2 * g - 14 * h - 4) * reciprocals - 8 * h + 4 * g - 6
    let c =
      (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k + (2 * h - 6) * reciprocals + 4 * h
    let d = (2 * h + 6) * k * k - 4 * h * k
    return (a * total * total * total + b * total * total + c * total + d)
      / ((total - 1) * (total - 2) * (total - 3))
  }

  /// The significance by a parabola of its logarithm through the percentiles, within the table.
  private static func pValue(_ statistic: Double, degrees: Int) -> Double {
    let root = Double(degrees).squareRoot()
    let critical = percentiles.map { $0.b0 + $0.b1 / root + $0.b2 / Double(degrees) }
    guard let lowest = critical.first, let highest = critical.last else { return 1 }
    if statistic < lowest { return percentiles[0].significance }
    if statistic > highest { return percentiles[percentiles.count - 1].significance }
    let fitted = parabola(critical, percentiles.map { log($0.significance) }, at: statistic)
    return exp(fitted)
  }

  private static let percentiles: [(significance: Double, b0: Double, b1: Double, b2: Double)] = [
    (0.25, 0.675, -0.245, -0.105), (0.1, 1.281, 0.25, -0.305), (0.05, 1.645, 0.678, -0.362),
    (0.025, 1.96, 1.149, -0.391), (0.01, 2.326, 1.822, -0.396), (0.005, 2.573, 2.364, -0.345),
    (0.001, 3.085, 3.615, -0.154),
  ]

  /// The parabola of least squares, by orthogonal polynomials.
  private static func parabola(_ xs: [Double], _ ys: [Double], at x: Double) -> Double {
    let count = Double(xs.count)
    let mean = xs.reduce(0, +) / count
    let squares = xs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let cubes = xs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) * ($1 - mean) }
    func second(_ x: Double) -> Double {
      let d = x - mean
      return d * d - cubes / squares * d - squares / count
    }
    let linear = zip(xs, ys).reduce(0) { $0 + ($1.0 - mean) * $1.1 } / squares
    let seconds = xs.map(second)
    let quadratic =
      zip(seconds, ys).reduce(0) { $0 + $1.0 * $1.1 } / seconds.reduce(0) { $0 + $1 * $1 }
    return ys.reduce(0, +) / count + linear * (x - mean) + quadratic * second(x)
  }
}
