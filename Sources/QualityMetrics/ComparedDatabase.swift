package import Metadata
package import TableData

/// Both sides of a comparison as they were read: what every score is computed from.
package struct ComparedDatabase: Sendable {
  package var tables: [ComparedTable]
  package var relationships: [ComparedRelationship]

  package init(tables: [ComparedTable], relationships: [ComparedRelationship]) {
    self.tables = tables
    self.relationships = relationships
  }

  package subscript(id: TableID) -> ComparedTable? { tables.first { $0.id == id } }
}

/// The real rows of a table and the clone's, all of them or samples by whole entities.
package struct ComparedTable: Sendable {
  /// What the columns are: the source's table.
  package let table: Table
  package let real: TableRows
  /// Under the source's names and in its types.
  package let clone: TableRows
  /// Who stands behind the real rows, and which of them no model has seen; nil takes every row for a unit.
  package let units: UnitSplit?
  /// Rows of the whole tables.
  package let realRowCount: Int
  package let cloneRowCount: Int
  /// Where the real rows of a database of its own begin, which the clone was not made from; nil where all are of one.
  package let holdOutStart: Int?

  package init(
    table: Table,
    real: TableRows,
    clone: TableRows,
    units: UnitSplit? = nil,
    realRowCount: Int? = nil,
    cloneRowCount: Int? = nil,
    holdOutStart: Int? = nil
  ) {
    self.table = table
    self.real = real
    self.clone = clone
    self.units = units
    self.realRowCount = realRowCount ?? real.rowCount
    self.cloneRowCount = cloneRowCount ?? clone.rowCount
    self.holdOutStart = holdOutStart
  }

  package var id: TableID { table.id }

  /// How many units a value needs behind it before it is shown.
  package var protection: Protection {
    units.map { .standard(units: $0.presentUnits, unitOfRow: $0.unitOfRow) }
      ?? .standard(units: real.rowCount)
  }

  /// Whether both sides are there with all rows.
  package var isWhole: Bool {
    real.rowCount == realRowCount && clone.rowCount == cloneRowCount
  }
}

/// A foreign key and what both sides say about it.
package struct ComparedRelationship: Sendable {
  package let key: ForeignKey
  package let real: RelationshipSide
  package let clone: RelationshipSide
  /// Whether the parents that were read come with all of their children, on both sides.
  package let hasWholeFamilies: Bool

  package init(
    key: ForeignKey,
    real: RelationshipSide,
    clone: RelationshipSide,
    hasWholeFamilies: Bool
  ) {
    self.key = key
    self.real = real
    self.clone = clone
    self.hasWholeFamilies = hasWholeFamilies
  }

  /// For every child row the position of its parent row, on both sides; negative where it has none or was not read.
  package func parentRows(
    of child: ComparedTable,
    in parent: ComparedTable
  ) -> (real: [Int32], clone: [Int32]) {
    (
      realParentRows(of: child, in: parent),
      key.parentRows(of: child.clone, in: parent.clone)
    )
  }

  /// Keys of two databases may be equal and mean different rows.
  private func realParentRows(of child: ComparedTable, in parent: ComparedTable) -> [Int32] {
    guard let start = child.holdOutStart, let parentStart = parent.holdOutStart else {
      return key.parentRows(of: child.real, in: parent.real)
    }
    let own = key.parentRows(
      of: child.real.selecting(Array(0..<start)),
      in: parent.real.selecting(Array(0..<parentStart))
    )
    let others = key.parentRows(
      of: child.real.selecting(Array(start..<child.real.rowCount)),
      in: parent.real.selecting(Array(parentStart..<parent.real.rowCount))
    )
    return own + others.map { $0 < 0 ? $0 : $0 + Int32(parentStart) }
  }
}
