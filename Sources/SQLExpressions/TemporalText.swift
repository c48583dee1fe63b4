import Metadata

/// Dates, timestamps and intervals as PostgreSQL prints them in constants.
enum TemporalText {
  /// Microseconds since 2000-01-01 UTC of `2000-01-31`, with a time and an offset where there are any.
  static func instant(_ text: String) -> Int64? {
    if text == "infinity" { return .max }
    if text == "-infinity" { return .min }
    let parts = text.split(separator: " ", maxSplits: 1)
    guard let first = parts.first else { return nil }
    let numbers = first.split(separator: "-").map { Int($0) }
    guard numbers.count == 3, let year = numbers[0], let month = numbers[1], let day = numbers[2],
      (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    var result =
      Int64(CivilDate(year: year, month: month, day: day).dayNumber) * SQLValue.microsecondsPerDay
    guard parts.count == 2 else { return result }
    var clock = parts[1]
    if let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) {
      let offset = clock[clock.index(after: sign)...].split(separator: ":").compactMap { Int64($0) }
      guard let hours = offset.first else { return nil }
      let seconds = hours * 3600 + (offset.count > 1 ? offset[1] * 60 : 0)
      result += (clock[sign] == "+" ? -seconds : seconds) * 1_000_000
      clock = clock[..<sign]
    }
    guard let time = self.clock(clock) else { return nil }
    return result + time
  }

  /// Microseconds of `hh:mm:ss` with a fraction.
  private static func clock(_ text: Substring) -> Int64? {
    let parts = text.split(separator: ":")
    guard parts.count >= 2, let hours = Int64(parts[0]), let minutes = Int64(parts[1]),
      let seconds = parts.count > 2 ? Double(parts[2]) : 0
    else { return nil }
    let whole = (hours * 60 + minutes) * 60_000_000
    return whole + Int64((seconds * 1_000_000).rounded())
  }

  private static let units: [String: Int64] = [
    "year": 360, "years": 360, "mon": 30, "mons": 30, "month": 30, "months": 30, "week": 7,
    "weeks": 7, "day": 1, "days": 1,
  ]

  private static let shortUnits: [String: Int64] = [
    "hour": 3600, "hours": 3600, "minute": 60, "minutes": 60, "min": 60, "mins": 60, "second": 1,
    "seconds": 1, "sec": 1, "secs": 1,
  ]

  /// Microseconds of an interval or a time of day; a month counts as 30 days.
  static func span(_ text: String) -> Int64? {
    var total: Int64 = 0
    var words = text.split(separator: " ")[...]
    guard !words.isEmpty else { return nil }
    while let word = words.popFirst() {
      if word.contains(":") {
        let isNegative = word.hasPrefix("-")
        guard let time = clock(isNegative ? word.dropFirst() : word) else { return nil }
        total += isNegative ? -time : time
        continue
      }
      guard let count = Int64(word), let unit = words.popFirst().map({ String($0).lowercased() })
      else { return nil }
      if let days = units[unit] {
        total += count * days * SQLValue.microsecondsPerDay
      } else if let seconds = shortUnits[unit] {
        total += count * seconds * 1_000_000
      } else {
        return nil
      }
    }
    return total
  }
}
