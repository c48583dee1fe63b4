import Foundation

/// Numbers with a fixed number of decimals, written without an exponent.
package enum FixedDecimal {
  private static let powers: [UInt64] = (0...15).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
  /// Up to here a `Double` holds every integer.
  private static let lastExactInteger = 9_007_199_254_740_992.0

  /// Writes the number and returns true; false where it has more digits than a `Double` holds.
  package static func append(_ value: Double, decimals: Int, to bytes: inout [UInt8]) -> Bool {
    guard powers.indices.contains(decimals) else { return false }
    let power = powers[decimals]
    let units = (value * Double(power)).rounded(.toNearestOrAwayFromZero)
    guard units.magnitude < lastExactInteger else { return false }
    let magnitude = UInt64(units.magnitude)
    if units < 0 { bytes.append(UInt8(ascii: "-")) }
    bytes.append(digits: magnitude / power)
    if decimals > 0 {
      bytes.append(UInt8(ascii: "."))
      bytes.append(digits: magnitude % power, width: decimals)
    }
    return true
  }

  /// The number as text.
  package static func text(_ value: Double, decimals: Int) -> String {
    var bytes: [UInt8] = []
    guard append(value, decimals: decimals, to: &bytes) else {
      return String(format: "%.\(decimals)f", value)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
