/// A table's place in the database: its schema and its name, both as the catalog spells them.
package struct TableID: Hashable, Comparable, Sendable, CustomStringConvertible, Codable {
  package var schema: String
  package var name: String

  package init(schema: String, name: String) {
    self.schema = schema
    self.name = name
  }

  package var description: String { "\(schema).\(name)" }

  package static func < (left: TableID, right: TableID) -> Bool {
    (left.schema, left.name) < (right.schema, right.name)
  }
}

/// A column's place in the database.
package struct ColumnID: Hashable, Comparable, Sendable, CustomStringConvertible, Codable {
  package var table: TableID
  package var name: String

  package init(table: TableID, name: String) {
    self.table = table
    self.name = name
  }

  package var description: String { "\(table).\(name)" }

  package static func < (left: ColumnID, right: ColumnID) -> Bool {
    (left.table, left.name) < (right.table, right.name)
  }
}
