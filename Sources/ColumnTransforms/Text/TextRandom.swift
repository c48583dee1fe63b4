/// A fast concrete generator for the inside of value making, seeded by one draw of the caller's.
///
/// One value costs one draw of the caller's generator, however long it is, and the inner loops
/// need no generic dispatch. SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195).
struct TextRandom: Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  init(from generator: inout some RandomNumberGenerator) { state = generator.next() }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return mixed(state)
  }

  /// A number in `0..<bound`.
  ///
  /// - Precondition: `bound` is positive.
  mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A number in `0..<1`.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}

/// The finaliser of SplitMix64: a bijection of 64 bits that spreads every input bit.
func mixed(_ value: UInt64) -> UInt64 {
  var z = value
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}

/// A 64-bit hash that is the same in every process, unlike `Hasher`.
func stableHash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  return mixed(hash ^ UInt64(bytes.count))
}

/// A 64-bit hash of a text's UTF-8 bytes that is the same in every process.
func stableHash(_ text: String) -> UInt64 {
  var text = text
  return text.withUTF8 { stableHash($0) }
}
