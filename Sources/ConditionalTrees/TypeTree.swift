/// A single tree whose leaves are used as types of rows: rows of one leaf behave alike towards the given
/// embeddings.
///
/// A class: every choice of a parent passes it on.
package final class TypeTree: Sendable, Codable {
  private let tree: TreeNodes
  package let typeCount: Int

  /// - `embeddings`: a sum of points for every row of the matrix; lane 0 counts the points.
  /// - `rows`: rows to learn from, ascending.
  /// - `maximumTypes`: leaves at most.
  package init(
    fitting embeddings: [Embedding],
    matrix: FeatureMatrix,
    rows: [Int32],
    units: [Int32],
    minimumUnits: Int,
    maximumTypes: Int
  ) {
    var builder = TreeBuilder(
      matrix: matrix,
      binCounts: matrix.binCounts,
      response: .embeddings(embeddings),
      units: units,
      minimumUnits: minimumUnits,
      maximumLeaves: maximumTypes,
      maximumDepth: 10,
      prunes: false,
      // Nothing prunes this tree, and the best of many random splits of seven lanes gains about this much.
      minimumGain: 30,
      salt: 1
    )
    tree = builder.grow(rows: rows, leftOut: [])
    typeCount = tree.leafCount
  }

  /// Features that the types depend on, ascending.
  package var usedFeatures: [Int] {
    Set(tree.nodes.filter { $0.left >= 0 }.map { Int($0.feature) }).sorted()
  }

  /// The type of a row of bins.
  package func type(_ features: UnsafePointer<UInt8>) -> Int { tree.leaf(features) }
}
