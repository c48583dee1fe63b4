/// What a classic test says of a column: how likely the two sides' values differ as much by chance.
///
/// It takes rows for independent and says nothing of how much they differ: large clones are never alike by it.
package struct Significance: Hashable, Sendable {
  package enum Test: String, Hashable, Sendable {
    case kolmogorovSmirnov = "Kolmogorov-Smirnov"
    case chiSquared = "chi-squared"
  }

  package var test: Test
  package var pValue: Double

  package init(test: Test, pValue: Double) {
    self.test = test
    self.pValue = pValue
  }
}
