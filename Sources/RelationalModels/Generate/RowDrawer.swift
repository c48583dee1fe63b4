import ColumnTransforms
import ConditionalTrees
import Metadata
import Statistics
import TableData
import TableModels

/// Draws rows one after the other.
///
/// Holds the scratch of the current row, so that no row allocates; a class,
/// because copies of the scratch would cost more than the drawing.
final class RowDrawer {
  let generator: TableGenerator
  let rowModel: RowModel
  let model: FittedTable
  /// Synthetic parent tables of every key; nil for the table itself and for parents that come later.
  let parentTables: [SyntheticTable?]
  /// Values of this table that others, or its own later rows, refer to.
  ///
  /// An array and not a dictionary: looping over keys while changing values would copy them at every row.
  var kept: [(name: String, position: Int, values: RetainedColumn)] = []
  /// Chosen parents of all accepted rows.
  var chosenParents: [[Int32]]

  // The current row.
  var cells: [OutputCell]
  var parentRows: [Int32]
  var numbers: [Double]
  var codes: [Int32]
  /// Conditions of the models; raw memory, as it is read for every value.
  let features: UnsafeMutableBufferPointer<UInt8>
  /// Draws columns that have no trees of their own.
  var sampler: (any RowSampler)?

  // The group of siblings.
  var tracker: SequenceTracker
  var previousNumbers: [Double]
  var previousCells: [OutputCell]
  var previousParents: [Int32]
  var seenParents: [[Int32]]
  /// Values of all siblings so far, for columns in which values come back.
  var seenValues: [SeenValues]
  /// What siblings in a row share without a table for it.
  var entity: CurrentEntity?
  /// Where its series end.
  var ends: GroupEnds
  var place = 0
  var groupSize = 1
  /// Rows that the group had before this visit.
  var earlierRows = 0
  /// The places in any order, for siblings that are not numbered in theirs.
  var shuffledPlaces: [Int] = []
  /// The drawn value of a column that is being altered.
  var forcedBase = 0.0
  /// A key that must be set found no parent that agrees with the other keys.
  var deadEnd: ForeignKey?
  /// Nothing that may be drawn again would find one either.
  var isHopeless = false
  /// What the row is to be, where anything is asked for.
  var aim: RowAim?
  /// A value came out that does not fit what the row is to be.
  var isOffAim = false
  /// Whether the choice of parents follows rules that are learnt and not declared.
  var keepsLearntRules = true

  // Over the whole table.
  /// By column.
  let balances: UnsafeMutableBufferPointer<MarginalBalance>
  var pools: [ParentPool?]
  /// Children still wanted of parents that are chosen by columns they share with others, by key.
  var placesLeft: [Int: [Int]]
  /// Bucket of the type of every parent row, by key.
  let typeBuckets: [[UInt8]?]
  /// Parents by the values of some of their key columns, by key and the set of columns.
  var agreeing: [AgreeingColumns: [UInt64: [Int32]]] = [:]
  let isEligible: [Int: [Bool]]
  var earlier: [Int: EarlierRows] = [:]
  let scopes: [Int: SelfScope]
  let trees: [Int: TreePlan]
  /// For every key: relations to keys that are chosen before it.
  let partners: [[Partner]]
  /// What references without a parent refer to, by key.
  let dangling: [Int: DanglingReferences]
  /// Keys of several columns that other keys may complete without pointing anywhere.
  let completedKeys: [Int]
  let keyColumns: [TableGenerator.KeyColumn]
  let ordinals: [(position: Int, start: Int64, isInOrder: Bool)]
  let foreign: [(key: Int, positions: [Int], names: [String])]
  var edges: [Int: [Bool]] = [:]
  /// Steps in order with where their features lie.
  let steps: [PlacedStep]
  /// Bins of the context parents that are looked at, with their place in the row.
  let contextBins: [PlacedBins]
  /// Columns of parents' parents that values are derived from.
  let grandparents: [(column: ColumnID, values: RetainedColumn)]
  let isSelfReference: [Bool]
  let nullableKeys: [Bool]
  /// Keys whose parents siblings may not share.
  let areParentsUnique: [Bool]
  /// Columns of which anything depends on the code.
  let isCodeUsed: [Bool]
  /// Columns that are stored as integers.
  let isIntegral: [Bool]
  /// Values of the parents of every key that rows take over or refer to.
  let parentColumns: [[ParentColumn]]
  /// Whether later tables need features and parents of this one.
  let keepsFeatures: Bool
  /// Orders without exceptions.
  let exactLimits: [ValueLimit]
  /// For every key: values of its parent between which and those of other parents a value of the row must have room.
  let rivals: [[RivalLimits]]
  /// For every key: the keys that are chosen along it.
  let ways: [[FollowingKey]]
  /// Keys that are null in this row although they could be chosen along others.
  var isLeftOut: [Bool]
  /// Rows of the parents of keys that are chosen along others, by what they refer to.
  var referring: [Int: [[Int32]]] = [:]

