extension ForeignKey {
  /// An undeclared relationship, named by what it says.
  package static func undeclared(
    child: TableID,
    childColumns: [String],
    parent: TableID,
    parentColumns: [String],
    condition: Condition? = nil,
    origin: Origin
  ) -> ForeignKey {
    let columns = childColumns.joined(separator: ", ")
    let kind = condition.map { " for \($0.column) \($0.value)" } ?? ""
    var key = ForeignKey(
      name: "\(columns) → \(parent)\(kind)",
      child: child,
      childColumns: childColumns,
      parent: parent,
      parentColumns: parentColumns,
      isValidated: false
    )
    key.origin = origin
    key.condition = condition
    return key
  }
}

extension DatabaseMetadata {
  /// The same metadata with further relationships; their columns count as keys.
  package func adding(_ relationships: [ForeignKey]) -> DatabaseMetadata {
    let byChild = Dictionary(grouping: relationships, by: \.child)
    return mapTables { table in
      guard let added = byChild[table.id] else { return table }
      var table = table
      table.foreignKeys += added
      let columns = Set(added.flatMap(\.childColumns))
      for index in table.columns.indices where columns.contains(table.columns[index].name) {
        table.columns[index].sdtype = .id
      }
      return table
    }
  }
}
