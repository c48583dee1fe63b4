package import ConditionalTrees
package import Statistics

/// Rows of one table as synthesizers see them: what is to be drawn of each, and bins of what is known by then.
package struct TrainingRows: Sendable {
  /// What is drawn, in the order of drawing.
  package let targets: [TrainingTarget]
  /// Conditions of all rows, and bins of the targets' own values among them.
  package let matrix: FeatureMatrix
  /// Features that show no target's own value: parents, siblings, the place among these.
  package let contexts: [Int]
  /// Parents that rows refer to before their columns are drawn, by key; those that are known first come first.
  package let parents: [RowParents]
  /// Protected unit of every row of the matrix, non-decreasing.
  package let units: [Int32]
  /// Smallest number of distinct units that anything is learnt from.
  package let minimumUnits: Int

  package init(
    targets: [TrainingTarget],
    matrix: FeatureMatrix,
    contexts: [Int] = [],
    parents: [RowParents] = [],
    units: [Int32],
    minimumUnits: Int
  ) {
    self.targets = targets
    self.matrix = matrix
    self.contexts = contexts
    self.parents = parents
    self.units = units
    self.minimumUnits = minimumUnits
  }
}

/// A value to be drawn of every row.
package struct TrainingTarget: Sendable {
  /// Code of every row, 0 for null; what stands behind a code is protected already.
  package let codes: TreeTarget
  /// Rows to learn from, ascending.
  package let rows: [Int32]
  /// Features that are known before it is drawn.
  package let candidates: [Int]
  /// Number of every row of the matrix, NaN for null; nil where codes stand for labels.
  package let numbers: [Double]?
  /// What values are drawn from, in models of rows that take distributions.
  package let marginal: MarginalChoice
  /// The randomness of its fit.
  package let generator: CounterGenerator

  package init(
    codes: TreeTarget,
    rows: [Int32],
    candidates: [Int],
    numbers: [Double]? = nil,
    marginal: MarginalChoice = MarginalChoice(.codes),
    generator: CounterGenerator
  ) {
    self.codes = codes
    self.rows = rows
    self.candidates = candidates
    self.numbers = numbers
    self.marginal = marginal
    self.generator = generator
  }
}

/// The parents of rows by one key.
package struct RowParents: Sendable {
  /// Position of the key.
  package let key: Int
  /// Position of every row's parent; negative for none.
  package let ofRow: [Int32]
  /// Parents, with children or without.
  package let count: Int
  /// What is known of every parent, column by column.
  package let features: [ParentFeature]
  /// Features of the rows that repeat what is known of their parent.
  package let repeated: Set<Int>
  /// A feature that is known as soon as the parent is; nil where that is from the start.
  package let witness: Int?
  /// Whether clones have these very parents.
  package let isKept: Bool

  package init(
    key: Int,
    ofRow: [Int32],
    count: Int,
    features: [ParentFeature],
    repeated: Set<Int>,
    witness: Int?,
    isKept: Bool
  ) {
    self.key = key
    self.ofRow = ofRow
    self.count = count
    self.features = features
    self.repeated = repeated
    self.witness = witness
    self.isKept = isKept
  }
}

/// Bins of every parent.
package struct ParentFeature: Sendable {
  package let bins: [UInt8]
  package let isCategorical: Bool

  package init(bins: [UInt8], isCategorical: Bool) {
    self.bins = bins
    self.isCategorical = isCategorical
  }
}

extension TrainingRows {
  /// Where numbers of a target may lie that no code stands for: between the k-th of the units' own extremes at either
  /// end.
  ///
  /// Nil for labels, and where the units are fewer than 2k.
  package func protectedRange(of target: TrainingTarget) -> ClosedRange<Double>? {
    guard let numbers = target.numbers else { return nil }
    var extremes: [Int32: (low: Double, high: Double)] = [:]
    for row in target.rows.map(Int.init) where numbers[row].isFinite {
      let known = extremes[units[row]] ?? (numbers[row], numbers[row])
      extremes[units[row]] = (min(known.low, numbers[row]), max(known.high, numbers[row]))
    }
    guard extremes.count >= 2 * minimumUnits else { return nil }
    let low = extremes.values.map(\.low).sorted()[minimumUnits - 1]
    let high = extremes.values.map(\.high).sorted()[extremes.count - minimumUnits]
    return low <= high ? low...high : nil
  }
}
