package import Metadata

/// A relationship that no constraint declares, with what speaks for it.
package struct UndeclaredRelationship: Hashable, Sendable {
  /// What a look at the rows gave; all numbers are of the rows looked at.
  package struct Support: Hashable, Sendable {
    /// Rows with a value.
    package var rows: Int
    /// Rows whose value the parent has.
    package var matchedRows: Int
    /// Different values.
    package var values: Int
    /// Whether there were more rows than were looked at.
    package var isPartial: Bool

    package init(rows: Int, matchedRows: Int, values: Int, isPartial: Bool) {
      self.rows = rows
      self.matchedRows = matchedRows
      self.values = values
      self.isPartial = isPartial
    }

    /// Share of the rows whose value the parent has; 1 without rows.
    package var share: Double { rows == 0 ? 1 : Double(matchedRows) / Double(rows) }
  }

  package var key: ForeignKey
  /// Nil where only names speak for it.
  package var support: Support?
  /// Whether the values bear the names out, so that it may be used.
  package var isBorneOut: Bool

  package init(key: ForeignKey, support: Support?, isBorneOut: Bool) {
    self.key = key
    self.support = support
    self.isBorneOut = isBorneOut
  }
}

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
