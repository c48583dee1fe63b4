/// Writes rows in PostgreSQL's text COPY format (the default options) into a buffer that the caller flushes.
package struct TextCopyWriter {
  private var buffer = WriteBuffer(capacity: 2 * BinaryCopyWriter.flushThreshold)
  private var isRowStart = true

  package init() {}

  package var count: Int { buffer.count }

  /// Whether there is enough to send.
  package var isFull: Bool { buffer.count >= BinaryCopyWriter.flushThreshold }

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

  package mutating func null() {
    separate()
    buffer.append(utf8: "\\N")
  }

  /// The next value of the row in the type's text form.
  package mutating func field(_ text: String) {
    separate()
    var text = text
    text.withUTF8 { bytes in
      for byte in bytes {
        guard let letter = Self.escape(byte) else {
          buffer.append(byte: byte)
          continue
        }
        buffer.append(byte: UInt8(ascii: "\\"))
        buffer.append(byte: letter)
      }
    }
  }

  package mutating func field(_ text: String?) {
    if let text { field(text) } else { null() }
  }

  package mutating func endRow() {
    buffer.append(byte: UInt8(ascii: "\n"))
    isRowStart = true
  }

  private mutating func separate() {
    if !isRowStart { buffer.append(byte: UInt8(ascii: "\t")) }
    isRowStart = false
  }

  /// The letter that stands for a byte which must not appear as itself.
  private static func escape(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "\\"): UInt8(ascii: "\\")
    case 0x08: UInt8(ascii: "b")
    case 0x09: UInt8(ascii: "t")
    case 0x0A: UInt8(ascii: "n")
    case 0x0B: UInt8(ascii: "v")
    case 0x0C: UInt8(ascii: "f")
    case 0x0D: UInt8(ascii: "r")
    default: nil
    }
  }
}
