/// Gives every distinct byte string a number, in order of first appearance.
///
/// An open-addressing hash map over one arena of bytes: no allocation per value.
struct TextDictionary {
  private var arena: [UInt8] = []
  /// Where each text ends in the arena.
  private var ends: [Int] = []
  private var hashes: [UInt64] = []
  /// Codes by slot, −1 where free; the count is a power of two.
  private var slots = [Int32](repeating: -1, count: 64)

  var count: Int { ends.count }

  /// Bytes of all texts.
  var byteCount: Int { arena.count }

  /// The code of the text, which is added when it is new.
  mutating func code(of bytes: UnsafeRawBufferPointer) -> Int32 {
    let hash = Self.hash(bytes)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] >= 0 {
      let code = Int(slots[slot])
      if hashes[code] == hash, isText(code, equalTo: bytes) { return slots[slot] }
      slot = (slot + 1) & mask
    }
    precondition(ends.count < Int(Int32.max), "more distinct texts than codes")
    let code = Int32(ends.count)
    slots[slot] = code
    arena.append(contentsOf: bytes)
    ends.append(arena.count)
    hashes.append(hash)
    if 2 * ends.count > slots.count { grow() }
    return code
  }

  /// The texts by code.
  func texts() -> [String] {
    arena.withUnsafeBytes { arena in
      ends.indices.map { code in
        let start = code == 0 ? 0 : ends[code - 1]
        return String(decoding: arena[start..<ends[code]], as: UTF8.self)
      }
    }
  }

  private func isText(_ code: Int, equalTo bytes: UnsafeRawBufferPointer) -> Bool {
    let start = code == 0 ? 0 : ends[code - 1]
    let length = ends[code] - start
    guard length == bytes.count else { return false }
    return arena.withUnsafeBytes { arena in
      var offset = 0
      while offset + 8 <= length {
        let left = arena.loadUnaligned(fromByteOffset: start + offset, as: UInt64.self)
        guard left == bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) else {
          return false
        }
        offset += 8
      }
      while offset < length {
        guard arena[start + offset] == bytes[offset] else { return false }
        offset += 1
      }
      return true
    }
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 4)
    let mask = slots.count - 1
    for code in hashes.indices {
      var slot = Int(truncatingIfNeeded: hashes[code]) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(code)
    }
  }

  /// Odd constants with well-mixed bits (the fractional parts of the golden ratio and of √2).
  private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let start: UInt64 = 0x6A09_E667_F3BC_C909

  /// Eight bytes at a time, multiplied and folded.
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash = start ^ UInt64(truncatingIfNeeded: bytes.count)
    var offset = 0
    while offset + 8 <= bytes.count {
      mix(&hash, bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    var rest: UInt64 = 0
    while offset < bytes.count {
      rest = rest << 8 | UInt64(bytes[offset])
      offset += 1
    }
    mix(&hash, rest)
    return hash
  }

  @inline(__always)
  private static func mix(_ hash: inout UInt64, _ word: UInt64) {
    let product = (hash ^ word).multipliedFullWidth(by: multiplier)
    hash = product.high ^ product.low
  }
}
