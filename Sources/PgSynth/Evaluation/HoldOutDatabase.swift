import Metadata
import QualityMetrics
import TableData

/// Real rows in a database of their own that the clone was not made from.
struct HoldOutDatabase {
  let data: SourceData
  /// Its names of the source's schemas; those that are not listed have the same one.
  let schemas: [String: String]
  /// Units of its tables.
  let units: [TableID: UnitSplit]

  /// The share of rows that both databases have from which on a table is the same in both, as those of a reference are.
  private static let sharedRows = 0.5

  /// The same comparison with these rows beside the real ones, and what could not be used, one line each.
  func joined(to compared: ComparedDatabase) -> (compared: ComparedDatabase, notes: [String]) {
    var notes: [String] = []
    let tables = compared.tables.map { table -> ComparedTable in
      let id = table.id.placed(in: schemas)
      guard let own = data.metadata[id], let rows = data.rows[id], rows.rowCount > 0 else {
        notes.append("the hold-out has no rows of \(table.id)")
        return table
      }
      let others = ComparableValues.rows(rows, of: own, as: table.table)
      guard let joined = Self.joined(table.real, others) else {
        notes.append("the hold-out's \(id) does not have the columns of \(table.id)")
        return table
      }
      guard !Self.areSame(joined, start: table.real.rowCount) else { return table }
      return ComparedTable(
        table: table.table,
        real: joined,
        clone: table.clone,
        units: split(table, id, count: rows.rowCount),
        realRowCount: table.realRowCount + (own.rowCount ?? rows.rowCount),
        cloneRowCount: table.cloneRowCount,
        holdOutStart: table.real.rowCount
      )
    }
    let relationships = compared.relationships.map { relationship in
      ComparedRelationship(
        key: relationship.key,
        real: relationship.real,
        clone: relationship.clone,
        hasWholeFamilies: relationship.hasWholeFamilies && hasWholeFamilies(relationship.key)
      )
    }
    return (ComparedDatabase(tables: tables, relationships: relationships), notes)
  }

  private func hasWholeFamilies(_ key: ForeignKey) -> Bool {
    let child = key.child.placed(in: schemas)
    if let context = data.sampledContexts[child] { return context.name == key.name }
    return data.rows[child]?.rowCount == data.metadata[child]?.rowCount
  }

  private static func joined(_ real: TableRows, _ others: TableRows) -> TableRows? {
    var columns: [ColumnValues] = []
    for (name, values) in zip(real.columnNames, real.columns) {
      guard let joined = others[name].flatMap(values.appending) else { return nil }
      columns.append(joined)
    }
    return TableRows(
      table: real.table,
      columnNames: real.columnNames,
      columns: columns,
      rowCount: real.rowCount + others.rowCount
    )
  }

  /// Whether the rows from `start` on are those before it.
  private static func areSame(_ rows: TableRows, start: Int) -> Bool {
    let hashes = rows.hashes(of: rows.columnNames)
    let known = Set(hashes[..<start])
    let others = hashes[start...]
    let shared = others.count { known.contains($0) }
    return Double(shared) >= sharedRows * Double(min(known.count, others.count))
  }

  private func split(_ table: ComparedTable, _ id: TableID, count: Int) -> UnitSplit {
    let realUnits = table.units?.unitOfRow ?? (0..<table.real.rowCount).map(Int32.init)
    let firstUnit = table.units?.unitCount ?? table.real.rowCount
    let ownUnits = units[id]?.unitOfRow ?? (0..<count).map(Int32.init)
    return UnitSplit(
      unitOfRow: realUnits + ownUnits.map { $0 + Int32(firstUnit) },
      unitCount: firstUnit + (units[id]?.unitCount ?? count),
      isHeldOut: realUnits.map { _ in false } + ownUnits.map { _ in true }
    )
  }
}
