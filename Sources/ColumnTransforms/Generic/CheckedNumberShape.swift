import ModelEncoding

/// Makes numbers of books, articles and serials (extension isn), whose last digit checks the others.
///
/// The server computes the check digit where a question mark stands.
struct CheckedNumberShape: Sendable, Codable {
  /// Digits without the check digit, by type.
  private static let lengths = [
    "ean13": 12, "isbn13": 12, "ismn13": 12, "issn13": 12, "isbn": 9, "ismn": 9, "issn": 7,
    "upc": 11,
  ]
  /// Digits that a type demands.
  private static let prefixes = ["isbn13": "978", "ismn13": "9790", "issn13": "977", "ismn": "M"]
  /// Leading digits that stay where k units share them.
  private static let sharedLength = 3

  private let length: Int
  private let fixed: String
  private let heads: [String]
  private let choice: WeightedChoice

  /// Nil for other types.
  init?(typeName: String, _ values: [(text: String, units: Int)], k: Int) {
    guard let length = Self.lengths[typeName] else { return nil }
    let fixed = Self.prefixes[typeName] ?? ""
    self.length = typeName == "ismn" ? length : length - fixed.utf8.count
    self.fixed = fixed
    var counts: [String: Int] = [:]
    for (text, units) in values {
      let digits = text.filter { $0 != "-" }.dropFirst(fixed.count).prefix(Self.sharedLength)
      counts[String(digits), default: 0] += units
    }
    let shared = counts.filter { $0.value >= k && $0.key.allSatisfy(\.isNumber) }
      .sorted { $0.key < $1.key }
    heads = shared.map(\.key)
    choice = WeightedChoice(shared.enumerated().map { (Int32($0), $1.value) })
  }

  func make(_ random: inout TextRandom) -> String {
    let head = choice.isEmpty ? "" : heads[Int(choice.draw(&random))]
    return fixed + head
      + (0..<max(0, length - head.utf8.count)).map { _ in String(random.below(10)) }.joined() + "?"
  }

  func makeUnique(_ ordinal: UInt64, salt: UInt64) -> String? {
    let size = (0..<length).reduce(UInt64(1)) { size, _ in size * 10 }
    guard ordinal < size else { return nil }
    let digits = String(KeyedBijection(size: size, key: salt)[ordinal])
    return fixed + String(repeating: "0", count: length - digits.utf8.count) + digits + "?"
  }
}

extension CheckedNumberShape: SelfChecking {
  var problem: String? {
    (0...12).contains(length) && (choice.isEmpty || choice.chooses(among: heads.count))
      ? nil : "checked numbers are in disorder"
  }
}
