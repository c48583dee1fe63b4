import ColumnTransforms
import ConditionalTrees
import Dispatch
import Metadata
import Statistics
import TableData

/// What is known while tables are fitted in generation order.
struct FitState {
  var frames: [TableID: TableFrame] = [:]
  /// Features of real rows, extended by every child table that is fitted.
  var stores: [TableID: FeatureStore] = [:]
  /// Times of first and last children, by parent table and name.
  var childEnds: [TableID: [String: ChildEndValues]] = [:]
  /// Columns whose generated values must be kept because other tables need them.
  var retained: Set<ColumnID> = []
  /// Rows as read, and what of them stays out of every fit.
  let data: [TableID: TableRows]
  let splits: [TableID: UnitSplit]
  /// The keys of every plan.
  let keysOfTable: [TableID: [ForeignKey]]
  /// Keys by table that are only filled in after generation, because they are part of a cycle.
  let laterKeys: [TableID: Set<Int>]
  /// Tables as they are described.
  let tables: [TableID: Table]
  /// Columns that get their values from a child table's rows, until that table is fitted; nil for those computed from
  /// such columns.
  var unfinished: [ColumnID: TableID?] = [:]
  /// Columns that columns of their parents are computed from.
  var summedUp: Set<ColumnID> = []
  /// Reference tables, whose rows are kept.
  let keptTables: Set<TableID>
  /// Share of the references without a parent, for relationships that are no constraints.
  var danglingShares: [ForeignKey: Double] = [:]
  /// What the user says about rules.
  var ruleChoices = RuleChoices()
  /// Rules that hold but that the user does not want.
  var switchedOffRules: [TableRule] = []
  let seed: UInt64
  let jobs: Int
}

extension FitState {
  /// The state before the first table is fitted.
  init(
    _ plan: GenerationPlan,
    metadata: DatabaseMetadata,
    data: [TableID: TableRows],
    splits: [TableID: UnitSplit],
    rules: RuleChoices,
    seed: UInt64,
    jobs: Int
  ) {
    self.init(
      data: data,
      splits: splits,
      keysOfTable: Dictionary(uniqueKeysWithValues: plan.tables.map { ($0.id, $0.keys) }),
      laterKeys: Dictionary(
        uniqueKeysWithValues: plan.tables.map { table in
          (table.id, Set(table.keyRoles.indices.filter { table.keyRoles[$0] == .deferred }))
        }
      ),
      tables: Dictionary(metadata.tables.map { ($0.id, $0) }) { first, _ in first },
      keptTables: Set(plan.tables.filter { $0.role == .reference }.map(\.id)),
      ruleChoices: rules,
      seed: seed,
      jobs: jobs
    )
  }

  /// Visits the tables of a plan in its order, with their rows.
  ///
  /// - `progress`: called with each table before it is visited.
  mutating func forEachTable(
    of plan: GenerationPlan,
    metadata: DatabaseMetadata,
    progress: (TableID) throws -> Void,
    _ visit: (TablePlan, Table, TableRows, inout FitState) throws -> Void
  ) throws {
    for table in plan.tables {
      guard let description = metadata[table.id] else { continue }
      try progress(table.id)
      let rows = fittedRows(of: table.id) ?? TableRows(empty: description)
      try visit(table, description, rows, &self)
      finish(table.id)
    }
  }

  /// Lets later tables see the columns that were computed from a table's rows.
  mutating func finish(_ table: TableID) {
    unfinished = unfinished.filter { $0.value != table }
  }

  /// Names of a table's columns as it is read.
  func columnNames(of table: TableID) -> Set<String> { Set(data[table]?.columnNames ?? []) }
}

extension FitState {
  /// The rows of a table that models may see, in the order in which they were read.
  func fittedRows(of table: TableID) -> TableRows? {
    guard let rows = data[table], let split = splits[table], !split.isHeldOut.isEmpty else {
      return data[table]
    }
    var fitted = rows.selecting(split.fittedRows)
    fitted.columns = fitted.columns.map(\.withoutUnusedTexts)
    return fitted
  }
}

extension FeatureStore {
  /// All features as a row-by-row matrix.
  func matrix(rowCount: Int) -> FeatureMatrix {
    var matrix = FeatureMatrix(rowCount: rowCount, isCategorical: infos.map(\.isCategorical))
    let width = width
    for (feature, column) in columns.enumerated() {
      for row in 0..<rowCount { matrix.bytes[row * width + feature] = column[row] }
    }
    return matrix
  }
}
