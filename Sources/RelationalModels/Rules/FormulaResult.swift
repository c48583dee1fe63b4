import ColumnTransforms
import Foundation
import Metadata

/// What becomes of a computed number in its column.
struct FormulaResult: Hashable, Sendable, Codable {
  let kind: ValueKind
  /// Digits behind the point; nil where the column keeps all.
  let decimals: Int?

  /// Products of decimals in binary miss a half by less than this share of a unit.
  private static let halfTolerance = 1e-7
  /// Share by which numbers without a grid may differ.
  private static let relativeTolerance = 1e-9
  /// Beyond this, the last digit of a double is no longer a whole unit.
  private static let largestScaled = 1e15

  /// Half a unit away from zero, as `numeric` rounds.
  func rounded(_ value: Double) -> Double {
    guard let decimals, value.isFinite else { return value }
    return Self.rounded(value, decimals: decimals)
  }

  static func rounded(_ value: Double, decimals: Int) -> Double {
    let scale = pow(10, Double(decimals))
    let scaled = abs(value) * scale
    guard scaled < largestScaled else { return value }
    let whole = scaled.rounded(.down)
    let up = scaled - whole >= 0.5 - halfTolerance
    return (up ? whole + 1 : whole) / scale * (value < 0 ? -1 : 1)
  }

  /// Towards zero.
  static func truncated(_ value: Double, decimals: Int) -> Double {
    let scale = pow(10, Double(decimals))
    let scaled = abs(value) * scale
    guard scaled < largestScaled else { return value }
    return (scaled + halfTolerance).rounded(.down) / scale * (value < 0 ? -1 : 1)
  }

  /// Whether a computed number, not rounded yet, is the column's.
  func agrees(_ computed: Double, with value: Double) -> Bool {
    if computed.isNaN || value.isNaN { return computed.isNaN && value.isNaN }
    if computed == value { return true }
    // Halves are rounded up by some, to even by others.
    let half = decimals.map { 0.5 * pow(10, -Double($0)) } ?? 0
    return abs(computed - value) <= half + Self.relativeTolerance * max(1, abs(value))
  }
}

extension FormulaResult {
  init(_ column: Column, codec: ColumnCodec) {
    kind = column.type.valueKind
    switch kind {
    case .decimal, .real:
      if case .numeric(let codec) = codec, codec.grid.step > 0 {
        decimals = max(codec.grid.decimals, column.type.scale ?? 0)
      } else {
        decimals = column.type.scale
      }
    default: decimals = 0
    }
  }
}
