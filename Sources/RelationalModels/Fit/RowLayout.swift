/// Where each condition of a row lies in its feature bytes.
struct RowLayout: Codable {
  /// Name of every feature, for explanations.
  var names: [String] = []
  var isCategorical: [Bool] = []
  /// Features of the context parent's store that are copied to the start of the row.
  var contextFeatures: [Int] = []
  /// Whether rows come in sequences, so that siblings are conditions.
  var isSequence = false
  /// Position of: number of siblings, place among them, siblings left.
  var sequenceStart = 0
  /// For every step: the previous sibling's bucket and the running summary.
  var previousStart = 0
  var runningStart = 0
  /// For every guide: what is still to come.
  var guideStart = 0
  /// For every step: its own features.
  var ownStart: [Int] = []
  /// Parent features copied behind a parent step's own ones.
  var parentWidth: [Int] = []
  var width: Int { names.count }
  /// Features that are about siblings.
  var siblingFeatures: Range<Int> {
    isSequence ? sequenceStart..<(ownStart.first ?? width) : 0..<0
  }

  mutating func add(_ name: String, isCategorical flag: Bool) {
    names.append(name)
    isCategorical.append(flag)
  }
}
