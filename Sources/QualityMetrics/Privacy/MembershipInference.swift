/// How well an attacker who holds rows tells by their distance to the clone which of them were fitted: the area under
/// the ROC curve, 0.5 where the distances say nothing.
package enum MembershipInference {
  package typealias Side = AreaUnderCurve.Side<Int32>

  /// The share of the pairs of a fitted row and one held out in which the fitted one is nearer to the clone.
  ///
  /// Scores are distances. Nil where a side has fewer than two units.
  package static func estimate(fitted: Side, heldOut: Side) -> Estimate? {
    AreaUnderCurve.estimate(lower: fitted, higher: heldOut)
  }
}
