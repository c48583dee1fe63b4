/// A seeded random number generator whose stream is named by a path of integers.
///
/// The same path gives the same stream whatever was drawn elsewhere, so results do not depend on the
/// number of threads or on the order of work. Streams are SplitMix64 (DOI 10.1145/2714064.2660195)
/// started at a hash of the path.
package struct CounterGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// - Parameter path: what the stream is for, for example seed, table, row.
  package init(_ path: UInt64...) {
    state = 0x6A09_E667_F3BC_C909
    for step in path { state = Self.mix(state ^ Self.mix(step &+ 0x9E37_79B9_7F4A_7C15)) }
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// A number in [0, 1) with 53 random bits.
  package mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// An integer in 0..<bound; the bias is below 2⁻³² for bounds below 2³².
  package mutating func integer(below bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// The finaliser of SplitMix64: a bijection of 64-bit words that scatters close inputs.
  package static func mix(_ word: UInt64) -> UInt64 {
    var word = word
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// A stable 64-bit hash of a text (FNV-1a, then mixed), the same in every process.
  package static func hash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return mix(hash)
  }
}
