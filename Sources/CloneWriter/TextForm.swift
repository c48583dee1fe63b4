import Metadata
import TableData

/// Writes cells of the text COPY format, for tables with a type that has no binary form here.
struct TextForm {
  private let type: ColumnType

  init(_ type: ColumnType) {
    self.type = type
  }

  /// The cells of the rows; nil where the storage is not the one of the type.
  func encode(_ values: ColumnValues, rows: Range<Int>) -> EncodedColumn? {
    let nulls = values.isNull[rows]
    switch values.storage {
    case .text(let codes, let dictionary):
      return EncodedColumn(codes[rows], dictionary, nulls) { text, bytes in
        Self.appendEscaped(text, to: &bytes)
        return true
      }
    case .reals(let reals):
      let isSingle = type.baseName == "float4"
      let isDecimal = type.valueKind == .decimal
      let scale = type.precision == nil ? nil : type.scale
      return EncodedColumn(reals[rows], nulls) { value, bytes in
        if isDecimal {
          Self.appendDecimal(value, scale: scale, to: &bytes)
        } else {
          let text = isSingle ? Float(value).description : value.description
          bytes.append(contentsOf: Self.float(text).utf8)
        }
        return true
      }
    case .integers(let integers):
      let kind = type.valueKind
      return EncodedColumn(integers[rows], nulls) { value, bytes in
        switch kind {
        case .boolean: bytes.append(UInt8(ascii: value == 0 ? "f" : "t"))
        case .date: CalendarText.appendDate(value, to: &bytes)
        case .time: CalendarText.appendTime(value, to: &bytes)
        case .timestamp: CalendarText.appendTimestamp(value, to: &bytes)
        case .interval: CalendarText.appendInterval(value, to: &bytes)
        default: bytes.append(decimal: value)
        }
        return true
      }
    }
  }

  private static func float(_ text: String) -> String {
    switch text {
    case "inf": "Infinity"
    case "-inf": "-Infinity"
    case "nan": "NaN"
    default: text
    }
  }

  /// Writes a decimal without an exponent, which money does not read.
  private static func appendDecimal(_ value: Double, scale: Int?, to bytes: inout [UInt8]) {
    if let scale, (1...15).contains(scale) {
      let power = powers[scale]
      let units = (value * Double(power)).rounded(.toNearestOrAwayFromZero)
      if units.magnitude < lastExactInteger {
        let magnitude = UInt64(units.magnitude)
        if units < 0 { bytes.append(UInt8(ascii: "-")) }
        bytes.append(digits: magnitude / power)
        bytes.append(UInt8(ascii: "."))
        bytes.append(digits: magnitude % power, width: scale)
        return
      }
    }
    bytes.append(contentsOf: plainDecimal(value).utf8)
  }

  private static let powers: [UInt64] = (0...15).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
  /// Up to here a `Double` holds every integer.
  private static let lastExactInteger = 9_007_199_254_740_992.0

  private static func plainDecimal(_ value: Double) -> String {
    guard value.isFinite else { return float(value.description) }
    let decimal = ShortestDecimal(value)
    let digits = decimal.digits.map { Character(Unicode.Scalar($0)) }
    let whole = max(decimal.pointPosition, 0)
    let zeros = { (count: Int) in String(repeating: "0", count: max(0, count)) }
    var text = String(digits.prefix(whole)) + zeros(whole - digits.count)
    if text.isEmpty { text = "0" }
    let fraction = zeros(-decimal.pointPosition) + String(digits.dropFirst(whole))
    if !fraction.isEmpty { text += "." + fraction }
    return (value < 0 ? "-" : "") + text
  }

  private static func appendEscaped(_ text: String, to bytes: inout [UInt8]) {
    var text = text
    text.withUTF8 { source in
      guard source.contains(where: { needsEscape[Int($0)] }) else {
        bytes.append(contentsOf: source)
        return
      }
      for byte in source {
        if let letter = escape(byte) {
          bytes.append(UInt8(ascii: "\\"))
          bytes.append(letter)
        } else {
          bytes.append(byte)
        }
      }
    }
  }

