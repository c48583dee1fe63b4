import ModelEncoding
import Statistics

/// p(code | features) as a bag of trees, one of which is drawn for every cell.
///
/// A class: a forest is passed around for every cell, and copying one would count many references.
package final class ConditionalForest: Sendable, Codable {
  private static let treeCount = 10
  /// Share of the units that grow a tree; the others prune it.
  private static let bagShare = 0.7
  /// Rows that grow one tree at most; more rows only cost time.
  private static let maximumRows = 50_000

  private let nodes: PackedNodes
  private let leaves: CodeHistograms

  /// - `minimumUnits`: smallest number of distinct units in a leaf.
  /// - `generator`: source of bags; the same state gives the same forest.
  init(_ set: TrainingSet, minimumUnits: Int, using generator: inout CounterGenerator) {
    let buckets = set.buckets
    var shapes: [TreeNodes] = []
    var histograms = CodeHistograms.Builder()
    for _ in 0..<(set.features.isEmpty ? 1 : Self.treeCount) {
      let seed = generator.next()
      var shape = TreeNodes.leaf
      if !set.features.isEmpty {
        var builder = TreeBuilder(
          matrix: set.matrix,
          binCounts: set.binCounts,
          response: .buckets(buckets, isOrdinal: set.isOrdinal),
          units: set.units,
          minimumUnits: max(2, Int(Double(minimumUnits) * Self.bagShare)),
          salt: seed
        )
        let (bag, leftOut) = Self.bag(set, seed: seed)
        shape = builder.grow(rows: bag, leftOut: leftOut)
      }
      // Structure comes from the bag, frequencies from every row: larger leaves at no cost.
      histograms.append(
        set.codes,
        groups: shape.leaves(set.matrix),
        count: shape.leafCount
      )
      shapes.append(shape.renamed(set.features))
    }
    nodes = PackedNodes(shapes)
    leaves = histograms.built()
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    nodes = try container.decode(PackedNodes.self, forKey: .nodes)
    leaves = try container.decode(CodeHistograms.self, forKey: .leaves)
    try decoder.check(
      nodes.treeCount > 0 && nodes.leafCount <= leaves.groupCount,
      "a forest has leaves of which nothing is known"
    )
  }

  private enum CodingKeys: CodingKey {
    case nodes, leaves
  }

  /// Draws a code for a row of bins.
  @inline(__always)
  func sample(
    _ features: UnsafePointer<UInt8>,
    using generator: inout CounterGenerator
  ) -> Int32 {
    let count = nodes.treeCount
    let tree = count == 1 ? 0 : generator.integer(below: count)
    return leaves.sample(group: nodes.leaf(tree: tree, features), using: &generator)
  }

  /// Draws one of the codes in a range; nil where the leaf of the tree that is drawn has none.
  ///
  /// - `pseudoRows`: rows, besides those of the leaf, that would have given nil.
  func sample(
    _ features: UnsafePointer<UInt8>,
    in codes: Range<Int32>,
    pseudoRows: Int32,
    using generator: inout CounterGenerator
  ) -> Int32? {
    let tree = generator.integer(below: nodes.treeCount)
    return leaves.sample(
      group: nodes.leaf(tree: tree, features),
      in: codes,
      pseudoRows: pseudoRows,
      using: &generator
    )
  }

  /// The probability that a code in a range is drawn for a row of bins.
  func probability(of codes: Range<Int32>, given features: UnsafePointer<UInt8>) -> Double {
    let sum = (0..<nodes.treeCount).reduce(0) {
      $0 + leaves.share(of: codes, group: nodes.leaf(tree: $1, features))
    }
    return sum / Double(nodes.treeCount)
  }

  /// The probability that ``sample(_:in:pseudoRows:using:)`` draws a code, and that it gives nil.
  func probability(
    of code: Int32,
    in codes: Range<Int32>,
    pseudoRows: Int32,
    given features: UnsafePointer<UInt8>
  ) -> (drawn: Double, none: Double) {
    var sum = (drawn: 0.0, none: 0.0)
    for tree in 0..<nodes.treeCount {
      let leaf = nodes.leaf(tree: tree, features)
      let rows = Double(leaves.rowCount(of: codes, group: leaf))
      guard rows > 0 else {
        sum.none += 1
        continue
      }
      let whole = rows + Double(pseudoRows)
      sum.drawn += Double(leaves.rowCount(of: code..<(code + 1), group: leaf)) / whole
      sum.none += Double(pseudoRows) / whole
    }
    let count = Double(nodes.treeCount)
    return (sum.drawn / count, sum.none / count)
  }

  func mayDraw(_ code: Int32) -> Bool { leaves.mayDraw(code) }

  /// The largest code that can be drawn.
  var largestCode: Int32 { leaves.largestCode }

  /// Leaves over all trees; 1 a tree means that no condition helped.
  var leafCount: Int { leaves.groupCount }

  /// Features that drawing looks at, ascending.
  var usedFeatures: [Int] { nodes.usedFeatures }

  /// Splits rows into a bag and the rest by unit.
  private static func bag(
    _ set: TrainingSet,
    seed: UInt64
  ) -> (bag: [Int32], leftOut: [Int32]) {
    let most = Double(maximumRows) / Double(set.rowCount)
    let share = min(bagShare, most)
    let rest = min(1 - bagShare, most / 2)
    // The bag comes first and what is left out last, so that a larger share only adds rows.
    let parts = set.parts([share, 1 - share - rest, rest], seed: seed)
    guard parts[0].isEmpty else { return (parts[0], parts[2]) }
    let all = Array(0..<Int32(set.rowCount))
    return (all, all)
  }
}
