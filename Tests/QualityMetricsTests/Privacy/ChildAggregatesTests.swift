import QualityMetrics
import Testing

@Suite struct ChildAggregatesTests {
  @Test func countsMeansAndDifferentValuesByParent() throws {
    let columns = ChildAggregates.columns(
      of: [
        .numbers(real: [1, 3, 3, .nan, 8], clone: [5]),
        .categories(SharedCodes(real: [1, 2, 2, 0, 1], clone: [2], count: 3)),
      ],
      real: ([0, 0, 0, 2, -1], 3),
      clone: ([1], 2)
    )
    let numbers = try columns.map { column in
      guard case .numbers(let real, let clone) = column else { throw CancellationError() }
      return [real, clone].map { $0.map { "\($0)" } }
    }
    #expect(
      numbers == [
        [["3.0", "0.0", "1.0"], ["0.0", "1.0"]],
        [["\(7.0 / 3)", "nan", "nan"], ["nan", "5.0"]],
        [["2.0", "0.0", "0.0"], ["0.0", "1.0"]],
        [["\(5.0 / 3)", "nan", "nan"], ["nan", "2.0"]],
        [["2.0", "0.0", "0.0"], ["0.0", "1.0"]],
      ]
    )
  }
}
