import Foundation

/// The logarithm of the ratio of a number's distances from a lower and an upper end.
package struct LogitScaler: NumberScaler, Codable {
  package let low: Double
  package let high: Double

  /// The ends are 0 and 1, or 0 and 100, where all values lie between these and reach beyond half of it; a little beyond
  /// the values elsewhere.
  package init?(fitting sample: [Double]) {
    guard let first = sample.first, let last = sample.last, first < last else { return nil }
    if first > 0, let top = [1.0, 100].first(where: { $0 / 2 < last && last < $0 }) {
      (low, high) = (0, top)
    } else {
      let margin = FittedScaler.margin * (last - first)
      (low, high) = (first - margin, last + margin)
    }
  }

  package func scaled(_ value: Double) -> Double { log((value - low) / (high - value)) }

  package func restored(_ place: Double) -> Double { low + (high - low) / (1 + exp(-place)) }
}
