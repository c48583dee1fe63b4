import ConditionalTrees
import Metadata
import Statistics
import TableData

/// The real rows of a table, put in the order in which they will be generated: grouped by context
/// parent, siblings in order, rows without a context parent last.
struct TableFrame {
  let table: Table
  let rows: TableRows
  /// Position of the parent row in the parent's frame for every foreign key; see ``Parent``.
  let parents: [[Int32]]
  /// Rows `groupStart[p]..<groupStart[p + 1]` belong to context parent p; empty without a context key.
  let groupStart: [Int32]
  /// The protected unit of every row, non-decreasing.
  let units: [Int32]
  let unitCount: Int
  /// Units that must share something before it may be repeated.
  let k: Int

  /// Special positions in `parents`.
  typealias Parent = ParentRow

  var rowCount: Int { rows.rowCount }

  /// Rows without a context parent, which follow the groups.
  var orphanStart: Int { groupStart.last.map { Int($0) } ?? 0 }

  /// Context parents with rows.
  var filledGroupCount: Int {
    zip(groupStart, groupStart.dropFirst()).reduce(0) { $0 + ($1.1 > $1.0 ? 1 : 0) }
  }

  /// Rows spread out over the table, about as many as wanted.
  func sample(_ count: Int) -> [Int] {
    Array(stride(from: 0, to: rowCount, by: max(1, rowCount / count)))
  }

  /// A table that a row refers to before its columns are drawn.
  struct KnownParent {
    /// Position among the plan's keys.
    var key: Int
    var frame: TableFrame
    /// The row's parent in the frame; negative for none.
    var positions: [Int32]

    /// The parent of a row, or nil.
    func row(of row: Int) -> Int? { positions[row] >= 0 ? Int(positions[row]) : nil }
  }

  /// Context and matched parents with rows of their own.
  func knownParents(_ plan: TablePlan, _ frames: [TableID: TableFrame]) -> [KnownParent] {
    plan.keys.indices.compactMap { key in
      guard plan.keyRoles[key] == .context || plan.keyRoles[key] == .matched,
        let frame = frames[plan.keys[key].parent], !parents[key].isEmpty
      else { return nil }
      return KnownParent(key: key, frame: frame, positions: parents[key])
    }
  }

  /// Parents in the table itself, where no column of the key says among which rows to look for them.
  func ownParents(_ plan: TablePlan) -> [KnownParent] {
    plan.keys.indices.compactMap { key in
      let foreign = plan.keys[key]
      guard plan.keyRoles[key] == .selfReference,
        zip(foreign.childColumns, foreign.parentColumns).allSatisfy({ $0 != $1 })
      else { return nil }
      let positions = foreign.parentRows(of: rows, in: rows)
      return KnownParent(
        key: key,
        frame: self,
        // A row that points at itself has no other one to follow.
        positions: positions.enumerated().map { row, parent in
          Int(parent) == row ? Parent.notApplicable : parent
        }
      )
    }
  }

  /// - `rows`: rows as read, in physical order.
  /// - `keys`: the foreign keys of the table whose positions are wanted.
  /// - `contextKey`: position in `keys` of the context key.
  /// - `order`: columns that order siblings.
  /// - `frames`: frames of parents; a parent without a frame (self reference, cycle) is resolved later.
  init(
    table: Table,
    rows: TableRows,
    keys: [ForeignKey],
    contextKey: Int?,
    order: [String],
    frames: [TableID: TableFrame]
  ) {
    self.table = table
    let unordered = keys.map { key in
      frames[key.parent].map { key.parentRows(of: rows, in: $0.rows) } ?? []
    }
    let context = contextKey.flatMap { unordered[$0].isEmpty ? nil : unordered[$0] }
    let ranks = order.compactMap { rows[$0] }.map(Self.ranks)
    var permutation = Array(0..<rows.rowCount)
    let contextRank = context?.map { $0 < 0 ? Int32.max : $0 }
    permutation.sort { left, right in
      if let contextRank, contextRank[left] != contextRank[right] {
        return contextRank[left] < contextRank[right]
      }
      // Without a context, rows keep their physical order.
      if contextRank != nil {
        for rank in ranks where rank[left] != rank[right] { return rank[left] < rank[right] }
      }
      return left < right
    }
    self.rows = rows.selecting(permutation)
    parents = unordered.map { list in list.isEmpty ? [] : permutation.map { list[$0] } }
    if let contextKey, let context, let frame = frames[keys[contextKey].parent] {
      var starts = [Int32](repeating: 0, count: frame.rowCount + 1)
      for parent in context where parent >= 0 { starts[Int(parent) + 1] += 1 }
      for parent in 0..<frame.rowCount { starts[parent + 1] += starts[parent] }
      groupStart = starts
      let inherits = frame.unitCount >= Self.minimumUnitTable
      let ordered = permutation.map { context[$0] }
      var units = [Int32](repeating: 0, count: rows.rowCount)
      // Rows without a context parent are units of their own, behind all others.
      var next = Int32(inherits ? frame.unitCount : 0)
      for (row, parent) in ordered.enumerated() {
        if inherits, parent >= 0 {
          units[row] = frame.units[Int(parent)]
        } else {
          units[row] = next
          next += 1
        }
      }
      self.units = units
      unitCount = units.distinctCountWhereAscending
    } else {
      groupStart = []
      units = (0..<Int32(rows.rowCount)).map { $0 }
      unitCount = rows.rowCount
    }
    k = minimumUnits(of: unitCount)
  }

  /// The same frame with other columns.
  init(_ frame: TableFrame, table: Table, rows: TableRows) {
    self.table = table
    self.rows = rows
    parents = frame.parents
    groupStart = frame.groupStart
    units = frame.units
    unitCount = frame.unitCount
    k = frame.k
  }

  /// Ancestors with fewer units than this are conditions, not people.
  static let minimumUnitTable = 500

  /// Dense ranks of a column's values, nulls first.
  static func ranks(_ column: ColumnValues) -> [Int32] {
    let order: [Int]
    let rows = Array(0..<column.count)
    switch column.storage {
    case .integers(let values):
      order = rows.sorted { (values[$0], $0) < (values[$1], $1) }
    case .reals(let values):
      order = rows.sorted { (values[$0], $0) < (values[$1], $1) }
    case .text(let codes, let dictionary):
      let byText = dictionary.indices.sorted {
        dictionary[$0].utf8.lexicographicallyPrecedes(dictionary[$1].utf8)
      }
      var rank = [Int32](repeating: 0, count: dictionary.count)
      for (place, entry) in byText.enumerated() { rank[entry] = Int32(place) }
      return rows.map { column.isNull[$0] ? -1 : rank[Int(codes[$0])] }
    }
    var ranks = [Int32](repeating: -1, count: column.count)
    var next: Int32 = -1
    var last: Double?
    for row in order where !column.isNull[row] {
      let value = column.number(at: row)
      if value != last {
        next += 1
        last = value
      }
      ranks[row] = next
    }
    return ranks
  }
}
