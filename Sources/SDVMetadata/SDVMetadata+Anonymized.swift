extension SDVMetadata {
  /// The same structure under names that say nothing: `table1`, `column1`.
  ///
  /// Formats, orders of values and what is pgsynth's own are left out, as they can hold names and values.
  package var anonymized: SDVMetadata {
    var tableNames: [String: String] = [:]
    var columnNames: [String: [String: String]] = [:]
    for (place, table) in tables.enumerated() {
      tableNames[table.name] = "table\(place + 1)"
      for (place, column) in table.columns.enumerated() {
        columnNames[table.name, default: [:]][column.name] = "column\(place + 1)"
      }
    }
    func renamed(_ columns: [String], of table: String) -> [String] {
      columns.compactMap { columnNames[table]?[$0] }
    }
    return SDVMetadata(
      tables: tables.map { table in
        var hidden = SDVTable(
          name: tableNames[table.name] ?? "",
          columns: table.columns.map { column in
            SDVColumn(
              name: columnNames[table.name]?[column.name] ?? "",
              sdtype: column.sdtype,
              attributes: column.attributes.filter {
                ["computer_representation", "datetime_format", "order_by", "pii"].contains($0.name)
              }
            )
          }
        )
        hidden.primaryKey = renamed(table.primaryKey, of: table.name)
        hidden.alternateKeys = renamed(table.alternateKeys, of: table.name)
        hidden.sequenceKey = renamed(table.sequenceKey, of: table.name)
        hidden.sequenceIndex = table.sequenceIndex.flatMap { columnNames[table.name]?[$0] }
        hidden.columnRelationships = table.columnRelationships.map {
          SDVColumnGroup(type: $0.type, columns: renamed($0.columns, of: table.name))
        }
        return hidden
      },
      relationships: relationships.map {
        SDVRelationship(
          parent: tableNames[$0.parent] ?? "",
          parentKey: renamed($0.parentKey, of: $0.parent),
          child: tableNames[$0.child] ?? "",
          childKey: renamed($0.childKey, of: $0.child)
        )
      }
    )
  }
}
