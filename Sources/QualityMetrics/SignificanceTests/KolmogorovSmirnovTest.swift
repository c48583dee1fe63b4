import Foundation

/// The two-sample Kolmogorov–Smirnov test: how likely a distance as large is for two samples of one distribution.
///
/// Values that repeat make it err on the side of likely.
package enum KolmogorovSmirnovTest {
  /// Products of the sample sizes up to which the distribution is counted out rather than approached.
  private static let exactProduct = 10_000

  /// The p-value of a distance between two empirical distributions of so many values each; 1 without values.
  ///
  /// Exact for small samples, in O(n·m), by counting lattice paths (Hodges, "The significance probability of the Smirnov
  /// two-sample test", DOI 10.1007/BF02589501); by Kolmogorov's limit for larger ones.
  package static func pValue(statistic: Double, _ first: Int, _ second: Int) -> Double {
    guard first > 0, second > 0 else { return 1 }
    if first * second <= exactProduct { return exact(statistic, first, second) }
    let (n, m) = (Double(first), Double(second))
    return survival((n * m / (n + m)).squareRoot() * statistic)
  }

  /// One minus the share of paths that keep within the distance.
  private static func exact(_ statistic: Double, _ first: Int, _ second: Int) -> Double {
    let (n, m) = (Double(first), Double(second))
    // Distances are multiples of 1 / (n·m): those below the statistic, whatever its rounding.
    let limit = ((statistic * n * m).rounded() - 0.5) / (n * m)
    func isInside(_ i: Int, _ j: Int) -> Bool { abs(Double(i) / n - Double(j) / m) <= limit }
    // share[j]: of the paths to (i, j), each as likely, those that stayed inside.
    var share = [Double](repeating: 0, count: second + 1)
    for i in 0...first {
      for j in 0...second {
        guard i + j > 0 else {
          share[0] = isInside(0, 0) ? 1 : 0
          continue
        }
        let fromBefore = i > 0 ? share[j] * Double(i) : 0
        let fromBelow = j > 0 ? share[j - 1] * Double(j) : 0
        share[j] = isInside(i, j) ? (fromBefore + fromBelow) / Double(i + j) : 0
      }
    }
    return min(1, max(0, 1 - share[second]))
  }

  /// The survival function of Kolmogorov's distribution.
  private static func survival(_ value: Double) -> Double {
    guard value > 0 else { return 1 }
    // Both series converge everywhere, each quickly on its side.
    if value < 1 {
      let factor = -Double.pi * Double.pi / (8 * value * value)
      let sum = (0..<20).reduce(0.0) { sum, term in
        let odd = Double(2 * term + 1)
        return sum + exp(factor * odd * odd)
      }
      return max(0, 1 - (2 * Double.pi).squareRoot() / value * sum)
    }
    let sum = (1...20).reduce(0.0) { sum, term in
      let k = Double(term)
      return sum + (term % 2 == 1 ? 1 : -1) * exp(-2 * k * k * value * value)
    }
    return min(1, max(0, 2 * sum))
  }
}
