/// ``StatisticSimilarity`` of the children per parent (childless parents included), as SDMetrics' metric of this name.
package enum CardinalityStatisticSimilarity {
  /// The score, or nil where the real parents all have as many children or a side has too few parents.
  package static func score(
    real: [DegreeCount],
    clone: [DegreeCount],
    _ statistic: SummaryStatistic
  ) -> Double? {
    StatisticSimilarity.score(real: children(real), clone: children(clone), statistic)
  }

  /// The children of every parent.
  private static func children(_ degrees: [DegreeCount]) -> [Double] {
    degrees.flatMap { [Double](repeating: Double($0.children), count: $0.parents) }
  }
}
