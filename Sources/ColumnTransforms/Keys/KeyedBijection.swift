/// A scrambling of `0..<size` onto itself that depends on a key.
///
/// A four-round Feistel network over the next even number of bits, walked until it lands inside.
struct KeyedBijection: Sendable {
  private static let rounds: UInt64 = 4

  let size: UInt64
  private let key: UInt64
  private let halfBits: UInt64
  private let halfMask: UInt64

  /// - Precondition: `size` is positive and at most 2⁶².
  init(size: UInt64, key: UInt64) {
    self.size = size
    self.key = mixed(key &+ 0x9E37_79B9_7F4A_7C15)
    let bits = UInt64(max(2, UInt64.bitWidth - (size - 1).leadingZeroBitCount))
    halfBits = (bits + 1) / 2
    halfMask = (1 << halfBits) - 1
  }

  /// Where a number goes.
  subscript(number: UInt64) -> UInt64 {
    guard size > 1 else { return 0 }
    var value = number
    repeat {
      var left = value >> halfBits
      var right = value & halfMask
      for round in 0..<Self.rounds {
        (left, right) = (right, left ^ (mixed(right &+ round << 56 ^ key) & halfMask))
      }
      value = left << halfBits | right
    } while value >= size
    return value
  }
}
