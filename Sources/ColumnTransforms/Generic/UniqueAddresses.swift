/// Network addresses that belong to nobody, numbered.
enum UniqueAddresses {
  /// A different private address (RFC 1918) for every ordinal, or a documentation one (RFC 3849) beyond these.
  static func make(_ ordinal: UInt64, salt: UInt64, isBlock: Bool) -> String? {
    let isVersion4 = ordinal < 1 << 24
    let bits: UInt64 = isVersion4 ? 24 : 60
    guard ordinal < 1 << bits else { return nil }
    let word = KeyedBijection(size: 1 << bits, key: salt)[ordinal]
    guard isVersion4 else {
      return Document.object([
        ("network", .string("6 128 \(0x2001_0DB8)")), ("site", .number("1")),
        ("host", .number(String(word))),
      ]).network(isBlock: isBlock)
    }
    return Document.object([
      ("network", .string("4 32 10")), ("host", .number(String(word))),
    ]).network(isBlock: isBlock)
  }
}
