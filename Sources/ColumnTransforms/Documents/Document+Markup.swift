/// XML as objects: `@name` for attributes, `#text` for text, a list for each kind of child element.
///
/// The root element is an object of one member, its name. Comments, processing instructions and the order
/// between children of different names are not kept.
extension Document {
  init?(markup text: String) {
    var reader = MarkupReader(text)
    guard let root = reader.document() else { return nil }
    self = .object([(root.name, root.content)])
  }

  var markup: String? {
    guard case .object(let roots) = self, let root = roots.first else { return nil }
    var text = ""
    guard root.value.appendElement(root.key, to: &text) else { return nil }
    return text
  }

  private func appendElement(_ name: String, to text: inout String) -> Bool {
    guard Self.isName(name), case .object(let members) = self else { return false }
    text += "<" + name
    var content = ""
    for (key, value) in members {
      if key.hasPrefix("@") {
        let attribute = String(key.dropFirst())
        guard Self.isName(attribute), let value = value.scalar else { continue }
        text += " \(attribute)=\"\(Self.escaped(value))\""
      } else if key == "#text" {
        content += Self.escaped(value.scalar ?? "")
      } else if case .array(let children) = value {
        for child in children where !child.appendElement(key, to: &content) { return false }
      }
    }
    text += content.isEmpty ? "/>" : ">\(content)</\(name)>"
    return true
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, isLetter(first) || first == "_" else {
      return false
    }
    return text.unicodeScalars.allSatisfy {
      isLetter($0) || isDigit($0) || "_-.:".unicodeScalars.contains($0)
    }
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      // XML has no way to write control characters.
      case _ where scalar.value < 0x20 && !"\t\n\r".unicodeScalars.contains(scalar): escaped += " "
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

/// Reads well-formed XML without a document type of its own.
private struct MarkupReader {
  private static let maximumDepth = 100

  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  private func starts(with text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    return position + length <= bytes.count
      && text.withUTF8Buffer { $0.elementsEqual(bytes[position..<position + length]) }
  }

  /// Moves behind the next occurrence; false where there is none.
  private mutating func skip(past text: StaticString) -> Bool {
    while position < bytes.count {
      if starts(with: text) {
        position += text.utf8CodeUnitCount
        return true
      }
      position += 1
    }
    return false
  }

  private mutating func skipBlanks() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }

  /// Moves over comments, instructions and the declaration.
  private mutating func skipAsides() -> Bool {
    while true {
      skipBlanks()
      if starts(with: "<!--") {
        guard skip(past: "-->") else { return false }
      } else if starts(with: "<?") {
        guard skip(past: "?>") else { return false }
      } else {
        return true
      }
    }
  }

  mutating func document() -> (name: String, content: Document)? {
    guard skipAsides(), let root = element(depth: 0), skipAsides(), position == bytes.count else {
      return nil
    }
    return root
  }

  private mutating func name() -> String? {
    let start = position
    while position < bytes.count, !" \t\r\n/>=<".utf8.contains(bytes[position]) { position += 1 }
    return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
  }

  private mutating func element(depth: Int) -> (name: String, content: Document)? {
    guard depth < Self.maximumDepth, starts(with: "<"), !starts(with: "<!") else { return nil }
    position += 1
    guard let name = name() else { return nil }
    var members: [(key: String, value: Document)] = []
    while true {
      skipBlanks()
      if starts(with: "/>") {
        position += 2
        return (name, .object(members))
      }
      if starts(with: ">") {
        position += 1
        break
      }
      guard let attribute = attribute() else { return nil }
      members.append(attribute)
    }
    guard let content = content(of: name, depth: depth) else { return nil }
    return (name, .object(members + content))
  }

  private mutating func attribute() -> (key: String, value: Document)? {
    guard let name = name() else { return nil }
    skipBlanks()
    guard starts(with: "=") else { return nil }
    position += 1
    skipBlanks()
    guard position < bytes.count, "\"'".utf8.contains(bytes[position]) else { return nil }
    let quote = bytes[position]
    position += 1
    let start = position
    while position < bytes.count, bytes[position] != quote { position += 1 }
    guard position < bytes.count else { return nil }
    defer { position += 1 }
    return ("@" + name, .string(Self.plain(bytes[start..<position])))
  }

  /// Text and children up to the end tag.
  private mutating func content(
    of name: String,
    depth: Int
  ) -> [(key: String, value: Document)]? {
    var text = ""
    var children: [(name: String, elements: [Document])] = []
    while position < bytes.count {
      if starts(with: "</") {
        position += 2
        guard self.name() == name, skip(past: ">") else { return nil }
        var members: [(key: String, value: Document)] = []
        // Blanks between elements are layout.
        let isLayout = !children.isEmpty && text.allSatisfy(\.isWhitespace)
        if !text.isEmpty, !isLayout { members.append(("#text", .string(text))) }
        return members + children.map { ($0.name, .array($0.elements)) }
      }
      if starts(with: "<!--") {
        guard skip(past: "-->") else { return nil }
      } else if starts(with: "<?") {
        guard skip(past: "?>") else { return nil }
      } else if starts(with: "<![CDATA[") {
        position += 9
        let start = position
        guard skip(past: "]]>") else { return nil }
        text += String(decoding: bytes[start..<(position - 3)], as: UTF8.self)
      } else if starts(with: "<") {
        guard let child = element(depth: depth + 1) else { return nil }
        if let place = children.firstIndex(where: { $0.name == child.name }) {
          children[place].elements.append(child.content)
        } else {
          children.append((child.name, [child.content]))
        }
      } else {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") { position += 1 }
        text += Self.plain(bytes[start..<position])
      }
    }
    return nil
  }

  /// The characters behind the predefined and numbered entities.
  private static func plain(_ bytes: ArraySlice<UInt8>) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.contains("&") else { return text }
    var plain = ""
    var rest = text[...]
    while let mark = rest.firstIndex(of: "&") {
      plain += rest[..<mark]
      rest = rest[mark...]
      guard let end = rest.firstIndex(of: ";") else { break }
      let entity = rest[rest.index(after: mark)..<end]
      switch entity {
      case "amp": plain += "&"
      case "lt": plain += "<"
      case "gt": plain += ">"
      case "quot": plain += "\""
      case "apos": plain += "'"
      default:
        let digits = entity.dropFirst(entity.hasPrefix("#x") ? 2 : 1)
        let code = UInt32(digits, radix: entity.hasPrefix("#x") ? 16 : 10)
        if let scalar = code.flatMap(Unicode.Scalar.init) { plain.unicodeScalars.append(scalar) }
      }
      rest = rest[rest.index(after: end)...]
    }
    return plain + rest
  }
}
