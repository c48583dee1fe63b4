import Foundation

extension SQLValue {
  private static let numberTypes: Set<String> = [
    "smallint", "integer", "bigint", "numeric", "real", "double precision", "int2", "int4", "int8",
    "float4", "float8", "money",
  ]
  private static let integerTypes: Set<String> = [
    "smallint", "integer", "bigint", "int2", "int4", "int8",
  ]
  private static let paddedTypes: Set<String> = ["character", "bpchar", "char"]
  private static let textTypes: Set<String> = [
    "text", "character varying", "varchar", "name", "uuid", "json", "jsonb", "regclass",
  ]

  /// The value as one of the named type; nil where the conversion is not known here.
  ///
  /// Types are named as `format_type` prints them, without modifiers, with `[]` at the end for arrays.
  package func cast(to type: String) -> SQLValue? {
    if case .null = self { return .null }
    if type.hasSuffix("[]") { return castToList(of: String(type.dropLast(2))) }
    if Self.numberTypes.contains(type) { return castToNumber(type) }
    if Self.paddedTypes.contains(type) {
      return castToText().map { .text($0.trimmingTrailingBlanks()) }
    }
    if Self.textTypes.contains(type) { return castToText().map { .text($0) } }
    switch type {
    case "boolean", "bool": return castToBoolean()
    case "citext", "public.citext": return castToText().map { .text($0.lowercased()) }
    case "date":
      if case .text(let text) = self { return TemporalText.instant(text).map(Self.day) }
      return microseconds.map(Self.day)
    case "timestamp", "timestamp without time zone", "timestamp with time zone", "timestamptz":
      if case .text(let text) = self { return TemporalText.instant(text).map { .instant($0) } }
      return microseconds.map { .instant($0) }
    case "interval", "time", "time without time zone":
      if case .text(let text) = self { return TemporalText.span(text).map { .span($0) } }
      if case .span = self { return self }
      return nil
    default:
      // A label of an enum, or a value of a type that is only compared with its like.
      if case .text = self { return self }
      return nil
    }
  }

  private static func day(_ microseconds: Int64) -> SQLValue {
    .date(
      microseconds == .min || microseconds == .max
        ? microseconds : Int64((Double(microseconds) / Double(microsecondsPerDay)).rounded(.down))
    )
  }

  private func castToNumber(_ type: String) -> SQLValue? {
    let number: Double?
    switch self {
    case .number(let value): number = value
    case .boolean(let value): number = value ? 1 : 0
    case .text(let text):
      number = Double(type == "money" ? text.filter { !"$,".contains($0) } : text)
    default: number = nil
    }
    guard let number else { return nil }
    return .number(
      Self.integerTypes.contains(type) ? number.rounded(.toNearestOrEven) : number
    )
  }

  private func castToBoolean() -> SQLValue? {
    switch self {
    case .boolean: return self
    case .number(let value): return .boolean(value != 0)
    case .text(let text):
      switch text.lowercased() {
      case "t", "true", "yes", "on", "1": return .boolean(true)
      case "f", "false", "no", "off", "0": return .boolean(false)
      default: return nil
      }
    default: return nil
    }
  }

  private func castToText() -> String? {
    switch self {
    case .text(let text): text
    case .boolean(let value): value ? "true" : "false"
    case .number(let value):
      // The digits after the point depend on the number's type.
      value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : nil
    default: nil
    }
  }

  private func castToList(of element: String) -> SQLValue? {
    switch self {
    case .list(let values):
      let cast = values.compactMap { $0.cast(to: element) }
      return cast.count == values.count ? .list(cast) : nil
    case .text(let text):
      guard let elements = ArrayText.elements(text) else { return nil }
      let cast = elements.compactMap { ($0.map { .text($0) } ?? SQLValue.null).cast(to: element) }
      return cast.count == elements.count ? .list(cast) : nil
    default: return nil
    }
  }
}

extension String {
  func trimmingTrailingBlanks() -> String {
    var text = self[...]
    while text.utf8.last == UInt8(ascii: " ") { text.removeLast() }
    return String(text)
  }
}

/// The `{…}` form of arrays of one dimension.
package enum ArrayText {
  /// The elements, nil for NULL; nil where the text is of more dimensions or no array.
  package static func elements(_ text: String) -> [String?]? {
    let bytes = Array(text.utf8)
    guard bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}"), bytes.count >= 2 else {
      return nil
    }
    var elements: [String?] = []
    var current: [UInt8] = []
    var isQuoted = false
    var wasQuoted = false
    func finished() -> String? {
      let text = String(decoding: current, as: UTF8.self)
      return !wasQuoted && text.uppercased() == "NULL" ? nil : text
    }
    var index = 1
    while index < bytes.count - 1 {
      switch bytes[index] {
      case UInt8(ascii: "\\"):
        index += 1
        current.append(bytes[index])
      case UInt8(ascii: "\""):
        isQuoted.toggle()
        wasQuoted = true
      case UInt8(ascii: "{") where !isQuoted: return nil
      case UInt8(ascii: ",") where !isQuoted:
        elements.append(finished())
        current = []
        wasQuoted = false
      default: current.append(bytes[index])
      }
      index += 1
    }
    if wasQuoted || !current.isEmpty || !elements.isEmpty { elements.append(finished()) }
    return elements
  }
}
