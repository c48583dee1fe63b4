import Foundation

/// inet and cidr as an object of the network and what stands behind it.
///
/// Networks that anybody may use (RFC 1918, RFC 6598, RFC 4193, loopback, link-local) stay; all others
/// become the ranges for benchmarks (RFC 2544) and documentation (RFC 3849), because a routed address
/// belongs to somebody.
extension Document {
  init?(network text: String) {
    let parts = text.split(separator: "/")
    guard let address = parts.first.map(String.init), parts.count <= 2 else { return nil }
    let isVersion6 = address.contains(":")
    let full = isVersion6 ? 128 : 32
    let mask = parts.count == 2 ? Int(parts[1]) ?? full : full
    if isVersion6 {
      var raw = in6_addr()
      guard inet_pton(AF_INET6, address, &raw) == 1 else { return nil }
      let bytes = withUnsafeBytes(of: raw) { Array($0) }
      func word(_ range: Range<Int>) -> UInt64 {
        bytes[range].reduce(0) { $0 << 8 | UInt64($1) }
      }
      let isOpen = bytes[0] & 0xFE == 0xFC || bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
      let prefix = isOpen ? word(0..<4) : 0x2001_0DB8
      self = .object([
        ("network", .string("6 \(mask) \(prefix)")),
        ("site", .number(String(word(4..<8)))), ("host", .number(String(word(8..<16)))),
      ])
    } else {
      var raw = in_addr()
      guard inet_pton(AF_INET, address, &raw) == 1 else { return nil }
      let whole = UInt32(bigEndian: raw.s_addr)
      let prefix = whole >> 16
      let first = prefix >> 8
      // The two open networks with 24 bits behind them.
      let isWide = first == 10 || first == 127
      let network = isWide ? first : Self.isOpen(prefix) ? prefix : Self.benchmark(prefix)
      self = .object([
        ("network", .string("4 \(mask) \(network)")),
        ("host", .number(String(whole & (isWide ? 0xFF_FFFF : 0xFFFF)))),
      ])
    }
  }

  private static func isOpen(_ prefix: UInt32) -> Bool {
    let (first, second) = (prefix >> 8, prefix & 255)
    switch first {
    case 172: return (16..<32).contains(second)
    case 192: return second == 168
    case 169: return second == 254
    case 100: return (64..<128).contains(second)
    default: return false
    }
  }

  /// 198.18 or 198.19.
  private static func benchmark(_ prefix: UInt32) -> UInt32 {
    198 << 8 | 18 + UInt32(mixed(UInt64(prefix)) & 1)
  }

  func network(isBlock: Bool) -> String? {
    let words = self["network"]?.text?.split(separator: " ").compactMap { UInt64($0) } ?? []
    guard words.count == 3, let host = number("host") else { return nil }
    let mask = Int(words[1])
    var bytes: [UInt8]
    if words[0] == 6 {
      guard let site = number("site") else { return nil }
      bytes = Self.bytes(words[2], 4) + Self.bytes(site & 0xFFFF_FFFF, 4) + Self.bytes(host, 8)
    } else {
      let width = words[2] < 256 ? 1 : 2
      bytes = Self.bytes(words[2], width) + Self.bytes(host, 4 - width)
    }
    if isBlock {
      for bit in min(mask, bytes.count * 8)..<(bytes.count * 8) {
        bytes[bit / 8] &= ~(0x80 >> UInt8(bit % 8))
      }
    }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(words[0] == 6 ? AF_INET6 : AF_INET, &bytes, &text, socklen_t(text.count)) != nil
    else { return nil }
    let address = String(
      decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
      as: UTF8.self
    )
    return mask < bytes.count * 8 || isBlock ? "\(address)/\(mask)" : address
  }

  private func number(_ key: String) -> UInt64? {
    guard let text = self[key]?.text else { return nil }
    return UInt64(text) ?? Double(text).map { UInt64(min(max($0, 0), 0x1.fffffffffffffp63)) }
  }

  private static func bytes(_ word: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * (count - 1 - $0))) }
  }
}
