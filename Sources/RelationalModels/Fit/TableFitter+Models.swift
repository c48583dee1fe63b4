import ColumnTransforms
import ConditionalTrees
import Metadata
import Statistics
import TableData
import TableModels

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
        meanNumbers: meanNumbers(counts, of: parentFrame, store),
        groupStart: groupStart,
        isIntegral: true,
        using: generator("fan-out")
      )
    ]
    guard plan.synthesizer.isConditional else {
      state.stores[parentFrame.table.id] = store
      return (draws, [])
    }
    draws[0].steps = StepCount.exact(
      features: (store.width - 1 - result.stepCounts.count)..<(store.width - 1),
      store: store,
      counts: counts,
      k: parentFrame.k
    )
    let filled = frame.filledGroupCount
    let children = counts.reduce(0, +)
    var values: [[Double]] = []
    if children / Double(max(1, filled)) >= 2 {
      // What siblings have in common may be a parameter of the model that draws them.
      let steps = drafts.indices.filter { plan.synthesizer != .hma || !drafts[$0].isSynthesized }
      let guides = GuideFinder(drafts: drafts, frame: frame, fit: fit, steps: steps).guides()
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
        meanNumbers: meanNumbers(counts, of: parentFrame, store),
        isIntegral: true,
        using: generator("degree \(key)")
      )
      state.stores[parentFrame.table.id] = store
      return (key, degree)
    }
  }

  /// What kinds of parents the children have; nothing where numbers of children are to depend on nothing.
  private func meanNumbers(
    _ counts: [Double],
    of parent: TableFrame,
    _ store: FeatureStore
  ) -> [MeanNumbers] {
    plan.synthesizer.isConditional
      ? MeanNumbers.all(store, counts: counts, units: parent.units, k: parent.k) : []
  }

  /// What is left when all models of a table are fitted.
  struct FittedModels {
    var draws: [ParentDraw]
    var steps: [RowStep]
    var synthesizer: ColumnSynthesizer?
  }

  /// Fits every model as a job of its own and puts them together in order.
  func fitModels(
    _ draws: [ParentDraft],
    _ drafts: [StepDraft],
    layout: RowLayout,
    matrix: FeatureMatrix,
    state: FitState
  ) -> FittedModels {
    let rows = trainingRows(drafts, layout: layout, matrix: matrix, state: state)
    let trees: [ConditionalModel]
    let drawModels: [NumberModel]
    var synthesizer: ColumnSynthesizer?
    switch plan.synthesizer {
    case .trees:
      // What trees draw of columns is no other work than what they draw of parents.
      (drawModels, trees, _) =
        fitModels(draws, rows.trees, rows.columns, by: treeSynthesizer, state)
    case .independent, .uniform:
      let marginals: FittedMarginals
      (drawModels, trees, marginals) =
        plan.synthesizer == .uniform
        ? fitModels(draws, rows.trees, rows.columns, by: UniformSynthesizer(), state)
        : fitModels(draws, rows.trees, rows.columns, by: IndependentSynthesizer(), state)
      synthesizer = .marginals(marginals)
    case .gaussianCopula:
      let copula: GaussianCopula
      (drawModels, trees, copula) =
        fitModels(draws, rows.trees, rows.columns, by: GaussianCopulaSynthesizer(), state)
      synthesizer = .gaussianCopula(copula)
    case .hma:
      let copula: HierarchicalCopula
      (drawModels, trees, copula) =
        fitModels(draws, rows.trees, rows.columns, by: HierarchicalCopulaSynthesizer(), state)
      synthesizer = .hierarchicalCopula(copula)
    }
    var models = trees.makeIterator()
    var target = 0
    let steps = drafts.map { draft -> RowStep in
      guard draft.isSynthesized else {
        return draft.step(models: draft.targets.compactMap { _ in models.next() }, target: nil)
      }
      target += 1
      return draft.step(models: [], target: target - 1)
    }
    return FittedModels(
      draws: zip(draws, drawModels).map { $0.draw($1) },
      steps: steps,
      synthesizer: synthesizer
    )
  }

  private var treeSynthesizer: TreeSynthesizer { TreeSynthesizer(tier: plan.tier.model) }

  /// What trees learn from, and what the table's synthesizer does.
  private func trainingRows(
    _ drafts: [StepDraft],
    layout: RowLayout,
    matrix: FeatureMatrix,
    state: FitState
  ) -> (trees: TrainingRows, columns: TrainingRows) {
    let blind = blindFeatures(layout, state: state)
    // A column that the engine draws tells the others something; one that follows from them does not.
    let own = drafts.indices.filter {
      drafts[$0].column != nil && (drafts[$0].isSynthesized || drafts[$0].targets.isEmpty)
    }.flatMap {
      layout.ownStart[$0]..<(layout.ownStart[$0] + drafts[$0].ownFeatures.count)
    }
    var contexts = Set(0..<layout.width).subtracting(own)
    // Given what they have in common, siblings are drawn by themselves.
    if plan.synthesizer == .hma { contexts.subtract(layout.siblingFeatures) }
    let parents =
      plan.synthesizer == .hma ? rowParents(drafts, layout: layout, state: state) : []
    func rows(areColumns: Bool) -> TrainingRows {
      let targets = drafts.indices.filter { drafts[$0].isSynthesized == areColumns }.flatMap {
        self.targets(of: drafts[$0], step: $0, known: 0..<layout.ownStart[$0], blind: blind)
      }
      return TrainingRows(
        targets: targets,
        matrix: matrix,
        contexts: contexts.sorted(),
        parents: areColumns ? parents : [],
        units: frame.units,
        minimumUnits: frame.k
      )
    }
    return (rows(areColumns: false), rows(areColumns: true))
  }

  /// - `known`: features that are known before the step.
  /// - `blind`: features of siblings.
  private func targets(
    of draft: StepDraft,
    step: Int,
    known: Range<Int>,
    blind: Set<Int>
  ) -> [TrainingTarget] {
    let isKnowing = draft.isSynthesized || plan.synthesizer.isConditional
    let candidates = isKnowing ? Array(known) : []
    let column = draft.isSynthesized ? draft.column : nil
    let marginal = column.flatMap { plan.marginals[fit.columns[$0].name] } ?? MarginalChoice(.codes)
    let numbers = column.flatMap { self.numbers($0, areInvented: marginal.source != .codes) }
    return draft.targets.enumerated().map { position, target in
      TrainingTarget(
        codes: target.target,
        rows: target.rows,
        candidates: target.ignoresSiblings
          ? candidates.filter { !blind.contains($0) } : candidates,
        numbers: numbers,
        marginal: marginal,
        generator: CounterGenerator(
          state.seed,
          CounterGenerator.hash("forest \(plan.id)"),
          UInt64(step),
          UInt64(position)
        )
      )
    }
  }

  /// The numbers of a column of every row; nil where it holds labels.
  ///
  /// - `areInvented`: whether to draw them from the codes, which hold nothing that fewer than k units share.
  private func numbers(_ column: Int, areInvented: Bool) -> [Double]? {
    guard case .numeric(let codec)? = fit.codecs[column] else { return nil }
    guard areInvented else { return fit.numbers[column] }
    var generator = generator("numbers of \(fit.columns[column].name)")
    return fit.codes[column].map { codec.value(of: $0, using: &generator) ?? .nan }
  }

  /// A piece of what is fitted of a table.
  private enum Piece<Part: Sendable>: Sendable {
    case number(NumberModel)
    case trees(ConditionalModel)
    case columns(Part)
  }

  private func fitModels<Synthesizer: TableSynthesizer>(
    _ draws: [ParentDraft],
    _ trees: TrainingRows,
    _ columns: TrainingRows,
    by synthesizer: Synthesizer,
    _ state: FitState
  ) -> (draws: [NumberModel], trees: [ConditionalModel], columns: Synthesizer.Fitted) {
    let tier = plan.tier.model
    var matrixOfParent: [TableID: FeatureMatrix] = [:]
    let matrices = draws.map { draw in
      let matrix =
        matrixOfParent[draw.parent]
        ?? (state.stores[draw.parent] ?? FeatureStore()).matrix(rowCount: draw.units.count)
      matrixOfParent[draw.parent] = matrix
      return matrix
    }
    let treeSynthesizer = treeSynthesizer
    let choice = plan.synthesizer
    let (drawCount, treeCount) = (draws.count, treeSynthesizer.partCount(of: trees))
    let pieces = concurrently(
      drawCount + treeCount + synthesizer.partCount(of: columns),
      jobs: state.jobs
    ) { index -> Piece<Synthesizer.Part> in
      if index < drawCount {
        return .number(draws[index].model(matrices[index], tier: tier, synthesizer: choice))
      }
      if index < drawCount + treeCount {
        return .trees(treeSynthesizer.part(index - drawCount, of: trees))
      }
      return .columns(synthesizer.part(index - drawCount - treeCount, of: columns))
    }
    let numbers = pieces.compactMap { if case .number(let model) = $0 { model } else { nil } }
    let models = pieces.compactMap { if case .trees(let model) = $0 { model } else { nil } }
    let parts = pieces.compactMap { if case .columns(let part) = $0 { part } else { nil } }
    return (
      numbers,
      treeSynthesizer.fitted(models, to: trees).models,
      synthesizer.fitted(parts, to: columns)
    )
  }
}
