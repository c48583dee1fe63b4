/// Writes rows in PostgreSQL's binary COPY format into a buffer that the caller flushes.
///
/// One `beginRow` is followed by exactly as many values as it announces.
package struct BinaryCopyWriter {
  /// The buffer is worth sending from this size on.
  package static let flushThreshold = 64 * 1024

  var buffer: WriteBuffer

  package init() {
    buffer = WriteBuffer(capacity: 2 * Self.flushThreshold)
  }

  package var count: Int { buffer.count }

  /// Whether there is enough to send.
  package var isFull: Bool { buffer.count >= Self.flushThreshold }

  /// Lends the bytes written so far.
  package func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try buffer.withBytes(body)
  }

  /// Forgets the bytes written so far and keeps the memory.
  package mutating func removeAll() { buffer.removeAll() }

  /// Sends what is in the buffer and empties it.
  package mutating func flush(to stream: CopyInStream) throws(PostgresError) {
    guard buffer.count > 0 else { return }
    try buffer.withBytes { (bytes) throws(PostgresError) in try stream.send(bytes) }
    buffer.removeAll()
  }

  /// Sends the buffer once it holds enough.
  package mutating func flushIfFull(to stream: CopyInStream) throws(PostgresError) {
    if isFull { try flush(to: stream) }
  }

  // MARK: Framing

  /// What every stream starts with.
  package mutating func header() {
    buffer.append(BinaryCopyReader.signature)
    buffer.append(Int32(0))
    buffer.append(Int32(0))
  }

  package mutating func beginRow(fieldCount: Int) { buffer.append(Int16(fieldCount)) }

  /// What every stream ends with.
  package mutating func trailer() { buffer.append(Int16(-1)) }

  // MARK: Values

  package mutating func null() { buffer.append(Int32(-1)) }

  package mutating func int16(_ value: Int16) { fixed(value) }
  package mutating func int32(_ value: Int32) { fixed(value) }
  package mutating func int64(_ value: Int64) { fixed(value) }
  package mutating func float(_ value: Float) { fixed(value.bitPattern) }
  package mutating func double(_ value: Double) { fixed(value.bitPattern) }

  package mutating func bool(_ value: Bool) {
    buffer.append(Int32(1))
    buffer.append(byte: value ? 1 : 0)
  }

  /// Days since 2000-01-01; what does not fit the type becomes infinity of its sign.
  package mutating func date(_ days: Int64) { fixed(Int32(clamping: days)) }

  /// time, timestamp and timestamptz in microseconds.
  package mutating func microseconds(_ value: Int64) { fixed(value) }

  package mutating func interval(microseconds: Int64, days: Int32, months: Int32) {
    buffer.append(Int32(16))
    buffer.append(microseconds)
    buffer.append(days)
    buffer.append(months)
  }

  /// A value already in the type's binary form.
  package mutating func bytes(_ value: UnsafeRawBufferPointer) {
    buffer.append(Int32(value.count))
    buffer.append(value)
  }

  /// A value already in the type's binary form.
  package mutating func bytes(_ value: [UInt8]) {
    buffer.append(Int32(value.count))
    buffer.append(value)
  }

  /// text, varchar, char, name, json, xml and enum labels.
  package mutating func text(_ value: String) {
    sized { $0.append(utf8: value) }
  }

  package mutating func jsonb(_ text: String) {
    sized {
      $0.append(byte: BinaryFormat.jsonbVersion)
      $0.append(utf8: text)
    }
  }

  /// A uuid in any of the forms that the server reads: hyphens and braces do not matter.
  package mutating func uuid(_ text: String) throws(PostgresError) {
    let start = buffer.count
    buffer.append(Int32(16))
    let separators = [UInt8(ascii: "-"), UInt8(ascii: "{"), UInt8(ascii: "}")]
    guard appendHex(text.utf8.lazy.filter { !separators.contains($0) }),
      buffer.count == start + 4 + 16
    else {
      buffer.truncate(to: start)
      throw PostgresError(.malformedData, "a text is no uuid")
    }
  }

  /// bytea from its hexadecimal text form, `\x…`.
  package mutating func bytea(_ text: String) throws(PostgresError) {
    let start = buffer.count
    let digits = text.utf8.dropFirst(2)
    buffer.append(Int32(digits.count / 2))
    guard text.utf8.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "x")]), appendHex(digits) else {
      buffer.truncate(to: start)
      throw PostgresError(.malformedData, "a text is no hexadecimal bytea")
    }
  }

  private mutating func appendHex(_ digits: some Sequence<UInt8>) -> Bool {
    var high: UInt8?
    for digit in digits {
      guard let value = BinaryFormat.hexValue(digit) else { return false }
      if let first = high {
        buffer.append(byte: first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return high == nil
  }

  private mutating func fixed<Integer: FixedWidthInteger & BitwiseCopyable>(_ value: Integer) {
    buffer.append(Int32(MemoryLayout<Integer>.size))
    buffer.append(value)
  }

  /// Writes a value whose length is known only afterwards.
  mutating func sized(_ write: (inout WriteBuffer) -> Void) {
    let start = buffer.count
    buffer.append(Int32(0))
    write(&buffer)
    buffer.overwrite(Int32(buffer.count - start - 4), at: start)
  }
}
