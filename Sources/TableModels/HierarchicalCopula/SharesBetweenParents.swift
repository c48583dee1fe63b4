/// How much of the variance of variables lies between parents, as far as it is more than chance.
struct SharesBetweenParents {
  /// Of every variable; 0 where it is no more than chance.
  private(set) var values: [Double]
  /// Of every variable: what may lie between parents, be it chance.
  private(set) var limits: [Double]
  /// Variables of which something is more than chance.
  private(set) var selected: [Int] = []
  /// What is known of parents foretells of every variable, no more than its share.
  private(set) var known: [FeatureProjection.Place]

  /// Share of the variance below which it is left out, besides some standard errors.
  private static let smallest = 0.02
  private static let standardErrors = 3.0
  /// What is left of the variance of a variable within every parent, and of a parameter beside what is known of its
  /// parent.
  static let largest = 0.98

  /// - `projection`: on what is known of parents.
  /// - `siblings`: how alike siblings are in a variable; nil where there are too few.
  /// - `standardError`: of that.
  init(
    of variables: [SeenVariable],
    foretoldBy projection: FeatureProjection,
    parentCount: Int,
    siblings: ((Int) -> Double)?,
    standardError: Double
  ) {
    values = [Double](repeating: 0, count: variables.count)
    limits = values
    known = variables.map { projection.place(of: $0) }
    let weakest = ContextFinder.weakestOf(parentCount)
    let error = Self.standardErrors * (siblings == nil ? 1 : standardError)
    for (place, variable) in variables.enumerated() {
      let shown = siblings?(place) ?? 0
      let isShown = shown >= max(Self.smallest, error)
      let isKnown = projection.features.contains {
        abs($0.correlation(with: variable)) >= weakest
      }
      // Siblings are no less alike than what is known of their parent makes them.
      let foretold = isKnown ? known[place].square / Self.largest : 0
      let share = min(Self.largest, shown + error, max(isShown ? shown : 0, foretold))
      limits[place] = share > 0 ? share : min(Self.smallest, max(0, shown))
      guard share > 0 else { continue }
      values[place] = share
      selected.append(place)
      if foretold > share {
        known[place] = known[place].scaled(by: (share / foretold).squareRoot())
      }
    }
  }
}
