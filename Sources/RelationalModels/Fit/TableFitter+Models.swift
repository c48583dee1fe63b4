import ColumnTransforms
import ConditionalTrees
import Metadata
import Statistics
import TableData

/// What is drawn of parents, and the models of all that a table needs.
extension TableFitter {
  /// Number of children and guides of every context parent.
  ///
  /// Returns the values of the guides, too.
  func draftFanOut(
    _ result: inout FittedTable,
    drafts: [StepDraft],
    state: inout FitState
  ) -> (draws: [ParentDraft], guideValues: [[Double]]) {
    guard let contextKey = plan.contextKey,
      let parentFrame = state.frames[plan.keys[contextKey].parent],
      var store = state.stores[parentFrame.table.id]
    else { return ([], []) }
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
    // Rows that are kept are not drawn one after the other.
    let groupStart = state.isGenerated(parentFrame.table.id) ? parentFrame.groupStart : []
    let label = "\(plan.id.name).\(plan.keys[contextKey].childColumns.joined(separator: ","))"
    var draws = [
      ParentDraft(
        name: "number of \(label)",
        numbers: counts,
        of: parentFrame,
        store: &store,
        groupStart: groupStart,
        isIntegral: true,
        using: generator("fan-out")
      )
    ]
    draws[0].steps = StepCount.exact(
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
        let name = "\(guide.kind) \(drafts[guide.step].name)"
        draws.append(
          ParentDraft(
            name: "\(name) of \(label)",
            numbers: numbers,
            of: parentFrame,
            store: &store,
            groupStart: groupStart,
            isIntegral: false,
            using: generator("guide \(name)")
          )
        )
      }
    }
    state.stores[parentFrame.table.id] = store
    return (draws, values)
  }

  /// Number of children of every parent that is matched by type, by key.
  func draftDegrees(
    _ result: inout FittedTable,
    drafts: [StepDraft],
    state: inout FitState
  ) -> [(key: Int, draft: ParentDraft)] {
    drafts.compactMap { draft in
      guard let key = draft.keyWithDegrees,
        let parentFrame = state.frames[plan.keys[key].parent],
        var store = state.stores[parentFrame.table.id],
        state.isGenerated(parentFrame.table.id), !frame.parents[key].isEmpty
      else { return nil }
      var counts = [Double](repeating: 0, count: parentFrame.rowCount)
      for parent in frame.parents[key] where parent >= 0 { counts[Int(parent)] += 1 }
      let filled = frame.parents[key].reduce(0) {
        $0 + ($1 == TableFrame.Parent.null || $1 == TableFrame.Parent.notApplicable ? 0 : 1)
      }
      result.filledShares[key] = Double(filled) / Double(max(1, frame.rowCount))
      let degree = ParentDraft(
        name: "number of \(plan.id.name).\(plan.keys[key].childColumns.joined(separator: ","))",
        numbers: counts,
        of: parentFrame,
        store: &store,
        isIntegral: true,
        using: generator("degree \(key)")
      )
      state.stores[parentFrame.table.id] = store
      return (key, degree)
    }
  }

  /// Fits every model as a job of its own and puts them together in order.
  func fitModels(
    _ draws: [ParentDraft],
    _ drafts: [StepDraft],
    layout: RowLayout,
    matrix: FeatureMatrix,
    state: FitState
  ) -> (draws: [ParentDraw], steps: [RowStep]) {
    let tier = plan.tier.model
    var matrixOfParent: [TableID: FeatureMatrix] = [:]
    let matrices = draws.map { draw in
      let matrix =
        matrixOfParent[draw.parent]
        ?? (state.stores[draw.parent] ?? FeatureStore()).matrix(rowCount: draw.units.count)
      matrixOfParent[draw.parent] = matrix
      return matrix
    }
    let work = drafts.enumerated().flatMap { step, draft in
      draft.targets.indices.map { (step: step, target: $0) }
    }
    let blind = blindFeatures(layout, state: state)
    let models = concurrently(draws.count + work.count, jobs: state.jobs) { index in
      guard index >= draws.count else {
        return draws[index].model(matrices[index], tier: tier)
      }
      let (step, position) = work[index - draws.count]
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
        candidates: (0..<layout.ownStart[step]).filter {
          !(target.ignoresSiblings && blind.contains($0))
        },
        minimumUnits: frame.k,
        tier: tier,
        using: &generator
      )
    }
    var next = models[draws.count...].makeIterator()
    return (
      zip(draws, models).map { $0.draw($1) },
      drafts.map { draft in draft.step(models: draft.targets.compactMap { _ in next.next() }) }
    )
  }
}
