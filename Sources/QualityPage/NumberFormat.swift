import Foundation
import Metadata
import QualityMetrics
import TableData

/// Numbers as the page shows them.
enum NumberFormat {
  /// `12.3 %`; the smallest shares are said to be small rather than none.
  static func percent(_ share: Double?) -> String {
    guard let share else { return ScoreText.missing }
    if share > 0, share < 0.0005 { return "< 0.1 %" }
    return fixed(share * 100, decimals: 1) + " %"
  }

  static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return ScoreText.missing }
    let text = String(format: "%.\(decimals)f", value)
    guard text.hasPrefix("-") else { return text }
    let isZero = text.allSatisfy { "-0.".contains($0) }
    return (isZero ? "" : "−") + text.dropFirst()
  }

  /// As few digits as say it, at most so many behind the point; for coordinates and ticks.
  static func shortest(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return "0" }
    let scale = pow(10, Double(decimals))
    let rounded = (value * scale).rounded() / scale
    if rounded == rounded.rounded(), abs(rounded) < 1e15 { return "\(Int(rounded))" }
    return "\(rounded)"
  }

  /// A value of a column, which is a round number as a rule: `20k`, `2021-03`, `06:30`, `3 d`.
  static func value(_ value: Double, _ kind: ValueKind) -> String {
    switch kind {
    case .boolean: return value == 0 ? "false" : "true"
    case .date: return date(Int(value))
    case .timestamp: return timestamp(value)
    case .time: return clock(value)
    case .interval: return span(value)
    default: return amount(value)
    }
  }

  private static func amount(_ value: Double) -> String {
    let size = abs(value)
    let sign = value < 0 ? "−" : ""
    for (limit, unit) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")] where size >= limit {
      let scale = unit == "k" ? 1e3 : limit
      guard size < 1e16 else { break }
      return sign + shortest(size / scale, decimals: 2) + unit
    }
    guard size > 0, size < 0.001 || size >= 1e16 else {
      return sign + shortest(size, decimals: 4)
    }
    return sign + String(format: "%.2g", size)
  }

  private static let microsecondsPerDay = 86_400e6

  private static func date(_ days: Int) -> String {
    var bytes: [UInt8] = []
    CalendarText.appendDate(Int64(days), to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func timestamp(_ microseconds: Double) -> String {
    let days = (microseconds / microsecondsPerDay).rounded(.down)
    let rest = microseconds - days * microsecondsPerDay
    return date(Int(days)) + (rest == 0 ? "" : " " + clock(rest))
  }

  private static func clock(_ microseconds: Double) -> String {
    var bytes: [UInt8] = []
    CalendarText.appendTime(Int64(microseconds), to: &bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    return text.hasSuffix(":00") ? String(text.dropLast(3)) : text
  }

  private static func span(_ microseconds: Double) -> String {
    let units: [(Double, String)] = [
      (microsecondsPerDay, "d"), (3_600e6, "h"), (60e6, "min"), (1e6, "s"), (1e3, "ms"),
    ]
    for (unit, name) in units where abs(microseconds) >= unit {
      return shortest(microseconds / unit, decimals: 1) + " " + name
    }
    return microseconds == 0 ? "0" : "\(Int(microseconds)) µs"
  }
}

extension String {
  /// At most so many characters, the last of which says that there are more.
  func shortened(to limit: Int) -> String {
    count > limit ? prefix(limit - 1) + "…" : self
  }
}

extension Double {
  /// A power of ten.
  static func tenTo(_ exponent: Double) -> Double { pow(10, exponent) }
}
