import Metadata
import Statistics
import TableData

/// Both sides of a table with what a detector sees of them.
struct DetectorTable: Sendable {
  let compared: ComparedTable
  let columns: [DetectorColumn]
  /// What siblings are ordered by: time, then the numbers of the primary key.
  let order: [DetectorColumn]

  init(_ compared: ComparedTable, _ quality: TableQuality) {
    self.compared = compared
    columns = quality.columns.compactMap { column in
      guard column.treatment != .key,
        compared.table.column(column.column)?.isGenerated == false
      else { return nil }
      return DetectorColumn(column.column, of: compared)
    }
    let time = compared.table.columns.first {
      $0.type.valueKind == .timestamp || $0.type.valueKind == .date
    }
    let keys = compared.table.primaryKey?.columns ?? []
    let numbers = keys.filter { compared.table.column($0)?.type.valueKind.isNumeric == true }
    order = ((time.map { [$0.name] } ?? []) + numbers).compactMap {
      DetectorColumn($0, of: compared)
    }
  }

  /// All tables of a comparison, with their scores in the same order.
  static func all(
    of compared: ComparedDatabase,
    _ qualities: [TableQuality],
    jobs: Int
  ) -> [DetectorTable] {
    concurrently(compared.tables.count, jobs: jobs) {
      DetectorTable(compared.tables[$0], qualities[$0])
    }
  }

  /// The unit of a real row; each row is its own where nothing else is known.
  func unit(at row: Int) -> Int32 { compared.units?.unitOfRow[row] ?? Int32(row) }
}

/// A foreign key with the parent of every child.
struct DetectorFamily: Sendable {
  let relationship: ComparedRelationship
  private let realParents: [Int32]
  private let cloneParents: [Int32]
  private let realKeys: RowHasher
  private let cloneKeys: RowHasher

  init(_ relationship: ComparedRelationship, child: ComparedTable, parent: ComparedTable) {
    self.relationship = relationship
    (realParents, cloneParents) = relationship.parentRows(of: child, in: parent)
    let columns = relationship.key.childColumns
    realKeys = RowHasher(columns.compactMap { child.real[$0] })
    cloneKeys = RowHasher(columns.compactMap { child.clone[$0] })
  }

  var key: ForeignKey { relationship.key }

  /// For every child the position of its parent, negative where there is none.
  func parents(_ side: DetectorSide) -> [Int32] { side == .real ? realParents : cloneParents }

  /// The group of each of some rows: those of one parent, and each row that has none.
  func groups(_ side: DetectorSide, _ rows: [Int]) -> [UInt64] {
    let keys = side == .real ? realKeys : cloneKeys
    return rows.map { keys.hash(row: $0) ?? side.group(ofRow: $0) }
  }

  /// Parents that have children among the real rows.
  var realGroupCount: Int { Set(realParents.lazy.filter { $0 >= 0 }).count }
}
