import ModelEncoding

/// A value taken apart: JSON itself, and every other type that holds others, read in JSON's terms.
///
/// Numbers stand as they were written, and members in order.
package indirect enum Document: Sendable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([Document])
  case object([(key: String, value: Document)])

  /// The value of a member; nil where there is none and for anything but objects.
  package subscript(key: String) -> Document? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The characters of a string or a number.
  package var text: String? {
    switch self {
    case .string(let text), .number(let text): text
    default: nil
    }
  }
}

extension Document: Codable {
  private enum CodingKeys: CodingKey {
    case bool, number, string, array, keys, values
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .null: break
    case .bool(let value): try container.encode(value, forKey: .bool)
    case .number(let text): try container.encode(text, forKey: .number)
    case .string(let text): try container.encode(text, forKey: .string)
    case .array(let elements): try container.encode(elements, forKey: .array)
    case .object(let members):
      try container.encode(members.map(\.key), forKey: .keys)
      try container.encode(members.map(\.value), forKey: .values)
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let value = try container.decodeIfPresent(Bool.self, forKey: .bool) {
      self = .bool(value)
    } else if let text = try container.decodeIfPresent(String.self, forKey: .number) {
      self = .number(text)
    } else if let text = try container.decodeIfPresent(String.self, forKey: .string) {
      self = .string(text)
    } else if let elements = try container.decodeIfPresent([Document].self, forKey: .array) {
      self = .array(elements)
    } else if let keys = try container.decodeIfPresent([String].self, forKey: .keys) {
      let values = try container.decode([Document].self, forKey: .values)
      try decoder.check(keys.count == values.count, "a document has keys without values")
      self = .object(Array(zip(keys, values)))
    } else {
      self = .null
    }
  }
}
