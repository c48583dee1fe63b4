import TableData
import ColumnTransforms
import ConditionalTrees
import Metadata

/// A step of the row model before its models are fitted: what it predicts and what it tells later steps.
struct StepDraft {
  struct Target {
    var target: TreeTarget
    /// Rows to learn from, ascending.
    var rows: [Int32]
    /// Whether siblings are no conditions.
    var ignoresSiblings = false
  }

  struct Draw {
    var reference: ValueSource?
    var codec: ColumnCodec
    var sameCode: Int32?
    var sentinels: [Double] = []
    var relation = Relation.difference
    var unitsPerDay = 1.0
    var echo: ColumnDraw.Echo?
    var seenCode: Int32?
    /// Whether it is for last siblings only, or for all others; nil for all.
    var isForLast: Bool?
    /// Whether it is for first siblings only.
    var isForFirst = false

    /// Values elsewhere that the draw looks at.
    var sources: [ValueSource] { relation.sources(reference) + [echo?.source].compactMap(\.self) }
  }

  enum Kind {
    case column(position: Int, codec: ColumnCodec, derivation: Derivation?, draws: [Draw])
    /// - `twins`: earlier keys to the same parent, whose row is often this one's, too.
    case typedParent(key: Int, ParentTypes, twins: [Int])
    case carriedOver(key: Int, via: Int, viaKey: Int)
    case decided(key: Int, KeyDecision)
    case agreeing(key: Int, AgreeingShares)
    case along(KeyAgreement, nullShare: Double)
    case earlierRow(key: Int, SelfScope, nullShare: Double)
    case planned(key: Int, TreeModel)
    case conditional(key: Int, KeyCase)
    case later(key: Int, returnsThrough: Int?)
    /// Whether the row belongs to the entity of the previous sibling.
    case entity(EmbeddedEntity)
  }

  var name: String
  var kind: Kind
  var targets: [Target] = []
  /// Where the last sibling's value comes from, if it ends with another series.
  var sharedEnd: SharedEnd?
  /// Where values lie that are not "no end"; nil where all are such.
  var range: ClosedRange<Double>?
  /// A spread-out sample of codes of values that are neither null nor repeated.
  var spareCodes: [Int32] = []
  /// Bytes that later steps see, one array a feature.
  var ownInfos: [FeatureStore.Info] = []
  var ownFeatures: [[UInt8]] = []
  /// Which of them describes the value itself.
  var trackedFeature = 0
  var restraints = ColumnRestraints()
  /// The key to the row's parent in its own table, whose parent this key takes over where there is one.
  var inheritsFrom: Int?
  /// Whether the second feature tells that the value was repeated from the previous sibling.
  var tellsRepeats = false
  /// How far the real rows are ahead of their marginal on their way; 0 where they share no calendar.
  var wander = 0.0
  /// Levels of other columns at this one's time; their features come last.
  var levels: [ColumnStep.Level] = []

  var isOrdinal: Bool { !ownInfos[trackedFeature].isCategorical }

  /// Whether values of earlier siblings come back: what they have in common is then how many they are.
  var returns: Bool {
    guard case .column(_, _, _, let draws) = kind else { return false }
    return draws.contains { $0.seenCode != nil }
  }

  /// Whether values are drawn as an advance on the previous sibling's.
  var advances: Bool {
    guard case .column(_, _, _, let draws) = kind else { return false }
    return draws.contains { if case .previous = $0.reference { true } else { false } }
  }

  /// Whether some values stand for "no end".
  var hasSentinels: Bool {
    guard case .column(_, _, _, let draws) = kind else { return false }
    return draws.contains { !$0.sentinels.isEmpty }
  }

  /// The column that the step is about.
  var column: Int? { if case .column(let column, _, _, _) = kind { column } else { nil } }

  /// The same, unless it follows from others.
  var drawnColumn: Int? { if case .column(let column, _, nil, _) = kind { column } else { nil } }

  /// The key of a parent step.
  var key: Int? {
    switch kind {
    case .column, .entity: nil
    case .typedParent(let key, _, _), .carriedOver(let key, _, _), .decided(let key, _),
      .agreeing(let key, _), .earlierRow(let key, _, _), .planned(let key, _),
      .conditional(let key, _),
      .later(let key, _):
      key
    case .along(let agreement, _): agreement.via
    }
  }

