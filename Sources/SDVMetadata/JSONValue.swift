import Foundation

/// A value of JSON; members of objects keep the order in which they were put, those that were read come sorted by name.
package enum JSONValue: Hashable, Sendable {
  case null
  case boolean(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  package struct Member: Hashable, Sendable {
    package var name: String
    package var value: JSONValue
  }

  /// An object of the members that have a value.
  static func object(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    .object(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })
  }

  static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }

  /// A member's value; nil for other names, and for values that are no objects.
  subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// What it is, for messages.
  var kind: String {
    switch self {
    case .null: "null"
    case .boolean: "a boolean"
    case .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

extension JSONValue: Decodable {
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  package init(from decoder: any Decoder) throws {
    if let members = try? decoder.container(keyedBy: Name.self) {
      self = .object(
        try members.allKeys.sorted { $0.stringValue < $1.stringValue }.map {
          Member(name: $0.stringValue, value: try members.decode(JSONValue.self, forKey: $0))
        }
      )
    } else if var items = try? decoder.unkeyedContainer() {
      var values: [JSONValue] = []
      while !items.isAtEnd { values.append(try items.decode(JSONValue.self)) }
      self = .array(values)
    } else {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .null
      } else if let boolean = try? value.decode(Bool.self) {
        self = .boolean(boolean)
      } else if let number = try? value.decode(Double.self) {
        self = .number(number)
      } else {
        self = .string(try value.decode(String.self))
      }
    }
  }
}

extension JSONValue {
  /// The value as JSON, two spaces for each level; what fits into a line stands in one.
  package var text: String {
    var text = ""
    write(to: &text, indentation: 0)
    return text
  }

  private static let lineLength = 100

  private func write(to text: inout String, indentation: Int) {
    let line = self.line
    if line.count + indentation <= Self.lineLength || !isContainer {
      text += line
      return
    }
    let inner = String(repeating: " ", count: indentation + 2)
    let parts: [(head: String, value: JSONValue)] =
      switch self {
      case .object(let members): members.map { (Self.quoted($0.name) + ": ", $0.value) }
      case .array(let items): items.map { ("", $0) }
      default: []
      }
    text += isObject ? "{\n" : "[\n"
    for (place, part) in parts.enumerated() {
      text += inner + part.head
      part.value.write(to: &text, indentation: indentation + 2)
      text += place + 1 < parts.count ? ",\n" : "\n"
    }
    text += String(repeating: " ", count: indentation) + (isObject ? "}" : "]")
  }

  private var isObject: Bool {
    if case .object = self { true } else { false }
  }

  private var isContainer: Bool {
    switch self {
    case .object(let members): !members.isEmpty
    case .array(let items): !items.isEmpty
    default: false
    }
  }

  private var line: String {
    switch self {
    case .null: "null"
    case .boolean(let boolean): boolean ? "true" : "false"
    case .number(let number):
      Int(exactly: number).map(String.init) ?? (number.isFinite ? "\(number)" : "null")
    case .string(let string): Self.quoted(string)
    case .array(let items): "[\(items.map(\.line).joined(separator: ", "))]"
    case .object(let members):
      "{\(members.map { "\(Self.quoted($0.name)): \($0.value.line)" }.joined(separator: ", "))}"
    }
  }

  private static let encoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return encoder
  }()

  private static func quoted(_ text: String) -> String {
    // A text always has a form in JSON.
    (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }
}
