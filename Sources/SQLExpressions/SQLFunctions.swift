import Foundation
import Metadata

/// The operators and functions whose results are known here.
///
/// Each takes the values of its arguments and answers nil where it cannot tell what PostgreSQL would say.
enum SQLFunctions {
  typealias Function = @Sendable ([SQLValue]) -> SQLValue?

  static let all: [String: Function] = comparisons.merging(nulls) { first, _ in first }
    .merging(arithmetic) { first, _ in first }
    .merging(texts) { first, _ in first }
    .merging(lists) { first, _ in first }
    .merging(moments) { first, _ in first }

  /// A function that is NULL where an argument is.
  private static func strict(
    _ count: ClosedRange<Int>,
    _ body: @escaping Function
  ) -> Function {
    { values in
      guard count.contains(values.count) else { return nil }
      return values.contains(.null) ? .null : body(values)
    }
  }

  private static func number(
    _ body: @escaping @Sendable (Double) -> Double?
  ) -> Function {
    strict(1...1) { values in
      guard case .number(let value) = values[0] else { return nil }
      return body(value).map { .number($0) }
    }
  }

  private static func numbers(
    _ body: @escaping @Sendable (Double, Double) -> Double?
  ) -> Function {
    strict(2...2) { values in
      guard case .number(let left) = values[0], case .number(let right) = values[1] else {
        return nil
      }
      return body(left, right).map { .number($0) }
    }
  }

  private static func text(_ body: @escaping @Sendable (String) -> SQLValue?) -> Function {
    strict(1...1) { values in
      guard case .text(let text) = values[0] else { return nil }
      return body(text)
    }
  }

  // MARK: - Comparisons

  private static func comparison(_ test: @escaping @Sendable (Int) -> Bool) -> Function {
    strict(2...2) { $0[0].compared(to: $0[1]).map { .boolean(test($0)) } }
  }

  private static let comparisons: [String: Function] = [
    "=": strict(2...2) { $0[0].equals($0[1]).map { .boolean($0) } },
    "<>": strict(2...2) { $0[0].equals($0[1]).map { .boolean(!$0) } },
    "<": comparison { $0 < 0 },
    "<=": comparison { $0 <= 0 },
    ">": comparison { $0 > 0 },
    ">=": comparison { $0 >= 0 },
    "is distinct from": { values in
      if values[0].isNull || values[1].isNull {
        return .boolean(values[0].isNull != values[1].isNull)
      }
      return values[0].equals(values[1]).map { .boolean(!$0) }
    },
    "greatest": extreme(1),
    "least": extreme(-1),
  ]

  /// The largest or smallest of the values that are not NULL.
  private static func extreme(_ sign: Int) -> Function {
    { values in
      var best = SQLValue.null
      for value in values where !value.isNull {
        if best.isNull {
          best = value
          continue
        }
        guard let order = value.compared(to: best) else { return nil }
        if order * sign > 0 { best = value }
      }
      return best
    }
  }

  /// `value op ANY (list)` and, decided by false, `value op ALL (list)`.
  static func quantified(
    _ value: SQLValue,
    _ list: SQLValue,
    compare: Function,
    decisive: Bool
  ) -> SQLValue? {
    if list.isNull { return .null }
    guard case .list(let elements) = list else { return nil }
    var hasNull = false
    for element in elements {
      guard let result = compare([value, element]) else { return nil }
      if result == .boolean(decisive) { return result }
      if result.isNull { hasNull = true }
    }
    return hasNull ? .null : .boolean(!decisive)
  }

  // MARK: - NULL and booleans

  private static let nulls: [String: Function] = [
    "is null": { .boolean($0[0].isNull) },
    "is true": { .boolean($0[0] == .boolean(true)) },
    "is false": { .boolean($0[0] == .boolean(false)) },
    "not": strict(1...1) {
      guard case .boolean(let value) = $0[0] else { return nil }
      return .boolean(!value)
    },
    "coalesce": { $0.first { !$0.isNull } ?? .null },
    "nullif": { values in
      guard values.count == 2 else { return nil }
      if values[0].isNull || values[1].isNull { return values[0] }
      return values[0].equals(values[1]).map { $0 ? .null : values[0] }
    },
    "num_nulls": { count($0) { $0.isNull } },
    "num_nonnulls": { count($0) { !$0.isNull } },
    "collate": { $0.first },
  ]

