/// Makes values that are numbers between fixed punctuation, such as points, circles and vectors.
struct NumberTemplate: Sendable {
  private static let maximumNumbers = 4096

  private let pieces: [String]
  private let slots: [NumberShape]

  /// Learns from the values of the most frequent form; nil when they hold no numbers.
  init?(_ values: [(text: String, units: Int)], k: Int) {
    var forms: [String: [(pieces: [String], numbers: [String], units: Int)]] = [:]
    for (text, units) in values {
      let (pieces, numbers) = Self.split(text)
      guard !numbers.isEmpty, numbers.count <= Self.maximumNumbers else { continue }
      forms[pieces.joined(separator: "\u{1}"), default: []].append((pieces, numbers, units))
    }
    guard
      let members = forms.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) })?.value,
      let example = members.first
    else { return nil }
    // Letters between the numbers would be content, not form.
    guard
      example.pieces.allSatisfy({ piece in !piece.unicodeScalars.contains(where: isLetter) })
    else { return nil }
    pieces = example.pieces
    var slots: [NumberShape] = []
    for place in example.numbers.indices {
      var counts: [String: Int] = [:]
      for member in members { counts[member.numbers[place], default: 0] += member.units }
      let sorted = counts.sorted { $0.key < $1.key }.map { (text: $0.key, units: $0.value) }
      guard let shape = NumberShape(sorted, k: k) else { return nil }
      slots.append(shape)
    }
    self.slots = slots
  }

  private static func split(_ text: String) -> (pieces: [String], numbers: [String]) {
    var pieces: [String] = [""]
    var numbers: [String] = []
    let bytes = Array(text.utf8)
    var position = 0
    while position < bytes.count {
      let start = position
      if bytes[position] == UInt8(ascii: "-") { position += 1 }
      let digits = position
      while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
      if position > digits {
        if position + 1 < bytes.count, bytes[position] == UInt8(ascii: "."),
          (0x30...0x39).contains(bytes[position + 1])
        {
          position += 1
          while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
          let exponent = bytes[(position + 1)...].prefix {
            (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+")
          }
          position = exponent.isEmpty ? position : exponent.endIndex
        }
        numbers.append(String(decoding: bytes[start..<position], as: UTF8.self))
        pieces.append("")
      } else {
        position = start + 1
        pieces[pieces.count - 1] += String(decoding: bytes[start..<position], as: UTF8.self)
      }
    }
    return (pieces, numbers)
  }

  func make(_ random: inout TextRandom) -> String {
    var text = pieces[0]
    for (place, slot) in slots.enumerated() {
      text += slot.make(&random)
      text += pieces[place + 1]
    }
    return text
  }
}
