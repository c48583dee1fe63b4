/// Scores and counts as people read them.
package enum ScoreText {
  /// What stands where a score does not apply.
  package static let missing = "–"

  /// Three decimals, rounded down, so that 1.000 means identical.
  package static func score(_ value: Double?) -> String {
    value.map { decimals(Int(($0 * 1_000 + 1e-6).rounded(.down)), places: 3) } ?? missing
  }

  /// Two decimals.
  package static func mean(_ value: Double?) -> String {
    value.map { decimals(Int(($0 * 100).rounded()), places: 2) } ?? missing
  }

  /// `1,234,567`.
  package static func grouped(_ number: Int) -> String {
    var text = ""
    for (offset, digit) in "\(number)".reversed().enumerated() {
      if offset > 0, offset % 3 == 0, digit != "-" { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }

  private static func decimals(_ scaled: Int, places: Int) -> String {
    let digits = String(repeating: "0", count: max(0, places + 1 - "\(scaled)".count)) + "\(scaled)"
    return "\(digits.dropLast(places)).\(digits.suffix(places))"
  }
}
