/// Makes network addresses that belong to nobody, in the family and form of a column's own.
///
/// IPv4 addresses come from the ranges for benchmarks and private networks (RFC 2544, RFC 1918),
/// IPv6 from the documentation prefix (RFC 3849), hardware addresses from the locally
/// administered ones.
struct NetworkShape: Sendable {
  private enum Form: Int {
    case version4, version6
  }

  private let typeName: String
  private let forms: WeightedChoice
  private let masks: [WeightedChoice]

  init(_ values: [(text: String, units: Int)], typeName: String) {
    self.typeName = typeName
    var forms: [Int: Int] = [:]
    var masks: [[Int: Int]] = [[:], [:]]
    for (text, units) in values {
      let form = text.utf8.contains(UInt8(ascii: ":")) ? Form.version6 : .version4
      let full = form == .version6 ? 128 : 32
      let parts = text.split(separator: "/")
      let mask = parts.count == 2 ? Int(parts[1]) ?? full : full
      forms[form.rawValue, default: 0] += units
      masks[form.rawValue][min(max(mask, 0), full), default: 0] += units
    }
    if forms.isEmpty { forms[Form.version4.rawValue] = 1 }
    self.forms = WeightedChoice(counts: forms)
    self.masks = masks.map { WeightedChoice(counts: $0) }
  }

  func make(_ random: inout TextRandom) -> String {
    address(random.next(), &random, mask: nil)
  }

  func makeUnique(_ ordinal: UInt64, salt: UInt64) -> String? {
    var random = TextRandom(seed: mixed(salt))
    let isVersion6 = forms.items.contains(Int32(Form.version6.rawValue))
    let bits: UInt64 = isHardware ? 40 : isVersion6 ? 60 : 24
    guard ordinal < 1 << bits else { return nil }
    let word = KeyedBijection(size: 1 << bits, key: salt)[ordinal]
    if isHardware { return hardware(word) }
    return isVersion6
      ? version6(word, mask: 128) : version4(10 << 24 | word, mask: 32, &random)
  }

  private var isHardware: Bool { typeName.hasPrefix("macaddr") }

  private func address(_ word: UInt64, _ random: inout TextRandom, mask: Int?) -> String {
    if isHardware { return hardware(word) }
    let form = Int(forms.draw(&random))
    let full = form == Form.version6.rawValue ? 128 : 32
    let mask = masks[form].isEmpty ? full : Int(masks[form].draw(&random))
    return form == Form.version6.rawValue
      ? version6(word, mask: mask)
      : version4(198 << 24 | 18 << 16 | word & 0x1_FFFF, mask: mask, &random)
  }

  private func hardware(_ word: UInt64) -> String {
    let bytes = typeName == "macaddr8" ? 8 : 6
    return (0..<bytes).map { place in
      let byte = place == 0 ? 2 : word >> UInt64(8 * ((bytes - 1 - place) % 5)) & 255
      return (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined(separator: ":")
  }

  private func version4(_ address: UInt64, mask: Int, _ random: inout TextRandom) -> String {
    var address = address
    // A network must not have bits beyond its mask.
    if typeName == "cidr", mask < 32 {
      address &= ~(1 << UInt64(32 - mask) - 1) & 0xFFFF_FFFF
    }
    let text = [24, 16, 8, 0].map { String(address >> UInt64($0) & 255) }.joined(separator: ".")
    return mask < 32 ? "\(text)/\(mask)" : text
  }

  private func version6(_ word: UInt64, mask: Int) -> String {
    if typeName == "cidr", mask < 128 { return "2001:db8::/\(max(mask, 32))" }
    let groups = [48, 32, 16, 0].map { String(word >> UInt64($0) & 0xFFFF, radix: 16) }
    let text = "2001:db8:0:1:" + groups.joined(separator: ":")
    return mask < 128 ? "\(text)/\(mask)" : text
  }
}
