/// Reads one data item of CBOR from bytes that nobody vouches for.
struct CBORReader {
  /// Containers in one another at most; models hold far fewer, and a reader that recurses must stop somewhere.
  private static let maximumDepth = 256

  private let bytes: ArraySlice<UInt8>
  private var position: Int

  private init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// The item that the bytes are, and nothing after it.
  static func value(of bytes: ArraySlice<UInt8>) throws(ModelEncodingError) -> CBORValue {
    var reader = CBORReader(bytes)
    let value = try reader.value(depth: 0)
    guard reader.position == bytes.endIndex else {
      throw ModelEncodingError(.malformed, "bytes follow the end")
    }
    return value
  }

  private mutating func value(depth: Int) throws(ModelEncodingError) -> CBORValue {
    guard depth < Self.maximumDepth else {
      throw ModelEncodingError(.malformed, "more than \(Self.maximumDepth) levels")
    }
    let first = try number(byteCount: 1)
    guard let major = CBORValue.Major(rawValue: UInt8(first >> 5)) else { throw Self.unknown }
    let low = UInt8(first & 31)
    if major == .simple { return try simple(low) }
    let head = try self.head(low)
    switch major {
    case .unsigned: return .unsigned(head)
    case .negative:
      guard head <= UInt64(Int64.max) else { throw Self.unknown }
      return .negative(head)
    case .bytes: return .bytes(Array(try take(head)))
    case .text:
      guard let text = String(validating: try take(head), as: UTF8.self) else {
        throw ModelEncodingError(.malformed, "a text is no UTF-8")
      }
      return .text(text)
    case .list: return try list(head, depth: depth)
    case .map: return try map(head, depth: depth)
    case .tag:
      guard let form = PackedNumbers.Form(rawValue: head) else {
        // A tag only adds to what its item says.
        return try value(depth: depth + 1)
      }
      guard case .bytes(let packed) = try value(depth: depth + 1),
        let numbers = PackedNumbers(form, bytes: packed)
      else { throw ModelEncodingError(.malformed, "packed numbers are incomplete") }
      return .numbers(numbers)
    case .simple: throw Self.unknown
    }
  }

  private mutating func simple(_ low: UInt8) throws(ModelEncodingError) -> CBORValue {
    switch low {
    case CBORValue.Simple.no: return .bool(false)
    case CBORValue.Simple.yes: return .bool(true)
    case CBORValue.Simple.null: return .null
    case CBORValue.Simple.single:
      let pattern = UInt32(truncatingIfNeeded: try number(byteCount: 4))
      return .real(Double(Float(bitPattern: pattern)))
    case CBORValue.Simple.double: return .real(Double(bitPattern: try number(byteCount: 8)))
    default: throw Self.unknown
    }
  }

  private mutating func list(
    _ count: UInt64,
    depth: Int
  ) throws(ModelEncodingError) -> CBORValue {
    // Every item has a byte at least, so that a count beyond the bytes needs no memory to be refused.
    guard count <= UInt64(remaining) else { throw Self.truncated }
    var items: [CBORValue] = []
    items.reserveCapacity(Int(count))
    for _ in 0..<count { items.append(try value(depth: depth + 1)) }
    return .list(items)
  }

  private mutating func map(
    _ count: UInt64,
    depth: Int
  ) throws(ModelEncodingError) -> CBORValue {
    guard count <= UInt64(remaining) / 2 else { throw Self.truncated }
    var items: [String: CBORValue] = [:]
    for _ in 0..<count {
      guard case .text(let key) = try value(depth: depth + 1) else {
        throw ModelEncodingError(.malformed, "a key is no text")
      }
      let value = try value(depth: depth + 1)
      guard items.updateValue(value, forKey: key) == nil else {
        throw ModelEncodingError(.malformed, "key \(key) is there twice")
      }
    }
    return .map(items)
  }

  private mutating func head(_ low: UInt8) throws(ModelEncodingError) -> UInt64 {
    switch low {
    case ..<24: UInt64(low)
    case 24: try number(byteCount: 1)
    case 25: try number(byteCount: 2)
    case 26: try number(byteCount: 4)
    case 27: try number(byteCount: 8)
    default: throw Self.unknown
    }
  }

  private var remaining: Int { bytes.endIndex - position }

  private mutating func number(byteCount: Int) throws(ModelEncodingError) -> UInt64 {
    try take(UInt64(byteCount)).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private mutating func take(_ count: UInt64) throws(ModelEncodingError) -> ArraySlice<UInt8> {
    guard count <= UInt64(remaining) else { throw Self.truncated }
    let start = position
    position += Int(count)
    return bytes[start..<position]
  }

  private static let truncated = ModelEncodingError(.malformed, "it ends too early")
  private static let unknown = ModelEncodingError(.malformed, "an item of an unknown kind")
}