  /// Counts arguments, or the elements of the one list that stands for them.
  private static func count(_ values: [SQLValue], where test: (SQLValue) -> Bool) -> SQLValue? {
    if values.count == 1, case .list(let elements) = values[0] {
      return .number(Double(elements.count(where: test)))
    }
    return .number(Double(values.count(where: test)))
  }

  // MARK: - Arithmetic

  private static let arithmetic: [String: Function] = [
    "+": strict(2...2) { add($0[0], $0[1]) ?? add($0[1], $0[0]) },
    "-": strict(2...2) { subtract($0[0], $0[1]) },
    "*": numbers { $0 * $1 },
    // Integers are divided without a remainder, which the values do not tell.
    "/": numbers { left, right in
      guard right != 0 else { return nil }
      let quotient = left / right
      return left == left.rounded() && right == right.rounded() && quotient != quotient.rounded()
        ? nil : quotient
    },
    "%": numbers { $1 == 0 ? nil : $0.truncatingRemainder(dividingBy: $1) },
    "mod": numbers { $1 == 0 ? nil : $0.truncatingRemainder(dividingBy: $1) },
    "^": numbers { pow($0, $1) },
    "power": numbers { pow($0, $1) },
    "negate": number { -$0 },
    "abs": number { abs($0) },
    "floor": number { $0.rounded(.down) },
    "ceil": number { $0.rounded(.up) },
    "ceiling": number { $0.rounded(.up) },
    "sqrt": number { $0 < 0 ? nil : $0.squareRoot() },
    "round": strict(1...2) { values in
      guard case .number(let value) = values[0] else { return nil }
      var scale = 1.0
      if values.count == 2 {
        guard case .number(let digits) = values[1] else { return nil }
        scale = pow(10, digits)
      }
      // Halves go away from zero for numeric and to even for floats, which the values do not tell.
      let scaled = value * scale
      if abs(scaled - scaled.rounded(.towardZero)) == 0.5 { return nil }
      return .number(scaled.rounded() / scale)
    },
  ]

  private static func add(_ left: SQLValue, _ right: SQLValue) -> SQLValue? {
    switch (left, right) {
    case (.number(let left), .number(let right)): .number(left + right)
    case (.date(let days), .number(let count)): .date(days &+ Int64(count))
    case (.span(let left), .span(let right)): .span(left &+ right)
    case (.date, .span(let span)), (.instant, .span(let span)):
      left.microseconds.map { .instant($0 &+ span) }
    default: nil
    }
  }

  private static func subtract(_ left: SQLValue, _ right: SQLValue) -> SQLValue? {
    switch (left, right) {
    case (.number(let left), .number(let right)): .number(left - right)
    case (.date(let left), .date(let right)): .number(Double(left) - Double(right))
    case (.date(let days), .number(let count)): .date(days &- Int64(count))
    case (.span(let left), .span(let right)): .span(left &- right)
    case (.date, .span(let span)), (.instant, .span(let span)):
      left.microseconds.map { .instant($0 &- span) }
    case (.instant(let left), .instant(let right)): .span(left &- right)
    default: nil
    }
  }

  // MARK: - Texts

  private static func length(_ text: String) -> SQLValue {
    .number(Double(text.unicodeScalars.count))
  }

  private static func trimmed(_ text: String, start: Bool, end: Bool) -> SQLValue {
    var text = text.unicodeScalars[...]
    while start, text.first == " " { text.removeFirst() }
    while end, text.last == " " { text.removeLast() }
    return .text(String(text))
  }

  private static let texts: [String: Function] = [
    "lower": text { .text($0.lowercased()) },
    "upper": text { .text($0.uppercased()) },
    "length": text(length),
    "char_length": text(length),
    "character_length": text(length),
    "octet_length": text { .number(Double($0.utf8.count)) },
    "btrim": text { trimmed($0, start: true, end: true) },
    "ltrim": text { trimmed($0, start: true, end: false) },
    "rtrim": text { trimmed($0, start: false, end: true) },
    "||": strict(2...2) { values in
      switch (values[0], values[1]) {
      case (.text(let left), .text(let right)): .text(left + right)
      case (.list(let left), .list(let right)): .list(left + right)
      default: nil
      }
    },
    "strpos": strict(2...2) { position(of: $0[1], in: $0[0]) },
    "starts_with": strict(2...2) { values in
      guard case .text(let text) = values[0], case .text(let start) = values[1] else { return nil }
      return .boolean(text.unicodeScalars.starts(with: start.unicodeScalars))
    },
    "left": strict(2...2) { values in
      guard case .text(let text) = values[0], case .number(let count) = values[1], count >= 0
      else { return nil }
      return .text(String(String.UnicodeScalarView(text.unicodeScalars.prefix(Int(count)))))
    },
    "right": strict(2...2) { values in
      guard case .text(let text) = values[0], case .number(let count) = values[1], count >= 0
      else { return nil }
      return .text(String(String.UnicodeScalarView(text.unicodeScalars.suffix(Int(count)))))
    },
    "jsonb_typeof": text(jsonType),
    "json_typeof": text(jsonType),
  ]