  struct AgreeingColumns: Hashable {
    var key: Int
    /// Positions within the key.
    var columns: [Int]
  }

  /// An earlier key to the same parent that this one must keep apart from.
  struct Partner {
    var key: Int
    var relation: ParentPair.Relation
    /// Whether the earlier key is the first of the pair.
    var isFirst: Bool
    /// Places of the parent's rows where edges ascend; nil for the key's own numbers.
    var places: [Int32]?
  }

  /// Bins of a parent table that go to one place of a row's features.
  struct PlacedBins {
    var place: Int
    var bins: [UInt8]
  }

  struct ParentColumn {
    var name: String
    var values: RetainedColumn
    /// Where the row has the value, if it is part of the key.
    var position: Int?
  }

  /// A step that the row model keeps alive.
  enum HeldStep {
    case entity(Uncounted<EntityStep>)
    case parent(Uncounted<ParentStep>)
    case column(Uncounted<ColumnStep>)

    init(_ step: RowStep) {
      switch step {
      case .entity(let step): self = .entity(Uncounted(step))
      case .parent(let step): self = .parent(Uncounted(step))
      case .column(let step): self = .column(Uncounted(step))
      }
    }
  }

  struct PlacedStep {
    var step: HeldStep
    var slot: Int
    var trackedFeature: Int
    /// Bins of the chosen parent.
    var parentBins: [PlacedBins]
  }

