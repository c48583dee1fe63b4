/// The tables of the chosen schemas and the relationships between them.
package struct DatabaseMetadata: Hashable, Sendable {
  /// Sorted by schema and name.
  package let tables: [Table]
  /// An object that the clone does not carry, with the reason; shown by the plan and the run.
  package struct Omission: Hashable, Sendable, Codable {
    package var kind: String
    package var name: String
    package var reason: String

    package init(kind: String, name: String, reason: String) {
      self.kind = kind
      self.name = name
      self.reason = reason
    }
  }
  package let omissions: [Omission]
  private let positions: [TableID: Int]

  package init(tables: [Table], omissions: [Omission] = []) {
    self.tables = tables.sorted { $0.id < $1.id }
    self.omissions = omissions
    positions = Dictionary(
      uniqueKeysWithValues: self.tables.enumerated().map { ($0.element.id, $0.offset) }
    )
  }

  package subscript(id: TableID) -> Table? { positions[id].map { tables[$0] } }

  /// Every foreign key whose parent is among the tables.
  package var relationships: [ForeignKey] {
    tables.flatMap(\.foreignKeys).filter { positions[$0.parent] != nil }
  }

  /// Foreign keys that point at the table.
  package func children(of id: TableID) -> [ForeignKey] {
    relationships.filter { $0.parent == id }
  }

  /// The same metadata with each table passed through `change`.
  package func mapTables(_ change: (Table) -> Table) -> DatabaseMetadata {
    DatabaseMetadata(tables: tables.map(change), omissions: omissions)
  }
}

extension DatabaseMetadata: Codable {
  private enum CodingKeys: CodingKey {
    case tables, omissions
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let tables = try container.decode([Table].self, forKey: .tables)
    guard Set(tables.map(\.id)).count == tables.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .tables,
        in: container,
        debugDescription: "a table is there twice"
      )
    }
    self.init(
      tables: tables,
      omissions: try container.decode([Omission].self, forKey: .omissions)
    )
  }
}
