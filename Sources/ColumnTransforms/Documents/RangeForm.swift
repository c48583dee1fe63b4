import Metadata
import TableData

/// Ranges as objects of where they start and how wide they are, so that no range ends before it starts.
///
/// `form` says which brackets there are and which ends: `[x,x)`, `(,x]`, `(,)`. The empty range is a text.
package struct RangeForm: Sendable, Codable {
  /// What distances between bounds are counted in.
  private enum Scale: Sendable, Codable {
    case integer
    case decimal
    case date
    case time
    case timestamp
  }

  private let scale: Scale
  let bound: DocumentForm

  /// Nil for bounds between which there is no distance.
  init?(_ type: ColumnType) {
    switch type.valueKind {
    case .integer: scale = .integer
    case .real: scale = .decimal
    case .decimal where type.baseName != "money": scale = .decimal
    case .date: scale = .date
    case .time: scale = .time
    case .timestamp: scale = .timestamp
    default: return nil
    }
    bound = .scalar(type)
  }

  func read(_ text: String) -> Document? {
    if text == "empty" { return .string(text) }
    var reader = LiteralReader(text)
    guard let document = read(&reader), reader.isAtEnd else { return nil }
    return document
  }

  private func read(_ reader: inout LiteralReader) -> Document? {
    guard let opening = reader.take(anyOf: Array("[(".utf8)),
      let lower = reader.item(until: [UInt8(ascii: ",")]), reader.take(UInt8(ascii: ",")),
      let upper = reader.item(until: Array("])".utf8)),
      let closing = reader.take(anyOf: Array("])".utf8))
    else { return nil }
    let form =
      String(UnicodeScalar(opening)) + (lower.text.isEmpty ? "" : "x") + ","
      + (upper.text.isEmpty ? "" : "x") + String(UnicodeScalar(closing))
    var members: [(key: String, value: Document)] = [("form", .string(form))]
    if !lower.text.isEmpty {
      guard let document = bound.read(lower.text) else { return nil }
      members.append(("lower", document))
    }
    if !upper.text.isEmpty {
      if !lower.text.isEmpty, let size = size(from: lower.text, to: upper.text) {
        members.append(("size", .number(size)))
      } else {
        guard let document = bound.read(upper.text) else { return nil }
        members.append(("upper", document))
      }
    }
    return .object(members)
  }

  func write(_ document: Document) -> String? {
    if case .string = document { return "empty" }
    guard let form = document["form"]?.text, let opening = form.first, let closing = form.last,
      let comma = form.firstIndex(of: ",")
    else { return nil }
    let hasLower = form[..<comma].hasSuffix("x")
    let hasUpper = form[comma...].contains("x")
    var lower = ""
    var upper = ""
    if hasLower {
      guard let text = document["lower"].flatMap(bound.write) else { return nil }
      lower = text
    }
    if hasUpper {
      if hasLower, let size = document["size"]?.text {
        guard let text = end(from: lower, size: size) else { return nil }
        upper = text
      } else {
        guard let text = document["upper"].flatMap(bound.write) else { return nil }
        upper = text
      }
    }
    func quoted(_ text: String) -> String {
      text.isEmpty ? "" : LiteralReader.quoted(text)
    }
    return "\(opening)\(quoted(lower)),\(quoted(upper))\(closing)"
  }

  // MARK: Several

  func readSeveral(_ text: String) -> Document? {
    var reader = LiteralReader(text)
    guard reader.take(UInt8(ascii: "{")) else { return nil }
    var ranges: [Document] = []
    while !reader.take(UInt8(ascii: "}")) {
      if !ranges.isEmpty, !reader.take(UInt8(ascii: ",")) { return nil }
      guard let range = read(&reader) else { return nil }
      ranges.append(range)
    }
    return reader.isAtEnd ? .array(ranges) : nil
  }

  func writeSeveral(_ document: Document) -> String? {
    guard case .array(let ranges) = document else { return nil }
    var texts: [String] = []
    for range in ranges {
      guard let text = write(range) else { return nil }
      texts.append(text)
    }
    return "{" + texts.joined(separator: ",") + "}"
  }

  // MARK: Distances

  /// The distance in days, microseconds or the bounds' own unit; nil where an end is infinite or unreadable.
  private func size(from lower: String, to upper: String) -> String? {
    if case .decimal = scale {
      guard let low = Double(lower), let high = Double(upper), low.isFinite, high.isFinite else {
        return nil
      }
      return Self.decimal(high - low, decimals: max(Self.decimals(lower), Self.decimals(upper)))
    }
    guard let low = whole(lower), let high = whole(upper) else { return nil }
    let (distance, overflow) = high.subtractingReportingOverflow(low)
    return overflow ? nil : String(distance)
  }

  private func end(from lower: String, size: String) -> String? {
    guard let width = Double(size), width >= 0 else { return nil }
    if case .decimal = scale {
      guard let low = Double(lower) else { return nil }
      return Self.decimal(low + width, decimals: max(Self.decimals(lower), Self.decimals(size)))
    }
    guard width < 0x1p62, let low = whole(lower) else { return nil }
    let (end, overflow) = low.addingReportingOverflow(Int64(width.rounded()))
    guard !overflow else { return nil }
    var bytes: [UInt8] = []
    switch scale {
    case .integer, .decimal: bytes.append(decimal: end)
    case .date: CalendarText.appendDate(end, to: &bytes)
    // No time of day is later than 24:00.
    case .time: CalendarText.appendTime(min(end, 86_400_000_000), to: &bytes)
    case .timestamp: CalendarText.appendTimestamp(end, to: &bytes)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A bound as a whole number; nil for infinities.
  private func whole(_ text: String) -> Int64? {
    let value =
      switch scale {
      case .integer: Int64(text)
      case .decimal: Int64?.none
      case .date: CalendarText.date(text)
      case .time: CalendarText.time(text)
      case .timestamp: CalendarText.timestamp(text)
      }
    return value == .max || value == .min ? nil : value
  }

  private static func decimals(_ text: String) -> Int {
    guard let point = text.firstIndex(of: ".") else { return 0 }
    return text.distance(from: point, to: text.endIndex) - 1
  }

  /// Beyond this, decimals are noise of binary fractions.
  private static let mostDecimals = 12

  private static func decimal(_ value: Double, decimals: Int) -> String {
    decimals > mostDecimals ? value.description : FixedDecimal.text(value, decimals: decimals)
  }
}
