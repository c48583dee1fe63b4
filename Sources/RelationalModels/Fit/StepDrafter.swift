import ColumnTransforms
import ConditionalTrees
import Foundation
import Metadata
import Statistics
import TableData

/// Decides the order of a table's steps and how each value is drawn.
struct StepDrafter {
  let fitter: TableFitter
  private let ratios: RatioFinder
  private let echoes: EchoFinder
  let rules: RowRules
  /// What siblings in a row share without a table for it.
  let entity: EmbeddedEntity?
  /// Around what columns lie at the time of a row, by position among the stored columns.
  let levels: [Int: TimeLevel]
  var frame: TableFrame { fitter.frame }
  var fit: FitColumns { fitter.fit }
  var plan: TablePlan { fitter.plan }

  /// Share of repeats of the previous sibling's value above which "the same again" is a choice of its own.
  static let minimumSameShare = 0.02
  /// Few values need no such choice unless repeats are common.
  static let commonSameShare = 0.3
  static let smallCodeCount = 8
  /// Rows on which references are compared.
  static let judgedRows = 10_000
  static let maximumReferences = 3

  init(fitter: TableFitter, rules: RowRules) {
    self.fitter = fitter
    self.rules = rules
    let parents = fitter.frame.knownParents(fitter.plan, fitter.state.frames)
    ratios = RatioFinder(frame: fitter.frame, fit: fitter.fit, parents: parents)
    echoes = EchoFinder(frame: fitter.frame, fit: fitter.fit, parents: parents)
    // Only trees draw a row relative to the one before.
    guard fitter.plan.synthesizer == .trees else {
      levels = [:]
      entity = nil
      return
    }
    levels = TimeLevelFinder(fitter: fitter).levels(of: fitter.fit.modelled)
    entity =
      EmbeddedEntityFinder(
        frame: fitter.frame,
        fit: fitter.fit,
        plan: fitter.plan,
        places: fitter.places
      ).entity()
  }

  /// All steps, in order.
  func drafts() -> [StepDraft] {
    let entityColumns = columns(of: entity)
    let order = StepOrder(columns: fit.modelled, rules: rules) { column in
      (
        entityColumns.firstIndex(of: column).map { $0 - entityColumns.count } ?? rank(column),
        column
      )
    }
    // An identifier follows the times of what it stands for.
    let time = plan.siblingOrder.first.flatMap { name in
      order.drawn.first { fit.columns[$0].name == name && $0 != entity?.identifier }
    }
    let parents = ParentDrafter(fitter: fitter, rules: rules).drafts()
    // Parents in the table itself are planned beforehand: whatever follows from them may come next.
    let planned = parents.filter { if case .planned = $0.kind { true } else { false } }
    let known = [plan.contextKey].compactMap(\.self) + planned.compactMap(\.key)
    let columns = order.columns(startingWith: time)
    let first = Set(entityColumns + (time.map { [$0] } ?? []))
    let end = (columns.lastIndex { first.contains($0) } ?? -1) + 1
    var drafts = (entity.map { [entityDraft($0)] } ?? []) + planned
    var early = 0
    for column in columns[..<end] {
      let draft = columnDraft(column, earlier: drafts)
      // What goes by the row's further parents has to wait for them, and what comes after it too.
      guard !goesByParents(draft, column, except: known) else { break }
      drafts.append(draft)
      early += 1
    }
    drafts += parents.filter { draft in
      !isAfterColumns(draft) && !planned.contains { $0.key == draft.key }
    }
    for column in columns[early...] {
      drafts.append(columnDraft(column, earlier: drafts))
    }
    drafts += parents.filter(isAfterColumns)
    return withLevels(restrained(drafts))
  }

  /// Whether a column's values depend on parents other than those of known keys.
  private func goesByParents(_ draft: StepDraft, _ column: Int, except known: [Int]) -> Bool {
    guard case .column(_, _, let derivation, let draws) = draft.kind else { return false }
    let sources =
      draws.flatMap(\.sources)
      + (derivation?.rule.sources ?? [])
      + rules.limits.filter { $0.column == column }.map(\.other)
      + (rules.nulls[column]?.compactMap(\.source.ancestor) ?? [])
    if let key = rules.combinations[column]?.key, !known.contains(key) { return true }
    return sources.contains { source in
      switch source {
      case .parent(let key, _), .grandparent(let key, _, _): !known.contains(key)
      case .column, .previous: false
      }
    }
  }

  /// The drafts with what each has to heed of those before it.
  private func restrained(_ drafts: [StepDraft]) -> [StepDraft] {
    var turns: [Int: Int] = [:]
    for (turn, draft) in drafts.enumerated() {
      if let column = draft.column { turns[column] = turn }
    }
    let ends = boundsOfSharedEnds(drafts)
    return drafts.map { draft in
      guard let column = draft.column else { return draft }
      var draft = draft
      draft.restraints = ColumnRestraints(
        limits: rules.limits(of: column) { turns[$0] } + ends.filter { $0.column == column },
        nullRules: rules.nulls[column] ?? [],
        endsBeforeLast: rules.openEnds.contains(column),
        combination: rules.combinations[column]
      )
      return draft
    }
  }

