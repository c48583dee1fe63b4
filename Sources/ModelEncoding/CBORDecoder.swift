/// Decodes values from CBOR; keys that a value does not ask for are passed over.
package enum CBORDecoder {
  package static func decode<Value: Decodable>(
    _ type: Value.Type,
    from bytes: [UInt8]
  ) throws(ModelEncodingError) -> Value {
    let item = try CBORReader.value(of: bytes[...])
    do {
      return try ItemDecoder(item: item, codingPath: []).decode(type)
    } catch {
      throw ModelEncodingError(.malformed, text(of: error))
    }
  }

  /// What is wrong, where, and no value.
  private static func text(of error: any Error) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.isEmpty ? "" : " at \(path.map(\.stringValue).joined(separator: "."))"
    }
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      return "\(key.stringValue) is missing\(place(context.codingPath))"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      return context.debugDescription + place(context.codingPath)
    default: return "\(error)"
    }
  }
}

private struct ItemDecoder: Decoder {
  let item: CBORValue
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .map(let items) = item else { throw mismatch("a map", type) }
    return KeyedDecodingContainer(KeyedItems<Key>(items: items, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .list(let items) = item else { throw mismatch("a list", [Any].self) }
    return ListedItems(items: items, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { SingleItem(decoder: self) }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    guard let array = type as? any Packed.Type else {
      let value = try Value(from: self)
      if let problem = (value as? any SelfChecking)?.problem { try check(false, problem) }
      return value
    }
    // The type was asked for by its name.
    guard let value = try array.unpacked(self) as? Value else { throw mismatch("numbers", type) }
    return value
  }

  func mismatch(_ wanted: String, _ type: Any.Type) -> DecodingError {
    .typeMismatch(
      type,
      DecodingError.Context(
        codingPath: codingPath,
        debugDescription: "\(item.kind) where \(wanted) should be"
      )
    )
  }

  func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) throws -> Integer {
    let value: Integer? =
      switch item {
      case .unsigned(let value): Integer(exactly: value)
      case .negative(let value): Integer(exactly: -1 - Int64(value))
      default: nil
      }
    guard let value else { throw mismatch("an integer of \(Integer.bitWidth) bits", type) }
    return value
  }

  func integers<Integer: FixedWidthInteger>(_ type: Integer.Type) throws -> [Integer] {
    guard case .numbers(let numbers) = item, let values = numbers.integers(as: type) else {
      throw mismatch("integers of \(Integer.bitWidth) bits", [Integer].self)
    }
    return values
  }
}

/// Arrays that are encoded as numbers side by side.
private protocol Packed {
  static func unpacked(_ decoder: ItemDecoder) throws -> Self
}

extension Array: Packed where Element: PackedElement {
  static func unpacked(_ decoder: ItemDecoder) throws -> [Element] {
    try Element.unpacked(decoder)
  }
}

private protocol PackedElement {
  static func unpacked(_ decoder: ItemDecoder) throws -> [Self]
}

extension PackedElement where Self: FixedWidthInteger {
  static func unpacked(_ decoder: ItemDecoder) throws -> [Self] { try decoder.integers(Self.self) }
}

extension Int: PackedElement {}
extension Int32: PackedElement {}
extension Int64: PackedElement {}
extension UInt16: PackedElement {}
extension UInt32: PackedElement {}
extension UInt64: PackedElement {}

extension UInt8: PackedElement {
  fileprivate static func unpacked(_ decoder: ItemDecoder) throws -> [UInt8] {
    guard case .bytes(let bytes) = decoder.item else {
      throw decoder.mismatch("bytes", [UInt8].self)
    }
    return bytes
  }
}

extension Double: PackedElement {
  fileprivate static func unpacked(_ decoder: ItemDecoder) throws -> [Double] {
    guard case .numbers(let numbers) = decoder.item, let doubles = numbers.doubles else {
      throw decoder.mismatch("numbers", [Double].self)
    }
    return doubles
  }
}

extension Float: PackedElement {
  fileprivate static func unpacked(_ decoder: ItemDecoder) throws -> [Float] {
    try Double.unpacked(decoder).map { Float($0) }
  }
}

extension Bool: PackedElement {
  fileprivate static func unpacked(_ decoder: ItemDecoder) throws -> [Bool] {
    let flags = try decoder.integers(UInt64.self)
    guard flags.allSatisfy({ $0 < 2 }) else { throw decoder.mismatch("truth values", [Bool].self) }
    return flags.map { $0 == 1 }
  }
}

private struct KeyedItems<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let items: [String: CBORValue]
  let codingPath: [any CodingKey]

  var allKeys: [Key] { items.keys.sorted().compactMap { Key(stringValue: $0) } }

  func contains(_ key: Key) -> Bool { items[key.stringValue] != nil }

  func decodeNil(forKey key: Key) throws -> Bool { try decoder(key).item == .null }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try decoder(key).decode(type)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type,
    forKey key: Key
  ) throws -> KeyedDecodingContainer<NestedKey> {
    try decoder(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { try decoder(SuperKey()) }

  func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }

  private func decoder(_ key: any CodingKey) throws -> ItemDecoder {
    guard let item = items[key.stringValue] else {
      throw DecodingError.keyNotFound(
        key,
        DecodingError.Context(codingPath: codingPath, debugDescription: "missing")
      )
    }
    return ItemDecoder(item: item, codingPath: codingPath + [key])
  }
}

private struct ListedItems: UnkeyedDecodingContainer {
  let items: [CBORValue]
  let codingPath: [any CodingKey]
  private(set) var currentIndex = 0

  init(items: [CBORValue], codingPath: [any CodingKey]) {
    self.items = items
    self.codingPath = codingPath
  }

  var count: Int? { items.count }
  var isAtEnd: Bool { currentIndex == items.count }

  mutating func decodeNil() throws -> Bool {
    let isNull = try next().item == .null
    if !isNull { currentIndex -= 1 }
    return isNull
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try next().decode(type)
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) throws -> KeyedDecodingContainer<NestedKey> {
    try next().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { try next() }

  private mutating func next() throws -> ItemDecoder {
    guard !isAtEnd else {
      throw DecodingError.valueNotFound(
        CBORValue.self,
        DecodingError.Context(codingPath: codingPath, debugDescription: "a list ends too early")
      )
    }
    currentIndex += 1
    return ItemDecoder(item: items[currentIndex - 1], codingPath: codingPath)
  }
}

private struct SingleItem: SingleValueDecodingContainer {
  let decoder: ItemDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }

  func decodeNil() -> Bool { decoder.item == .null }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .bool(let value) = decoder.item else {
      throw decoder.mismatch("a truth value", type)
    }
    return value
  }

  func decode(_ type: String.Type) throws -> String {
    guard case .text(let value) = decoder.item else { throw decoder.mismatch("a text", type) }
    return value
  }

  func decode(_ type: Double.Type) throws -> Double {
    guard case .real(let value) = decoder.item else {
      throw decoder.mismatch("a real number", type)
    }
    return value
  }

  func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
  func decode(_ type: Int.Type) throws -> Int { try decoder.integer(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try decoder.integer(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try decoder.integer(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try decoder.integer(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try decoder.integer(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try decoder.integer(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try decoder.integer(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try decoder.integer(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try decoder.integer(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try decoder.integer(type) }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.decode(type) }
}
