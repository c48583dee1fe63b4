/// A growing run of bytes that writes integers in network byte order.
struct WriteBuffer {
  private var storage: [UInt8]
  private(set) var count = 0

  init(capacity: Int) {
    storage = [UInt8](repeating: 0, count: capacity)
  }

  mutating func removeAll() { count = 0 }

  mutating func truncate(to newCount: Int) { count = newCount }

  func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try storage.withUnsafeBufferPointer { (buffer) throws(Failure) in
      try body(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]))
    }
  }

  @inline(__always)
  private mutating func reserve(_ additional: Int) {
    guard count + additional > storage.count else { return }
    let newCount = max(2 * storage.count, count + additional)
    storage.append(contentsOf: repeatElement(0, count: newCount - storage.count))
  }

  @inline(__always)
  mutating func append<Integer: FixedWidthInteger & BitwiseCopyable>(_ value: Integer) {
    reserve(MemoryLayout<Integer>.size)
    overwrite(value, at: count)
    count += MemoryLayout<Integer>.size
  }

  @inline(__always)
  mutating func append(byte: UInt8) {
    reserve(1)
    storage[count] = byte
    count += 1
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    reserve(bytes.count)
    storage.withUnsafeMutableBytes { $0[count...].copyBytes(from: bytes) }
    count += bytes.count
  }

  mutating func append(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { append($0) }
  }

  mutating func append(utf8 text: String) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  @inline(__always)
  mutating func overwrite<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ value: Integer,
    at offset: Int
  ) {
    storage.withUnsafeMutableBytes {
      $0.storeBytes(of: value.bigEndian, toByteOffset: offset, as: Integer.self)
    }
  }
}
