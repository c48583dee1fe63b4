/// Encodes values as CBOR: the same bytes for equal values, whatever the order of their sets and dictionaries.
package enum CBOREncoder {
  package static func encode(_ value: some Encodable) throws -> [UInt8] {
    try Node.encoding(value, path: []).value.encoded
  }
}

/// An item under construction; containers are filled in after they were handed out.
private final class Node {
  enum Content {
    case value(CBORValue)
    case list([Node])
    case map([String: Node])
  }

  var content = Content.value(.null)

  init(_ content: Content = .value(.null)) { self.content = content }

  var value: CBORValue {
    switch content {
    case .value(let value): value
    case .list(let nodes): .list(nodes.map(\.value))
    case .map(let nodes): .map(nodes.mapValues(\.value))
    }
  }

  static func encoding<Value: Encodable>(_ value: Value, path: [any CodingKey]) throws -> Node {
    if let packed = Self.packed(value) { return Node(.value(packed)) }
    let node = Node()
    try value.encode(to: NodeEncoder(node: node, codingPath: path))
    if case .list(let nodes) = node.content {
      if value is any UnorderedElements { node.content = .list(sorted(nodes, by: 1)) }
      if value is any UnorderedPairs { node.content = .list(sorted(nodes, by: 2)) }
    }
    return node
  }

  /// Groups of so many items in the order of their bytes.
  private static func sorted(_ nodes: [Node], by size: Int) -> [Node] {
    let groups = stride(from: 0, to: nodes.count, by: size).map { nodes[$0..<($0 + size)] }
    return groups.map { group in (bytes: group.flatMap(\.value.encoded), group: group) }
      .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
      .flatMap(\.group)
  }

  /// Arrays of numbers side by side; nil for anything else.
  private static func packed<Value>(_ value: Value) -> CBORValue? {
    switch value {
    case let bytes as [UInt8] where Value.self == [UInt8].self: .bytes(bytes)
    case let numbers as [Int] where Value.self == [Int].self:
      .numbers(PackedNumbers(numbers.map { Int64($0) }))
    case let numbers as [Int32] where Value.self == [Int32].self:
      .numbers(PackedNumbers(numbers.map { Int64($0) }))
    case let numbers as [Int64] where Value.self == [Int64].self:
      .numbers(PackedNumbers(numbers))
    case let numbers as [UInt16] where Value.self == [UInt16].self:
      .numbers(PackedNumbers(numbers.map { UInt64($0) }))
    case let numbers as [UInt32] where Value.self == [UInt32].self:
      .numbers(PackedNumbers(numbers.map { UInt64($0) }))
    case let numbers as [UInt64] where Value.self == [UInt64].self:
      .numbers(PackedNumbers(numbers))
    case let numbers as [Double] where Value.self == [Double].self:
      .numbers(PackedNumbers(numbers))
    case let numbers as [Float] where Value.self == [Float].self:
      .numbers(PackedNumbers(numbers.map { Double($0) }))
    case let flags as [Bool] where Value.self == [Bool].self:
      .numbers(PackedNumbers(flags.map { $0 ? 1 : 0 as UInt64 }))
    default: nil
    }
  }
}

/// Sets, and dictionaries whose keys are neither texts nor numbers, encode in an order that differs from run to run.
private protocol UnorderedElements {}
extension Set: UnorderedElements {}
private protocol UnorderedPairs {}
extension Dictionary: UnorderedPairs {}

private struct NodeEncoder: Encoder {
  let node: Node
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .map = node.content {} else { node.content = .map([:]) }
    return KeyedEncodingContainer(KeyedNodes<Key>(node: node, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .list = node.content {} else { node.content = .list([]) }
    return ListedNodes(node: node, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    SingleNode(node: node, codingPath: codingPath)
  }
}

private struct KeyedNodes<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: Node
  let codingPath: [any CodingKey]

  private func add(_ child: Node, _ key: any CodingKey) {
    guard case .map(var children) = node.content else { return }
    node.content = .map([:])
    children[key.stringValue] = child
    node.content = .map(children)
  }

  func encodeNil(forKey key: Key) { add(Node(), key) }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    add(try Node.encoding(value, path: codingPath + [key]), key)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type,
    forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    encoder(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    encoder(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { encoder(SuperKey()) }

  func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }

  private func encoder(_ key: any CodingKey) -> NodeEncoder {
    let child = Node()
    add(child, key)
    return NodeEncoder(node: child, codingPath: codingPath + [key])
  }
}

private struct ListedNodes: UnkeyedEncodingContainer {
  let node: Node
  let codingPath: [any CodingKey]

  var count: Int { if case .list(let nodes) = node.content { nodes.count } else { 0 } }

  private func add(_ child: Node) {
    guard case .list(var children) = node.content else { return }
    node.content = .list([])
    children.append(child)
    node.content = .list(children)
  }

  func encodeNil() { add(Node()) }

  func encode<Value: Encodable>(_ value: Value) throws {
    add(try Node.encoding(value, path: codingPath))
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) -> KeyedEncodingContainer<NestedKey> {
    encoder.container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder.unkeyedContainer() }

  func superEncoder() -> any Encoder { encoder }

  private var encoder: NodeEncoder {
    let child = Node()
    add(child)
    return NodeEncoder(node: child, codingPath: codingPath)
  }
}

private struct SingleNode: SingleValueEncodingContainer {
  let node: Node
  let codingPath: [any CodingKey]

  func encodeNil() { node.content = .value(.null) }
  func encode(_ value: Bool) { node.content = .value(.bool(value)) }
  func encode(_ value: String) { node.content = .value(.text(value)) }
  func encode(_ value: Double) { node.content = .value(.real(value)) }
  func encode(_ value: Float) { node.content = .value(.real(Double(value))) }
  func encode(_ value: Int) { encode(Int64(value)) }
  func encode(_ value: Int8) { encode(Int64(value)) }
  func encode(_ value: Int16) { encode(Int64(value)) }
  func encode(_ value: Int32) { encode(Int64(value)) }
  func encode(_ value: Int64) { node.content = .value(CBORValue(value)) }
  func encode(_ value: UInt) { encode(UInt64(value)) }
  func encode(_ value: UInt8) { encode(UInt64(value)) }
  func encode(_ value: UInt16) { encode(UInt64(value)) }
  func encode(_ value: UInt32) { encode(UInt64(value)) }
  func encode(_ value: UInt64) { node.content = .value(.unsigned(value)) }

  func encode<Value: Encodable>(_ value: Value) throws {
    node.content = try Node.encoding(value, path: codingPath).content
  }
}

/// The key of what a class has from the class above it.
struct SuperKey: CodingKey {
  let stringValue = "super"
  let intValue: Int? = nil

  init() {}
  init?(stringValue: String) { if stringValue != "super" { return nil } }
  init?(intValue: Int) { nil }
}
