import QualityMetrics

/// Figures as text of so many decimals.
enum DecimalText {
  static func interval(_ estimate: Estimate?) -> String {
    estimate.map { "\(decimals($0.low))–\(decimals($0.high))" } ?? ""
  }

  static func decimals(_ value: Double?, places: Int = 3) -> String {
    guard let value else { return "–" }
    let sign = value < 0 ? "-" : ""
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let digits = "\(Int((abs(value) * scale).rounded()))"
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return "\(sign)\(padded.dropLast(places)).\(padded.suffix(places))"
  }
}
