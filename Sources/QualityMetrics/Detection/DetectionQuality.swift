package import Metadata

/// What a detector sees of a row.
package enum DetectionAspect: String, Hashable, Sendable, CaseIterable {
  /// The row's own columns.
  case rows
  /// A parent's columns with aggregates of its children.
  case parents
  /// A child's columns with its parent's.
  case children
  /// A child's columns with those of the child before it under the same parent.
  case siblings
}

/// How well a classifier tells real rows from the clone's: a classifier two-sample test (Lopez-Paz and Oquab 2017,
/// arXiv:1610.06545).
package struct DetectionQuality: Hashable, Sendable {
  /// A column or an aggregate, by name only.
  package struct Feature: Hashable, Sendable {
    package var name: String
    /// Its share of what all features together gained, 0 to 1.
    package var share: Double

    package init(name: String, share: Double) {
      self.name = name
      self.share = share
    }
  }

  package var table: TableID
  package var aspect: DetectionAspect
  /// Name of the foreign key, of children and siblings.
  package var relationship: String?
  /// Area under the ROC curve on rows that the classifier has not seen: 0.5 where it cannot tell, 1 where it always can;
  /// well below 0.5 where the clone repeats real rows.
  package var auc: Estimate
  /// What real rows against other real rows reach: how much of the figure is chance and structure.
  package var floor: Double?
  /// Rows of each side that were looked at.
  package var rows: Int
  /// What gives the clone away, most first.
  package var features: [Feature]

  package init(
    table: TableID,
    aspect: DetectionAspect,
    relationship: String? = nil,
    auc: Estimate,
    floor: Double? = nil,
    rows: Int,
    features: [Feature] = []
  ) {
    self.table = table
    self.aspect = aspect
    self.relationship = relationship
    self.auc = auc
    self.floor = floor
    self.rows = rows
    self.features = features
  }
}

extension Sequence<DetectionQuality> {
  /// Mean area under the curve, less than 0.5 counting as that: what reads like a copy does not make up for what can be
  /// told.
  package var meanAUC: Double? { mean { Swift.max(0.5, $0.auc.value) } }
}
