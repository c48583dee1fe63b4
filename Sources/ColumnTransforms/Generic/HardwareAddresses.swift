import ModelEncoding

/// Makes hardware addresses that belong to nobody: locally administered ones.
struct HardwareAddresses: Sendable, Codable {
  private let byteCount: Int

  init(typeName: String) {
    byteCount = typeName == "macaddr8" ? 8 : 6
  }

  func make(_ random: inout TextRandom) -> String { address(random.next()) }

  func makeUnique(_ ordinal: UInt64, salt: UInt64) -> String? {
    guard ordinal < 1 << 40 else { return nil }
    return address(KeyedBijection(size: 1 << 40, key: salt)[ordinal])
  }

  private func address(_ word: UInt64) -> String {
    (0..<byteCount).map { place in
      let byte = place == 0 ? 2 : word >> UInt64(8 * (byteCount - 1 - place)) & 255
      return (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined(separator: ":")
  }
}

extension HardwareAddresses: SelfChecking {
  var problem: String? { (1...8).contains(byteCount) ? nil : "an address is too long" }
}
