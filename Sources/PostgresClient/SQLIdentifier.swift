/// A name of a database object that is always written quoted.
package struct SQLIdentifier: Hashable, Sendable, CustomStringConvertible {
  package let name: String

  /// Takes the name as the catalogs store it.
  package init(_ name: String) {
    self.name = name
  }

  /// The name in double quotes, quotes inside doubled.
  package var quoted: String {
    var result = "\""
    // By scalars: a quote followed by a combining mark is one Character, but still a quote to SQL.
    for scalar in name.unicodeScalars {
      if scalar == "\"" { result.unicodeScalars.append(scalar) }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }

  package var description: String { quoted }

  /// `"schema"."name"`, or `"name"` where the schema is empty.
  package static func qualified(_ schema: String, _ name: String) -> String {
    schema.isEmpty
      ? SQLIdentifier(name).quoted
      : SQLIdentifier(schema).quoted + "." + SQLIdentifier(name).quoted
  }
}

/// A string constant of a statement that cannot take parameters, such as DDL.
package struct SQLLiteral: Hashable, Sendable, CustomStringConvertible {
  package let text: String

  /// Takes the text that the constant shall have as its value.
  package init(_ text: String) {
    self.text = text
  }

  /// The text in single quotes, in the `E''` form when it holds a backslash, so that it reads the same
  /// whatever `standard_conforming_strings` says.
  package var quoted: String {
    var result = text.utf8.contains(UInt8(ascii: "\\")) ? "E'" : "'"
    for scalar in text.unicodeScalars {
      if scalar == "'" || scalar == "\\" { result.unicodeScalars.append(scalar) }
      result.unicodeScalars.append(scalar)
    }
    return result + "'"
  }

  package var description: String { quoted }
}
