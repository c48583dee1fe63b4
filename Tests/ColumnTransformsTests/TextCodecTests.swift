import Metadata
import Statistics
import TableData
import Testing

@testable import ColumnTransforms

@Suite struct TextCodecTests {
  private let column = ColumnValues(
    storage: .text(codes: [0, 1, 2, 0, 3], dictionary: ["four", "né", "six ch", "last"]),
    isNull: [false, false, false, true, false]
  )

  private var codec: TextCodec { TextCodec(LabelCounts(column, units: [0, 1, 2, 3, 4]), k: 2) }

  @Test func codesAscendWithTheLengthInCharacters() {
    #expect(codec.lengths == [2, 4, 6])
    #expect(codec.codes(of: column) == [2, 1, 3, 0, 2])
    #expect(codec.codeCount == 4)
    #expect(codec.bucketOfCode == [0, 1, 2, 3])
  }

  @Test func lengthsRoundTrip() {
    for (position, length) in codec.lengths.enumerated() {
      #expect(codec.code(of: String(repeating: "x", count: length)) == Int32(position + 1))
    }
    #expect(codec.code(of: String(repeating: "x", count: 99)) == 0)
  }

  @Test func textsThatManyShareHaveCodesOfTheirOwn() {
    let codec = TextCodec(
      LabelCounts(
        ColumnValues(
          storage: .text(codes: [0, 0, 0, 1, 2], dictionary: ["none", "once", "thrice"]),
          isNull: [Bool](repeating: false, count: 5)
        ),
        units: [0, 1, 2, 3, 4]
      ),
      k: 3
    )
    #expect(codec.lengths == [4, 4, 6])
    #expect((1...3).map { codec.text(of: $0) } == [nil, "none", nil])
    #expect(codec.code(of: "none") == 2)
    #expect(codec.code(of: "once") == 1)
  }

  @Test func emptyColumn() {
    let nulls = ColumnValues(storage: .text(codes: [0], dictionary: [""]), isNull: [true])
    let codec = TextCodec(LabelCounts(nulls, units: [0]), k: 2)
    #expect(codec.codeCount == 1)
    #expect(codec.codes(of: nulls) == [0])
  }

  @Test func manyLengthsShareBuckets() {
    var counts = LabelCounts(column, units: [0, 1, 2, 3, 4])
    counts.labels = (1...1_000).map { String(repeating: "x", count: $0) }
    counts.rows = [Int](repeating: 1, count: 1_000)
    counts.units = counts.rows
    let codec = TextCodec(counts, k: 2)
    #expect(codec.codeCount == 1_001)
    #expect(!codec.bucketOfCode.contains(sameBucket))
    #expect(zip(codec.bucketOfCode, codec.bucketOfCode.dropFirst()).allSatisfy { $0 <= $1 })
  }
}
