/// Cuts SQL text into tokens; joined again they give the same text.
package struct SQLTokenizer {
  private let bytes: [UInt8]
  private var position = 0

  package static func tokens(of text: String) -> [SQLToken] {
    var tokenizer = SQLTokenizer(bytes: Array(text.utf8))
    var tokens: [SQLToken] = []
    while let token = tokenizer.next() { tokens.append(token) }
    return tokens
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private func byte(at offset: Int) -> UInt8? {
    let index = position + offset
    return index < bytes.count ? bytes[index] : nil
  }

  private func starts(with text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard position + count <= bytes.count else { return false }
    return (0..<count).allSatisfy { bytes[position + $0] == text.utf8Start[$0] }
  }

  private mutating func next() -> SQLToken? {
    guard let first = byte(at: 0) else { return nil }
    let start = position
    let kind = scan(first)
    return SQLToken(kind: kind, text: String(decoding: bytes[start..<position], as: UTF8.self))
  }

  /// Moves past one token.
  private mutating func scan(_ first: UInt8) -> SQLToken.Kind {
    if Self.isSpace(first) || starts(with: "--") || starts(with: "/*") {
      skipTrivia()
      return .trivia
    }
    if first == UInt8(ascii: "\"") {
      skipQuoted(first, escapes: false)
      return .quotedName
    }
    if first == UInt8(ascii: "'") {
      skipQuoted(first, escapes: false)
      return .string
    }
    if let prefix = prefixLength() {
      let mark = bytes[position + prefix]
      position += prefix
      skipQuoted(mark, escapes: bytes[position - 1] | 32 == UInt8(ascii: "e"))
      return mark == UInt8(ascii: "\"") ? .quotedName : .string
    }
    if first == UInt8(ascii: "$"), let tag = dollarTagLength() {
      skipDollarString(tag)
      return .dollarString
    }
    if Self.isNameStart(first) {
      while let byte = byte(at: 0), Self.isNamePart(byte) { position += 1 }
      return .word
    }
    if Self.isDigit(first) {
      while let byte = byte(at: 0), Self.isNamePart(byte) || byte == UInt8(ascii: ".") {
        position += 1
      }
      return .number
    }
    guard Self.isOperator(first) else {
      position += 1
      return .punctuation
    }
    while let byte = byte(at: 0), Self.isOperator(byte), !starts(with: "--"), !starts(with: "/*") {
      position += 1
    }
    return .operatorSymbol
  }

  private mutating func skipTrivia() {
    while let first = byte(at: 0) {
      if Self.isSpace(first) {
        position += 1
      } else if starts(with: "--") {
        while let byte = byte(at: 0), byte != UInt8(ascii: "\n") { position += 1 }
      } else if starts(with: "/*") {
        skipBlockComment()
      } else {
        return
      }
    }
  }

  /// Block comments nest in SQL.
  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      if starts(with: "/*") {
        depth += 1
        position += 2
      } else if starts(with: "*/") {
        depth -= 1
        position += 2
      } else {
        position += 1
      }
    } while depth > 0 && position < bytes.count
    position = min(position, bytes.count)
  }

  private mutating func skipQuoted(_ mark: UInt8, escapes: Bool) {
    position += 1
    while let byte = byte(at: 0) {
      if escapes, byte == UInt8(ascii: "\\") {
        position += 2
        continue
      }
      position += 1
      guard byte == mark else { continue }
      guard self.byte(at: 0) == mark else { return }
      position += 1
    }
    position = min(position, bytes.count)
  }

  /// The length of `E`, `B`, `X`, `N` or `U&` where a quotation mark follows.
  private func prefixLength() -> Int? {
    guard let first = byte(at: 0), let second = byte(at: 1) else { return nil }
    let letter = first | 32
    let quote = UInt8(ascii: "'")
    if [UInt8(ascii: "e"), UInt8(ascii: "b"), UInt8(ascii: "x"), UInt8(ascii: "n")].contains(letter)
    {
      return second == quote ? 1 : nil
    }
    guard letter == UInt8(ascii: "u"), second == UInt8(ascii: "&"), let third = byte(at: 2) else {
      return nil
    }
    return third == quote || third == UInt8(ascii: "\"") ? 2 : nil
  }

  /// The length of `$tag$` with both dollar signs.
  private func dollarTagLength() -> Int? {
    var length = 1
    while let byte = byte(at: length) {
      if byte == UInt8(ascii: "$") { return length + 1 }
      guard Self.isNamePart(byte), length > 1 || !Self.isDigit(byte) else { return nil }
      length += 1
    }
    return nil
  }

  private mutating func skipDollarString(_ tagLength: Int) {
    let tag = bytes[position..<position + tagLength]
    position += tagLength
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "$"), bytes[position...].starts(with: tag) {
        position += tagLength
        return
      }
      position += 1
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  private static func isNameStart(_ byte: UInt8) -> Bool {
    (97...122).contains(byte | 32) || byte == UInt8(ascii: "_") || byte >= 128
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    isNameStart(byte) || isDigit(byte) || byte == UInt8(ascii: "$")
  }

  private static func isOperator(_ byte: UInt8) -> Bool { operators.contains(byte) }

  private static let operators = Set("+-*/<>=~!@#%^&|`?".utf8)
}
