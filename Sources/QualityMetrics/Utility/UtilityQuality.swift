package import Metadata

/// What models that learnt from the clone are worth on real rows, beside models that learnt from real rows: train on
/// synthetic, test on real (Esteban and others 2017, arXiv:1706.02633).
package struct UtilityQuality: Hashable, Sendable {
  package enum Metric: String, Hashable, Sendable {
    /// Area under the ROC curve; of several categories the mean over the commonest, each against all others.
    case auc = "AUC"
    /// Share of the variance that is explained; below 0 where the mean would be the better guess.
    case rSquared = "R2"

    /// What guesses without knowledge come to.
    package var chance: Double {
      switch self {
      case .auc: 0.5
      case .rSquared: 0
      }
    }
  }

  /// A column that the target is told from, by name only.
  package struct Feature: Hashable, Sendable {
    package var name: String
    /// Its share of what all columns gained, of the model that learnt from real rows and of the clone's.
    package var real: Double
    package var clone: Double
  }

  package var table: TableID
  /// The column that is told from the others.
  package var target: String
  package var metric: Metric
  /// Learnt from real rows.
  package var real: Double
  /// Learnt from the clone's rows; on the same real rows that neither has seen.
  package var clone: Double
  /// Rows that each learnt from, and those it was tried on.
  package var learntRows: Int
  package var testedRows: Int
  /// What the target hangs on, most first.
  package var features: [Feature]
  /// Spearman's correlation of both models' shares; nil for fewer than three columns.
  package var importanceCorrelation: Double?

  /// The share of what real rows tell beyond chance that the clone's rows tell, too, 0 to 1; nil where they tell nothing.
  package var retained: Double? {
    let whole = real - metric.chance
    return whole > 0 ? min(max((clone - metric.chance) / whole, 0), 1) : nil
  }
}

extension Sequence<UtilityQuality> {
  /// The mean over the columns that were tried; nil without any.
  package var meanRetained: Double? { mean(of: \.retained) }
}
