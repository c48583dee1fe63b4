import Metadata
import QualityMetrics
import TableData
import Testing

@Suite struct ProtectedRangeTests {
  @Test func plantedExtremesAreNotShown() throws {
    let values = (0..<1_000).map { Double($0) } + [-987_654, 123_456_789]
    let range = try #require(
      ProtectedRange(values, units: nil, minimumUnits: 20, kind: .integer)
    )
    // The ends are held by one row each, so they are rounded inwards to hundreds of a range of 960.
    #expect(range.low == 20 && range.high == 980)
  }

  @Test func endsThatManyShareAreExact() throws {
    let values = Array(repeating: 3.25, count: 30) + Array(repeating: 17.75, count: 30)
    let range = try #require(ProtectedRange(values, units: nil, minimumUnits: 5, kind: .real))
    #expect(range.low == 3.25 && range.high == 17.75)
  }

  @Test func rowsOfOneUnitCountOnce() throws {
    // Unit 0 holds the hundred smallest values; a count of rows would show them.
    let values = (0..<200).map { Double($0) }
    let units = (0..<200).map { Int32($0 < 100 ? 0 : $0) }
    let range = try #require(
      ProtectedRange(values, units: units, minimumUnits: 5, kind: .integer)
    )
    #expect(range.low >= 103)
  }

  @Test func tooFewUnitsHaveNoRange() {
    let values = (0..<9).map { Double($0) }
    #expect(ProtectedRange(values, units: nil, minimumUnits: 5, kind: .real) == nil)
    #expect(ProtectedRange([], units: nil, minimumUnits: 5, kind: .real) == nil)
    let oneUnit = [Int32](repeating: 1, count: 100)
    let many = (0..<100).map { Double($0) }
    #expect(ProtectedRange(many, units: oneUnit, minimumUnits: 5, kind: .real) == nil)
  }

  @Test func infinitiesAreLeftOut() throws {
    let values = (0..<100).map { Double($0) } + [.infinity, -.infinity, .nan]
    let range = try #require(ProtectedRange(values, units: nil, minimumUnits: 5, kind: .date))
    #expect(range.low >= 4 && range.high <= 95)
  }
}
