import ColumnTransforms
import ConditionalTrees
import Metadata
import Statistics
import TableData

/// Fits the model of one table on its frame; parents were fitted before.
struct TableFitter {
  let plan: TablePlan
  let frame: TableFrame
  let fit: FitColumns
  let places: SiblingPlaces
  let state: FitState

  /// Features taken over from a context parent, and from another parent.
  static let contextWidth = 64
  static let matchedWidth = 40
  /// Features passed on to the table's own children from its parents.
  static let inheritedContextWidth = 24
  static let inheritedMatchedWidth = 16
  /// Children per parent above which siblings are worth remembering.
  static let sequenceFanOut = 1.3

  /// Puts a table's rows in order and learns its columns; enters its frame into the state.
  static func prepare(
    _ plan: TablePlan,
    table: Table,
    rows: TableRows,
    state: inout FitState
  ) -> (fitter: TableFitter, documents: [DocumentColumn]) {
    let (frame, documents) = TableFrame(
      table: table,
      rows: rows,
      keys: plan.keys,
      contextKey: plan.contextKey,
      order: plan.siblingOrder,
      frames: state.frames
    ).takenApart(plan, jobs: state.jobs)
    state.frames[table.id] = frame
    for key in plan.keys {
      for column in key.parentColumns {
        state.retained.insert(ColumnID(table: key.parent, name: column))
      }
    }
    let fitter = TableFitter(
      plan: plan,
      frame: frame,
      fit: FitColumns(frame: frame, plan: plan, state: state),
      places: SiblingPlaces(frame: frame),
      state: state
    )
    return (fitter, documents)
  }

  /// Fits a table and enters its frame and features into the state.
  ///
  /// Throws ``RuleError``.
  static func fit(
    _ plan: TablePlan,
    table: Table,
    rows: TableRows,
    realRowCount: Int,
    state: inout FitState
  ) throws(RuleError) -> FittedTable {
    let (fitter, documents) = prepare(plan, table: table, rows: rows, state: &state)
    guard fitter.frame.rowCount > 0 else {
      // Nothing can be learnt from an empty table; its clone is empty, too.
      state.stores[table.id] = FeatureStore()
      return FittedTable(
        plan: plan,
        table: fitter.frame.table,
        columns: fitter.fit.columns,
        roles: fitter.fit.roles
      )
    }
    if plan.role == .reference { return fitter.keptTable(state: &state) }
    var fitted = try fitter.fitted(realRowCount: realRowCount, state: &state)
    fitted.documents = documents
    fitted.support = Support(units: fitter.frame.unitCount, k: fitter.frame.k)
    return fitted
  }

  func generator(_ purpose: String) -> CounterGenerator {
    CounterGenerator(state.seed, CounterGenerator.hash("\(purpose) \(plan.id)"))
  }

  /// The rules that the rows obey; enters into the state what they mean for other tables.
  ///
  /// Throws ``RuleError``.
  func rules(noting state: inout FitState) throws(RuleError) -> RowRules {
    let scope = RuleScope(frame: frame, fit: fit, plan: plan, state: state, places: places)
    let rules = try RuleFinder(scope: scope).rules()
    state.switchedOffRules += rules.switchedOff
    for column in rules.provisional {
      let name = fit.columns[column].name
      state.unfinished.updateValue(
        rules.aggregates.first { $0.column.name == name }?.child,
        forKey: ColumnID(table: plan.id, name: name)
      )
    }
    for aggregate in rules.aggregates {
      state.summedUp.formUnion(
        aggregate.childColumns.map { ColumnID(table: aggregate.child, name: $0) }
      )
    }
    return rules
  }

  // MARK: - Reference tables

  func keptTable(state: inout FitState) -> FittedTable {
    var store = FeatureStore()
    if frame.rowCount <= 255 {
      store.append(
        FeatureStore.Info(name: "\(plan.id.name) row", isCategorical: true),
        (0..<frame.rowCount).map { UInt8($0 + 1) }
      )
    }
    for column in fit.modelled {
      let codec = fit.codecs[column]
      store.append(
        FeatureStore.Info(
          name: "\(plan.id.name).\(fit.columns[column].name)",
          isCategorical: !(codec?.isOrdinal ?? true)
        ),
        fit.buckets[column]
      )
    }
    state.stores[plan.id] = store
    return FittedTable(
      plan: plan,
      table: frame.table,
      columns: fit.columns,
      roles: fit.roles,
      kept: frame.rows,
      keptStore: store
    )
  }

