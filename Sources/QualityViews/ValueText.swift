import Metadata

/// Numbers of a range's ends as PostgreSQL would print the column's values.
enum ValueText {
  static func text(_ value: Double, kind: ValueKind) -> String {
    switch kind {
    case .date:
      return date(days: Int(clamping: Int64(value)))
    case .timestamp:
      let (days, time) = floored(Int64(value), by: 86_400_000_000)
      return "\(date(days: Int(days))) \(clock(time))"
    case .time:
      return clock(Int64(value))
    case .interval:
      let sign = value < 0 ? "-" : ""
      let (days, time) = floored(Int64(abs(value)), by: 86_400_000_000)
      return sign + (days == 0 ? "" : "\(days) \(days == 1 ? "day" : "days") ") + clock(time)
    default:
      return number(value)
    }
  }

  /// Whole numbers without a fraction, others to six decimals at most.
  private static func number(_ value: Double) -> String {
    if value.rounded() == value, abs(value) < 1e15 { return "\(Int64(value))" }
    let rounded = (value * 1e6).rounded() / 1e6
    return rounded == 0 ? "\(value)" : "\(rounded)"
  }

  private static func floored(_ value: Int64, by unit: Int64) -> (Int64, Int64) {
    let quotient = value >= 0 ? value / unit : -((-value + unit - 1) / unit)
    return (quotient, value - quotient * unit)
  }

  private static func clock(_ microseconds: Int64) -> String {
    let seconds = microseconds / 1_000_000
    let fraction = microseconds % 1_000_000
    let text = "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    guard fraction > 0 else { return text }
    let digits = String(repeating: "0", count: 6 - "\(fraction)".count) + "\(fraction)"
    return text + "." + digits
  }

  private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func date(days: Int) -> String {
    let date = CivilDate(dayNumber: days)
    // Year 0 is 1 BC.
    let year = date.year > 0 ? date.year : 1 - date.year
    let padded = String(repeating: "0", count: max(0, 4 - "\(year)".count)) + "\(year)"
    return "\(padded)-\(two(Int64(date.month)))-\(two(Int64(date.day)))"
      + (date.year > 0 ? "" : " BC")
  }
}
