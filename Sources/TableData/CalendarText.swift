import Metadata

/// ISO text of dates and times counted from 2000-01-01.
package enum CalendarText {
  private static let microsecondsPerSecond: Int64 = 1_000_000
  private static let microsecondsPerDay: Int64 = 86_400_000_000

  package static func appendDate(_ days: Int64, to bytes: inout [UInt8]) {
    guard appendInfinity(days, to: &bytes) else { return }
    let date = CivilDate(dayNumber: Int(days))
    append(date, to: &bytes)
    if date.year < 1 { bytes.append(contentsOf: " BC".utf8) }
  }

  package static func appendTimestamp(_ value: Int64, to bytes: inout [UInt8]) {
    guard appendInfinity(value, to: &bytes) else { return }
    var (days, time) = value.quotientAndRemainder(dividingBy: microsecondsPerDay)
    if time < 0 {
      days -= 1
      time += microsecondsPerDay
    }
    let date = CivilDate(dayNumber: Int(days))
    append(date, to: &bytes)
    bytes.append(UInt8(ascii: " "))
    appendTime(time, to: &bytes)
    // The sessions run in UTC, so a time zone need not be said.
    if date.year < 1 { bytes.append(contentsOf: " BC".utf8) }
  }

  package static func appendTime(_ microseconds: Int64, to bytes: inout [UInt8]) {
    let seconds = microseconds / microsecondsPerSecond
    append(seconds / 3600, width: 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    append(seconds / 60 % 60, width: 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    append(seconds % 60, width: 2, to: &bytes)
    let fraction = microseconds % microsecondsPerSecond
    guard fraction > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    append(fraction, width: 6, to: &bytes)
    while bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
  }

  /// Writes an interval of microseconds, of which so many months are a part.
  package static func appendInterval(
    _ value: Int64,
    months: Int32,
    to bytes: inout [UInt8]
  ) {
    let parts = IntervalParts(value, months: months)
    let sign = parts.time < 0 ? "-" : ""
    if months != 0 { bytes.append(contentsOf: "\(months) mons ".utf8) }
    bytes.append(contentsOf: "\(parts.days) days \(sign)".utf8)
    appendTime(Int64(parts.time.magnitude), to: &bytes)
  }

  /// Writes an infinity and returns false where the value is one.
  private static func appendInfinity(_ value: Int64, to bytes: inout [UInt8]) -> Bool {
    guard value == .min || value == .max else { return true }
    bytes.append(contentsOf: (value == .min ? "-infinity" : "infinity").utf8)
    return false
  }

  private static func append(_ date: CivilDate, to bytes: inout [UInt8]) {
    // The year before 1 is 1 BC.
    append(Int64(date.year < 1 ? 1 - date.year : date.year), width: 4, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    append(Int64(date.month), width: 2, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    append(Int64(date.day), width: 2, to: &bytes)
  }

  private static func append(_ number: Int64, width: Int, to bytes: inout [UInt8]) {
    bytes.append(digits: number.magnitude, width: width)
  }
}

extension [UInt8] {
  package mutating func append(decimal value: Int64) {
    if value < 0 { append(UInt8(ascii: "-")) }
    append(digits: value.magnitude)
  }

  /// Appends a number with zeros in front up to the width.
  package mutating func append(digits number: UInt64, width: Int = 1) {
    // 20 digits hold every UInt64.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var rest = number
      var first = digits.count
      repeat {
        first -= 1
        digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while first > 0 && (rest > 0 || digits.count - first < width)
      append(contentsOf: UnsafeBufferPointer(rebasing: digits[first...]))
    }
  }
}
