import Metadata
import Statistics
import TableData
import Testing

@testable import ColumnTransforms

@Suite struct CategoryCodecTests {
  private func column(_ values: [String?]) -> ColumnValues {
    let dictionary = Array(Set(values.compactMap(\.self))).sorted(by: >)
    return ColumnValues(
      storage: .text(
        codes: values.map { value in
          value.flatMap { dictionary.firstIndex(of: $0) }.map { Int32($0) } ?? 0
        },
        dictionary: dictionary
      ),
      isNull: values.map { $0 == nil }
    )
  }

  @Test func labelsAreCountedInRowsAndUnits() {
    let column = column(["b", "a", "b", nil, "b", "a"])
    let counts = LabelCounts(column, units: [0, 0, 0, 1, 1, 2])
    #expect(counts.labels == ["a", "b"])
    #expect(counts.rows == [2, 3])
    #expect(counts.units == [2, 2])
  }

  @Test func labelsThatNoRowHoldsAreNotCounted() {
    let values = ColumnValues(
      storage: .text(codes: [1, 1], dictionary: ["gone", "here"]),
      isNull: [false, false]
    )
    #expect(LabelCounts(values, units: [0, 1]).labels == ["here"])
  }

  @Test func roundTrip() {
    let codec = CategoryCodec(
      sources: ["a", "b", "c"],
      emitted: ["a", "b", "made up"],
      rows: [5, 4, 1]
    )
    let codes = codec.codes(of: column(["b", nil, "c", "a", "never seen"]))
    #expect(codes == [2, 0, 3, 1, 0])
    #expect(
      codes.map { $0 == 0 ? nil : codec.labels[Int($0) - 1] } == ["b", nil, "made up", "a", nil]
    )
    #expect(codec.bucketOfCode == [0, 1, 2, 3])
  }

  @Test func manyLabelsShareBuckets() {
    let labels = (0..<3_000).map { String(100_000 + $0) }
    let codec = CategoryCodec(
      sources: labels,
      emitted: labels,
      rows: labels.indices.map { $0 == 50 ? 10_000 : 1 }
    )
    #expect(codec.codeCount == 3_001)
    #expect(codec.bucketOfCode.count == 3_001)
    #expect(Set(codec.bucketOfCode).count <= 255)
    #expect(!codec.bucketOfCode.contains(sameBucket))
    // A label that half of the rows hold does not swallow the others.
    #expect(Set(codec.bucketOfCode).count > 100)
  }

  @Test func emptyColumn() {
    let counts = LabelCounts(column([nil, nil]), units: [0, 1])
    #expect(counts.labels.isEmpty)
    let codec = CategoryCodec(sources: [], emitted: [], rows: [])
    #expect(codec.codeCount == 1)
    #expect(codec.codes(of: column([nil, "x"])) == [0, 0])
  }
}