  private static let needsEscape: [Bool] = (0...255).map { escape($0) != nil }

  /// The letter that stands for a byte which must not appear as itself.
  private static func escape(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "\\"): UInt8(ascii: "\\")
    case 0x08: UInt8(ascii: "b")
    case 0x09: UInt8(ascii: "t")
    case 0x0A: UInt8(ascii: "n")
    case 0x0B: UInt8(ascii: "v")
    case 0x0C: UInt8(ascii: "f")
    case 0x0D: UInt8(ascii: "r")
    default: nil
    }
  }
}

/// ISO text of dates and times counted from 2000-01-01.
enum CalendarText {
  private static let microsecondsPerSecond: Int64 = 1_000_000
  private static let microsecondsPerDay: Int64 = 86_400_000_000

  static func appendDate(_ days: Int64, to bytes: inout [UInt8]) {
    guard appendInfinity(days, to: &bytes) else { return }
    let date = CivilDate(daysSince2000: days)
    append(date, to: &bytes)
    if date.year < 1 { bytes.append(contentsOf: " BC".utf8) }
  }

  static func appendTimestamp(_ value: Int64, to bytes: inout [UInt8]) {
    guard appendInfinity(value, to: &bytes) else { return }
    var (days, time) = value.quotientAndRemainder(dividingBy: microsecondsPerDay)
    if time < 0 {
      days -= 1
      time += microsecondsPerDay
    }
    let date = CivilDate(daysSince2000: days)
    append(date, to: &bytes)
    bytes.append(UInt8(ascii: " "))
    appendTime(time, to: &bytes)
    // The sessions run in UTC, so a time zone need not be said.
    if date.year < 1 { bytes.append(contentsOf: " BC".utf8) }
  }

  static func appendTime(_ microseconds: Int64, to bytes: inout [UInt8]) {
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
  }

  static func appendInterval(_ value: Int64, to bytes: inout [UInt8]) {
    let (days, time) = value.quotientAndRemainder(dividingBy: microsecondsPerDay)
    let sign = time < 0 ? "-" : ""
    bytes.append(contentsOf: "\(days) days \(sign)".utf8)
    appendTime(Int64(time.magnitude), to: &bytes)
  }

  /// Writes an infinity and returns false where the value is one.
  private static func appendInfinity(_ value: Int64, to bytes: inout [UInt8]) -> Bool {
    guard value == .min || value == .max else { return true }
    bytes.append(contentsOf: (value == .min ? "-infinity" : "infinity").utf8)
    return false
  }

  private static func append(_ date: CivilDate, to bytes: inout [UInt8]) {
    // The year before 1 is 1 BC.
    append(date.year < 1 ? 1 - date.year : date.year, width: 4, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    append(date.month, width: 2, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    append(date.day, width: 2, to: &bytes)
  }

  private static func append(_ number: Int64, width: Int, to bytes: inout [UInt8]) {
    bytes.append(digits: number.magnitude, width: width)
  }
}

extension [UInt8] {
  mutating func append(decimal value: Int64) {
    if value < 0 { append(UInt8(ascii: "-")) }
    append(digits: value.magnitude)
  }

  /// Appends a number with zeros in front up to the width.
  mutating func append(digits number: UInt64, width: Int = 1) {
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

/// A date of the proleptic Gregorian calendar; the year 0 is 1 BC.
struct CivilDate {
  var year: Int64
  var month: Int64
  var day: Int64

  /// Counts in eras of 400 years that start in March (Howard Hinnant, "chrono-compatible low-level date
  /// algorithms").
  init(daysSince2000 days: Int64) {
    // From 0000-03-01 to 2000-01-01.
    let shifted = days + 730_425
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }
}
