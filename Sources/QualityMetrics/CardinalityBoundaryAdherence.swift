/// The share of the clone's parents that have no fewer and no more children than a real parent has, as SDMetrics'
/// `CardinalityBoundaryAdherence`.
package enum CardinalityBoundaryAdherence {
  /// The score of two histograms in any order, or nil where a side has no parents.
  package static func score(real: [DegreeCount], clone: [DegreeCount]) -> Double? {
    let numbers = real.lazy.filter { $0.parents > 0 }.map(\.children)
    guard let low = numbers.min(), let high = numbers.max() else { return nil }
    var parents = 0
    var within = 0
    for degree in clone {
      parents += degree.parents
      if low <= degree.children, degree.children <= high { within += degree.parents }
    }
    return parents == 0 ? nil : Double(within) / Double(parents)
  }
}
