/// Arrays of PostgreSQL: `{…}` of any number of dimensions, composite values `(…)`.
///
/// A list from 1 is a list; anything else is an object of its shape (`[0:2][1:2]`) and its items in order.
extension Document {
  init?(array text: String, of element: DocumentForm, _ delimiter: UInt8) {
    guard let literal = ArrayLiteral(text, delimiter: delimiter) else { return nil }
    var items: [Document] = []
    for item in literal.items {
      guard let item else {
        items.append(.null)
        continue
      }
      guard let document = element.read(item) else { return nil }
      items.append(document)
    }
    self =
      literal.lowerBounds.count <= 1 && literal.lowerBounds.allSatisfy { $0 == 1 }
      ? .array(items) : .object([("shape", .string(literal.shape)), ("items", .array(items))])
  }

  func array(of element: DocumentForm, _ delimiter: UInt8) -> String? {
    var literal = ArrayLiteral(items: [])
    var items: [Document] = []
    switch self {
    case .array(let list): items = list
    case .object:
      guard let shape = self["shape"]?.text, case .array(let list)? = self["items"] else {
        return nil
      }
      literal.setShape(shape)
      let count = literal.lengths.reduce(1, *)
      guard !list.isEmpty || count == 0 else { return nil }
      // Shape and items are drawn apart; the shape decides.
      items = (0..<count).map { list[$0 % list.count] }
    default: return nil
    }
    for item in items {
      if case .null = item {
        literal.items.append(nil)
      } else {
        guard let text = element.write(item) else { return nil }
        literal.items.append(text)
      }
    }
    return literal.text(delimiter: delimiter)
  }

  /// A composite value, an object of its fields.
  init?(composite text: String, of fields: [DocumentForm.Field]) {
    var reader = LiteralReader(text)
    guard reader.take(UInt8(ascii: "(")) else { return nil }
    var members: [(key: String, value: Document)] = []
    for (place, field) in fields.enumerated() {
      let end = UInt8(ascii: place == fields.count - 1 ? ")" : ",")
      guard let item = reader.item(until: [end]), reader.take(end) else { return nil }
      // Nothing at all is NULL; the empty text is quoted.
      guard !item.text.isEmpty || item.isQuoted else {
        members.append((field.name, .null))
        continue
      }
      guard let document = field.form.read(item.text) else { return nil }
      members.append((field.name, document))
    }
    guard reader.isAtEnd else { return nil }
    self = .object(members)
  }

  func composite(of fields: [DocumentForm.Field]) -> String? {
    guard case .object(let members) = self else { return nil }
    var text = "("
    for (place, field) in fields.enumerated() {
      if place > 0 { text += "," }
      guard let value = members.first(where: { $0.key == field.name })?.value else { continue }
      if case .null = value { continue }
      guard let written = field.form.write(value) else { return nil }
      text += LiteralReader.quoted(written)
    }
    return text + ")"
  }
}

/// The elements of an array, with the bounds of its dimensions.
struct ArrayLiteral {
  var items: [String?] = []
  private(set) var lowerBounds: [Int] = []
  private(set) var lengths: [Int] = []

  init(items: [String?]) {
    self.items = items
  }

  init?(_ text: String, delimiter: UInt8) {
    var reader = LiteralReader(text)
    if let mark = text.firstIndex(of: "="), text.hasPrefix("[") {
      setShape(String(text[..<mark]))
      reader = LiteralReader(String(text[text.index(after: mark)...]))
    }
    var found: [Int] = []
    guard list(&reader, depth: 0, lengths: &found, delimiter), reader.isAtEnd else { return nil }
    if items.isEmpty { found = [] }
    guard lengths.isEmpty || lengths == found else { return nil }
    if lengths.isEmpty {
      lengths = found
      lowerBounds = found.map { _ in 1 }
    }
  }

