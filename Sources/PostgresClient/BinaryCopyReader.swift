/// Cuts a binary COPY stream into tuples, whatever the sizes of the pieces it arrives in.
package struct BinaryCopyReader {
  private enum State {
    case header
    case tuples
    case finished
  }

  /// The first bytes of every stream: `PGCOPY\n\377\r\n\0`.
  static let signature: [UInt8] = [80, 71, 67, 79, 80, 89, 10, 255, 13, 10, 0]
  private static let fixedHeaderBytes = signature.count + 4 + 4
  /// The flag bit that promised OIDs before PostgreSQL 12; bits 16–31 are critical in general.
  private static let criticalFlags: UInt32 = 0xFFFF_0000

  private var state = State.header
  /// The start of a tuple whose end has not arrived yet.
  private var pending: [UInt8] = []
  private var slices: [BinaryTuple.Slice] = []

  package init() {}

  /// Whether the end-of-data mark was seen; a stream without it is incomplete.
  package var isFinished: Bool { state == .finished }

  /// Takes the next piece and calls back for every tuple that is complete.
  ///
  /// The tuple and its fields are only valid during the call.
  package mutating func read(
    _ bytes: UnsafeRawBufferPointer,
    _ receive: (BinaryTuple) throws -> Void
  ) throws {
    guard !pending.isEmpty else {
      let used = try consume(bytes, receive)
      pending.append(contentsOf: bytes[used...])
      return
    }
    var joined = pending
    pending = []
    joined.append(contentsOf: bytes)
    let used = try joined.withUnsafeBytes { try consume($0, receive) }
    joined.removeFirst(used)
    pending = joined
  }

  /// Throws when the stream stopped before its end mark.
  package func finish() throws(PostgresError) {
    guard state == .finished, pending.isEmpty else {
      throw PostgresError(.malformedData, "the COPY stream ended before its end mark")
    }
  }

  /// Reads whole tuples from the front and returns how many bytes they took.
  private mutating func consume(
    _ bytes: UnsafeRawBufferPointer,
    _ receive: (BinaryTuple) throws -> Void
  ) throws -> Int {
    var position = 0
    if state == .header {
      guard let length = try headerLength(bytes) else { return 0 }
      position = length
      state = .tuples
    }
    while state == .tuples, let end = try parseTuple(bytes, at: position) {
      position = end
      guard state == .tuples else { break }
      try slices.withUnsafeBufferPointer { try receive(BinaryTuple(bytes: bytes, slices: $0)) }
    }
    guard state != .finished || position == bytes.count else {
      throw PostgresError(.malformedData, "the COPY stream goes on after its end mark")
    }
    return position
  }

  /// The length of the file header, or nil when it is not complete.
  private func headerLength(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) -> Int? {
    guard bytes.count >= Self.fixedHeaderBytes else { return nil }
    guard bytes.prefix(Self.signature.count).elementsEqual(Self.signature) else {
      throw PostgresError(.malformedData, "the stream is not in binary COPY format")
    }
    let flags = bytes.bigEndian(UInt32.self, at: Self.signature.count)
    let extensionBytes = bytes.bigEndian(Int32.self, at: Self.signature.count + 4)
    guard flags & Self.criticalFlags == 0, extensionBytes >= 0 else {
      throw PostgresError(.malformedData, "the binary COPY header has unknown flags")
    }
    let length = Self.fixedHeaderBytes + Int(extensionBytes)
    return bytes.count >= length ? length : nil
  }

  /// Fills `slices` and returns where the tuple ends, or nil when it is not complete.
  private mutating func parseTuple(
    _ bytes: UnsafeRawBufferPointer,
    at start: Int
  ) throws(PostgresError) -> Int? {
    guard start + 2 <= bytes.count else { return nil }
    let fieldCount = Int(bytes.bigEndian(Int16.self, at: start))
    var position = start + 2
    guard fieldCount >= 0 else {
      guard fieldCount == -1 else {
        throw PostgresError(.malformedData, "a tuple has a negative number of fields")
      }
      state = .finished
      return position
    }
    slices.removeAll(keepingCapacity: true)
    for _ in 0..<fieldCount {
      guard position + 4 <= bytes.count else { return nil }
      let length = Int(bytes.bigEndian(Int32.self, at: position))
      position += 4
      guard length >= -1 else {
        throw PostgresError(.malformedData, "a field has a negative length")
      }
      guard position + max(length, 0) <= bytes.count else { return nil }
      slices.append(BinaryTuple.Slice(offset: position, length: length))
      position += max(length, 0)
    }
    return position
  }
}

/// One row of a binary COPY stream, valid while the reader's callback runs.
package struct BinaryTuple {
  /// Where a field lies; length −1 is NULL.
  struct Slice {
    var offset: Int
    var length: Int
  }

  let bytes: UnsafeRawBufferPointer
  let slices: UnsafeBufferPointer<Slice>

  package var count: Int { slices.count }

  package func isNull(_ index: Int) -> Bool { slices[index].length < 0 }

  /// The field's value; nil is NULL.
  package subscript(index: Int) -> BinaryField? {
    let slice = slices[index]
    guard slice.length >= 0 else { return nil }
    return BinaryField(
      bytes: UnsafeRawBufferPointer(rebasing: bytes[slice.offset..<slice.offset + slice.length])
    )
  }
}

extension UnsafeRawBufferPointer {
  /// Reads an integer in network byte order.
  @inline(__always)
  func bigEndian<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ type: Integer.Type,
    at offset: Int
  ) -> Integer {
    Integer(bigEndian: loadUnaligned(fromByteOffset: offset, as: type))
  }
}