  /// The key of a step that hands out parents by the number of children drawn for them.
  var keyWithDegrees: Int? {
    switch kind {
    case .typedParent(let key, _, _), .agreeing(let key, _), .conditional(let key, _): key
    case .along(let agreement, _): agreement.via
    case .column, .carriedOver, .decided, .earlierRow, .planned, .later, .entity: nil
    }
  }

  /// The store of the parent whose features follow the step's own, or nil.
  func parentStore(plan: TablePlan, state: FitState) -> FeatureStore? {
    switch kind {
    case .typedParent(let key, _, _), .carriedOver(let key, _, _), .decided(let key, _),
      .agreeing(let key, _):
      state.stores[plan.keys[key].parent]
    case .along(let agreement, _): state.stores[plan.keys[agreement.via].parent]
    case .column, .earlierRow, .planned, .conditional, .later, .entity: nil
    }
  }

  /// Position of a row's parent in the parent's frame; negative for none.
  func parentRow(_ row: Int, frame: TableFrame) -> Int32 {
    guard let key, !frame.parents[key].isEmpty else { return TableFrame.Parent.null }
    return frame.parents[key][row]
  }

  /// Columns of parents that the step refers to.
  func retained(plan: TablePlan) -> Set<ColumnID> {
    let sources: [ValueSource]
    switch kind {
    case .column(_, _, let derivation, let draws):
      sources =
        draws.flatMap(\.sources)
        + (derivation?.rule.sources ?? []) + restraints.sources
        + [sharedEnd?.source].compactMap { $0 }
    case .decided(_, let decision): sources = [decision.source]
    default: return []
    }
    return plan.columns(of: sources)
  }

  /// Whether the table's synthesizer draws the column.
  var isSynthesized: Bool {
    guard case .column(_, _, _, let draws) = kind else { return false }
    return draws.isEmpty && !targets.isEmpty
  }

  /// The fitted step.
  ///
  /// - `models`: one a target, in order; none where the table's synthesizer draws the column.
  /// - `target`: which one of the synthesizer's it is then.
  func step(models: [ConditionalModel], target: Int?) -> RowStep {
    switch kind {
    case .column(let position, let codec, let derivation, let draws):
      return .column(
        ColumnStep(
          column: position,
          name: name,
          codec: codec,
          derivation: derivation,
          draws: zip(draws, models).map { ColumnDraw($0, model: $1) },
          target: target,
          spareCodes: spareCodes,
          shares: MarginalBalance.shares(buckets: ownFeatures[0]),
          sampleSize: ownFeatures[0].count,
          wander: wander,
          tellsRepeats: tellsRepeats,
          levels: levels,
          restraints: restraints,
          sharedEnd: sharedEnd,
          range: range
        )
      )
    case .entity(let entity):
      return .entity(EntityStep(entity, model: models[0]))
    case .typedParent(let key, let types, let twins):
      return .parent(
        ParentStep(
          key: key,
          choice: .typed(TypedChoice(codes: models[0], types: types, twins: twins)),
          inheritsFrom: inheritsFrom
        )
      )
    case .carriedOver(let key, let via, let viaKey):
      return .parent(ParentStep(key: key, choice: .carriedOver(via: via, viaKey: viaKey)))
    case .decided(let key, let decision):
      return .parent(ParentStep(key: key, choice: .decided(decision)))
    case .agreeing(let key, let shares):
      return .parent(ParentStep(key: key, choice: .agreeing(shares)))
    case .along(let agreement, let nullShare):
      return .parent(
        ParentStep(key: agreement.via, choice: .along(agreement, nullShare: nullShare))
      )
    case .earlierRow(let key, let scope, let nullShare):
      return .parent(
        ParentStep(key: key, choice: .earlierRow(models[0], scope, nullShare: nullShare))
      )
    case .conditional(let key, let only):
      return .parent(ParentStep(key: key, choice: .conditional(only)))
    case .planned(let key, let tree):
      return .parent(ParentStep(key: key, choice: .planned(tree)))
    case .later(let key, let returnsThrough):
      return .parent(
        ParentStep(key: key, choice: .later(models[0], returnsThrough: returnsThrough))
      )
    }
  }
}

extension TablePlan {
  /// Columns of other tables among the sources.
  func columns(of sources: [ValueSource]) -> Set<ColumnID> {
    Set(
      sources.compactMap { source in
        switch source {
        case .parent(let key, let column): ColumnID(table: keys[key].parent, name: column)
        case .grandparent(_, _, let column): column
        case .previous, .column: nil
        }
      }
    )
  }
}