  private mutating func list(
    _ reader: inout LiteralReader,
    depth: Int,
    lengths: inout [Int],
    _ delimiter: UInt8
  ) -> Bool {
    guard reader.take(UInt8(ascii: "{")) else { return false }
    if lengths.count == depth { lengths.append(0) }
    if reader.take(UInt8(ascii: "}")) { return true }
    var count = 0
    while true {
      count += 1
      if reader.next == UInt8(ascii: "{") {
        guard list(&reader, depth: depth + 1, lengths: &lengths, delimiter) else { return false }
      } else {
        guard let item = reader.item(until: [delimiter, UInt8(ascii: "}")]) else { return false }
        items.append(!item.isQuoted && item.text.uppercased() == "NULL" ? nil : item.text)
      }
      if reader.take(UInt8(ascii: "}")) { break }
      guard reader.take(delimiter) else { return false }
    }
    lengths[depth] = count
    return true
  }

  /// `[1:2][0:4]`.
  var shape: String {
    zip(lowerBounds, lengths).map { "[\($0):\($0 + $1 - 1)]" }.joined()
  }

  mutating func setShape(_ text: String) {
    lowerBounds = []
    lengths = []
    for bounds in text.split(whereSeparator: { $0 == "[" || $0 == "]" }) {
      let ends = bounds.split(separator: ":").map { Int($0) ?? 1 }
      guard ends.count == 2, ends[1] >= ends[0] else { continue }
      lowerBounds.append(ends[0])
      lengths.append(ends[1] - ends[0] + 1)
    }
  }

  func text(delimiter: UInt8 = UInt8(ascii: ",")) -> String {
    guard !items.isEmpty else { return "{}" }
    let separator = String(UnicodeScalar(delimiter))
    var level = items.map { item in
      item.map { LiteralReader.quoted($0, sparing: delimiter) } ?? "NULL"
    }
    for length in lengths.dropFirst().reversed() {
      level = stride(from: 0, to: level.count, by: max(1, length)).map { start in
        "{" + level[start..<min(start + length, level.count)].joined(separator: separator) + "}"
      }
    }
    let body = "{" + level.joined(separator: separator) + "}"
    return lowerBounds.allSatisfy { $0 == 1 } ? body : shape + "=" + body
  }
}

/// Reads items that may be quoted, as arrays, composite values and ranges write them.
struct LiteralReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { position == bytes.count }

  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  mutating func take(anyOf set: [UInt8]) -> UInt8? {
    guard let byte = next, set.contains(byte) else { return nil }
    position += 1
    return byte
  }

  /// Everything up to an unquoted byte of `ends`, which must come unless the text may end instead.
  mutating func item(
    until ends: [UInt8],
    orEnd mayEnd: Bool = false
  ) -> (text: String, isQuoted: Bool)? {
    var content: [UInt8] = []
    var isInside = false
    var isQuoted = false
    while let byte = next {
      if !isInside, ends.contains(byte) {
        return (String(decoding: content, as: UTF8.self), isQuoted)
      }
      position += 1
      switch byte {
      case UInt8(ascii: "\\"):
        guard let escaped = next else { return nil }
        content.append(escaped)
        position += 1
      case UInt8(ascii: "\""):
        // Composite values and ranges double the quote.
        if isInside, next == UInt8(ascii: "\"") {
          content.append(byte)
          position += 1
        } else {
          isInside.toggle()
          isQuoted = true
        }
      default: content.append(byte)
      }
    }
    return mayEnd && !isInside ? (String(decoding: content, as: UTF8.self), isQuoted) : nil
  }

  /// The text with quotes where any of the literals needs them.
  static func quoted(_ text: String, sparing delimiter: UInt8 = UInt8(ascii: ",")) -> String {
    let isPlain =
      !text.isEmpty && text.uppercased() != "NULL"
      && text.utf8.allSatisfy { byte in
        byte > 0x20 && byte != delimiter && !"{}()[]\",;\\".utf8.contains(byte)
      }
    guard !isPlain else { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { quoted += "\\" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
