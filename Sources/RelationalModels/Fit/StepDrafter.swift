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

  init(fitter: TableFitter) {
    self.fitter = fitter
    let parents = fitter.frame.knownParents(fitter.plan, fitter.state.frames)
    ratios = RatioFinder(frame: fitter.frame, fit: fitter.fit, parents: parents)
    echoes = EchoFinder(frame: fitter.frame, fit: fitter.fit, parents: parents)
  }

  /// All steps, in order.
  func drafts() -> [StepDraft] {
    let rules = RuleFinder(
      frame: frame,
      fit: fit,
      plan: plan,
      state: fitter.state
    ).rules()
    let time = plan.siblingOrder.first.flatMap { name in
      fit.modelled.first { fit.columns[$0].name == name && rules[$0] == nil }
    }
    var drafts: [StepDraft] = []
    if let time { drafts.append(columnDraft(time, rule: nil, earlier: drafts)) }
    let parents = ParentDrafter(fitter: fitter).drafts()
    drafts += parents.filter { !isAfterColumns($0) }
    let free = fit.modelled.filter { $0 != time && rules[$0] == nil }.sorted { left, right in
      (rank(left), left) < (rank(right), right)
    }
    for column in free { drafts.append(columnDraft(column, rule: nil, earlier: drafts)) }
    for column in inOrder(rules) {
      drafts.append(columnDraft(column, rule: rules[column], earlier: drafts))
    }
    return drafts + parents.filter(isAfterColumns)
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

  /// Derived columns, each after those it is derived from.
  func inOrder(_ rules: [Int: DerivationRule]) -> [Int] {
    var placed: Set<Int> = []
    var order: [Int] = []
    func place(_ column: Int) {
      guard let rule = rules[column], placed.insert(column).inserted else { return }
      for source in rule.columns { place(source) }
      order.append(column)
    }
    for column in rules.keys.sorted() { place(column) }
    return order
  }

  // MARK: - Columns

  func columnDraft(
    _ column: Int,
    rule: DerivationRule?,
    earlier: [StepDraft]
  ) -> StepDraft {
    let name = fit.columns[column].name
    guard let codec = fit.codecs[column] else { preconditionFailure("\(name) is not modelled") }
    var draft = StepDraft(
      name: name,
      kind: .column(position: column, codec: codec, rule: rule, draws: [])
    )
    draft.ownInfos = [FeatureStore.Info(name: name, isCategorical: !codec.isOrdinal)]
    draft.ownFeatures = [fit.buckets[column]]
    let own = fit.codes[column].filter { $0 != 0 }
    draft.spareCodes = stride(from: 0, to: own.count, by: max(1, own.count / 1_000)).map { own[$0] }
    guard rule == nil else { return draft }
    let repeats = repeatsOfPrevious(column, codec: codec)
    if let repeats {
      draft.ownInfos.append(FeatureStore.Info(name: "\(name) repeated", isCategorical: false))
      draft.ownFeatures.append(repeats.map { $0 ? 1 : 0 })
    }
    var draws: [StepDraft.Draw] = []
    var remaining = (0..<Int32(frame.rowCount)).map { $0 }
    let earlierColumns = earlier.compactMap { draft -> Int? in
      if case .column(let other, _, _, _) = draft.kind { other } else { nil }
    }
    let base = ratios.base(of: column, earlier: earlierColumns, takesProportions: repeats == nil)
    for reference in base.map({ [$0] }) ?? references(for: column, earlier: earlier) {
      var relation = base == nil ? Relation.difference : .ratio
      var (rows, differences) = self.differences(
        column,
        reference: reference,
        relation: relation,
        rows: remaining
      )
      if relation == .difference,
        let months = months(column, reference: reference, rows: rows, differences: differences)
      {
        relation = .months
        differences = months
      }
      guard rows.count >= 4 * frame.k else { continue }
      guard
        let (draw, target) = relative(
          column,
          reference: reference,
          relation: relation,
          rows: rows,
          differences: differences
        )
      else { continue }
      draws.append(draw)
      draft.targets.append(target)
      let taken = Set(rows)
      remaining.removeAll { taken.contains($0) }
    }
    if remaining.isEmpty {
      // Synthetic rows may lack every reference although no real one does.
      remaining = (0..<Int32(frame.rowCount)).map { $0 }
    }
    let same = repeats == nil ? nil : Int32(codec.codeCount)
    var codes = fit.codes[column]
    if let repeats, let same {
      for row in codes.indices where repeats[row] { codes[row] = same }
    }
    var absolute = StepDraft.Draw(reference: nil, codec: codec, sameCode: same)
    let returns = ReturnFinder(frame: frame, places: fitter.places)
    if let rows = returns.returns(of: column, codec: codec, fit: fit) {
      let code = Int32(codec.codeCount) + 2
      for row in codes.indices where rows[row] { codes[row] = code }
      absolute.seenCode = code
    }
    if let echo = echoes.echo(of: column, earlier: earlierColumns) {
      let code = Int32(codec.codeCount) + 1
      for row in codes.indices where echo.rows[row] { codes[row] = code }
      absolute.echo = (code, echo.source)
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
    draft.kind = .column(position: column, codec: codec, rule: nil, draws: draws)
    return draft
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
    for row in 0..<frame.rowCount where fitter.places.place[row] > 0 {
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
    func column(_ source: ValueSource) -> [Int] {
      if case .column(let column) = source { return [column] }
      return []
    }
    switch self {
    case .copy(let source): return column(source)
    case .sum(let a, let b), .difference(let a, let b), .product(let a, let b):
      return column(a) + column(b)
    case .map(let from, _): return [from]
    case .composed(let composition): return composition.columns
    }
  }
}
