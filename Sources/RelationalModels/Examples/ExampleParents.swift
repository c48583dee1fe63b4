import Metadata
import Statistics
import TableData

/// Chooses parents for made-up rows, so that keys that share columns agree.
struct ExampleParents {
  /// Share of rows without a parent where NULL is allowed, and of roots among rows that may refer to others of
  /// their table.
  private static let nullShare = 0.15
  private static let rootShare = 0.3

  private struct Key {
    var foreign: ForeignKey
    var role: TablePlan.KeyRole
    /// Positions of the child columns.
    var columns: [Int]
    var isNullable: Bool
    /// Whether a parent may have one child only.
    var isUnique: Bool
    var parentColumns: [RetainedColumn]
    var rowCount: Int
    /// Parent rows by the hash of the values of the columns in a mask.
    var index: [Int: [UInt64: [Int32]]] = [:]
  }

  private var keys: [Key] = []
  private let positions: [String: Int]
  /// By position.
  private let isNullable: [Bool]
  /// Values of columns of tables that come later in a circle of keys.
  private let promised: [ColumnID: [OutputCell]]
  /// Why no row can be made.
  private(set) var obstacle: String?

  init(
    _ plan: TablePlan,
    table: Table,
    positions: [String: Int],
    tables: [TableID: SyntheticTable],
    promised: [ColumnID: [OutputCell]]
  ) {
    self.positions = positions
    isNullable = table.storedColumns.map(\.isNullable)
    self.promised = promised
    // The widest first: keys that share columns with it then find a parent for what it has fixed.
    let widest = zip(plan.keys, plan.keyRoles).sorted {
      ($1.0.childColumns.count, $0.0.name) < ($0.0.childColumns.count, $1.0.name)
    }
    for (foreign, role) in widest {
      let columns = foreign.childColumns.compactMap { positions[$0] }
      // What kind of row a polymorphic pair means is not known of a table without rows.
      guard columns.count == foreign.childColumns.count, role != .conditional else { continue }
      let parent = tables[foreign.parent]
      let values = foreign.parentColumns.compactMap { parent?.retained[$0] }
      var key = Key(
        foreign: foreign,
        role: role,
        columns: columns,
        isNullable: table.mayBeNull(foreign.childColumns),
        isUnique: table.allKeys.contains {
          $0.predicate == nil && !$0.columns.isEmpty
            && Set($0.columns).isSubset(of: foreign.childColumns)
        },
        parentColumns: values,
        rowCount: values.count == foreign.parentColumns.count ? parent?.rowCount ?? 0 : 0
      )
      if role == .deferred {
        key.rowCount =
          foreign.parentColumns.map {
            promised[ColumnID(table: foreign.parent, name: $0)]?.count ?? 0
          }.min() ?? 0
      }
      keys.append(key)
      if key.rowCount == 0, !key.isNullable, role != .selfReference {
        obstacle =
          "it needs rows of \(foreign.parent) "
          + "(\(foreign.childColumns.joined(separator: ", "))), which has none"
      }
    }
  }

  /// Sets the columns of foreign keys.
  ///
  /// - Parameters:
  ///   - cells: the row's cells, all NULL; those of foreign keys are written.
  ///   - number: how many rows were tried before.
  ///   - earlier: accepted rows of the table itself.
  ///   - generator: source of chance.
  /// - Returns: positions of the columns that are decided; nil where the keys cannot agree.
  mutating func choose(
    _ cells: inout [OutputCell],
    number: Int,
    earlier: [[OutputCell]],
    using generator: inout CounterGenerator
  ) -> Set<Int>? {
    var fixed: Set<Int> = []
    for index in keys.indices {
      let key = keys[index]
      let isRoot = key.role == .selfReference && generator.uniform() < Self.rootShare
      let isOpen = key.columns.contains { !fixed.contains($0) && isNullable[$0] }
      if isOpen, isRoot || generator.uniform() < Self.nullShare {
        clear(key, &fixed)
        continue
      }
      let found =
        switch key.role {
        case .selfReference: earlierRow(key, earlier: earlier, using: &generator)
        case .deferred: promisedRow(key, using: &generator)
        case .context, .matched, .conditional:
          parentRow(index, cells: cells, fixed: fixed, number: number, using: &generator)
        }
      if let found {
        for (column, value) in zip(key.columns, found) { cells[column] = value }
        fixed.formUnion(key.columns)
      } else if isOpen {
        clear(key, &fixed)
      } else if key.role == .selfReference, !key.isNullable {
        // The row refers to itself, once its key is known.
        fixed.formUnion(key.columns)
      } else {
        return nil
      }
    }
    return fixed
  }

