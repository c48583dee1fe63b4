import Metadata
import TableData

/// Scalars inside of other types, and small types that consist of two or three of them.
extension Document {
  init(scalar text: String, of type: ColumnType) {
    switch type.valueKind {
    case .integer, .real, .decimal:
      self =
        Double(text)?.isFinite == true && Self.isPlainNumber(text) ? .number(text) : .string(text)
    case .boolean: self = text == "t" || text == "true" ? .bool(true) : .bool(false)
    default: self = .string(text)
    }
  }

  private static func isPlainNumber(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
  }

  var scalar: String? {
    switch self {
    case .bool(let value): value ? "t" : "f"
    case .number(let text), .string(let text): text
    case .null, .array, .object: nil
    }
  }

  /// A time of day and its zone: `09:30:00+02`.
  init?(zonedTime text: String) {
    guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return nil }
    self = .object([
      ("zone", .string(String(text[sign...]))), ("time", .string(String(text[..<sign]))),
    ])
  }

  var zonedTime: String? {
    guard let time = self["time"]?.text, let zone = self["zone"]?.text else { return nil }
    return time + zone
  }

  /// A place in the write-ahead log, `16/B374D848`, as one number.
  init?(logPosition text: String) {
    let halves = text.split(separator: "/").map { UInt64($0, radix: 16) }
    guard halves.count == 2, let high = halves[0], let low = halves[1], high < 1 << 31 else {
      return nil
    }
    self = .number(String(high << 32 | low))
  }

  var logPosition: String? {
    guard let number = text.flatMap({ UInt64($0) }) else { return nil }
    return String(number >> 32, radix: 16, uppercase: true) + "/"
      + String(number & 0xFFFF_FFFF, radix: 16, uppercase: true)
  }

  private static let intervalKeys = ["months", "days", "time"]

  init?(interval text: String) {
    let numbers = text.split(separator: " ")
    guard numbers.count == Self.intervalKeys.count else { return nil }
    self = .object(zip(Self.intervalKeys, numbers).map { ($0, .number(String($1))) })
  }

  var interval: String? {
    let numbers = Self.intervalKeys.compactMap { self[$0]?.text }
    return numbers.count == Self.intervalKeys.count ? numbers.joined(separator: " ") : nil
  }

  var labels: String? {
    guard case .array(let labels) = self else { return nil }
    return labels.compactMap(\.text).filter { !$0.isEmpty }.joined(separator: ".")
  }
}
