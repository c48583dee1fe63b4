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
    let guideValues = fitFanOut(&result, drafts: drafts, state: &state)
    fitDegrees(&result, drafts: drafts, state: &state)
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
    let rowModel = RowModel(
      layout: layout,
      steps: fitSteps(drafts, layout: layout, matrix: matrix, jobs: state.jobs),
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

  /// Number of children and guides of every context parent; returns the values of the guides.
  func fitFanOut(
    _ result: inout FittedTable,
    drafts: [StepDraft],
    state: inout FitState
  ) -> [[Double]] {
    guard let contextKey = plan.contextKey,
      let parentFrame = state.frames[plan.keys[contextKey].parent],
      var store = state.stores[parentFrame.table.id]
    else { return [] }
    // Rows whose parent is not in the sample say nothing about rows without one.
    let nulls = frame.parents[contextKey].reduce(0) { $0 + ($1 == TableFrame.Parent.null ? 1 : 0) }
    result.orphanShare = Double(nulls) / Double(max(1, frame.orphanStart + nulls))
    let counts = (0..<parentFrame.rowCount).map {
      Double(frame.groupStart[$0 + 1] - frame.groupStart[$0])
    }
    result.stepCounts = StepCount.all(fitter: self)
    for count in result.stepCounts {
      let ends = state.childEnds[parentFrame.table.id] ?? [:]
      store.append(
        count,
        first: ends[count.first]?.values ?? [],
        last: ends[count.last]?.values ?? []
      )
      for name in [count.first, count.last] {
        state.retained.insert(ColumnID(table: parentFrame.table.id, name: name))
      }
    }
    var generator = generator("fan-out")
    let label = "\(plan.id.name).\(plan.keys[contextKey].childColumns.joined(separator: ","))"
    result.fanOut = [
      ParentDraw.fit(
        name: "number of \(label)",
        numbers: counts,
        store: &store,
        units: parentFrame.units,
        k: parentFrame.k,
        tier: plan.tier.model,
        isIntegral: true,
        using: &generator
      )
    ]
    result.fanOut[0].steps = StepCount.exact(
      features: (store.width - 1 - result.stepCounts.count)..<(store.width - 1),
      store: store,
      counts: counts,
      k: parentFrame.k
    )
    let filled = counts.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }
    let children = counts.reduce(0, +)
    var values: [[Double]] = []
    if children / Double(max(1, filled)) >= 2 {
      let guides = GuideFinder(drafts: drafts, frame: frame, fit: fit).guides()
      for (guide, numbers) in guides where filled >= 4 * parentFrame.k || guide.kind == .last {
        result.guides.append(guide)
        values.append(numbers)
        result.fanOut.append(
          ParentDraw.fit(
            name: "\(guide.kind) \(drafts[guide.step].name) of \(label)",
            numbers: numbers,
            store: &store,
            units: parentFrame.units,
            k: parentFrame.k,
            tier: plan.tier.model,
            isIntegral: false,
            using: &generator
          )
        )
      }
    }
    state.stores[parentFrame.table.id] = store
    return values
  }

  /// Number of children of every parent that is matched by type.
  func fitDegrees(
    _ result: inout FittedTable,
    drafts: [StepDraft],
    state: inout FitState
  ) {
    for draft in drafts {
      guard let key = draft.keyWithDegrees,
        let parentFrame = state.frames[plan.keys[key].parent],
        var store = state.stores[parentFrame.table.id],
        state.isGenerated(parentFrame.table.id), !frame.parents[key].isEmpty
      else { continue }
      var counts = [Double](repeating: 0, count: parentFrame.rowCount)
      for parent in frame.parents[key] where parent >= 0 { counts[Int(parent)] += 1 }
      let filled = frame.parents[key].reduce(0) {
        $0 + ($1 == TableFrame.Parent.null || $1 == TableFrame.Parent.notApplicable ? 0 : 1)
      }
      result.filledShares[key] = Double(filled) / Double(max(1, frame.rowCount))
      var generator = generator("degree \(key)")
      result.degrees[key] = ParentDraw.fit(
        name: "number of \(plan.id.name).\(plan.keys[key].childColumns.joined(separator: ","))",
        numbers: counts,
        store: &store,
        units: parentFrame.units,
        k: parentFrame.k,
        tier: plan.tier.model,
        isIntegral: true,
        using: &generator
      )
      state.stores[parentFrame.table.id] = store
    }
  }

  // MARK: - Models

  private func fitSteps(
    _ drafts: [StepDraft],
    layout: RowLayout,
    matrix: FeatureMatrix,
    jobs: Int
  ) -> [RowStep] {
    // Every model is a job of its own; results are put together in order.
    let work = drafts.enumerated().flatMap { step, draft in
      draft.targets.indices.map { (step: step, target: $0) }
    }
    let models = concurrently(work.count, jobs: jobs) { index in
      let (step, position) = work[index]
      let target = drafts[step].targets[position]
      var generator = CounterGenerator(
        state.seed,
        CounterGenerator.hash("forest \(plan.id)"),
        UInt64(step),
        UInt64(position)
      )
      return ConditionalModel(
        fitting: target.target,
        matrix: matrix,
        rows: target.rows,
        units: frame.units,
        candidates: Array(0..<layout.ownStart[step]),
        minimumUnits: frame.k,
        tier: plan.tier.model,
        using: &generator
      )
    }
    var next = models.makeIterator()
    return drafts.map { draft in
      let own = draft.targets.compactMap { _ in next.next() }
      return draft.step(models: own)
    }
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
