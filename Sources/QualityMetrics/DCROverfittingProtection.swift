/// Whether the clone's rows are nearer to rows it was learnt from than to others, as SDMetrics'
/// `DCROverfittingProtection`.
///
/// SDMetrics leaves it to the caller that both sets should be of equal size; the privacy check of a run
/// (``PrivacyScorer``) sees to it.
package enum DCROverfittingProtection {
  /// Twice the share of rows no nearer to the training rows, 1 at most; nil where a list has no rows.
  ///
  /// In O(n·m): a sample of the clone's rows will do, whose score is off by less than 2/√n in 95 % of the cases.
  package static func score(
    training: [GowerDistance.Values],
    validation: [GowerDistance.Values],
    clone: [GowerDistance.Values]
  ) -> Double? {
    let toTraining = GowerDistance(to: training).closest(clone)
    let toValidation = GowerDistance(to: validation).closest(clone)
    guard !toTraining.isEmpty, !toValidation.isEmpty else { return nil }
    let nearer = zip(toTraining, toValidation).count { $0 < $1 }
    return min(1, 2 * (1 - Double(nearer) / Double(toTraining.count)))
  }
}
