/// How alike families are on the two sides: children beside their ancestors, and beside each other.
///
/// A score lies between 0 and 1, 1 being identical; nil where it does not apply.
package struct FamilyQuality: Hashable, Sendable {
  /// ``SharedBinContingency`` of every column of the child with every column of the parent.
  package var trendsOneHop: Double?
  /// The same with the columns of the parent's parents.
  package var trendsTwoHops: Double?
  /// The same with the columns of all ancestors further away, up to ``FamilyScorer/maximumHops``.
  package var trendsFurther: Double?
  /// One minus half the difference of the correlations between a sibling's number and the number before it.
  package var siblingAutocorrelation: Double?
  /// ``KSComplement`` of how many different values a parent's children have.
  package var distinctPerParent: Double?

  package init() {}
}

extension Sequence<RelationshipQuality> {
  /// The means over the foreign keys.
  package var meanFamily: FamilyQuality {
    var mean = FamilyQuality()
    mean.trendsOneHop = self.mean(of: \.family.trendsOneHop)
    mean.trendsTwoHops = self.mean(of: \.family.trendsTwoHops)
    mean.trendsFurther = self.mean(of: \.family.trendsFurther)
    mean.siblingAutocorrelation = self.mean(of: \.family.siblingAutocorrelation)
    mean.distinctPerParent = self.mean(of: \.family.distinctPerParent)
    return mean
  }
}
