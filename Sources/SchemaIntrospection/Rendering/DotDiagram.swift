package import Metadata

/// The metadata as a Graphviz digraph, children pointing at their parents.
package enum DotDiagram {
  package static func render(_ metadata: DatabaseMetadata) -> String {
    var lines = [
      "digraph schema {",
      "  rankdir=LR;",
      "  node [shape=plain, fontname=\"Helvetica\", fontsize=10];",
      "  edge [fontname=\"Helvetica\", fontsize=8, arrowhead=normal];",
    ]
    for table in metadata.tables {
      lines.append("  \(quoted(table.id.description)) [label=<\(label(of: table))>];")
    }
    for key in metadata.relationships {
      let child = metadata[key.child]
      let isOptional = child?.mayBeNull(key.childColumns) ?? true
      let style = isOptional ? ", style=dashed" : ""
      lines.append(
        "  \(quoted(key.child.description)) -> \(quoted(key.parent.description))"
          + " [label=\(quoted(key.childColumns.joined(separator: ", ")))\(style)];"
      )
    }
    lines.append("}")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func label(of table: Table) -> String {
    var rows = [
      "<TR><TD COLSPAN=\"2\" BGCOLOR=\"lightgrey\"><B>\(markup(table.id.description))</B></TD></TR>"
    ]
    for column in table.columns {
      var name = markup(column.name)
      if table.primaryKey?.columns.contains(column.name) == true { name = "<U>\(name)</U>" }
      if table.foreignKeys.contains(where: { $0.childColumns.contains(column.name) }) {
        name = "<I>\(name)</I>"
      }
      rows.append(
        "<TR><TD ALIGN=\"LEFT\">\(name)</TD>"
          + "<TD ALIGN=\"LEFT\">\(markup(column.type.declaration))</TD></TR>"
      )
    }
    return "<TABLE BORDER=\"0\" CELLBORDER=\"1\" CELLSPACING=\"0\">\(rows.joined())</TABLE>"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { result.unicodeScalars.append("\\") }
      result.unicodeScalars.append(isControl(scalar) ? " " : scalar)
    }
    return result + "\""
  }

  /// Text inside an HTML-like label; never empty, which Graphviz refuses inside `<B>`.
  private static func markup(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case _ where isControl(scalar): " "
      default: String(Character(scalar))
      }
    }.joined()
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control
  }
}
