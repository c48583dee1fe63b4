import Statistics

/// The area under the ROC curve: the share of the pairs of a lower and a higher one in which the lower score is smaller.
///
/// Ties count half. The interval is DeLong's for scores that come in units (Obuchowski 1997, DOI 10.2307/2533958).
package enum AreaUnderCurve {
  /// Scores of one side with the unit of each.
  package struct Side<Score: Comparable & Sendable>: Sendable {
    package var scores: [Score]
    package var units: [Int32]

    package init(scores: [Score], units: [Int32]) {
      self.scores = scores
      self.units = units
    }
  }

  /// The area, or nil where a side has fewer than two units.
  package static func estimate<Score>(lower: Side<Score>, higher: Side<Score>) -> Estimate? {
    let below = placements(of: lower.scores, among: higher.scores) { $0 < $1 }
    let above = placements(of: higher.scores, among: lower.scores) { $0 > $1 }
    guard let first = Estimate.varianceOfMean(below, units: lower.units),
      let second = Estimate.varianceOfMean(above, units: higher.units)
    else { return nil }
    let area = below.reduce(0, +) / Double(below.count)
    return Estimate(area, standardError: (first + second).squareRoot(), within: 0...1)
  }

  /// For each value the share of the others against which it wins, ties counting half.
  private static func placements<Score: Comparable>(
    of values: [Score],
    among others: [Score],
    wins: (Score, Score) -> Bool
  ) -> [Double] {
    // Beaten values last.
    let sorted = others.sorted { wins($0, $1) }
    return values.map { value in
      let beaten = sorted.count - sorted.firstPlace { wins(value, $0) }
      let notBetter = sorted.count - sorted.firstPlace { !wins($0, value) }
      return Double(beaten + notBetter) / 2 / Double(max(1, others.count))
    }
  }
}
