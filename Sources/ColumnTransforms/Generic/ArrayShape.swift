/// Makes array literals of one dimension like a column's own.
struct ArrayShape: Sendable {
  private let lengths: WeightedChoice
  private let elements: ScalarShape
  private let nullShare: Double
  private let invention: ScalarShape.Invention

  /// Literals with the units that hold each; arrays of several dimensions are left out.
  init(_ literals: [(text: String, units: Int)], element: String, k: Int) {
    var lengthCounts: [Int: Int] = [:]
    var counts: [String: Int] = [:]
    var nulls = 0
    var total = 0
    for (text, units) in literals {
      guard let parsed = Self.elements(of: text) else { continue }
      lengthCounts[parsed.count, default: 0] += units
      var seen = Set<String>()
      for element in parsed {
        total += units
        guard let element else {
          nulls += units
          continue
        }
        // A unit counts once for a value however often its array repeats it.
        if seen.insert(element).inserted { counts[element, default: 0] += units }
      }
    }
    lengths = WeightedChoice(counts: lengthCounts)
    nullShare = nulls >= k ? Double(nulls) / Double(max(1, total)) : 0
    invention =
      switch element {
      case "text", "varchar", "bpchar", "name", "citext": .text
      case "int2", "int4", "int8", "float4", "float8", "numeric": .number
      case "uuid": .uuid
      default: .none
      }
    elements = ScalarShape(
      counts.sorted { $0.key < $1.key }.map { ($0, $1) },
      invention: invention,
      k: k
    )
  }

  func make(_ random: inout TextRandom) -> String {
    guard !lengths.isEmpty else { return "{}" }
    let length = Int(lengths.draw(&random))
    var made: [String?] = []
    for _ in 0..<length {
      if nullShare > 0, random.unit() < nullShare {
        made.append(nil)
      } else if let element = elements.make(&random) {
        made.append(element)
      }
    }
    return Self.literal(made)
  }

  /// An array of one element that spells the ordinal; nil where elements cannot be invented.
  func makeUnique(_ ordinal: UInt64, salt: UInt64) -> String? {
    switch invention {
    case .text:
      guard ordinal < 1 << 62 else { return nil }
      let word = KeyedBijection(size: 1 << 62, key: salt)[ordinal]
      return Self.literal([String(word, radix: 36)])
    case .number: return ordinal < UInt64(Int16.max) ? Self.literal([String(ordinal)]) : nil
    case .uuid:
      var random = TextRandom(seed: mixed(ordinal ^ salt))
      let low = KeyedBijection(size: 1 << 62, key: salt)[ordinal & (1 << 62 - 1)]
      return Self.literal([UUIDKeys.random(random.next(), low << 2)])
    case .none: return nil
    }
  }

  static func literal(_ elements: [String?]) -> String {
    var literal = "{"
    for (place, element) in elements.enumerated() {
      if place > 0 { literal += "," }
      guard let element else {
        literal += "NULL"
        continue
      }
      let isPlain =
        !element.isEmpty && element.uppercased() != "NULL"
        && element.utf8.allSatisfy {
          isPlainByte($0)
        }
      if isPlain {
        literal += element
      } else {
        literal += "\""
        for scalar in element.unicodeScalars {
          if scalar == "\"" || scalar == "\\" { literal += "\\" }
          literal.unicodeScalars.append(scalar)
        }
        literal += "\""
      }
    }
    return literal + "}"
  }

  private static func isPlainByte(_ byte: UInt8) -> Bool {
    byte > 0x20 && !"{}\",\\".utf8.contains(byte)
  }

  /// The elements of a one-dimensional literal; nil for anything else.
  static func elements(of literal: String) -> [String?]? {
    let bytes = Array(literal.utf8)
    guard bytes.count >= 2, bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}")
    else { return nil }
    if bytes.count == 2 { return [] }
    var elements: [String?] = []
    var element: [UInt8] = []
    var isQuoted = false
    var wasQuoted = false
    var position = 1
    func finished() -> String? {
      let text = String(decoding: element, as: UTF8.self)
      return !wasQuoted && text.uppercased() == "NULL" ? nil : text
    }
    while position < bytes.count - 1 {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\\"):
        guard position < bytes.count - 1 else { return nil }
        element.append(bytes[position])
        position += 1
      case UInt8(ascii: "\""):
        isQuoted.toggle()
        wasQuoted = true
      case UInt8(ascii: ",") where !isQuoted:
        elements.append(finished())
        element = []
        wasQuoted = false
      case UInt8(ascii: "{") where !isQuoted, UInt8(ascii: "}") where !isQuoted:
        return nil
      default: element.append(byte)
      }
    }
    guard !isQuoted else { return nil }
    elements.append(finished())
    return elements
  }
}
