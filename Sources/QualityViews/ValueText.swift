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

  /// The civil date of a count of days since 2000-01-01.
  ///
  /// Years begin in March here, so that the leap day is the last of them (Howard Hinnant, "chrono-Compatible
  /// Low-Level Date Algorithms").
  private static func date(days: Int) -> String {
    let shifted = days + 730_425
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let padded = String(repeating: "0", count: max(0, 4 - "\(abs(year))".count)) + "\(abs(year))"
    let suffix = year < 0 ? " BC" : ""
    return "\(padded)-\(two(Int64(month)))-\(two(Int64(day)))\(suffix)"
  }
}
