package import Metadata

/// The metadata as a Mermaid `erDiagram`.
package enum MermaidDiagram {
  package static func render(_ metadata: DatabaseMetadata) -> String {
    var lines = ["erDiagram"]
    var identifiers: [TableID: String] = [:]
    for (index, table) in metadata.tables.enumerated() {
      let identifier = "t\(index + 1)"
      identifiers[table.id] = identifier
      lines.append("  \(identifier)[\"\(text(table.id.description))\"] {")
      lines += table.columns.map { "    \(attribute($0, of: table))" }
      lines.append("  }")
    }
    for key in metadata.relationships {
      guard let child = metadata[key.child], let parent = identifiers[key.parent],
        let childIdentifier = identifiers[key.child]
      else { continue }
      let isOptional = child.mayBeNull(key.childColumns)
      let isUnique = child.allKeys.contains {
        $0.predicate == nil && !$0.hasExpressions && Set($0.columns).isSubset(of: key.childColumns)
      }
      let line =
        "\(parent) \(isOptional ? "|o" : "||")--\(isUnique ? "o|" : "o{") \(childIdentifier)"
      lines.append("  \(line) : \"\(text(key.childColumns.joined(separator: ", ")))\"")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func attribute(_ column: Column, of table: Table) -> String {
    var keys: [String] = []
    if table.primaryKey?.columns.contains(column.name) == true { keys.append("PK") }
    if table.foreignKeys.contains(where: { $0.childColumns.contains(column.name) }) {
      keys.append("FK")
    }
    if table.uniqueKeys.contains(where: { $0.columns == [column.name] && $0.predicate == nil }) {
      keys.append("UK")
    }
    let type =
      switch column.type.form {
      case .array(let element): word(element) + "[]"
      default: word(column.type.baseName)
      }
    let name = word(column.name)
    var line = "\(type) \(name)"
    if !keys.isEmpty { line += " " + keys.joined(separator: ", ") }
    // Mermaid takes only words as names, so that the real one goes into the remark.
    if name != column.name { line += " \"\(text(column.name))\"" }
    return line
  }

  /// Letters, digits and underscores of ASCII, starting with a letter: what every Mermaid version takes.
  private static func word(_ name: String) -> String {
    let scalars = name.unicodeScalars.map { scalar -> String in
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9") ~= scalar)
      return isPlain || scalar == "_" ? String(Character(scalar)) : "_"
    }
    let word = scalars.joined()
    guard let first = word.unicodeScalars.first, first.properties.isAlphabetic else {
      return "c" + word
    }
    return word
  }

  /// Text inside double quotes; Mermaid writes marks that would end or break it as entity codes.
  private static func text(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "#quot;"
      case "#": "#35;"
      case "%": "#37;"
      case ";": "#59;"
      case "\\": "#92;"
      case "<": "#lt;"
      case ">": "#gt;"
      case _ where scalar.properties.generalCategory == .control: " "
      default: String(Character(scalar))
      }
    }.joined()
  }
}
