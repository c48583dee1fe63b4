import Foundation

/// The logarithm of a number's distance from a lower end.
package struct LogScaler: NumberScaler, Codable {
  package let low: Double

  /// The lower end is 0 where all values are positive, and a little below the smallest elsewhere.
  package init?(fitting sample: [Double]) {
    guard let first = sample.first, let last = sample.last, first < last else { return nil }
    low = first > 0 ? 0 : first - FittedScaler.margin * (last - first)
  }

  package func scaled(_ value: Double) -> Double { log(value - low) }

  package func restored(_ place: Double) -> Double { low + exp(place) }
}
