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

/// A number drawn once for every row of a parent table, such as how many children it has.
struct ParentDraw {
  var name: String
  var codec: ColumnCodec
  var model: ConditionalModel
  /// The feature that the number follows from exactly, and how far it is from it.
  var steps: (feature: Int, offset: Int)?
  /// Share of every bucket among the real parents that have a number.
  var shares: [Float]
  /// Number of real parents behind the shares.
  var sampleSize: Int
  /// The code of numbers that only a few parents have, and the share of the parents that have it.
  var few: (code: Int32, share: Double)?

  /// Learns p(number | features of the parent row) and appends the numbers to the store.
  static func fit(
    name: String,
    numbers: [Double],
    store: inout FeatureStore,
    units: [Int32],
    k: Int,
    tier: ConditionalModel.Tier,
    isIntegral: Bool,
    using generator: inout CounterGenerator
  ) -> ParentDraw {
    var codecOptions = NumericCodec.Options()
    codecOptions.k = k
    codecOptions.isIntegral = isIntegral
    // A handful of parents that hold most of the children would otherwise lose them all, and guides that a few
    // have would deny what their rows need; the number itself never leaves the model.
    codecOptions.keepsMeanOfFew = true
    let present = numbers.indices.filter { !numbers[$0].isNaN }
    let codec = ColumnCodec.numeric(
      NumericCodec(
        values: present.map { numbers[$0] },
        units: present.map { units[$0] },
        options: codecOptions,
        using: &generator
      )
    )
    let codes = numbers.map { number -> Int32 in
      guard !number.isNaN, case .numeric(let numeric) = codec else { return 0 }
      return numeric.code(of: number)
    }
    let buckets = codec.bucketOfCode
    let matrix = store.matrix(rowCount: numbers.count)
    let model = ConditionalModel(
      fitting: TreeTarget(codes: codes, bucketOfCode: buckets, isOrdinal: true),
      matrix: matrix,
      rows: (0..<Int32(numbers.count)).map { $0 },
      units: units,
      candidates: Array(0..<matrix.width),
      minimumUnits: k,
      tier: tier,
      using: &generator
    )
    store.append(
      FeatureStore.Info(name: name, isCategorical: false),
      codes.map { buckets[Int($0)] }
    )
    let shares = MarginalBalance.shares(buckets: present.map { buckets[Int(codes[$0])] })
    var draw = ParentDraw(
      name: name,
      codec: codec,
      model: model,
      shares: shares,
      sampleSize: present.count
    )
    if case .numeric(let numeric) = codec, let few = numeric.few {
      draw.few = (few.code, Double(few.rows) / Double(max(1, numbers.count)))
    }
    return draw
  }
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
