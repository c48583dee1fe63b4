package import Metadata

/// Which schemas and tables a run works on.
package struct TableSelection: Hashable, Sendable {
  /// Schema names as the catalog spells them; empty means every user schema.
  package var schemas: [String]
  /// Patterns of tables to take; empty means all.
  package var included: [String]
  /// Patterns of tables to leave out; wins over `included`.
  package var excluded: [String]
  /// Whether tables are taken of which row-level security hides rows from the role; otherwise they are refused.
  package var takesTablesWithHiddenRows: Bool

  package init(
    schemas: [String] = [],
    included: [String] = [],
    excluded: [String] = [],
    takesTablesWithHiddenRows: Bool = false
  ) {
    self.schemas = schemas
    self.included = included
    self.excluded = excluded
    self.takesTablesWithHiddenRows = takesTablesWithHiddenRows
  }

  func contains(_ table: TableID) -> Bool {
    guard included.isEmpty || included.contains(where: { TablePattern($0).matches(table) }) else {
      return false
    }
    return !excluded.contains { TablePattern($0).matches(table) }
  }

  /// Patterns that match none of the tables: most likely misspelled.
  func unmatchedPatterns(among tables: [TableID]) -> [String] {
    (included + excluded).filter { pattern in
      !tables.contains { TablePattern(pattern).matches($0) }
    }
  }
}

/// A `table` or `schema.table` pattern: `*` stands for any characters, `\` takes the next one literally.
package struct TablePattern: Hashable, Sendable {
  private enum Piece: Hashable {
    case scalar(Unicode.Scalar)
    case anything
  }

  private let pieces: [Piece]

  package init(_ pattern: String) {
    var pieces: [Piece] = []
    var scalars = pattern.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      switch scalar {
      case "*": pieces.append(.anything)
      case "\\": pieces.append(.scalar(scalars.next() ?? scalar))
      default: pieces.append(.scalar(scalar))
      }
    }
    self.pieces = pieces
  }

  /// The pattern that fits the table alone.
  package static func exact(_ table: TableID) -> String {
    [table.schema, table.name].map { name in
      name.replacing("\\", with: "\\\\").replacing("*", with: "\\*")
    }.joined(separator: ".")
  }

  /// Whether the pattern fits the table's name, or its schema and name joined by a dot.
  package func matches(_ table: TableID) -> Bool {
    matches(table.name) || matches(table.description)
  }

  /// Greedy matching that goes back to the last `*` only: O(pattern × text).
  private func matches(_ text: String) -> Bool {
    let text = Array(text.unicodeScalars)
    var position = 0
    var piece = 0
    var retry: (piece: Int, position: Int)?
    while position < text.count {
      if piece < pieces.count, pieces[piece] == .anything {
        retry = (piece, position)
        piece += 1
      } else if piece < pieces.count, pieces[piece] == .scalar(text[position]) {
        piece += 1
        position += 1
      } else if let last = retry {
        retry = (last.piece, last.position + 1)
        piece = last.piece + 1
        position = last.position + 1
      } else {
        return false
      }
    }
    return pieces[piece...].allSatisfy { $0 == .anything }
  }
}