  private static func position(of part: SQLValue, in whole: SQLValue) -> SQLValue? {
    guard case .text(let text) = whole, case .text(let part) = part else { return nil }
    guard !part.isEmpty, let range = text.range(of: part, options: .literal) else {
      return .number(part.isEmpty ? 1 : 0)
    }
    return .number(
      Double(text.unicodeScalars.distance(from: text.startIndex, to: range.lowerBound) + 1)
    )
  }

  private static func jsonType(_ text: String) -> SQLValue? {
    switch text.utf8.first(where: { $0 > 32 }) {
    case UInt8(ascii: "{"): .text("object")
    case UInt8(ascii: "["): .text("array")
    case UInt8(ascii: "\""): .text("string")
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .text("boolean")
    case UInt8(ascii: "n"): .text("null")
    case nil: nil
    default: .text("number")
    }
  }

  // MARK: - Lists

  private static let lists: [String: Function] = [
    "cardinality": strict(1...1) { values in
      guard case .list(let elements) = values[0] else { return nil }
      return .number(Double(elements.count))
    },
    "array_length": strict(2...2) { values in
      guard case .list(let elements) = values[0], values[1] == .number(1) else { return nil }
      return elements.isEmpty ? .null : .number(Double(elements.count))
    },
    "@>": strict(2...2) { contains($0[0], $0[1]) },
    "<@": strict(2...2) { contains($0[1], $0[0]) },
    "array_position": strict(2...2) { values in
      guard case .list(let elements) = values[0] else { return nil }
      return elements.firstIndex(of: values[1]).map { .number(Double($0 + 1)) } ?? .null
    },
  ]

  private static func contains(_ whole: SQLValue, _ part: SQLValue) -> SQLValue? {
    guard case .list(let elements) = whole, case .list(let wanted) = part else { return nil }
    return .boolean(wanted.allSatisfy { !$0.isNull && elements.contains($0) })
  }

  // MARK: - Points in time

  private static let moments: [String: Function] = [
    "extract": strict(2...2) { datePart($0[0], $0[1]) },
    "date_part": strict(2...2) { datePart($0[0], $0[1]) },
    "timezone": strict(2...2) { values in
      guard case .text(let zone) = values[0], ["utc", "gmt"].contains(zone.lowercased()) else {
        return nil
      }
      return values[1]
    },
    "isfinite": strict(1...1) { values in
      values[0].numeric.map { .boolean($0 > Double(Int64.min) && $0 < Double(Int64.max)) }
    },
  ]

  private static func datePart(_ field: SQLValue, _ value: SQLValue) -> SQLValue? {
    guard case .text(let field) = field, case .date(let day) = value.cast(to: "date"),
      case .instant(let instant) = value.cast(to: "timestamp")
    else { return nil }
    let date = CivilDate(dayNumber: Int(day))
    let clock = instant - day * SQLValue.microsecondsPerDay
    switch field.lowercased() {
    case "year": return .number(Double(date.year > 0 ? date.year : date.year - 1))
    case "month": return .number(Double(date.month))
    case "day": return .number(Double(date.day))
    case "hour": return .number(Double(clock / 3_600_000_000))
    case "minute": return .number(Double(clock / 60_000_000 % 60))
    case "second": return .number(Double(clock % 60_000_000) / 1_000_000)
    // 2000-01-01 was a Saturday.
    case "dow": return .number(Double(((day + 6) % 7 + 7) % 7))
    case "isodow": return .number(Double(((day + 5) % 7 + 7) % 7 + 1))
    default: return nil
    }
  }
}
