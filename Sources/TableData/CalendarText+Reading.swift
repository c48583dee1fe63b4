import Metadata

extension CalendarText {
  /// Days since 2000-01-01 of an ISO date, with the infinities; nil for anything else.
  package static func date(_ text: String) -> Int64? {
    if let infinity = infinity(text) { return infinity }
    var reader = CalendarReader(text)
    guard let date = reader.date() else { return nil }
    return reader.ending(date).map { Int64($0.dayNumber) }
  }

  /// Microseconds since midnight.
  package static func time(_ text: String) -> Int64? {
    var reader = CalendarReader(text)
    guard let time = reader.time(), reader.isAtEnd else { return nil }
    return time
  }

  /// Microseconds since 2000-01-01 00:00 of a date and time without a zone or in UTC.
  package static func timestamp(_ text: String) -> Int64? {
    if let infinity = infinity(text) { return infinity }
    var reader = CalendarReader(text)
    guard let date = reader.date(),
      reader.take(UInt8(ascii: " ")) || reader.take(UInt8(ascii: "T")),
      let time = reader.time()
    else { return nil }
    reader.skipUTC()
    guard let ended = reader.ending(date) else { return nil }
    let (days, overflow) = Int64(ended.dayNumber).multipliedReportingOverflow(by: 86_400_000_000)
    return overflow ? nil : days + time
  }

  private static func infinity(_ text: String) -> Int64? {
    switch text {
    case "infinity": .max
    case "-infinity": .min
    default: nil
    }
  }
}

/// Reads the parts of ISO dates and times from the front of a text.
private struct CalendarReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { position == bytes.count }

  mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func number(digits: ClosedRange<Int>) -> Int64? {
    let start = position
    var value: Int64 = 0
    while position < bytes.count, position - start < digits.upperBound,
      (0x30...0x39).contains(bytes[position])
    {
      value = value * 10 + Int64(bytes[position] - 0x30)
      position += 1
    }
    return digits.contains(position - start) ? value : nil
  }

  mutating func date() -> CivilDate? {
    // Years have four digits or more; PostgreSQL ends with the year 294276.
    guard let year = number(digits: 4...7), take(UInt8(ascii: "-")),
      let month = number(digits: 2...2), (1...12).contains(month), take(UInt8(ascii: "-")),
      let day = number(digits: 2...2), (1...31).contains(day)
    else { return nil }
    return CivilDate(year: Int(year), month: Int(month), day: Int(day))
  }

  mutating func time() -> Int64? {
    guard let hour = number(digits: 2...2), hour <= 24, take(UInt8(ascii: ":")),
      let minute = number(digits: 2...2), minute < 60, take(UInt8(ascii: ":")),
      let second = number(digits: 2...2), second <= 60
    else { return nil }
    var microseconds = ((hour * 60 + minute) * 60 + second) * 1_000_000
    if take(UInt8(ascii: ".")) {
      let start = position
      guard var fraction = number(digits: 1...6) else { return nil }
      for _ in (position - start)..<6 { fraction *= 10 }
      microseconds += fraction
    }
    return microseconds
  }

  mutating func skipUTC() {
    for suffix in ["+00:00", "+00", "Z"] where bytes[position...].starts(with: suffix.utf8) {
      position += suffix.utf8.count
      return
    }
  }

  /// The date at the end of the text, where years before 1 are marked.
  mutating func ending(_ date: CivilDate) -> CivilDate? {
    if isAtEnd { return date }
    guard bytes[position...].elementsEqual(" BC".utf8) else { return nil }
    return CivilDate(year: 1 - date.year, month: date.month, day: date.day)
  }
}
