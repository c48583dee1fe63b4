import Statistics

/// How well an attacker who holds rows tells by their distance to the clone which of them were fitted: the area under
/// the ROC curve, 0.5 where the distances say nothing.
package enum MembershipInference {
  /// Rows of one side with the unit of each.
  package struct Side {
    package var distances: [Int32]
    package var units: [Int32]

    package init(distances: [Int32], units: [Int32]) {
      self.distances = distances
      self.units = units
    }
  }

  /// The share of the pairs of a fitted row and one held out in which the fitted one is nearer to the clone.
  ///
  /// Ties count half. Nil where a side has fewer than two units.
  /// The interval is DeLong's for rows that come in units (Obuchowski 1997, DOI 10.2307/2533958).
  package static func estimate(fitted: Side, heldOut: Side) -> Estimate? {
    let nearer = placements(of: fitted.distances, among: heldOut.distances) { $0 < $1 }
    let further = placements(of: heldOut.distances, among: fitted.distances) { $0 > $1 }
    guard let first = variance(nearer, fitted.units), let second = variance(further, heldOut.units)
    else { return nil }
    let area = nearer.reduce(0, +) / Double(nearer.count)
    return Estimate(area, standardError: (first + second).squareRoot(), within: 0...1)
  }

  /// For each value the share of the others against which it wins, ties counting half.
  private static func placements(
    of values: [Int32],
    among others: [Int32],
    wins: (Int32, Int32) -> Bool
  ) -> [Double] {
    // Beaten values last.
    let sorted = others.sorted { wins($0, $1) }
    return values.map { value in
      let beaten = sorted.count - sorted.firstPlace { wins(value, $0) }
      let notBetter = sorted.count - sorted.firstPlace { !wins($0, value) }
      return Double(beaten + notBetter) / 2 / Double(max(1, others.count))
    }
  }

  /// The variance of the mean of values that come in units; nil for fewer than two units.
  private static func variance(_ values: [Double], _ units: [Int32]) -> Double? {
    let mean = values.reduce(0, +) / Double(max(1, values.count))
    var sums: [Int32: Double] = [:]
    for (value, unit) in zip(values, units) { sums[unit, default: 0] += value - mean }
    guard sums.count > 1 else { return nil }
    let count = Double(sums.count)
    let squares = sums.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value }
    return count / (count - 1) * squares / Double(values.count * values.count)
  }
}
