package import Metadata
import Statistics
package import TableData

/// Whole units that are kept out of every fit, so that a clone can be compared with rows as real as those it was
/// learnt from.
///
/// A unit is a row of a table without a context, with all rows that hang on it in other tables; trees of a table that
/// refers to itself stay whole. The choice is a keyed hash of the unit's key: the same seed on the same data leaves
/// out the same units, whatever the order of rows.
package enum HoldOut {
  /// One unit in ten.
  package static let share = 0.1
  /// Fewer units than this tell too little about ten of a hundred, and are needed for the fit.
  package static let minimumUnits = 1_000
  /// More rows as good as these tell hardly more.
  static let maximumUnits = 20_000
  /// Rows under one parent, on average, from which single ones can be taken: in smaller families that would change how
  /// many they are, how they are numbered, and what they add up to.
  static let largeFamily = 50
  /// Parents from which on their children are families, however large: a basket that lacks a line is a smaller one, and
  /// a product that lacks a sale sells less.
  static let manyFamilies = 50

  /// Splits the rows of all tables of a plan; reference tables and tables without rows have no split.
  ///
  /// - `data`: rows as read, all or a sample of entities.
  package static func split(
    _ plan: GenerationPlan,
    metadata: DatabaseMetadata,
    data: [TableID: TableRows],
    seed: UInt64
  ) -> [TableID: UnitSplit] {
    var splits: [TableID: UnitSplit] = [:]
    for table in plan.tables where table.role != .reference && table.role != .example {
      guard let description = metadata[table.id], let rows = data[table.id], rows.rowCount > 0
      else { continue }
      let splitter = TableSplitter(plan: table, table: description, rows: rows, seed: seed)
      splits[table.id] = splitter.split(data: data, above: splits)
    }
    return splits
  }
}

/// Splits one table whose context parent is split already.
private struct TableSplitter {
  let plan: TablePlan
  let table: Table
  let rows: TableRows
  let seed: UInt64

  func split(data: [TableID: TableRows], above: [TableID: UnitSplit]) -> UnitSplit {
    guard let context = plan.contextKey.map({ plan.keys[$0] }), let parents = above[context.parent],
      parents.unitCount >= TableFrame.minimumUnitTable, let parentRows = data[context.parent]
    else {
      return ownUnits(parents: plan.contextKey.flatMap { data[plan.keys[$0].parent]?.rowCount })
    }
    let positions = context.parentRows(of: rows, in: parentRows)
    var units = [Int32](repeating: 0, count: rows.rowCount)
    // Rows without a context parent are units of their own, behind all others.
    var next = Int32(parents.unitCount)
    for (row, parent) in positions.enumerated() {
      if parent >= 0 {
        units[row] = parents.unitOfRow[Int(parent)]
      } else {
        units[row] = next
        next += 1
      }
    }
    guard !parents.isHeldOut.isEmpty else {
      return UnitSplit(unitOfRow: units, unitCount: Int(next), isHeldOut: [])
    }
    let ranks = ranks()
    let limit = UInt64(HoldOut.share * 0x1p64)
    return UnitSplit(
      unitOfRow: units,
      unitCount: Int(next),
      isHeldOut: positions.enumerated().map { row, parent in
        parent >= 0 ? parents.isHeldOut[Int(parent)] : ranks[row] < limit
      }
    )
  }

  /// Rows, or trees of rows, that are units by themselves.
  ///
  /// - `parents`: rows of the context parent; nil without one.
  private func ownUnits(parents: Int?) -> UnitSplit {
    let (units, unitCount) = trees()
    let isFamilies = parents.map {
      $0 >= HoldOut.manyFamilies || rows.rowCount < HoldOut.largeFamily * $0
    }
    guard unitCount >= HoldOut.minimumUnits, isFamilies != true, !isSeries else {
      return UnitSplit(unitOfRow: units, unitCount: unitCount, isHeldOut: [])
    }
    // Of all rows together: by the first of its rows a large tree would be chosen more often than a small one.
    var ranks = [UInt64](repeating: 0, count: unitCount)
    for (unit, rank) in zip(units, self.ranks()) { ranks[Int(unit)] ^= rank }
    let wanted = min(HoldOut.maximumUnits, Int(HoldOut.share * Double(unitCount)))
    var isChosen = [Bool](repeating: false, count: unitCount)
    for unit in (0..<unitCount).sorted(by: { (ranks[$0], $0) < (ranks[$1], $1) }).prefix(wanted) {
      isChosen[unit] = true
    }
    return UnitSplit(
      unitOfRow: units,
      unitCount: unitCount,
      isHeldOut: units.map { isChosen[Int($0)] }
    )
  }

  /// Whether rows follow each other in time under a few parents: taking rows out would leave gaps that are none.
  private var isSeries: Bool {
    guard plan.contextKey != nil,
      let kind = plan.siblingOrder.first.flatMap({ table.column($0)?.type.valueKind })
    else { return false }
    return kind == .date || kind == .timestamp
  }

  /// A keyed hash of every row's primary key, or of its place where it has none.
  private func ranks() -> [UInt64] {
    let columns = table.primaryKey?.columns.compactMap { rows[$0] } ?? []
    let hasher = RowHasher(columns)
    let key = CounterGenerator.mix(seed ^ CounterGenerator.hash("hold-out \(plan.id)"))
    return (0..<rows.rowCount).map { row in
      let identity = columns.isEmpty ? UInt64(row) : hasher.hashWithNulls(row: row)
      return CounterGenerator.mix(key ^ CounterGenerator.mix(identity))
    }
  }

  /// The tree of every row; without keys to the own table every row stands alone.
  private func trees() -> (unitOfRow: [Int32], count: Int) {
    var above = Array(0..<rows.rowCount)
    func root(_ row: Int) -> Int {
      var row = row
      while above[row] != row {
        above[row] = above[above[row]]
        row = above[row]
      }
      return row
    }
    for (key, role) in zip(plan.keys, plan.keyRoles) where role == .selfReference {
      let parents = key.parentRows(of: rows, in: rows)
      for (row, parent) in parents.enumerated() where parent >= 0 {
        above[root(row)] = root(Int(parent))
      }
    }
    var numbers = [Int32](repeating: -1, count: rows.rowCount)
    var count: Int32 = 0
    let unitOfRow = (0..<rows.rowCount).map { row in
      let root = root(row)
      if numbers[root] < 0 {
        numbers[root] = count
        count += 1
      }
      return numbers[root]
    }
    return (unitOfRow, Int(count))
  }
}
