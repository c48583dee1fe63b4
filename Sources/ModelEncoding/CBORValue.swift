/// A data item of CBOR (RFC 8949), as far as model files need them: maps have texts for keys, and lengths are definite.
enum CBORValue: Equatable {
  case unsigned(UInt64)
  /// −1 − n.
  case negative(UInt64)
  case bytes([UInt8])
  case text(String)
  case list([CBORValue])
  case map([String: CBORValue])
  case numbers(PackedNumbers)
  case bool(Bool)
  case null
  case real(Double)

  init(_ integer: Int64) {
    self = integer < 0 ? .negative(UInt64(-1 - integer)) : .unsigned(UInt64(integer))
  }

  /// What kind of item it is, for messages.
  var kind: String {
    switch self {
    case .unsigned, .negative: "an integer"
    case .bytes: "bytes"
    case .text: "a text"
    case .list: "a list"
    case .map: "a map"
    case .numbers: "numbers"
    case .bool: "a truth value"
    case .null: "null"
    case .real: "a real number"
    }
  }

  /// The item's bytes: the same for the same value, with keys in the order of their bytes and every head as short as it
  /// can be.
  var encoded: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }

  func append(to bytes: inout [UInt8]) {
    switch self {
    case .unsigned(let value): Self.appendHead(.unsigned, value, to: &bytes)
    case .negative(let value): Self.appendHead(.negative, value, to: &bytes)
    case .bytes(let value):
      Self.appendHead(.bytes, UInt64(value.count), to: &bytes)
      bytes += value
    case .text(let value):
      Self.appendHead(.text, UInt64(value.utf8.count), to: &bytes)
      bytes += value.utf8
    case .list(let items):
      Self.appendHead(.list, UInt64(items.count), to: &bytes)
      for item in items { item.append(to: &bytes) }
    case .map(let items):
      Self.appendHead(.map, UInt64(items.count), to: &bytes)
      let sorted = items.map { (key: CBORValue.text($0.key).encoded, value: $0.value) }
        .sorted { $0.key.lexicographicallyPrecedes($1.key) }
      for (key, value) in sorted {
        bytes += key
        value.append(to: &bytes)
      }
    case .numbers(let numbers):
      Self.appendHead(.tag, numbers.form.rawValue, to: &bytes)
      Self.appendHead(.bytes, UInt64(numbers.bytes.count), to: &bytes)
      bytes += numbers.bytes
    case .bool(let value): bytes.append(Simple.head(value ? Simple.yes : Simple.no))
    case .null: bytes.append(Simple.head(Simple.null))
    case .real(let value):
      if value.isNaN || Double(Float(value)) == value {
        bytes.append(Simple.head(Simple.single))
        Self.append(UInt64(Float(value).bitPattern), byteCount: 4, to: &bytes)
      } else {
        bytes.append(Simple.head(Simple.double))
        Self.append(value.bitPattern, byteCount: 8, to: &bytes)
      }
    }
  }

  /// The first three bits of an item.
  enum Major: UInt8 {
    case unsigned, negative, bytes, text, list, map, tag, simple
  }

  /// What the other five bits say of an item that is neither number, text nor container.
  enum Simple {
    static let no: UInt8 = 20
    static let yes: UInt8 = 21
    static let null: UInt8 = 22
    static let single: UInt8 = 26
    static let double: UInt8 = 27

    static func head(_ value: UInt8) -> UInt8 { Major.simple.rawValue << 5 | value }
  }

  private static func appendHead(_ major: Major, _ value: UInt64, to bytes: inout [UInt8]) {
    let first = major.rawValue << 5
    switch value {
    case ..<24: bytes.append(first | UInt8(value))
    case ...0xFF:
      bytes.append(first | 24)
      append(value, byteCount: 1, to: &bytes)
    case ...0xFFFF:
      bytes.append(first | 25)
      append(value, byteCount: 2, to: &bytes)
    case ...0xFFFF_FFFF:
      bytes.append(first | 26)
      append(value, byteCount: 4, to: &bytes)
    default:
      bytes.append(first | 27)
      append(value, byteCount: 8, to: &bytes)
    }
  }

  /// Most significant byte first, as everywhere in CBOR but in packed numbers.
  private static func append(_ value: UInt64, byteCount: Int, to bytes: inout [UInt8]) {
    for place in (0..<byteCount).reversed() {
      bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * place)))
    }
  }
}
