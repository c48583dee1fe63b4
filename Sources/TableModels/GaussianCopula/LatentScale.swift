import Foundation
import ModelEncoding
import Statistics

/// A standard normal variable cut into levels: the one behind codes that have an order.
///
/// Numbers with many codes make it nearly continuous; of labels each is a stretch as wide as its share. Only the order
/// and the shares of the codes are kept.
package struct LatentScale: Sendable, Equatable, Codable {
  /// Codes from the lowest level to the highest.
  package let codes: [Int32]
  /// Upper bound of every level but the highest.
  package let thresholds: [Double]
  /// Level of every code; -1 for codes that no row has.
  private let levelOfCode: [Int32]

  /// - `levels`: codes in order, with the rows that have them; none without rows.
  init(_ levels: [(code: Int32, rows: Int)]) {
    codes = levels.map(\.code)
    let total = Double(levels.reduce(0) { $0 + $1.rows })
    var below = 0
    thresholds = levels.dropLast().map { level in
      below += level.rows
      return StandardNormal.quantile(Double(below) / total)
    }
    var levelOfCode = [Int32](repeating: -1, count: Int(codes.max() ?? -1) + 1)
    for (level, code) in codes.enumerated() { levelOfCode[Int(code)] = Int32(level) }
    self.levelOfCode = levelOfCode
  }

  /// The code whose level holds a latent value.
  func code(at value: Double) -> Int32 { codes[thresholds.firstPlace { $0 >= value }] }

  /// Position among the codes; nil for a code that no row has.
  func level(of code: Int32) -> Int? {
    guard levelOfCode.indices.contains(Int(code)), levelOfCode[Int(code)] >= 0 else { return nil }
    return Int(levelOfCode[Int(code)])
  }

  /// The stretch of latent values of a level.
  func stretch(ofLevel level: Int) -> (low: Double, high: Double) {
    (
      level == 0 ? -.infinity : thresholds[level - 1],
      level == thresholds.count ? .infinity : thresholds[level]
    )
  }

  /// Terms of Hermite's polynomials that are looked at.
  static let terms = 40

  /// The score of every level, which is the mean of the latent variable there, with the coefficients of that step
  /// function in normalized Hermite polynomials, degree 1 first.
  ///
  /// Scores have mean 0; the sum of squares of all coefficients is their variance.
  var scores: (ofLevel: [Double], variance: Double, coefficients: [Double]) {
    let levels = codes.indices.map(stretch)
    var (means, variance) = ([Double](), 0.0)
    for (low, high) in levels {
      let share = StandardNormal.cdf(high) - StandardNormal.cdf(low)
      let mass = StandardNormal.density(low) - StandardNormal.density(high)
      means.append(share > 0 ? mass / share : 0)
      variance += share > 0 ? mass * mass / share : 0
    }
    // Each bound counts by what the score rises there.
    var coefficients = [Double](repeating: 0, count: Self.terms)
    for (level, bound) in thresholds.enumerated() {
      let rise = (means[level + 1] - means[level]) * StandardNormal.density(bound)
      // hₖ(x), normalized: hₖ₊₁ = (x hₖ - √k hₖ₋₁) / √(k + 1).
      var (last, current) = (0.0, 1.0)
      for degree in 1...Self.terms {
        coefficients[degree - 1] += rise * current / Double(degree).squareRoot()
        let next =
          (bound * current - Double(degree - 1).squareRoot() * last)
          / Double(degree).squareRoot()
        (last, current) = (current, next)
      }
    }
    return (means, variance, coefficients)
  }
}

extension LatentScale: SelfChecking {
  package var problem: String? {
    let isWhole =
      !codes.isEmpty && thresholds.count == codes.count - 1 && codes.allSatisfy { $0 >= 0 }
      && zip(thresholds, thresholds.dropFirst()).allSatisfy { $0 <= $1 }
      && levelOfCode.allSatisfy { $0 < codes.count }
    return isWhole ? nil : "levels of a variable are in disorder"
  }
}
