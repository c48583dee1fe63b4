import ColumnTransforms
import ConditionalTrees
import Metadata

/// Where a value that another one is derived from comes from.
enum ValueSource: Hashable, Sendable, Codable {
  /// A column of the previous sibling, by position among the stored columns.
  case previous(Int)
  /// Another column of the same row, by position among the stored columns.
  case column(Int)
  /// A column of the parent row that a key points to.
  case parent(key: Int, column: String)
  /// A column of the row that the parent's own key `via` points to.
  case grandparent(key: Int, via: Int, column: ColumnID)
}

/// A dependency that holds exactly and is therefore kept instead of modelled.
enum DerivationRule: Sendable, Codable {
  case copy(ValueSource)
  case formula(Formula, FormulaResult)
  /// A functional dependency: the code of one column decides the code of another.
  case map(from: Int, codes: [Int32])
  /// A functional dependency on a column of an ancestor: the hash of its value decides the code.
  case lookup(ValueSource, codes: [UInt64: Int32])
  /// The code of the stretch that a number lies in; each bound belongs to the stretch below it.
  case stretches(of: Int, bounds: [Double], codes: [Int32])
  /// One code in the first (or last) row of every parent, another in all others.
  case place(SiblingEnd, inside: Int32, outside: Int32)
  case composed(TextComposition)
}

/// Draws a ``ParentCode``, then a parent of that type by its remaining degree; or takes the parent of one of the twins.
///
/// A class for the same reason as ``ColumnDraw``.
final class TypedChoice: Codable {
  let codes: ConditionalModel
  let types: ParentTypes
  /// Keys to the same table that are chosen before.
  let twins: [Int]

  init(codes: ConditionalModel, types: ParentTypes, twins: [Int]) {
    self.codes = codes
    self.types = types
    self.twins = twins
  }
}

/// A foreign key whose parent row is chosen by type and degree.
final class ParentStep: Codable {
  enum Choice: Codable {
    case typed(TypedChoice)
    /// Follows from another key: the parent of `via` points there with its own key `viaKey`.
    case carriedOver(via: Int, viaKey: Int)
    /// Follows from a value of an ancestor.
    case decided(KeyDecision)
    /// Some columns are already fixed by other keys: any parent that agrees with them.
    case agreeing(AgreeingShares)
    /// A parent that refers to the parent of another key, chosen before.
    case along(KeyAgreement, nullShare: Double)
    /// An earlier row of the same table; draws a ``SelfCode``.
    case earlierRow(ConditionalModel, SelfScope, nullShare: Double)
    /// An earlier row of the same table, as planned for all rows before any is drawn.
    case planned(TreeModel)
    /// For rows of one kind, any parent by its remaining degree.
    case conditional(KeyCase)
    /// Filled in when the parent table exists; draws 0 for null and 1 for an edge.
    case later(ConditionalModel, returnsThrough: Int?)
  }

  /// Position in the plan's keys.
  let key: Int
  let choice: Choice
  /// The key to the row's parent in its own table, whose parent this key takes over where there is one.
  let inheritsFrom: Int?

  init(key: Int, choice: Choice, inheritsFrom: Int? = nil) {
    self.key = key
    self.choice = choice
    self.inheritsFrom = inheritsFrom
  }
}

/// A key of which other keys fix some columns, and how often it is null.
struct AgreeingShares: Codable {
  /// Names of the columns that other keys may have fixed.
  var columns: [String]
  /// Share of nulls where they are fixed.
  var nullShare: Double
  /// Share of nulls where the other keys are null themselves.
  var freeNullShare: Double
}

/// The rows that one case of a polymorphic pair is about.
struct KeyCase: Codable {
  /// Position of the column that names the case.
  var column: Int
  var value: String
  /// Share of these rows that refer to nothing.
  var nullShare: Double
}

/// Among which rows of its own table a row looks for its parent.
enum SelfScope: Equatable, Codable {
  /// Children of the same context parent.
  case context
  /// Rows with the same values in these columns, by position among the stored columns.
  case columns([Int])
}

/// Codes of the choice of a parent.
enum ParentCode {
  static let null: Int32 = 0
  /// The previous sibling's parent.
  static let same: Int32 = 1
  /// A parent that an earlier sibling has.
  static let seen: Int32 = 2
  /// A parent new to this group, of type `code - firstType`.
  static let firstType: Int32 = 3
}

