package import Metadata

/// What one side's rows say about a foreign key.
package struct RelationshipSide: Hashable, Sendable {
  /// How many parents have how many children, childless parents included.
  package var degrees: [DegreeCount]
  /// Child rows with a NULL in the reference.
  package var nullRows: Int
  /// Child rows with a complete reference that has no parent.
  package var orphanRows: Int

  package init(degrees: [DegreeCount], nullRows: Int, orphanRows: Int) {
    self.degrees = degrees
    self.nullRows = nullRows
    self.orphanRows = orphanRows
  }

  /// Child rows with a complete reference.
  package var references: Int {
    degrees.reduce(orphanRows) { $0 + $1.children * $1.parents }
  }

  /// Share of the child rows that have no reference, or nil without child rows.
  package var nullRate: Double? {
    let rows = references + nullRows
    return rows == 0 ? nil : Double(nullRows) / Double(rows)
  }
}

/// Scores one foreign key of a clone from the degree histograms of both sides.
package enum RelationshipScorer {
  package static func score(
    _ key: ForeignKey,
    real: RelationshipSide,
    clone: RelationshipSide
  ) -> RelationshipQuality {
    let orphans = excessOrphans(real: real, clone: clone)
    return RelationshipQuality(
      key: key,
      referentialIntegrity: ReferentialIntegrity.score(
        references: clone.references,
        orphans: orphans,
        nulls: clone.nullRows,
        realHasNulls: real.nullRows > 0
      ),
      cardinalityShapeSimilarity: CardinalityShapeSimilarity.score(
        real: real.degrees,
        clone: clone.degrees
      ),
      orphans: orphans,
      realNullRate: real.nullRate,
      cloneNullRate: clone.nullRate,
      realMeanChildren: CardinalityShapeSimilarity.mean(real.degrees),
      cloneMeanChildren: CardinalityShapeSimilarity.mean(clone.degrees),
      realChildlessShare: CardinalityShapeSimilarity.childlessShare(real.degrees),
      cloneChildlessShare: CardinalityShapeSimilarity.childlessShare(clone.degrees)
    )
  }

  /// References without a parent, unless the source has about the same share of them, as relationships may that no
  /// constraint enforces.
  private static func excessOrphans(real: RelationshipSide, clone: RelationshipSide) -> Int {
    guard real.orphanRows > 0 else { return clone.orphanRows }
    let expected =
      Double(real.orphanRows) / Double(max(1, real.references)) * Double(clone.references)
    // Three standard deviations of as many independent rows.
    return Double(clone.orphanRows) <= expected + 3 * expected.squareRoot() + 1
      ? 0 : clone.orphanRows
  }
}
