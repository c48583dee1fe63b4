/// hstore, and the lexemes of tsvector.
extension Document {
  /// `"a"=>"1", "b"=>NULL` as an object of texts.
  init?(pairs text: String) {
    var reader = LiteralReader(text)
    var members: [(key: String, value: Document)] = []
    while !reader.isAtEnd {
      if !members.isEmpty {
        guard reader.take(UInt8(ascii: ",")), reader.take(UInt8(ascii: " ")) else { return nil }
      }
      guard let key = reader.item(until: [UInt8(ascii: "=")]), key.isQuoted,
        reader.take(UInt8(ascii: "=")), reader.take(UInt8(ascii: ">"))
      else { return nil }
      guard let value = reader.item(until: [UInt8(ascii: ",")], orEnd: true) else { return nil }
      members.append((key.text, value.isQuoted ? .string(value.text) : .null))
    }
    self = .object(members)
  }

  var pairs: String? {
    guard case .object(let members) = self else { return nil }
    return members.map { key, value in
      Self.quoted(key) + "=>" + (value.scalar.map(Self.quoted) ?? "NULL")
    }.joined(separator: ", ")
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { quoted += "\\" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  /// `'fox':3 'quick':2A` as a list of lexemes; where they stand in their text is not kept.
  init?(lexemes text: String) {
    var lexemes: [Document] = []
    let bytes = Array(text.utf8)
    var position = 0
    while position < bytes.count {
      guard bytes[position] == UInt8(ascii: "'") else { return nil }
      position += 1
      var lexeme: [UInt8] = []
      while position < bytes.count {
        let byte = bytes[position]
        position += 1
        if byte == UInt8(ascii: "'") {
          guard position < bytes.count, bytes[position] == byte else { break }
          position += 1
        } else if byte == UInt8(ascii: "\\"), position < bytes.count {
          lexeme.append(bytes[position])
          position += 1
          continue
        }
        lexeme.append(byte)
      }
      lexemes.append(.string(String(decoding: lexeme, as: UTF8.self)))
      while position < bytes.count, bytes[position] != UInt8(ascii: " ") { position += 1 }
      position += 1
    }
    self = .array(lexemes)
  }

  /// The lexemes with the places of a text in which each occurs once.
  var lexemes: String? {
    guard case .array(let items) = self else { return nil }
    var seen: Set<String> = []
    var texts: [String] = []
    for case .string(let lexeme) in items where !lexeme.isEmpty && seen.insert(lexeme).inserted {
      let escaped = lexeme.replacing("\\", with: "\\\\").replacing("'", with: "''")
      // Positions end at 16383.
      texts.append("'\(escaped)':\(min(texts.count + 1, 16_383))")
    }
    return texts.joined(separator: " ")
  }
}
