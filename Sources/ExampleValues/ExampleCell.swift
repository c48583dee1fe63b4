import Metadata
import SQLExpressions
import TableData

/// A made-up value in the form in which its column is stored.
package enum ExampleCell: Hashable, Sendable {
  case null
  /// Booleans, integers and points in time; units as ``ValueKind`` says.
  case integer(Int64)
  case real(Double)
  case text(String)

  /// A constant of a condition or default as a value of the type; nil where it is none.
  init?(_ value: SQLValue, of type: ColumnType) {
    switch (type.valueKind, value) {
    case (_, .null), (_, .opaque): return nil
    case (.boolean, .boolean(let flag)): self = .integer(flag ? 1 : 0)
    case (.integer, .number(let number)):
      guard let whole = Int64(exactly: number.rounded()) else { return nil }
      self = .integer(whole)
    case (.real, .number(let number)), (.decimal, .number(let number)): self = .real(number)
    case (.date, _):
      guard case .date(let days) = value.cast(to: "date") else { return nil }
      self = .integer(days)
    case (.timestamp, _):
      guard case .instant(let instant) = value.cast(to: "timestamp") else { return nil }
      self = .integer(instant)
    case (.time, _), (.interval, _):
      guard case .span(let span) = value.cast(to: "interval") else { return nil }
      self = .integer(span)
    case (.integer, .text), (.real, .text), (.decimal, .text):
      guard case .number(let number) = value.cast(to: "numeric"),
        let cell = ExampleCell(.number(number), of: type)
      else { return nil }
      self = cell
    case (.boolean, .text):
      guard let flag = value.cast(to: "boolean"), let cell = ExampleCell(flag, of: type) else {
        return nil
      }
      self = cell
    case (.text, .text(let text)), (.enumeration, .text(let text)), (.uuid, .text(let text)):
      self = .text(text)
    case (.json, .text(let text)) where text.hasPrefix("{") || text.hasPrefix("["):
      self = .text(text)
    case (.array, .text(let text)) where ArrayText.elements(text) != nil: self = .text(text)
    case (.text, .number(let number)):
      guard let whole = Int64(exactly: number) else { return nil }
      self = .text(String(whole))
    default: return nil
    }
  }

  /// What PostgreSQL reads as the value; nil for NULL.
  func literal(_ kind: ValueKind) -> String? {
    switch self {
    case .null: nil
    case .text(let text): text
    case .real(let value): value == value.rounded() ? String(Int64(value)) : String(value)
    case .integer(let value):
      switch kind {
      case .boolean: value == 0 ? "f" : "t"
      case .date: Self.text { CalendarText.appendDate(value, to: &$0) }
      case .timestamp: Self.text { CalendarText.appendTimestamp(value, to: &$0) }
      case .time: Self.text { CalendarText.appendTime(value, to: &$0) }
      case .interval: "\(value) microseconds"
      default: String(value)
      }
    }
  }

  static let microsecondsPerDay = 86_400_000_000.0

  private static func text(_ append: (inout [UInt8]) -> Void) -> String {
    var bytes: [UInt8] = []
    append(&bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
