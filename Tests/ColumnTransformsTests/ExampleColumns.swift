import Foundation
import Testing

/// A generator for tests.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A text column to learn from.
struct ExampleColumn: Sendable, CustomTestStringConvertible {
  var name: String
  var values: [String]
  var maxLength: Int?
  /// What every made value must match.
  var pattern: String?

  var testDescription: String { name }

  static let all: [ExampleColumn] = [
    ExampleColumn(
      name: "emails",
      values: names(300, seed: 1).map {
        $0.lowercased().replacing(" ", with: ".") + "@customers.example.net"
      },
      pattern: #"^[a-z]+\.[a-z]+@customers\.example\.net$"#
    ),
    ExampleColumn(
      name: "emails of many hosts",
      values: names(200, seed: 2).map { $0.lowercased().replacing(" ", with: "@") + "corp.com" },
      pattern: #"^[a-z]+@[a-z.]+$"#
    ),
    ExampleColumn(
      name: "names",
      values: names(400, seed: 3),
      pattern: "^[A-Z][a-z]* [A-Z][a-z]*$"
    ),
    ExampleColumn(
      name: "phones",
      values: numbers(300, seed: 4).map { "(\(100 + $0 % 900)) 555-\(1000 + $0 % 9000)" },
      pattern: #"^\(\d{3}\) 555-\d{4}$"#
    ),
    ExampleColumn(
      name: "plates",
      values: numbers(200, seed: 5).map { "\(letters($0, 2))-\(1000 + $0 % 9000)" },
      maxLength: 7,
      pattern: #"^[A-Z]{2}-\d{4}$"#
    ),
    ExampleColumn(
      name: "hexadecimal",
      values: numbers(300, seed: 6).map { String(format: "%016lx", $0 &* 77777) },
      pattern: "^[0-9a-f]{16}$"
    ),
    ExampleColumn(
      name: "padded",
      values: numbers(200, seed: 7).map { String(format: "%08d", $0 % 1_000_000) },
      maxLength: 8,
      pattern: #"^00\d{6}$"#
    ),
    ExampleColumn(
      name: "titles",
      values: names(500, seed: 8).map { "THE " + $0.uppercased() },
      pattern: "^THE [A-Z ]+$"
    ),
    ExampleColumn(name: "sentences", values: sentences(400, seed: 9), pattern: #"^[A-Za-z ]+\.?$"#),
    ExampleColumn(
      name: "greek",
      values: numbers(300, seed: 10).map { greek($0) },
      pattern: nil
    ),
    ExampleColumn(
      name: "ISO dates",
      values: numbers(300, seed: 11).map {
        String(format: "20%02d-%02d-%02d", $0 % 24, 1 + $0 / 7 % 12, 1 + $0 / 11 % 28)
      },
      pattern: #"^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$"#
    ),
    ExampleColumn(name: "a few", values: ["AB-0123", "CD-4567"], pattern: #"^[A-Z]{2}-\d{4}$"#),
    ExampleColumn(name: "one", values: ["Acme Incorporated"], pattern: "^[A-Z][a-z]+ [A-Z][a-z]+$"),
    ExampleColumn(name: "symbols", values: ["→", "↔↔", "…!"]),
    ExampleColumn(name: "empty text", values: ["", "x1", "y2"]),
    ExampleColumn(name: "nothing", values: []),
  ]

  static func numbers(_ count: Int, seed: UInt64) -> [Int] {
    var generator = SplitMix64(state: seed)
    var seen = Set<Int>()
    while seen.count < count { seen.insert(Int(generator.next() >> 24)) }
    return seen.sorted()
  }

  static func letters(_ number: Int, _ count: Int) -> String {
    var rest = number
    return (0..<count).map { _ in
      defer { rest /= 26 }
      return String(UnicodeScalar(UInt8(65 + rest % 26)))
    }.joined()
  }

  static func names(_ count: Int, seed: UInt64) -> [String] {
    let parts = ["Mar", "Jo", "El", "Tho", "San", "Wil", "Bren", "Lin", "Ker", "Os"]
    let ends = ["tin", "hanna", "ena", "mas", "dra", "helm", "dan", "da", "stin", "car"]
    return distinct(count, seed: seed) { random in
      let picks = (0..<4).map { _ in Int(random.next() % 10) }
      return parts[picks[0]] + ends[picks[1]] + " " + parts[picks[2]] + ends[picks[3]]
    }
  }

  static func sentences(_ count: Int, seed: UInt64) -> [String] {
    let words = "the a quick lazy brown dog fox jumps over under and sleeps near water".split(
      separator: " "
    )
    return distinct(count, seed: seed) { random in
      let length = 6 + Int(random.next() % 12)
      let middle = (0..<length).map { _ in String(words[Int(random.next() % UInt64(words.count))]) }
      return "Once " + middle.joined(separator: " ") + "."
    }
  }

  static func greek(_ number: Int) -> String {
    var rest = number
    return "Α"
      + (0..<(4 + number % 5)).map { _ in
        defer { rest /= 24 }
        return String(UnicodeScalar(UInt32(0x3B1 + rest % 17)).map(Character.init) ?? "α")
      }.joined()
  }

  private static func distinct(
    _ count: Int,
    seed: UInt64,
    make: (inout SplitMix64) -> String
  ) -> [String] {
    var generator = SplitMix64(state: seed)
    var seen = Set<String>()
    while seen.count < count { seen.insert(make(&generator)) }
    return seen.sorted()
  }
}
