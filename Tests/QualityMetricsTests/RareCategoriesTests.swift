@testable import QualityMetrics
import Testing

@Suite struct RareCategoriesTests {
  /// Rows and units of every category, from code 1, in 1,000 rows; the others are NULL.
  private func codes(_ real: [(rows: Int, units: Int)], clone: [Int32]) -> (
    codes: SharedCodes, units: [Int32]
  ) {
    var codes: [Int32] = []
    var units: [Int32] = []
    for (position, category) in real.enumerated() {
      for row in 0..<category.rows {
        codes.append(Int32(position + 1))
        units.append(Int32(position * 1_000 + row % category.units))
      }
    }
    units += (codes.count..<1_000).map { Int32(100_000 + $0) }
    codes += [Int32](repeating: 0, count: 1_000 - codes.count)
    return (SharedCodes(real: codes, clone: clone, count: real.count + 1), units)
  }

  @Test func countsRareCategoriesWithEnoughUnits() {
    // Common; 1 % is not rare; three are rare; the last has too few units behind it.
    let sample = codes(
      [(900, 900), (10, 10), (9, 9), (5, 5), (7, 6), (9, 4)],
      clone: [1, 1, 2, 3, 5, 0, 6]
    )
    let found = RareCategories(
      sample.codes,
      protection: Protection(minimumUnits: 5, unitOfRow: sample.units)
    )
    #expect(found == RareCategories(real: 3, covered: 2))
    #expect(found.coverage == 2.0 / 3)
  }

  @Test func withoutUnitsRowsCount() {
    let sample = codes([(900, 900), (9, 4)], clone: [1])
    let found = RareCategories(sample.codes, protection: Protection(minimumUnits: 5))
    #expect(found == RareCategories(real: 1, covered: 0))
    #expect(found.coverage == 0)
  }

  @Test func withoutRareCategoriesThereIsNoCoverage() {
    let sample = codes([(500, 500), (500, 500)], clone: [1])
    let found = RareCategories(
      sample.codes,
      protection: Protection(minimumUnits: 5, unitOfRow: sample.units)
    )
    #expect(found == RareCategories(real: 0, covered: 0))
    #expect(found.coverage == nil)
  }
}
