import ColumnTransforms
import Testing

@testable import RelationalModels

@Suite struct AllowedRangeTests {
  private let cents = NumericGrid(
    values: [0, 0.01, 0.02, 0.05],
    isIntegral: false,
    scale: 2,
    periods: []
  )

  private func range(above low: Double, below high: Double) -> AllowedRange {
    var range = AllowedRange()
    range.narrow(to: low, isLower: true, isStrict: true)
    range.narrow(to: high, isLower: false, isStrict: true)
    return range
  }

  @Test func theNearestPointOfTheGridIsTaken() {
    #expect(range(above: 2, below: 3).nearest(to: 1, on: cents) == 2.01)
    #expect(range(above: 2, below: 3).nearest(to: 9, on: cents) == 2.99)
    #expect(range(above: 2, below: 3).nearest(to: 2.5, on: cents) == 2.5)
  }

  @Test func theTighterBoundCounts() {
    var range = AllowedRange()
    range.narrow(to: 2, isLower: true, isStrict: true)
    range.narrow(to: 2, isLower: true, isStrict: false)
    #expect(!range.contains(2))
    range.narrow(to: 1, isLower: true, isStrict: false)
    range.narrow(to: .nan, isLower: false, isStrict: true)
    #expect(!range.contains(1.5))
    #expect(range.contains(1e300))
  }

  @Test(arguments: [1.0, 1e10, 1e15, 1e18, 1e300, -1e18])
  func boundsOfAnySizeAreLeftBehind(bound: Double) throws {
    var range = AllowedRange()
    range.narrow(to: bound, isLower: true, isStrict: true)
    let value = try #require(range.nearest(to: bound, on: .continuous))
    #expect(value > bound)
    var below = AllowedRange()
    below.narrow(to: bound, isLower: false, isStrict: true)
    let lower = try #require(below.nearest(to: bound, on: .continuous))
    #expect(lower < bound)
  }

  @Test func narrowRangesHaveAMiddle() {
    let narrow = range(above: 1, below: 1 + 1e-9)
    #expect(narrow.nearest(to: 5, on: .continuous).map(narrow.contains) == true)
  }

  @Test func whereNothingIsAllowedNothingIsFound() {
    #expect(range(above: 3, below: 2).nearest(to: 1, on: cents) == nil)
    #expect(range(above: 2, below: 2.01).nearest(to: 1, on: cents) == nil)
    #expect(range(above: .infinity, below: .infinity).nearest(to: 1, on: .continuous) == nil)
    #expect(range(above: 2, below: 2).nearest(to: 1, on: .continuous) == nil)
  }
}
