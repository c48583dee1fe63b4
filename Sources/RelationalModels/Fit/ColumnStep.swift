import ColumnTransforms
import ConditionalTrees
import Metadata

/// One way to draw a column, used for rows where its reference value exists.
///
/// A class, like the steps: rows are drawn by walking over them, and copying one would count many references.
final class ColumnDraw: Codable {
  /// A code that takes the value over from elsewhere.
  struct Echo: Codable {
    var code: Int32
    var source: ValueSource
  }

  /// nil for the value itself; else what is drawn relates it to this one.
  let reference: ValueSource?
  /// Codec of what is drawn.
  let codec: ColumnCodec
  /// The code that means "as the previous sibling", or nil.
  let sameCode: Int32?
  /// Values that are taken as they are instead of as a difference; their codes follow the codec's.
  let sentinels: [Double]
  /// What of the value and its reference is drawn.
  let relation: Relation
  /// 1 for dates, microseconds for timestamps.
  let unitsPerDay: Double
  /// The code that means "as over there", and where.
  let echo: Echo?
  /// The code that means "as one of the siblings before the previous one", or nil.
  let seenCode: Int32?
  /// Whether it is for last siblings only, or for all others; nil for all.
  let isForLast: Bool?
  /// Whether it is for first siblings only.
  let isForFirst: Bool
  let model: ConditionalModel

  /// Values elsewhere that the draw looks at.
  var sources: [ValueSource] { relation.sources(reference) + [echo?.source].compactMap(\.self) }

  init(_ draft: StepDraft.Draw, model: ConditionalModel) {
    reference = draft.reference
    codec = draft.codec
    sameCode = draft.sameCode
    sentinels = draft.sentinels
    relation = draft.relation
    unitsPerDay = draft.unitsPerDay
    echo = draft.echo
    seenCode = draft.seenCode
    isForLast = draft.isForLast
    isForFirst = draft.isForFirst
    self.model = model
  }
}

/// What the values of a column have to keep to when they are drawn.
struct ColumnRestraints: Sendable, Codable {
  var limits: [ValueLimit] = []
  /// The first that says something counts.
  var nullRules: [NullRule] = []
  /// Whether only the last sibling may have "no end".
  var endsBeforeLast = false
  /// Labels by the parent of a key that they go with.
  var combination: KeyCombination?

  /// Values elsewhere that are looked at.
  var sources: [ValueSource] {
    limits.map(\.other) + nullRules.compactMap(\.source.ancestor)
  }

  var isEmpty: Bool {
    limits.isEmpty && nullRules.isEmpty && !endsBeforeLast && combination == nil
  }
}

/// A modelled or derived column of a row model.
final class ColumnStep: Codable {
  /// The level of another column, by the step that draws it.
  struct Level: Codable {
    var step: Int
    var level: TimeLevel
  }

  /// Position among the table's stored columns.
  let column: Int
  let name: String
  /// Codec of the value itself, for features and labels.
  let codec: ColumnCodec
  let derivation: Derivation?
  /// Whether the first sibling has a value of its own, from which the derivation takes those of the others.
  let isSeries: Bool
  /// The derivation's formula, made ready.
  let evaluator: FormulaEvaluator?
  /// Tried in order; the last one has no reference.
  ///
  /// Empty for derived columns, unless the first sibling's value is drawn, and for those that the table's synthesizer
  /// draws.
  let draws: [ColumnDraw]
  /// The same, for loops over rows.
  let heldDraws: [Uncounted<ColumnDraw>]
  /// Which target of the table's synthesizer it is; nil where it has draws of its own, or is derived.
  let target: Int?
  /// Codes of rows that hold a value of their own, for the few cases in which no draw applies.
  let spareCodes: [Int32]
  /// Share of every bucket among the real rows.
  let shares: [Float]
  /// Number of real rows behind the shares.
  let sampleSize: Int
  /// How far the real rows are ahead of the shares on their way; 0 where they share no calendar.
  let wander: Double
  /// Whether a second feature tells that the value was repeated from the previous sibling.
  let tellsRepeats: Bool
  /// Levels of other columns at this one's time; their features follow.
  let levels: [Level]
  /// What values have to keep to.
  let restraints: ColumnRestraints
  /// Where the last sibling's value comes from, if it ends with another series.
  let sharedEnd: SharedEnd?
  /// Where values lie that are not "no end".
  let range: ClosedRange<Double>

  init(
    column: Int,
    name: String,
    codec: ColumnCodec,
    derivation: Derivation?,
    draws: [ColumnDraw],
    target: Int?,
    spareCodes: [Int32],
    shares: [Float],
    sampleSize: Int,
    wander: Double,
    tellsRepeats: Bool,
    levels: [Level],
    restraints: ColumnRestraints,
    sharedEnd: SharedEnd?,
    range: ClosedRange<Double>?
  ) {
    self.column = column
    self.name = name
    self.codec = codec
    self.derivation = derivation
    isSeries = derivation?.isSeries ?? false
    if case .formula(let formula, let result) = derivation?.rule {
      evaluator = FormulaEvaluator(formula, result: result)
    } else {
      evaluator = nil
    }
    self.restraints = restraints
    self.draws = draws
    heldDraws = draws.map(Uncounted.init)
    self.target = target
    self.spareCodes = spareCodes
    self.shares = shares
    self.sampleSize = sampleSize
    self.wander = wander
    self.tellsRepeats = tellsRepeats
    self.levels = levels
    self.sharedEnd = sharedEnd
    if let range {
      self.range = range
    } else if case .numeric(let codec) = codec {
      self.range = codec.range
    } else {
      self.range = 0...0
    }
  }

  /// What the others do not follow from.
  private enum CodingKeys: CodingKey {
    case column, name, codec, derivation, draws, target, spareCodes, shares, sampleSize, wander
    case tellsRepeats, levels, restraints, sharedEnd, range
  }

  convenience init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      column: try container.decode(Int.self, forKey: .column),
      name: try container.decode(String.self, forKey: .name),
      codec: try container.decode(ColumnCodec.self, forKey: .codec),
      derivation: try container.decodeIfPresent(Derivation.self, forKey: .derivation),
      draws: try container.decode([ColumnDraw].self, forKey: .draws),
      target: try container.decodeIfPresent(Int.self, forKey: .target),
      spareCodes: try container.decode([Int32].self, forKey: .spareCodes),
      shares: try container.decode([Float].self, forKey: .shares),
      sampleSize: try container.decode(Int.self, forKey: .sampleSize),
      wander: try container.decode(Double.self, forKey: .wander),
      tellsRepeats: try container.decode(Bool.self, forKey: .tellsRepeats),
      levels: try container.decode([Level].self, forKey: .levels),
      restraints: try container.decode(ColumnRestraints.self, forKey: .restraints),
      sharedEnd: try container.decodeIfPresent(SharedEnd.self, forKey: .sharedEnd),
      range: try container.decode(ClosedRange<Double>.self, forKey: .range)
    )
  }
}

extension ColumnStep {
  /// Values elsewhere that the column may be taken or computed from.
  var sources: [ValueSource] {
    draws.flatMap(\.sources)
      + (derivation?.rule.sources ?? [])
      + restraints.sources
  }
}