  // MARK: - Modelled tables

  /// Throws ``RuleError``.
  func fitted(realRowCount: Int, state: inout FitState) throws(RuleError) -> FittedTable {
    var result = FittedTable(
      plan: plan,
      table: frame.table,
      columns: fit.columns,
      roles: fit.roles
    )
    fitKeys(&result, realRowCount: realRowCount)
    result.repeatedKeys = repeatedKeys()
    result.sentinels = fit.sentinels
    fitReferences(&result, state: state)
    let rules = try rules(noting: &state)
    result.rules = rules.list
    result.aggregates = rules.aggregates
    result.provisional = rules.provisional
    result.fanOutRules = rules.fanOuts
    for rule in rules.fanOuts {
      guard let column = rule.condition?.column else { continue }
      state.retained.insert(ColumnID(table: plan.keys[rule.key].parent, name: column))
    }
    let drafts = StepDrafter(fitter: self, rules: rules).drafts()
    let (fanOut, guideValues) = draftFanOut(&result, drafts: drafts, state: &state)
    let degrees = draftDegrees(&result, drafts: drafts, state: &state)
    for draft in drafts { state.retained.formUnion(draft.retained(plan: plan)) }
    let contextKey = plan.contextKey
    var layout = makeLayout(
      drafts: drafts,
      context: contextKey.flatMap { state.stores[plan.keys[$0].parent] }
    )
    let matrix = fill(
      &layout,
      drafts: drafts,
      guides: result.guides,
      guideValues: guideValues,
      state: state
    )
    let models = fitModels(
      fanOut + degrees.map(\.draft),
      drafts,
      layout: layout,
      matrix: matrix,
      state: state
    )
    result.fanOut = Array(models.draws.prefix(fanOut.count))
    for (key, draw) in zip(degrees.map(\.key), models.draws.dropFirst(fanOut.count)) {
      result.degrees[key] = draw
    }
    let rowModel = RowModel(
      layout: layout,
      steps: models.steps,
      synthesizer: models.synthesizer,
      parentOrders: rules.parentOrders,
      distinctKeys: rules.distinctKeys
    )
    state.retained.formUnion(plan.columns(of: rowModel.sourcesOfParents))
    result.rowModel = rowModel
    result.storeLayout = storeLayout(drafts: drafts, layout: layout)
    var store = FeatureStore()
    for part in result.storeLayout.parts {
      store.append(
        part.info,
        (0..<frame.rowCount).map { matrix.bytes[$0 * matrix.width + part.feature] }
      )
    }
    state.stores[plan.id] = store
    result.childSpans = noteChildEnds(state: &state)
    return result
  }

  func fitKeys(_ result: inout FittedTable, realRowCount: Int) {
    for (position, role) in fit.roles.enumerated() where role == .key {
      guard let values = frame.rows[fit.columns[position].name] else { continue }
      result.keyStyles[position] = KeyStyle(
        fitting: values,
        type: fit.columns[position].type,
        units: frame.units,
        k: frame.k,
        rowCount: realRowCount
      )
      result.keyNullShares[position] = Double(values.nullCount) / Double(max(1, values.count))
    }
  }

  func repeatedKeys() -> Set<String> {
    Set(
      frame.table.uniqueKeys.filter { key in
        guard key.predicate != nil else { return false }
        let hasher = RowHasher(key.columns.compactMap { frame.rows[$0] })
        var seen: Set<UInt64> = []
        return (0..<frame.rowCount).contains { row in
          hasher.hash(row: row).map { !seen.insert($0).inserted } ?? false
        }
      }.map(\.name)
    )
  }
}

extension FitState {
  /// Whether a key's parents are known as soon as its table is generated.
  func isResolved(_ table: TableID, key: Int) -> Bool {
    !keptTables.contains(table) && laterKeys[table]?.contains(key) != true
  }

  /// Whether the rows of a table are generated rather than kept.
  func isGenerated(_ table: TableID) -> Bool { !keptTables.contains(table) }
}
