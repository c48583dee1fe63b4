import ModelEncoding

/// New unique UUIDs of the version that a column holds, written as the column writes them.
///
/// The last 62 bits are a keyed bijection of the ordinal; versions 1 and 7 also carry a time that
/// ascends with the rows over the span seen (RFC 9562).
struct UUIDKeys: Sendable, Codable {
  private let version: UInt64
  private let isUppercase: Bool
  private let hasHyphens: Bool
  private let hasBraces: Bool
  /// Time of the first row and between rows, in the version's own unit.
  private let start: Double
  private let step: Double
  private let seed: UInt64

  /// Values of this share must be UUIDs.
  private static let share = 0.95

  /// Learns the manner, or nil when the texts are not UUIDs.
  init?(_ texts: [String], rowCount: Int) {
    let words = texts.compactMap(Self.words)
    guard !words.isEmpty, Double(words.count) >= Self.share * Double(texts.count),
      let example = texts.first(where: { Self.words($0) != nil })
    else { return nil }
    var versions = [Int](repeating: 0, count: 16)
    for word in words { versions[Int(word.high >> 12 & 15)] += 1 }
    let usual = UInt64(versions.indices.max { versions[$0] < versions[$1] } ?? 4)
    version = usual == 0 ? 4 : usual
    isUppercase = example.utf8.contains { (0x41...0x46).contains($0) }
    hasHyphens = example.utf8.contains(UInt8(ascii: "-"))
    hasBraces = example.utf8.first == UInt8(ascii: "{")
    let times = words.map { Self.time($0.high, version: usual) }.sorted()
    // The outermost values are left out: a time may identify a row.
    let margin = times.count / 20
    let (first, last) = (times[margin], times[times.count - 1 - margin])
    start = first
    step = max(1, (last - first) / Double(max(1, rowCount)))
    seed = 0
  }

  private init(_ keys: UUIDKeys, seed: UInt64) {
    version = keys.version
    isUppercase = keys.isUppercase
    hasHyphens = keys.hasHyphens
    hasBraces = keys.hasBraces
    start = keys.start
    step = keys.step
    self.seed = seed
  }

  func prepared(seed: UInt64) -> UUIDKeys { UUIDKeys(self, seed: seed) }

  /// Whether the text is a UUID as PostgreSQL prints it; 32 digits alone may be any hash.
  static func isUUID(_ text: String) -> Bool { text.utf8.count == 36 && words(text) != nil }

  private static func words(_ text: String) -> (high: UInt64, low: UInt64)? {
    var high: UInt64 = 0
    var low: UInt64 = 0
    var digits = 0
    for byte in text.utf8 {
      let digit: UInt64
      switch byte {
      case 0x30...0x39: digit = UInt64(byte) - 0x30
      case 0x41...0x46: digit = UInt64(byte) - 0x41 + 10
      case 0x61...0x66: digit = UInt64(byte) - 0x61 + 10
      case UInt8(ascii: "-"), UInt8(ascii: "{"), UInt8(ascii: "}"): continue
      default: return nil
      }
      digits += 1
      high = high << 4 | low >> 60
      low = low << 4 | digit
    }
    return digits == 32 ? (high, low) : nil
  }

  private static func time(_ high: UInt64, version: UInt64) -> Double {
    switch version {
    case 7: Double(high >> 16)
    case 1:
      Double(high & 0xFFF) * 0x1p48 + Double(high >> 16 & 0xFFFF) * 0x1p32
        + Double(high >> 32)
    default: 0
    }
  }

  subscript(row: Int) -> String {
    let spread = mixed(UInt64(row) ^ mixed(seed))
    let time = UInt64(min(start + step * Double(row), 0x1p59))
    let high: UInt64 =
      switch version {
      case 7: (time & 0xFFFF_FFFF_FFFF) << 16 | 0x7000 | (spread & 0xFFF)
      case 1: time << 32 | (time >> 32 & 0xFFFF) << 16 | 0x1000 | (time >> 48 & 0xFFF)
      default: spread & ~0xF000 | version << 12
      }
    let low = 1 << 63 | KeyedBijection(size: 1 << 62, key: seed)[UInt64(row)]
    return text(high, low)
  }

  /// A version 4 UUID in canonical form from two random words.
  static func random(_ high: UInt64, _ low: UInt64) -> String {
    UUIDKeys().text(high & ~0xF000 | 0x4000, low >> 2 | 1 << 63)
  }

  private init() {
    (version, isUppercase, hasHyphens, hasBraces) = (4, false, true, false)
    (start, step, seed) = (0, 1, 0)
  }

  private func text(_ high: UInt64, _ low: UInt64) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(38)
    if hasBraces { bytes.append(UInt8(ascii: "{")) }
    let letters: UInt8 = isUppercase ? 0x41 : 0x61
    for place in 0..<32 {
      if hasHyphens, place == 8 || place == 12 || place == 16 || place == 20 {
        bytes.append(UInt8(ascii: "-"))
      }
      let word = place < 16 ? high : low
      let digit = UInt8(truncatingIfNeeded: word >> UInt64((15 - place % 16) * 4) & 15)
      bytes.append(digit < 10 ? 0x30 + digit : letters + digit - 10)
    }
    if hasBraces { bytes.append(UInt8(ascii: "}")) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension UUIDKeys: SelfChecking {
  var problem: String? {
    version < 16 && start.isFinite && start >= 0 && step.isFinite && step >= 0
      ? nil : "identifiers are in disorder"
  }
}
