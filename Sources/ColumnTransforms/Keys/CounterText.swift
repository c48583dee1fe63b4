/// Texts that are a number between a constant prefix and suffix, such as `CUST-00012`.
struct CounterText: Sendable, Codable {
  /// A longer constant part must be held by k rows to be repeated.
  private static let harmlessLength = 3
  /// Digits that fit 64 bits.
  private static let maximumDigits = 18

  let prefix: String
  let suffix: String
  /// Digits that numbers are padded to with zeros, or nil.
  let width: Int?
  /// Those of the texts it was taken from, which are not kept in models.
  var numbers: [Int64] = []

  private enum CodingKeys: CodingKey {
    case prefix, suffix, width
  }

  /// Takes the texts apart, or nil when they are not all of that form.
  init?(_ texts: [String], k: Int) {
    guard let first = texts.first, !first.isEmpty else { return nil }
    let bytes = texts.map { Array($0.utf8) }
    var start = bytes[0].count
    var end = bytes[0].count
    for other in bytes {
      start = min(start, zip(bytes[0], other).prefix { $0 == $1 }.count)
      end = min(end, zip(bytes[0].reversed(), other.reversed()).prefix { $0 == $1 }.count)
    }
    while start > 0, Self.isDigit(bytes[0][start - 1]) { start -= 1 }
    while end > 0, Self.isDigit(bytes[0][bytes[0].count - end]) { end -= 1 }
    guard start + end < bytes[0].count, start <= Self.harmlessLength || texts.count >= k,
      end <= Self.harmlessLength || texts.count >= k
    else { return nil }
    var numbers: [Int64] = []
    var widths = Set<Int>()
    var isPadded = false
    for text in bytes {
      guard start + end < text.count else { return nil }
      let digits = text[start..<(text.count - end)]
      guard digits.count <= Self.maximumDigits, digits.allSatisfy(Self.isDigit) else {
        return nil
      }
      widths.insert(digits.count)
      if digits.count > 1, digits.first == 0x30 { isPadded = true }
      numbers.append(digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) })
    }
    if isPadded && widths.count > 1 { return nil }
    prefix = String(decoding: bytes[0][..<start], as: UTF8.self)
    suffix = String(decoding: bytes[0][(bytes[0].count - end)...], as: UTF8.self)
    width = isPadded ? widths.first : nil
    self.numbers = numbers
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// The numbers that give a text of at most that length.
  func limits(maxLength: Int?) -> ClosedRange<Int64> {
    let constant = prefix.unicodeScalars.count + suffix.unicodeScalars.count
    let digits = min(Self.maximumDigits, max(1, (maxLength ?? .max) - constant))
    return 0...(0..<digits).reduce(Int64(1)) { power, _ in power * 10 } - 1
  }

  func text(_ number: Int64) -> String {
    let digits = String(number)
    let padding = max(0, (width ?? 0) - digits.utf8.count)
    return prefix + String(repeating: "0", count: padding) + digits + suffix
  }
}
