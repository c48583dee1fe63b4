/// How a value is drawn from another one.
enum Relation: Equatable, Codable {
  /// The value minus the reference.
  case difference
  /// The value over the reference.
  case ratio
  /// Calendar months between them, whole ones where the value is exactly that many later.
  case months
  /// The value minus what the reference foretells.
  case trend(Trend)
  /// How far the value's bucket is from the level at the reference, which is a time.
  case level(TimeLevel)
  /// The value minus what several numbers foretell, of which the reference is one.
  case regression(Regression)
  /// The value minus the reference, the previous sibling's, in units of the mean step that leads to the last
  /// sibling's, which is drawn before them all.
  case paced

  /// The step that leaves the reference as it is; nil where none does.
  var neutral: Double? {
    switch self {
    case .difference, .months, .paced: 0
    case .ratio: 1
    case .trend, .level, .regression: nil
    }
  }

  /// Whether it is drawn that the value repeats the previous sibling's.
  var keepsRepeats: Bool {
    switch self {
    case .level, .regression: true
    case .difference, .ratio, .months, .trend, .paced: false
    }
  }

  /// The number that a value is related to; nil where it is missing.
  func base(_ reference: ValueSource, _ number: (ValueSource) -> Double?) -> Double? {
    if case .regression(let regression) = self { return regression.value(number) }
    return number(reference)
  }

  /// What a value is related to, the reference among it.
  func sources(_ reference: ValueSource?) -> [ValueSource] {
    if case .regression(let regression) = self { return regression.inputs }
    return [reference].compactMap(\.self)
  }
}
