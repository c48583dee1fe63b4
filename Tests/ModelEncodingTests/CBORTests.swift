import Testing

@testable import ModelEncoding

/// A value with all that models are made of.
private struct Sample: Codable, Equatable {
  enum Choice: Codable, Equatable {
    case nothing
    case number(Double)
    indirect case nested(Choice, depth: Int)
  }

  final class Node: Codable, Equatable {
    let name: String
    let next: Node?

    init(name: String, next: Node?) {
      self.name = name
      self.next = next
    }

    static func == (left: Node, right: Node) -> Bool {
      left.name == right.name && left.next == right.next
    }
  }

  var text = "Zoë\n\u{0}"
  var flag = true
  var small: Int8 = -7
  var large = UInt64.max
  var low = Int64.min
  var real = 0.1
  var single: Float = 1.5
  var none: Int?
  var some: Int? = 3
  var bytes: [UInt8] = [0, 255]
  var codes: [Int32] = [-1, 300, 70_000]
  var wide: [UInt64] = [0, .max]
  var reals: [Double] = [0.1, -0.0, .infinity]
  var halves: [Double] = [0.5, 1e30]
  var wholes: [Double] = [1, -2, 3]
  var floats: [Float] = [0.1, 2]
  var flags = [true, false]
  var texts: [String?] = ["a", nil, ""]
  var empty: [Double] = []
  var range = 1.5...2.5
  var set: Set<String> = ["b", "a", "c"]
  var byText = ["z": [Int32(1)], "a": []]
  var byNumber: [Int32: String] = [3: "c", 1: "a", 2: "b"]
  var bySet: [Set<Int>: Int] = [[2, 1]: 1, []: 2]
  var choices: [Choice] = [.nothing, .number(.nan), .nested(.number(2), depth: 1)]
  var node = Node(name: "first", next: Node(name: "last", next: nil))

  // No number is equal to itself that is none.
  static func == (left: Sample, right: Sample) -> Bool { "\(left.parts)" == "\(right.parts)" }

  private var parts: [Any] {
    [
      text, flag, small, large, low, real, single, none as Any, some as Any, bytes, codes, wide,
      reals, halves, wholes, floats, flags, texts, empty, range, set.sorted(),
      byText.sorted { $0.key < $1.key }, byNumber.sorted { $0.key < $1.key },
      bySet.map { "\($0.key.sorted()) \($0.value)" }.sorted(), choices, node.name,
      node.next?.name as Any,
    ]
  }
}

struct CBORTests {
  @Test
  func `what is encoded is decoded as it was`() throws {
    let bytes = try CBOREncoder.encode(Sample())
    let decoded = try CBORDecoder.decode(Sample.self, from: bytes)
    #expect(decoded == Sample())
    #expect(decoded.reals[1].sign == .minus)
    #expect(try CBOREncoder.encode(decoded) == bytes)
  }

  /// Appendix A of RFC 8949, and RFC 8746 for the last ones.
  @Test(
    arguments: [
      (CBORValue(0), "00"), (CBORValue(23), "17"), (CBORValue(24), "1818"),
      (CBORValue(1000), "1903e8"), (CBORValue(1_000_000_000_000), "1b000000e8d4a51000"),
      (.unsigned(.max), "1bffffffffffffffff"), (CBORValue(-1), "20"), (CBORValue(-1000), "3903e7"),
      (.real(1.1), "fb3ff199999999999a"), (.real(100_000), "fa47c35000"),
      (.real(.infinity), "fa7f800000"), (.bool(false), "f4"), (.null, "f6"),
      (.bytes([1, 2, 3, 4]), "4401020304"), (.text("IETF"), "6449455446"), (.text("ü"), "62c3bc"),
      (.list([CBORValue(1), .list([CBORValue(2), CBORValue(3)])]), "8201820203"),
      (.map(["a": CBORValue(1), "b": .list([])]), "a26161016162 80"),
      (.numbers(PackedNumbers([1, 2] as [UInt64])), "d840420102"),
      (.numbers(PackedNumbers([-1, 2] as [Int64])), "d84842ff02"),
      (.numbers(PackedNumbers([258] as [UInt64])), "d845420201"),
      (.numbers(PackedNumbers([0.5])), "d855440000003f"),
    ]
  )
  func `items are written as the standard says`(value: CBORValue, hexadecimal: String) throws {
    let bytes = value.encoded
    let text = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    #expect(text == hexadecimal.filter { $0 != " " })
    #expect(try CBORReader.value(of: bytes[...]) == value)
  }

  @Test
  func `a reader passes over what it does not know`() throws {
    struct Later: Encodable {
      var name = "a"
      var news = ["x": [1, 2]]
    }
    struct Earlier: Decodable, Equatable {
      var name: String
      var gone: Int?
    }
    let bytes = try CBOREncoder.encode(Later())
    #expect(try CBORDecoder.decode(Earlier.self, from: bytes) == Earlier(name: "a", gone: nil))
  }

  @Test(
    arguments: [
      ([], "it ends too early"),
      ([0x01, 0x02], "bytes follow the end"),
      ([0x9A, 0xFF, 0xFF, 0xFF, 0xFF], "it ends too early"),
      ([0x5B] + [UInt8](repeating: 0xFF, count: 8), "it ends too early"),
      ([0xA1, 0x01, 0x01], "a key is no text"),
      ([0xA2, 0x61, 0x61, 0x01, 0x61, 0x61, 0x02], "key a is there twice"),
      ([0x61, 0xFF], "a text is no UTF-8"),
      ([0xD8, 0x56, 0x41, 0x00], "packed numbers are incomplete"),
      ([0x9F, 0xFF], "an item of an unknown kind"),
      ([UInt8](repeating: 0x81, count: 100_000), "more than 256 levels"),
    ] as [([UInt8], String)]
  )
  func `bytes without sense are refused`(bytes: [UInt8], problem: String) {
    #expect(throws: ModelEncodingError(.malformed, problem)) {
      try CBORDecoder.decode(Sample.self, from: bytes)
    }
  }

  @Test
  func `a value of another type is refused with its place and without itself`() throws {
    struct Text: Encodable { var codes = ["secret"] }
    struct Codes: Decodable { var codes: [Int32] }
    let bytes = try CBOREncoder.encode(Text())
    #expect(
      throws: ModelEncodingError(.malformed, "a list where integers of 32 bits should be at codes")
    ) {
      try CBORDecoder.decode(Codes.self, from: bytes)
    }
  }

  @Test
  func `no change of a byte makes the decoder stop`() throws {
    let bytes = try CBOREncoder.encode(Sample())
    for place in bytes.indices {
      for change in [1, 0x20, 0x80, 0xFF] as [UInt8] {
        var changed = bytes
        changed[place] ^= change
        // Some changes leave a sample; what counts is that all of them are looked at.
        _ = try? CBORDecoder.decode(Sample.self, from: changed)
      }
    }
  }
}
