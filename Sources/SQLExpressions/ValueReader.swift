package import Metadata

/// Reads the stored values of a column as conditions see them.
package struct ValueReader: Sendable {
  private let kind: ValueKind
  /// Element type of an array.
  private let element: String?
  private let isPadded: Bool
  private let ignoresCase: Bool

  package init(_ type: ColumnType) {
    kind = type.valueKind
    element = if case .array(let name) = type.form { name } else { nil }
    isPadded = type.baseName == "bpchar"
    ignoresCase = type.baseName == "citext"
  }

  /// Whether values are stored as floating-point numbers.
  package var isReal: Bool { kind == .real || kind == .decimal }

  package func value(integer: Int64) -> SQLValue {
    switch kind {
    case .boolean: .boolean(integer != 0)
    case .date: .date(integer)
    case .timestamp: .instant(integer)
    case .time, .interval: .span(integer)
    default: .number(Double(integer))
    }
  }

  package func value(real: Double) -> SQLValue { .number(real) }

  package func value(text: String) -> SQLValue {
    switch kind {
    case .text:
      if ignoresCase { return .text(text.lowercased()) }
      return .text(isPadded ? text.trimmingTrailingBlanks() : text)
    case .enumeration, .uuid, .json: return .text(text)
    case .array: return SQLValue.text(text).cast(to: "\(element ?? "")[]") ?? .opaque
    default: return .opaque
    }
  }
}
