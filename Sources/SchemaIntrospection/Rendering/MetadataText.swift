package import Metadata

/// The metadata as aligned plain text for a terminal.
package enum MetadataText {
  /// Tables with their columns and keys, then relationships, order, cycles and omissions.
  package static func render(_ metadata: DatabaseMetadata) -> String {
    let graph = RelationshipGraph(metadata)
    var lines: [String] = []
    for table in metadata.tables {
      lines += self.lines(for: table, in: metadata) + [""]
    }
    lines += summary(metadata, graph)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(for table: Table, in metadata: DatabaseMetadata) -> [String] {
    var head = printable(table.id.description)
    if table.kind == .partitioned { head += ", partitioned" }
    if let rows = table.rowCount {
      head += ", \(count(rows, "row"))"
    } else if let rows = table.estimatedRowCount {
      head += ", about \(count(rows, "row"))"
    }
    if !table.inheritedFrom.isEmpty {
      head +=
        ", inherits \(table.inheritedFrom.map { printable($0.description) }.joined(separator: ", "))"
    }
    let rows = table.columns.map { column in
      [
        printable(column.name), printable(column.type.declaration), "\(column.sdtype)",
        notes(on: column, of: table),
      ]
    }
    var lines = [head]
    lines += table.columns.isEmpty ? ["  (no columns)"] : aligned(rows).map { "  " + $0 }
    if let key = table.primaryKey { lines.append("  primary key \(list(key.columns))") }
    for key in table.uniqueKeys {
      var line = "  unique \(printable(key.name)) \(list(key.columns))"
      if key.hasExpressions { line += ", by expressions" }
      if key.nullsNotDistinct { line += ", nulls not distinct" }
      if let predicate = key.predicate { line += ", where \(printable(predicate))" }
      lines.append(line)
    }
    for key in table.foreignKeys {
      let kind = key.origin == .declared ? "foreign key" : "\(key.origin.rawValue) relationship"
      var line =
        "  \(kind) \(list(key.childColumns)) → "
        + "\(printable(key.parent.description)) \(list(key.parentColumns))"
      if let condition = key.condition {
        line += " where \(printable(condition.column)) is \(printable(condition.value))"
      }
      if metadata[key.parent] == nil { line += ", not among the chosen tables" }
      if key.isDeferrable { line += ", deferrable" }
      if key.isMatchFull { line += ", match full" }
      if !key.isValidated, key.origin == .declared { line += ", not valid" }
      lines.append(line)
    }
    for check in table.checks {
      lines.append("  check \(printable(check.name)): \(printable(check.expression))")
    }
    return lines
  }

  private static func notes(on column: Column, of table: Table) -> String {
    var notes: [String] = []
    if table.primaryKey?.columns.contains(column.name) == true { notes.append("PK") }
    if table.foreignKeys.contains(where: { $0.childColumns.contains(column.name) }) {
      notes.append("FK")
    }
    if !column.isNullable { notes.append("not null") }
    if let identity = column.identity {
      notes.append(identity == .always ? "identity" : "identity by default")
    } else if column.isSequenceBacked {
      notes.append("sequence")
    }
    if column.isGenerated { notes.append("generated") }
    return notes.joined(separator: ", ")
  }

  private static func summary(
    _ metadata: DatabaseMetadata,
    _ graph: RelationshipGraph
  ) -> [String] {
    let relationships = metadata.relationships
    var lines = [
      "\(count(metadata.tables.count, "table")), \(count(relationships.count, "relationship"))"
    ]
    lines.append("Generation order, parents first:")
    lines += graph.components.enumerated().map { index, component in
      let names = component.map { printable($0.description) }.joined(separator: " ↔ ")
      return "  \(index + 1). \(names)" + (component.count > 1 ? " (cycle)" : "")
    }
    let selfReferences = relationships.filter(\.isSelfReference)
    if !selfReferences.isEmpty {
      lines.append("Self references:")
      lines += selfReferences.map {
        "  \(printable($0.child.description)) \(list($0.childColumns))"
      }
    }
    if !metadata.omissions.isEmpty {
      lines.append("Left out:")
      lines += metadata.omissions.map {
        "  \($0.kind) \(printable($0.name)): \(printable($0.reason))"
      }
    }
    return lines
  }

  // MARK: Words

  private static func list(_ names: [String]) -> String {
    "(\(names.map(printable).joined(separator: ", ")))"
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    var digits = String(number.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    let text = ([digits] + groups).joined(separator: ",")
    return "\(number < 0 ? "-" : "")\(text) \(noun)\(number == 1 ? "" : "s")"
  }

  /// Columns padded to the widest value of each, without trailing blanks.
  private static func aligned(_ rows: [[String]]) -> [String] {
    var widths = [Int](repeating: 0, count: rows.first?.count ?? 0)
    for row in rows {
      for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) }
    }
    return rows.map { row in
      var line = ""
      for (index, cell) in row.enumerated() where !row[index...].allSatisfy(\.isEmpty) {
        let isLast = row[(index + 1)...].allSatisfy(\.isEmpty)
        line += cell
        if !isLast { line += String(repeating: " ", count: widths[index] - cell.count + 2) }
      }
      return line
    }
  }

  /// The text with control characters, which a name may hold, made visible.
  private static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      return text
    }
    return text.unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control
        ? scalar.escaped(asASCII: false) : String(Character(scalar))
    }.joined()
  }
}
