package import Metadata

/// Undeclared relationships for people, ready to be pasted into `pgsynth.yaml`.
package enum RelationshipText {
  package static func render(_ relationships: [UndeclaredRelationship]) -> String {
    guard !relationships.isEmpty else {
      return "Undeclared relationships: none found in names and values.\n"
    }
    let proven = relationships.filter(\.isBorneOut)
    let named = relationships.filter { !$0.isBorneOut }
    var lines: [String] = []
    if !proven.isEmpty {
      lines.append("Undeclared relationships, by names and values:")
      lines += proven.map { "  \(description(of: $0.key)): \(words($0.support))" }
    }
    if !named.isEmpty {
      lines.append("By names alone, without values to compare:")
      lines += named.map { "  \(description(of: $0.key))" }
    }
    lines.append("")
    lines.append("To use them in every clone, add to pgsynth.yaml:")
    lines.append("")
    lines += yaml(proven.map(\.key), commented: named.map(\.key))
    return lines.joined(separator: "\n") + "\n"
  }

  /// `public.orders (customer_id) → public.customers (id)`.
  package static func description(of key: ForeignKey) -> String {
    let kind = key.condition.map { " where \($0.column) is \($0.value)" } ?? ""
    return "\(key.child) (\(key.childColumns.joined(separator: ", "))) → "
      + "\(key.parent) (\(key.parentColumns.joined(separator: ", ")))\(kind)"
  }

  private static func words(_ support: UndeclaredRelationship.Support?) -> String {
    guard let support else { return "no values" }
    let rows = "\(support.isPartial ? "the first " : "")\(support.rows) rows"
    let orphans = support.rows - support.matchedRows
    let text = "\(support.values) different values in \(rows)"
    return orphans == 0
      ? "\(text), all of them found"
      : "\(text), \(orphans) of the rows refer to nothing; clones keep that share"
  }

  /// The `relationships` list of the configuration; what is commented needs a decision first.
  private static func yaml(_ keys: [ForeignKey], commented: [ForeignKey]) -> [String] {
    var lines = ["relationships:"]
    var done: Set<[String]> = []
    for key in keys {
      guard let condition = key.condition else {
        lines += entry(key)
        continue
      }
      guard done.insert([key.child.description, condition.column] + key.childColumns).inserted
      else {
        continue
      }
      let cases = keys.filter {
        $0.child == key.child && $0.childColumns == key.childColumns
          && $0.condition?.column == condition.column
      }
      lines += [
        "  - table: \(quoted(key.child.description))",
        "    columns: \(quoted(key.childColumns[0]))",
        "    type: \(quoted(condition.column))",
        "    references:",
      ]
      lines += cases.map { one in
        "      \(quoted(one.condition?.value ?? "")): \(quoted(reference(one)))"
      }
    }
    for key in commented { lines += entry(key).map { "  # " + $0.dropFirst(2) } }
    return lines
  }

  private static func entry(_ key: ForeignKey) -> [String] {
    let columns =
      key.childColumns.count == 1
      ? quoted(key.childColumns[0])
      : "[\(key.childColumns.map(quoted).joined(separator: ", "))]"
    return [
      "  - table: \(quoted(key.child.description))",
      "    columns: \(columns)",
      "    references: \(quoted(reference(key)))",
    ]
  }

  private static func reference(_ key: ForeignKey) -> String {
    "\(key.parent)(\(key.parentColumns.joined(separator: ", ")))"
  }

  /// Plain words stay plain; anything else is a double-quoted scalar.
  private static func quoted(_ text: String) -> String {
    let isPlain =
      text.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_.:]*(\([A-Za-z0-9_, ]+\))?/) != nil
      && !text.hasSuffix(":")
      && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    guard !isPlain else { return text }
    return "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }
}
