import Statistics
import Testing

@testable import ConditionalTrees

@Suite struct TypeTreeTests {
  /// Rows of three planted types, told apart by the first feature; the second one is noise.
  private func planted(_ count: Int) -> (matrix: FeatureMatrix, embeddings: [Embedding]) {
    var random = CounterGenerator(21)
    var matrix = FeatureMatrix(rowCount: count, isCategorical: [false, false])
    var embeddings: [Embedding] = []
    for row in 0..<count {
      let type = row % 3
      matrix.bytes[2 * row] = UInt8(20 + 80 * type + random.integer(below: 40))
      matrix.bytes[2 * row + 1] = UInt8(random.integer(below: 256))
      var point = Embedding(1, 0, 0, 0, 0, 0, 0, 0)
      point[1 + type] = 1.5
      embeddings.append(point)
    }
    return (matrix, embeddings)
  }

  private func tree(
    _ matrix: FeatureMatrix,
    _ embeddings: [Embedding],
    maximumTypes: Int = 16
  ) -> TypeTree {
    let rows = embeddings.indices.map { Int32($0) }
    return TypeTree(
      fitting: embeddings,
      matrix: matrix,
      rows: rows,
      units: rows,
      minimumUnits: 20,
      maximumTypes: maximumTypes
    )
  }

  private func type(_ tree: TypeTree, _ features: [UInt8]) -> Int {
    features.withUnsafeBufferPointer { $0.baseAddress.map { tree.type($0) } ?? -1 }
  }

  @Test func separatesPlantedTypes() {
    let (matrix, embeddings) = planted(900)
    let tree = tree(matrix, embeddings)
    #expect(tree.typeCount == 3)
    let types = [UInt8(40), 120, 200].map { type(tree, [$0, 77]) }
    #expect(Set(types).count == 3)
    #expect(types.allSatisfy { (0..<3).contains($0) })
    #expect(type(tree, [40, 0]) == type(tree, [40, 255]))
  }

  @Test func rowsThatBehaveAlikeAreOneType() {
    let (matrix, _) = planted(300)
    let alike = [Embedding](repeating: Embedding(1, 1, 0, 0, 0, 0, 0, 0), count: 300)
    #expect(tree(matrix, alike).typeCount == 1)
  }

  @Test func theNumberOfTypesIsLimited() {
    let (matrix, embeddings) = planted(900)
    #expect(tree(matrix, embeddings, maximumTypes: 2).typeCount == 2)
  }
}
