import Testing

@testable import TableModels

@Suite struct AssociationOrderTests {
  @Test func `neighbours go with similar values elsewhere`() {
    // Labels 1, 2, 3, 4 come with numbers around 40, 10, 30, 20.
    let levels: [UInt8] = [4, 1, 3, 2]
    let labels = (0..<400).map { UInt8($0 % 4 + 1) }
    let numbers = labels.enumerated().map { row, label in
      levels[Int(label) - 1] * 10 + UInt8(row / 4 % 9)
    }
    let scores = AssociationOrder.scores(
      of: labels,
      beside: [AssociationOrder.Classes(numbers, isOrdinal: true)]
    )
    let order = (1...4).sorted { scores[$0] < scores[$1] }
    #expect(order == [2, 4, 3, 1] || order == [1, 3, 4, 2])
  }

  @Test func `labels that nothing tells apart score alike`() {
    let labels = (0..<300).map { UInt8($0 % 3 + 1) }
    let constant = [UInt8](repeating: 5, count: 300)
    let scores = AssociationOrder.scores(
      of: labels,
      beside: [AssociationOrder.Classes(constant, isOrdinal: true)]
    )
    #expect(scores.allSatisfy { $0 == 0 })
  }
}