  /// Lets rows that must refer to a row of their table and have none refer to themselves.
  func closeLoops(_ cells: inout [OutputCell]) {
    for key in keys where key.role == .selfReference && !key.isNullable {
      for (column, name) in zip(key.columns, key.foreign.parentColumns) {
        guard case .null = cells[column], let own = positions[name] else { continue }
        cells[column] = cells[own]
      }
    }
  }

  /// Leaves what may be NULL and is not decided yet NULL.
  private func clear(_ key: Key, _ fixed: inout Set<Int>) {
    fixed.formUnion(key.columns.filter { isNullable[$0] })
  }

  private func earlierRow(
    _ key: Key,
    earlier: [[OutputCell]],
    using generator: inout CounterGenerator
  ) -> [OutputCell]? {
    guard !earlier.isEmpty else { return nil }
    let row = earlier[generator.integer(below: earlier.count)]
    let values = key.foreign.parentColumns.compactMap { positions[$0].map { row[$0] } }
    return values.count == key.columns.count ? values : nil
  }

  private func promisedRow(
    _ key: Key,
    using generator: inout CounterGenerator
  ) -> [OutputCell]? {
    guard key.rowCount > 0 else { return nil }
    let row = generator.integer(below: key.rowCount)
    let values = key.foreign.parentColumns.compactMap {
      promised[ColumnID(table: key.foreign.parent, name: $0)]?[row]
    }
    return values.count == key.columns.count ? values : nil
  }

  private mutating func parentRow(
    _ position: Int,
    cells: [OutputCell],
    fixed: Set<Int>,
    number: Int,
    using generator: inout CounterGenerator
  ) -> [OutputCell]? {
    let key = keys[position]
    guard key.rowCount > 0 else { return nil }
    let shared = key.columns.indices.filter { fixed.contains(key.columns[$0]) }
    let row: Int
    if shared.isEmpty {
      row =
        key.isUnique ? number % key.rowCount : generator.integer(below: key.rowCount)
    } else {
      let mask = shared.reduce(0) { $0 | 1 << $1 }
      let wanted = shared.reduce(UInt64(0)) {
        RowHasher.combine($0, Self.hash(cells[key.columns[$1]]))
      }
      if keys[position].index[mask] == nil { keys[position].index[mask] = Self.index(key, shared) }
      guard let rows = keys[position].index[mask]?[wanted] else { return nil }
      row = Int(rows[generator.integer(below: rows.count)])
    }
    return key.parentColumns.map { $0[row] }
  }

  private static func index(_ key: Key, _ shared: [Int]) -> [UInt64: [Int32]] {
    var index: [UInt64: [Int32]] = [:]
    for row in 0..<key.rowCount {
      let hash = shared.reduce(UInt64(0)) {
        RowHasher.combine($0, Self.hash(key.parentColumns[$1][row]))
      }
      index[hash, default: []].append(Int32(row))
    }
    return index
  }

  private static func hash(_ cell: OutputCell) -> UInt64 {
    switch cell {
    case .null, .label: 0
    case .integer(let value): RowHasher.hash(value)
    case .real(let value): RowHasher.hash(value)
    case .text(let text): CounterGenerator.hash(text)
    }
  }
}
