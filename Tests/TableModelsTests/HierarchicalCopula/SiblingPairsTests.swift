import Testing

@testable import TableModels

@Suite struct SiblingPairsTests {
  @Test func `correlates values of different children`() {
    // Two parents of two: products of siblings, less the mean 2.5, are 0.75 twice, and the variance is 1.25.
    let pairs = SiblingPairs(parents: [0, 0, 1, 1])
    let values = [1.0, 2, 3, 4]
    #expect(abs(pairs.correlation(values, values) - 0.75 / 1.25) < 1e-12)
    #expect(abs(pairs.correlation(values, values.map { -$0 }) + 0.75 / 1.25) < 1e-12)
    #expect(pairs.parentCount == 2)
    #expect(pairs.effectiveParentCount == 2)
  }

  @Test func `rows are in any order, and only children, orphans and what is not seen say nothing`()
  {
    let pairs = SiblingPairs(parents: [1, 0, 2, 1, -1, 0, 0])
    let values = [3.0, 1, 9, 4, 7, 2, .nan]
    let whole = SiblingPairs(parents: [0, 0, 0, 1, 1])
    #expect(
      abs(
        pairs.correlation(values, values)
          - whole.correlation([1, 2, .nan, 3, 4], [1, 2, .nan, 3, 4])
      )
        < 1e-12
    )
  }

  @Test func `what does not vary, or has no siblings, correlates with nothing`() {
    #expect(SiblingPairs(parents: [0, 0, 1, 1]).correlation([1, 1, 1, 1], [1, 2, 3, 4]) == 0)
    let alone = SiblingPairs(parents: [0, 1, 2])
    #expect(alone.correlation([1, 2, 3], [1, 2, 3]) == 0)
    #expect(alone.standardError == .infinity)
  }

  @Test func `a parent with most of the children counts for little more than itself`() {
    let parents = [Int32](repeating: 0, count: 90) + (1...10)
    #expect(SiblingPairs(parents: parents).effectiveParentCount < 1.3)
  }
}
