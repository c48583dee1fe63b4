import Foundation

/// Equal normal distributions around points: Gaussian kernel density estimation.
package struct GaussianKernelDistribution: ContinuousDistribution, Codable {
  /// Ascending.
  package let points: [Double]
  package let bandwidth: Double

  package init(points: [Double], bandwidth: Double) {
    self.points = points
    self.bandwidth = bandwidth
  }

  /// Points at most; each stands for as many neighbouring values.
  package static let pointLimit = 400

  /// Scott's rule (1992, DOI 10.1002/9780470316849), with the number of values as n.
  package static func fit(_ sample: [Double], support: ClosedRange<Double>) -> Self? {
    let (count, deviation) = (sample.count, sample.deviation)
    guard count > 1, deviation > 0 else { return nil }
    // Unbiased, as Scott's rule is applied elsewhere.
    let spread = deviation * (Double(count) / Double(count - 1)).squareRoot()
    let groups = min(count, pointLimit)
    let points = (0..<groups).map { sample[$0 * count / groups..<($0 + 1) * count / groups].mean }
    return Self(points: points, bandwidth: spread * pow(Double(count), -0.2))
  }

  /// Bandwidths beyond which a point says nothing.
  private static let reach = 9.0

  package func cdf(_ x: Double) -> Double {
    points.reduce(0) { $0 + StandardNormal.cdf((x - $1) / bandwidth) } / Double(points.count)
  }

  /// By halving, down to what doubles can tell apart.
  package func quantile(_ share: Double) -> Double {
    guard share > 0, share < 1 else { return share <= 0 ? -.infinity : .infinity }
    var low = (points.first ?? 0) - Self.reach * bandwidth
    var high = (points.last ?? 0) + Self.reach * bandwidth
    while true {
      let middle = (low + high) / 2
      guard low < middle, middle < high else { return middle }
      if cdf(middle) < share { low = middle } else { high = middle }
    }
  }

  package func logDensity(_ x: Double) -> Double {
    let exponents = points.map { -(x - $0) * (x - $0) / (2 * bandwidth * bandwidth) }
    let largest = exponents.max() ?? 0
    let sum = exponents.reduce(0) { $0 + exp($1 - largest) }
    return largest + log(sum / Double(points.count)) - log(bandwidth) - log(2 * .pi) / 2
  }
}
