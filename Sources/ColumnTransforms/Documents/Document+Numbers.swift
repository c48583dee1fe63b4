/// Values that are numbers between punctuation, such as points, polygons and vectors.
extension Document {
  /// Numbers that get a path of their own; longer values are lists.
  private static let mostPlaces = 16
  private static let hole = "\u{1}"

  init?(numbers text: String) {
    let (pieces, numbers) = Self.split(text)
    // Letters between the numbers would be content, not form.
    guard !numbers.isEmpty,
      !pieces.contains(where: { piece in piece.unicodeScalars.contains(where: isLetter) })
    else { return nil }
    var members: [(key: String, value: Document)] = [
      ("form", .string(pieces.joined(separator: Self.hole)))
    ]
    if numbers.count <= Self.mostPlaces {
      for (place, number) in numbers.enumerated() {
        members.append((String(place + 1), .number(number)))
      }
    } else {
      members.append(("items", .array(numbers.map { .number($0) })))
    }
    self = .object(members)
  }

  var numbers: String? {
    guard let form = self["form"]?.text else { return nil }
    let pieces = form.split(separator: Self.hole, omittingEmptySubsequences: false)
    var numbers: [String] = []
    if case .array(let items)? = self["items"] {
      numbers = items.compactMap(\.text)
      guard !numbers.isEmpty else { return nil }
    } else {
      for place in 1..<pieces.count {
        guard let number = self[String(place)]?.text else { return nil }
        numbers.append(number)
      }
      // A segment with its ends the wrong way round is refused.
      if form.contains(".."), numbers.count == 2,
        let low = Double(numbers[0]), let high = Double(numbers[1]), low > high
      {
        numbers.swapAt(0, 1)
      }
    }
    var text = String(pieces[0])
    for place in 1..<pieces.count {
      text += numbers[(place - 1) % numbers.count]
      text += pieces[place]
    }
    return text
  }

  private static func split(_ text: String) -> (pieces: [String], numbers: [String]) {
    var pieces: [String] = [""]
    var numbers: [String] = []
    let bytes = Array(text.utf8)
    var position = 0
    func isDigit(_ place: Int) -> Bool {
      place < bytes.count && (0x30...0x39).contains(bytes[place])
    }
    while position < bytes.count {
      let start = position
      if bytes[position] == UInt8(ascii: "-") { position += 1 }
      let digits = position
      while isDigit(position) { position += 1 }
      guard position > digits else {
        position = start + 1
        pieces[pieces.count - 1] += String(decoding: bytes[start..<position], as: UTF8.self)
        continue
      }
      if position < bytes.count, bytes[position] == UInt8(ascii: "."), isDigit(position + 1) {
        position += 1
        while isDigit(position) { position += 1 }
      }
      if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
        let exponent = bytes[(position + 1)...].prefix {
          (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+")
        }
        position = exponent.isEmpty ? position : exponent.endIndex
      }
      numbers.append(String(decoding: bytes[start..<position], as: UTF8.self))
      pieces.append("")
    }
    return (pieces, numbers)
  }
}