  /// Where the last row ends with another series, no row before may end later, nor begin later.
  private func boundsOfSharedEnds(_ drafts: [StepDraft]) -> [ValueLimit] {
    drafts.flatMap { draft -> [ValueLimit] in
      guard let column = draft.column, let end = draft.sharedEnd?.source else { return [] }
      let itself = ValueLimit(
        column: column,
        other: end,
        isLower: false,
        isStrict: false,
        factor: 1,
        otherFactor: 1,
        exceptionShare: 0
      )
      let before = (rules.limits + rules.limits.map(\.turnedAround)).filter {
        !$0.isLower && $0.other == .column(column)
      }
      return [itself] + before.map { $0.with(other: end) }
    }
  }

  /// Whether columns of the row's own decide among which rows its parent is looked for.
  private func isAfterColumns(_ draft: StepDraft) -> Bool {
    if case .conditional = draft.kind { return true }
    guard case .earlierRow(_, .columns(let positions), _) = draft.kind else { return false }
    return positions.contains { fit.codecs[$0] != nil }
  }

  /// Labels with few values, times, numbers, labels with many values, texts.
  func rank(_ column: Int) -> Int {
    guard let codec = fit.codecs[column] else { return 9 << 20 }
    let codes = min(codec.codeCount, 1 << 16)
    switch fit.columns[column].type.valueKind {
    case .boolean: return codes
    case .date, .timestamp: return 2 << 20
    case .enumeration: return codes
    default: break
    }
    switch codec {
    case .category: return codes <= 64 ? codes : 4 << 20 + codes
    case .numeric: return codec.isExact && codes <= 64 ? codes : 3 << 20 + codes
    case .text: return 5 << 20
    case .opaque: return 6 << 20
    }
  }

  // MARK: - Columns

  func columnDraft(_ column: Int, earlier: [StepDraft]) -> StepDraft {
    let derivation = rules.derivations[column]
    let name = fit.columns[column].name
    guard let codec = fit.codecs[column] else { preconditionFailure("\(name) is not modelled") }
    var draft = StepDraft(
      name: name,
      kind: .column(position: column, codec: codec, derivation: derivation, draws: [])
    )
    draft.ownInfos = [FeatureStore.Info(name: name, isCategorical: !codec.isOrdinal)]
    draft.ownFeatures = [fit.buckets[column]]
    let own = fit.codes[column].filter { $0 != 0 }
    draft.spareCodes = stride(from: 0, to: own.count, by: max(1, own.count / 1_000)).map { own[$0] }
    if let derivation, !derivation.isDrawnAtTimes { return draft }
    draft.range = rangeWithoutSentinels(column)
    // Where the others follow, only first siblings have something to tell, or those without what they follow from.
    let taught: [Int32]
    if let free = rules.freeRows[column] {
      taught = free
    } else if derivation == nil {
      taught = ownRows(column)
    } else {
      taught = (0..<Int32(frame.rowCount)).filter { fitter.places.place[Int($0)] == 0 }
    }
    guard plan.synthesizer == .trees || isInKey(column) else {
      let codes = TreeTarget(
        codes: fit.codes[column],
        bucketOfCode: codec.bucketOfCode,
        isOrdinal: codec.isOrdinal
      )
      draft.targets = [StepDraft.Target(target: codes, rows: taught)]
      return draft
    }
    draft.sharedEnd = EndFinder(frame: frame, fit: fit, plan: plan, state: fitter.state)
      .sharedEnd(of: column)
    if levels[column] != nil {
      draft.wander = MarginalBalance.wander(buckets: fit.buckets[column])
    }
    let repeats = repeatsOfPrevious(column, codec: codec)
    if let repeats {
      draft.tellsRepeats = true
      draft.ownInfos.append(FeatureStore.Info(name: "\(name) repeated", isCategorical: false))
      draft.ownFeatures.append(repeats.map { $0 ? 1 : 0 })
    }
    var draws: [StepDraft.Draw] = []
    var remaining = taught
    let earlierColumns = earlier.compactMap(\.column)
    let base = ratios.base(of: column, earlier: earlierColumns, takesProportions: repeats == nil)
    var relations =
      base.map { [($0, Relation.ratio)] }
      ?? references(for: column, earlier: earlier, rows: taught).map {
        ($0, $0 == .previous(column) && headsForEnd(column, rows: taught) ? .paced : .difference)
      }
    if relations.isEmpty, repeats == nil, let found = trend(of: column, earlier: earlierColumns) {
      relations = [(found.source, .trend(found.trend))]
    }
    if relations.isEmpty, let found = regression(of: column, earlier: earlierColumns) {
      relations = [(found.inputs[0], .regression(found))]
    }
    if relations.isEmpty, let found = levelDraw(of: column, earlier: earlierColumns) {
      relations = [(found.source, .level(found.level))]
    }
    for (reference, relation) in relations {
      for (part, rows) in parts(of: remaining, column) {
        guard
          let found = relativeDraw(
            column,
            reference: reference,
            relation: relation,
            rows: rows,
            repeats: repeats
          )
        else { continue }
        var draw = found.draw
        draw.isForLast = part
        draws.append(draw)
        draft.targets.append(found.target)
        let taken = Set(found.target.rows)
        remaining.removeAll { taken.contains($0) }
      }
      // A series that has reached its end stays there.
      if relation == .paced { remaining.removeAll { fitter.places.place[Int($0)] > 0 } }
    }
    if remaining.isEmpty {
      // Synthetic rows may lack every reference although no real one does.
      remaining = taught
    }
    let same = repeats == nil ? nil : Int32(codec.codeCount)
    var codes = fit.codes[column]
    if let repeats, let same {
      for row in codes.indices where repeats[row] { codes[row] = same }
    }
    let echo = echoes.echo(of: column, earlier: earlierColumns)
    if draws.isEmpty, echo == nil, let (first, target) = firstDraw(column, codec: codec) {
      draws.append(first)
      draft.targets.append(target)
    }
    var absolute = StepDraft.Draw(reference: nil, codec: codec, sameCode: same)
    let returns = ReturnFinder(frame: frame, places: fitter.places)
    if let rows = returns.returns(of: column, codec: codec, fit: fit) {
      let code = Int32(codec.codeCount) + 2
      for row in codes.indices where rows[row] { codes[row] = code }
      absolute.seenCode = code
    }
    if let echo {
      let code = Int32(codec.codeCount) + 1
      for row in codes.indices where echo.rows[row] { codes[row] = code }
      absolute.echo = ColumnDraw.Echo(code: code, source: echo.source)
    }
    draws.append(absolute)
    draft.targets.append(
      StepDraft.Target(
        target: TreeTarget(
          codes: codes,
          bucketOfCode: codec.bucketOfCode + [sameBucket, sameBucket, sameBucket],
          isOrdinal: codec.isOrdinal
        ),
        rows: remaining
      )
    )
    draft.kind = .column(position: column, codec: codec, derivation: derivation, draws: draws)
    return draft
  }

