import ModelEncoding

/// Makes byte strings in the `\x…` form with a column's lengths and, where shared, its first bytes.
struct BinaryShape: Sendable, Codable {
  /// Bytes of a file's signature, which k units must share.
  private static let signatureLength = 4
  /// Bytes of an ordinal.
  private static let uniqueLength = 8

  private let lengths: WeightedChoice
  /// The signature in hexadecimal, empty for none.
  private let signatures: [String]
  private let signatureChoice: WeightedChoice
  private static let none: Int32 = -1

  init(_ values: [(text: String, units: Int)], k: Int) {
    var lengths: [Int: Int] = [:]
    var heads: [String: Int] = [:]
    for (text, units) in values {
      lengths[max(0, text.utf8.count - 2) / 2, default: 0] += units
      let head = String(text.dropFirst(2).prefix(Self.signatureLength * 2))
      heads[head.utf8.count == Self.signatureLength * 2 ? head : "", default: 0] += units
    }
    if lengths.isEmpty { lengths[Self.uniqueLength] = 1 }
    self.lengths = WeightedChoice(counts: lengths)
    let kept = heads.filter { $0.value >= k && !$0.key.isEmpty }.sorted { $0.key < $1.key }
    signatures = kept.map(\.key)
    let rest = heads.values.reduce(0, +) - kept.reduce(0) { $0 + $1.value }
    signatureChoice = WeightedChoice(
      kept.enumerated().map { (Int32($0), $1.value) } + [
        (Self.none, max(rest, kept.isEmpty ? 1 : 0))
      ]
    )
  }

  func make(_ random: inout TextRandom) -> String {
    let length = Int(lengths.draw(&random))
    var bytes = Array("\\x".utf8)
    bytes.reserveCapacity(2 + 2 * length)
    let signature = signatureChoice.draw(&random)
    if signature != Self.none, length >= Self.signatureLength {
      bytes.append(contentsOf: signatures[Int(signature)].utf8)
    }
    while bytes.count < 2 + 2 * length {
      var word = random.next()
      for _ in 0..<min(16, 2 + 2 * length - bytes.count) {
        let digit = UInt8(word & 15)
        bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        word >>= 4
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  func makeUnique(_ ordinal: UInt64, salt: UInt64, _ random: inout TextRandom) -> String? {
    guard ordinal < 1 << 62 else { return nil }
    let word = KeyedBijection(size: 1 << 62, key: salt)[ordinal]
    let digits = String(word, radix: 16)
    let tail = String(repeating: "0", count: 2 * Self.uniqueLength - digits.utf8.count) + digits
    let body = make(&random)
    let kept = max(2, body.utf8.count - tail.utf8.count)
    return String(body.prefix(kept)) + tail
  }
}

extension BinaryShape: SelfChecking {
  var problem: String? {
    lengths.chooses(among: TextShape.longestText)
      && signatureChoice.chooses(among: signatures.count, orNone: true)
      ? nil : "byte strings are in disorder"
  }
}
