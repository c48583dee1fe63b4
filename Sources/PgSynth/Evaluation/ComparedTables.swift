import Metadata

/// Which tables and columns of one database stand beside those of another, whoever made them.
struct ComparedTables {
  /// The other side's table by the real one, with the columns that can be compared.
  private(set) var tables: [TableID: Table] = [:]
  /// What is missing, in either direction, or cannot be compared; one line each.
  private(set) var notes: [String] = []
  private var comparable = 0
  private var wanted = 0

  /// Share of the real columns that the other side has in a comparable type; nil without columns.
  var structure: Double? { wanted == 0 ? nil : Double(comparable) / Double(wanted) }

  /// - `schemas`: names on the other side; schemas that are not listed have the same one.
  init(_ real: DatabaseMetadata, _ other: DatabaseMetadata, schemas: [String: String]) {
    for table in real.tables {
      wanted += table.columns.count
      let id = table.id.placed(in: schemas)
      guard let found = other[id] else {
        notes.append("\(table.id) has no counterpart: there is no table \(id)")
        continue
      }
      let columns = found.columns.filter { column in
        guard let own = table.column(column.name) else {
          notes.append("\(id).\(column.name) has no counterpart in \(table.id): not compared")
          return false
        }
        guard ComparableValues.areComparable(own.type.valueKind, column.type.valueKind) else {
          notes.append(
            "\(id).\(column.name) is \(column.type.declaration), which cannot be compared with "
              + "\(own.type.declaration) of \(table.id)"
          )
          return false
        }
        return true
      }
      for column in table.columns where found.column(column.name) == nil {
        notes.append("\(id) has no column \(column.name)")
      }
      comparable += columns.count
      var kept = found
      kept.columns = columns
      tables[table.id] = kept
    }
  }

  /// Whether both sides have the columns of a foreign key.
  func holds(_ key: ForeignKey) -> Bool {
    guard let child = tables[key.child], let parent = tables[key.parent] else { return false }
    return key.childColumns.allSatisfy { child.column($0) != nil }
      && key.parentColumns.allSatisfy { parent.column($0) != nil }
  }
}