/// Codes of the choice of a parent row in the same table.
enum SelfCode {
  static let null: Int32 = 0
  /// The row points at itself.
  static let itself: Int32 = 1
  /// A parent at depth `code - firstDepth`.
  static let firstDepth: Int32 = 2
  static let maximumDepth = 60
}

/// How parents are divided into types.
enum ParentTypes: Codable {
  /// Each row is a type of its own: reference tables.
  case rows(Int)
  case tree(TypeTree)

  var count: Int {
    switch self {
    case .rows(let count): count
    case .tree(let tree): tree.typeCount
    }
  }

  /// The code that stands for the parent of a twin.
  func code(ofTwin number: Int) -> Int32 { ParentCode.firstType + Int32(count + number) }

  /// The bucket of every code, for splits.
  func bucketOfCode(twins: Int) -> [UInt8] {
    let labels = Int(ParentCode.firstType) + count + twins
    // Types beyond the byte range share buckets with their neighbours.
    return (0..<labels).map { code in
      labels <= 255 ? UInt8(code) : UInt8(code < 3 ? code : 3 + (code - 3) * 251 / (labels - 3))
    }
  }
}

extension DerivationRule {
  /// Values that the rule reads, besides those of composed texts.
  var sources: [ValueSource] {
    switch self {
    case .copy(let source), .lookup(let source, _): [source]
    case .formula(let formula, _): formula.sources
    case .map, .stretches, .composed, .place: []
    }
  }

  /// Whether it can be computed once more from the numbers of the row alone.
  var canBeRepeated: Bool {
    guard case .formula(let formula, _) = self else { return false }
    return formula.sources.allSatisfy { if case .column = $0 { true } else { false } }
  }

  var isComposition: Bool { if case .composed = self { true } else { false } }
}

/// Whether a row belongs to the entity of the previous sibling; if so it repeats its columns and keys.
final class EntityStep: Codable {
  /// Codes of what is drawn.
  static let new: Int32 = 0
  static let same: Int32 = 1

  /// Position of the column that tells entities apart.
  let identifier: Int
  /// Positions of the columns that follow from it, itself included.
  let columns: Set<Int>
  /// Positions of keys that follow from it.
  let keys: Set<Int>
  let model: ConditionalModel

  init(_ entity: EmbeddedEntity, model: ConditionalModel) {
    identifier = entity.identifier
    columns = entity.columns
    keys = entity.keys
    self.model = model
  }
}

enum RowStep: Codable {
  case entity(EntityStep)
  case parent(ParentStep)
  case column(ColumnStep)
}

/// Everything that is needed to draw the rows of one group of siblings.
struct RowModel: Codable {
  var layout: RowLayout
  var steps: [RowStep]
  /// What draws the columns; nil where each has trees of its own.
  var synthesizer: ColumnSynthesizer?
  /// Orders between values of different parents.
  var parentOrders: [RivalLimits] = []
  /// Keys whose parents no two rows of the context share.
  var distinctKeys: Set<Int> = []

  /// Features that any of the models looks at.
  var usedFeatures: Set<Int> {
    var used = Set(synthesizer?.usedFeatures ?? [])
    for step in steps {
      switch step {
      case .entity(let step): used.formUnion(step.model.usedFeatures)
      case .column(let step): step.draws.forEach { used.formUnion($0.model.usedFeatures) }
      case .parent(let step):
        switch step.choice {
        case .typed(let typed): used.formUnion(typed.codes.usedFeatures)
        case .earlierRow(let model, _, _), .later(let model, _):
          used.formUnion(model.usedFeatures)
        case .carriedOver, .decided, .agreeing, .along, .planned, .conditional: break
        }
      }
    }
    return used
  }

  /// Values of ancestors that decide which parents are chosen.
  var sourcesOfParents: [ValueSource] {
    decisions.map(\.source) + parentOrders.flatMap { [$0.low.other, $0.high.other] }
  }

  private var decisions: [KeyDecision] {
    steps.compactMap { step in
      guard case .parent(let parent) = step, case .decided(let decision) = parent.choice else {
        return nil
      }
      return decision
    }
  }

  var columnSteps: [ColumnStep] {
    steps.compactMap { if case .column(let step) = $0 { step } else { nil } }
  }
}