  init(
    generator: TableGenerator,
    rowModel: RowModel,
    parentTables: [SyntheticTable?],
    grandparents: [ColumnID: RetainedColumn],
    groups: TableGenerator.Groups,
    retaining names: Set<String>,
    keepsFeatures: Bool
  ) {
    self.generator = generator
    self.rowModel = rowModel
    self.keepsFeatures = keepsFeatures
    exactLimits = rowModel.columnSteps.flatMap(\.restraints.limits).filter {
      $0.exceptionShare == 0
    }
    let model = generator.model
    rivals = RivalLimits.all(
      exactLimits,
      orders: rowModel.parentOrders,
      keyCount: model.plan.keys.count
    )
    ways = FollowingKey.all(rowModel, keyCount: model.plan.keys.count)
    isLeftOut = ways.map { _ in false }
    self.model = model
    self.parentTables = parentTables
    let contextKey = model.plan.contextKey
    pools = generator.model.plan.keys.indices.map { groups.pools[$0] }
    for key in pools.indices where !ways[key].isEmpty { pools[key]?.givesUp = true }
    typeBuckets = generator.model.plan.keys.indices.map { groups.typeBuckets[$0] }
    isEligible = groups.isEligible
    placesLeft = groups.degrees.filter { groups.pools[$0.key] == nil && $0.key != contextKey }
    self.grandparents = grandparents.map { ($0, $1) }
    isSelfReference = model.plan.keyRoles.map { $0 == .selfReference }
    for name in names.sorted() {
      if let position = generator.columnPositions[name] {
        let values = RetainedColumn(kind: model.columns[position].type.valueKind)
        kept.append((name, position, values))
      }
    }
    let count = model.columns.count
    let keyCount = model.plan.keys.count
    cells = [OutputCell](repeating: .null, count: count)
    parentRows = [Int32](repeating: -1, count: keyCount)
    numbers = [Double](repeating: .nan, count: count)
    codes = [Int32](repeating: 0, count: count)
    features = .allocate(capacity: max(1, rowModel.layout.width))
    features.initialize(repeating: 0)
    sampler = rowModel.synthesizer?.sampler(parameters: groups.parameters)
    tracker = SequenceTracker(
      showsMeans: rowModel.steps.map(\.showsMeans),
      guides: model.guides
    )
    previousNumbers = numbers
    previousCells = cells
    previousParents = parentRows
    seenParents = [[Int32]](repeating: [], count: keyCount)
    seenValues = rowModel.columnSteps.compactMap { step in
      step.draws.contains { $0.seenCode != nil } ? SeenValues(column: step.column) : nil
    }
    balances = .allocate(capacity: count)
    for column in 0..<count {
      balances.initializeElement(at: column, to: MarginalBalance(shares: []))
    }
    for step in rowModel.columnSteps {
      var random = generator.generator("marginal", step.column)
      balances[step.column] = MarginalBalance(shares: step.shares).posterior(
        sampleSize: step.sampleSize,
        wander: step.wander,
        isTakenOver: names.contains(step.name),
        isOrdered: step.codec.isOrdinal,
        using: &random
      )
    }
    chosenParents = [[Int32]](repeating: [], count: keyCount)
    keyColumns = generator.keyColumns
    ordinals = model.roles.enumerated().compactMap { position, role in
      if case .ordinal(let start, let isInOrder) = role {
        (position, start, isInOrder)
      } else {
        nil
      }
    }
    foreign = model.plan.keys.enumerated().map { number, key in
      (
        number, key.childColumns.compactMap { generator.columnPositions[$0] }, key.parentColumns
      )
    }
    ends = GroupEnds(model, rowModel: rowModel)
    for case .entity(let step) in rowModel.steps {
      entity = CurrentEntity(step, columnCount: count)
    }
    let layout = rowModel.layout
    let used = rowModel.usedFeatures.union(
      keepsFeatures ? model.storeLayout.parts.map(\.feature) : []
    )
    contextBins = layout.contextFeatures.enumerated().compactMap { slot, feature in
      guard used.contains(slot), let key = model.plan.contextKey,
        let columns = parentTables[key]?.store.columns, feature < columns.count
      else { return nil }
      let bins = columns[feature]
      return PlacedBins(place: slot, bins: bins)
    }
    steps = rowModel.steps.enumerated().map { number, step in
      let slot = layout.ownStart[number]
      var placed = PlacedStep(
        step: HeldStep(step),
        slot: slot,
        trackedFeature: slot + step.trackedFeature,
        parentBins: []
      )
      if case .parent(let parent) = step {
        let start = slot + parent.ownWidth
        for feature in 0..<layout.parentWidth[number] where used.contains(start + feature) {
          guard let columns = parentTables[parent.key]?.store.columns, feature < columns.count
          else { continue }
          placed.parentBins.append(PlacedBins(place: start + feature, bins: columns[feature]))
        }
      }
      return placed
    }
    isCodeUsed = Self.columnsWithUsedCode(
      rowModel,
      guides: model.guides,
      used: used,
      count: count
    )
    isIntegral = model.columns.map { column in
      if case .integers = StorageForm(column.type.valueKind) { true } else { false }
    }
    parentColumns = model.plan.keys.indices.map { number in
      let key = model.plan.keys[number]
      let retained = parentTables[number]?.retained ?? [:]
      return retained.sorted { $0.key < $1.key }.map { name, values in
        let child = key.parentColumns.firstIndex(of: name).map { key.childColumns[$0] }
        return ParentColumn(
          name: name,
          values: values,
          position: child.flatMap { generator.columnPositions[$0] }
        )
      }
    }
    let nullableKeys = model.plan.keys.map { key in
      key.childColumns.contains { name in
        generator.columnPositions[name].map { model.columns[$0].isNullable } ?? true
      }
    }
    self.nullableKeys = nullableKeys
    let contextColumns = contextKey.map { model.plan.keys[$0].childColumns } ?? []
    areParentsUnique = model.plan.keys.enumerated().map { key, foreign in
      rowModel.distinctKeys.contains(key)
        || generator.table.hasUniqueKey(within: contextColumns + foreign.childColumns)
    }
    dangling = Self.dangling(model, parents: parentTables)
    partners = Self.partners(model, rowModel: rowModel, places: groups.places)
    completedKeys = model.plan.keys.indices.filter { key in
      let role = model.plan.keyRoles[key]
      return (role == .context || role == .matched) && model.plan.keys[key].childColumns.count > 1
        && nullableKeys[key]
    }
    var trees: [Int: TreePlan] = [:]
    var scopes: [Int: SelfScope] = [:]
    for case .parent(let step) in rowModel.steps {
      switch step.choice {
      case .earlierRow(_, let scope, let nullShare):
        scopes[step.key] = scope
        earlier[step.key] = EarlierRows(
          scope: scope,
          nullShare: nullShare,
          rowCount: generator.rowCount
        )
      case .planned(let tree):
        var random = generator.generator("tree", step.key)
        trees[step.key] = TreePlan(
          tree,
          rowCount: generator.rowCount,
          isNullable: nullableKeys[step.key],
          using: &random
        )
      case .later: edges[step.key] = []
      case .typed, .carriedOver, .decided, .agreeing, .along, .conditional: break
      }
    }
    self.trees = trees
    self.scopes = scopes
  }

  deinit {
    features.deallocate()
    balances.deinitialize().deallocate()
  }
}

extension RowStep {
  /// Which of the step's features the tracker follows, as in ``StepDraft``.
  var trackedFeature: Int {
    switch self {
    case .entity: 1
    case .parent(let step): if case .typed = step.choice { 1 } else { 0 }
    case .column: 0
    }
  }

  /// Whether siblings are summed up by the mean of their buckets, as in ``StepDraft``.
  var showsMeans: Bool {
    switch self {
    case .entity: true
    case .column(let step):
      step.codec.isOrdinal && !step.draws.contains { $0.seenCode != nil }
    case .parent(let step): if case .typed = step.choice { false } else { true }
    }
  }
}

extension ParentStep {
  /// Features before those of the chosen parent.
  var ownWidth: Int { if case .typed = choice { 2 } else { 1 } }
}