  /// Whether a column is part of a key: its values have to be different, which only steps from row to row make sure of
  /// where they fill their range.
  private func isInKey(_ column: Int) -> Bool {
    frame.table.allKeys.contains { $0.columns.contains(fit.columns[column].name) }
  }

  /// Rows to model apart: where only last siblings go on, few trees would find the few others.
  private func parts(of rows: [Int32], _ column: Int) -> [(isForLast: Bool?, rows: [Int32])] {
    guard rules.openEnds.contains(column),
      fit.numbers[column].contains(where: { fit.isOpen($0, in: column) })
    else {
      return [(nil, rows)]
    }
    let last = rows.filter { fitter.places.isLast(Int($0)) }
    let others = rows.filter { !fitter.places.isLast(Int($0)) }
    let isEnough = min(last.count, others.count) >= Self.rowsOfPart * frame.k
    return isEnough ? [(false, others), (true, last)] : [(nil, rows)]
  }

  /// Rows of each part, in units of k.
  private static let rowsOfPart = 8

  /// The range between the k-th outermost values that are not "no end"; nil where there is no such value.
  private func rangeWithoutSentinels(_ column: Int) -> ClosedRange<Double>? {
    guard !fit.sentinels[column].isEmpty else { return nil }
    let finite = fit.numbers[column].filter { fit.isRegular($0, in: column) }.sorted()
    guard finite.count >= 2 * frame.k else { return nil }
    return finite[frame.k - 1]...finite[finite.count - frame.k]
  }

  /// Rows whose value is exactly the previous sibling's, where that is worth a choice of its own.
  func repeatsOfPrevious(_ column: Int, codec: ColumnCodec) -> [Bool]? {
    guard plan.contextKey != nil, let values = frame.rows[fit.columns[column].name] else {
      return nil
    }
    let hasher = RowHasher([values])
    var repeats = [Bool](repeating: false, count: frame.rowCount)
    var later = 0
    var same = 0
    for row in ownRows(column).map({ Int($0) }) where fitter.places.place[row] > 0 {
      later += 1
      guard let hash = hasher.hash(row: row), hash == hasher.hash(row: row - 1) else { continue }
      repeats[row] = true
      same += 1
    }
    let share = Double(same) / Double(max(1, later))
    let needed =
      codec.isExact && codec.codeCount <= 64 ? Self.commonSameShare : Self.minimumSameShare
    guard later >= 2 * frame.k, share >= needed,
      codec.codeCount > Self.smallCodeCount || !codec.isExact
    else { return nil }
    return repeats
  }
}

extension DerivationRule {
  /// Columns of the same row that the rule reads.
  var columns: [Int] {
    switch self {
    case .copy, .formula, .lookup:
      sources.compactMap { if case .column(let column) = $0 { column } else { nil } }
    case .map(let from, _), .stretches(let from, _, _): [from]
    case .composed(let composition): composition.columns
    case .place: []
    }
  }
}
