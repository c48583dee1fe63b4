/// A value of SQL as far as conditions on rows need it.
package enum SQLValue: Hashable, Sendable {
  case null
  case boolean(Bool)
  case number(Double)
  /// Strings, and everything else that is only compared for equality: enum labels, uuid, json.
  case text(String)
  /// Days since 2000-01-01.
  case date(Int64)
  /// Microseconds since 2000-01-01 00:00 UTC.
  case instant(Int64)
  /// Microseconds: an interval, or a time of day.
  case span(Int64)
  case list([SQLValue])
  /// A value of a type that is not known here: it is not NULL, and that is all.
  case opaque

  static let microsecondsPerDay: Int64 = 86_400_000_000

  package var isNull: Bool { self == .null }

  /// The number that stands for the value in memory: days, microseconds, 0 and 1; nil for texts, lists and NULL.
  package var numeric: Double? {
    switch self {
    case .boolean(let value): value ? 1 : 0
    case .number(let value): value
    case .date(let value), .instant(let value), .span(let value): Double(value)
    case .null, .text, .list, .opaque: nil
    }
  }

  /// Microseconds since 2000 of a date or an instant.
  var microseconds: Int64? {
    switch self {
    case .instant(let value): value
    case .date(let days):
      // Dates beyond what a timestamp can hold are infinite, or as good as that.
      Int64(
        exactly: Double(days) * Double(Self.microsecondsPerDay)
      ) ?? (days < 0 ? .min : .max)
    default: nil
    }
  }

  /// -1, 0 or 1 as PostgreSQL orders the values; nil where that cannot be known here.
  ///
  /// Texts are told equal or nothing: their order is the collation's, and that of enum labels the type's.
  package func compared(to other: SQLValue) -> Int? {
    func order<T: Comparable>(_ left: T, _ right: T) -> Int {
      left < right ? -1 : left == right ? 0 : 1
    }
    switch (self, other) {
    case (.number(let left), .number(let right)):
      if left.isNaN || right.isNaN { return order(left.isNaN ? 1 : 0, right.isNaN ? 1 : 0) }
      return order(left, right)
    case (.boolean(let left), .boolean(let right)): return order(left ? 1 : 0, right ? 1 : 0)
    case (.span(let left), .span(let right)): return order(left, right)
    case (.date(let left), .date(let right)): return order(left, right)
    case (.date, .instant), (.instant, .date), (.instant, .instant):
      guard let left = microseconds, let right = other.microseconds else { return nil }
      return order(left, right)
    default: return nil
    }
  }

  /// Whether the values are equal; nil where that cannot be known here.
  func equals(_ other: SQLValue) -> Bool? {
    switch (self, other) {
    case (.text(let left), .text(let right)): left == right
    case (.list(let left), .list(let right)): left == right
    default: compared(to: other).map { $0 == 0 }
    }
  }
}
