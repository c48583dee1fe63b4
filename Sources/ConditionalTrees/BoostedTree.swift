import Foundation
import ModelEncoding
import Statistics

/// p(code | features) as a binary tree over the codes, at each node of which boosted trees decide which side a row
/// goes to.
///
/// Codes are divided by mass, so that heavy ones are reached in few steps. Where too few rows are left to learn from,
/// a forest decides.
///
/// A class, as forests are.
package final class BoostedTree: Sendable, Codable {
  /// A node of the tree over codes.
  private struct Node {
    /// Log odds of the upper side before any tree.
    var base: Float
    /// Trees whose steps are added.
    var firstTree: Int32
    var endOfTrees: Int32
    /// First place of the upper side.
    var middle: Int32
    /// Nodes below, or -1 − group.
    var lower: Int32
    var upper: Int32
  }

  /// A stretch of places between which only the forest decides.
  private struct Group {
    var first: Int32
    var end: Int32

    var places: Range<Int32> { first..<end }
  }

  /// Parts of the target's mass that nodes are divided down to.
  private static let maximumBins = 128
  /// Rows that a node must hold, as a multiple of the least units of a leaf.
  private static let leavesPerNode = 5
  /// Rows by which the frequencies of a group weigh in on a leaf's.
  private static let pseudoRows: Int32 = 5

  /// The first node, or -1 − group.
  private let root: Int32
  private let nodes: PackedMemory<Node>
  private let trees: PackedNodes
  private let steps: PackedMemory<Float>
  private let groups: PackedMemory<Group>
  /// Every code by its place.
  private let codes: PackedMemory<Int32>
  /// p(place | features), from which a place inside a group is drawn.
  private let forest: ConditionalForest
  /// Frequencies of places, for groups of which the forest knows little.
  private let marginal: CodeHistograms

  /// - `set`: rows with places in the order as codes.
  /// - `rows`: rows to learn from, ascending.
  /// - `leftOut`: rows that decide when boosting ends.
  /// - `forest`: p(place | features).
  /// - `minimumUnits`: smallest number of distinct units on either side of a split.
  init(
    _ set: TrainingSet,
    order: CodeOrder,
    rows: [Int32],
    leftOut: [Int32],
    forest: ConditionalForest,
    minimumUnits: Int,
    settings: BoostedClassifier.Settings = BoostedClassifier.Settings()
  ) {
    var fitter = Fitter(set, order: order, minimumUnits: minimumUnits, settings: settings)
    let places = 0..<order.codes.count
    root = fitter.fit(places, rows, leftOut)
    nodes = PackedMemory(fitter.nodes)
    trees = PackedNodes(fitter.trees.map { $0.shape.renamed(set.features) })
    steps = PackedMemory(fitter.trees.flatMap(\.steps))
    groups = PackedMemory(fitter.groups)
    codes = PackedMemory(order.codes)
    self.forest = forest
    var histogram = CodeHistograms.Builder()
    histogram.append(places.map { (Int32($0), Int32(order.rowCount($0..<($0 + 1)))) })
    marginal = histogram.built()
  }

  /// The same tree with another forest for the places inside groups.
  init(_ tree: BoostedTree, forest: ConditionalForest) {
    root = tree.root
    nodes = tree.nodes
    trees = tree.trees
    steps = tree.steps
    groups = tree.groups
    codes = tree.codes
    marginal = tree.marginal
    self.forest = forest
  }

  /// The tree as it is stored: one list a member of its nodes.
  private struct Stored: Codable {
    var root: Int32
    var base: [Float]
    var firstTree: [Int32]
    var endOfTrees: [Int32]
    var middle: [Int32]
    var lower: [Int32]
    var upper: [Int32]
    var trees: PackedNodes
    var steps: [Float]
    var first: [Int32]
    var end: [Int32]
    var codes: [Int32]
    var forest: ConditionalForest
    var marginal: CodeHistograms

    /// Whether every draw ends at a code.
    var isWhole: Bool {
      let count = base.count
      guard
        [firstTree, endOfTrees, middle, lower, upper].allSatisfy({ $0.count == count }),
        first.count == end.count, !first.isEmpty, !codes.isEmpty, codes.allSatisfy({ $0 >= 0 })
      else { return false }
      func leads(_ next: Int32, beyond node: Int) -> Bool {
        next < 0 ? next >= -first.count : Int(next) > node && Int(next) < count
      }
      return leads(root, beyond: -1)
        && base.indices.allSatisfy {
          leads(lower[$0], beyond: $0) && leads(upper[$0], beyond: $0)
            && 0 <= firstTree[$0] && firstTree[$0] <= endOfTrees[$0]
            && Int(endOfTrees[$0]) <= trees.treeCount
        }
        && first.indices.allSatisfy {
          0 <= first[$0] && first[$0] < end[$0] && Int(end[$0]) <= codes.count
        }
        && trees.leafCount <= steps.count && marginal.groupCount > 0
        && max(forest.largestCode, marginal.largestCode) < codes.count
    }
  }

  package func encode(to encoder: any Encoder) throws {
    try Stored(
      root: root,
      base: nodes.elements.map(\.base),
      firstTree: nodes.elements.map(\.firstTree),
      endOfTrees: nodes.elements.map(\.endOfTrees),
      middle: nodes.elements.map(\.middle),
      lower: nodes.elements.map(\.lower),
      upper: nodes.elements.map(\.upper),
      trees: trees,
      steps: Array(steps.elements),
      first: groups.elements.map(\.first),
      end: groups.elements.map(\.end),
      codes: Array(codes.elements),
      forest: forest,
      marginal: marginal
    ).encode(to: encoder)
  }

  package init(from decoder: any Decoder) throws {
    let stored = try Stored(from: decoder)
    try decoder.check(stored.isWhole, "boosted trees lead nowhere")
    root = stored.root
    nodes = PackedMemory(
      stored.base.indices.map {
        Node(
          base: stored.base[$0],
          firstTree: stored.firstTree[$0],
          endOfTrees: stored.endOfTrees[$0],
          middle: stored.middle[$0],
          lower: stored.lower[$0],
          upper: stored.upper[$0]
        )
      }
    )
    trees = stored.trees
    steps = PackedMemory(stored.steps)
    groups = PackedMemory(zip(stored.first, stored.end).map { Group(first: $0, end: $1) })
    codes = PackedMemory(stored.codes)
    forest = stored.forest
    marginal = stored.marginal
  }

  private struct Fitter {
    let set: TrainingSet
    let minimumUnits: Int
    let order: CodeOrder
    var classifier: BoostedClassifier
    var nodes: [Node] = []
    var trees: [GradientTreeBuilder.Tree] = []
    var groups: [Group] = []
    /// Whether the code of a row lies above the middle of the node under work; of its rows alone.
    private var isAbove: [Bool]

    init(
      _ set: TrainingSet,
      order: CodeOrder,
      minimumUnits: Int,
      settings: BoostedClassifier.Settings
    ) {
      self.set = set
      self.minimumUnits = minimumUnits
      self.order = order
      isAbove = [Bool](repeating: false, count: set.rowCount)
      classifier = BoostedClassifier(set, minimumUnits: minimumUnits, settings: settings)
    }

    /// Fits the codes at some places; returns the node, or -1 − group.
    mutating func fit(_ places: Range<Int>, _ rows: [Int32], _ leftOut: [Int32]) -> Int32 {
      let least = max(
        BoostedTree.leavesPerNode * minimumUnits,
        set.rowCount / BoostedTree.maximumBins
      )
      guard places.count > 1, order.rowCount(places) >= least, !leftOut.isEmpty else {
        return group(places)
      }
      let middle = order.middle(places)
      for row in rows { isAbove[Int(row)] = Int(set.codes[Int(row)]) >= middle }
      for row in leftOut { isAbove[Int(row)] = Int(set.codes[Int(row)]) >= middle }
      let own = Node(
        base: 0,
        firstTree: 0,
        endOfTrees: 0,
        middle: Int32(middle),
        lower: 0,
        upper: 0
      )
      let node = nodes.count
      let firstTree = trees.count
      let groupCount = groups.count
      nodes.append(own)
      let fit = classifier.fit(rows, leftOut: leftOut, isAbove: isAbove)
      trees += fit.trees
      nodes[node].firstTree = Int32(firstTree)
      nodes[node].endOfTrees = Int32(trees.count)
      nodes[node].base =
        fit.trees.isEmpty
        ? BoostedClassifier.logOdds(
          order.rowCount(middle..<places.upperBound),
          of: order.rowCount(places)
        ) : fit.base
      let lower = self.fit(
        places.lowerBound..<middle,
        rows.filter { Int(set.codes[Int($0)]) < middle },
        leftOut.filter { Int(set.codes[Int($0)]) < middle }
      )
      let upper = self.fit(
        middle..<places.upperBound,
        rows.filter { Int(set.codes[Int($0)]) >= middle },
        leftOut.filter { Int(set.codes[Int($0)]) >= middle }
      )
      nodes[node].lower = lower
      nodes[node].upper = upper
      guard trees.count > firstTree else {
        // No condition tells these codes apart.
        nodes.removeLast(nodes.count - node)
        groups.removeLast(groups.count - groupCount)
        return group(places)
      }
      return Int32(node)
    }

    mutating func group(_ places: Range<Int>) -> Int32 {
      groups.append(Group(first: Int32(places.lowerBound), end: Int32(places.upperBound)))
      return Int32(-groups.count)
    }
  }

  /// Draws a code for a row of bins.
  func sample(
    _ features: UnsafePointer<UInt8>,
    using generator: inout CounterGenerator
  ) -> Int32 {
    var position = root
    while position >= 0 {
      let node = nodes.start[Int(position)]
      let share = 1 / (1 + expf(-score(node, features)))
      position = Float(generator.uniform()) < share ? node.upper : node.lower
    }
    let group = groups.start[Int(-1 - position)].places
    let place =
      group.count == 1
      ? group.lowerBound
      : forest.sample(features, in: group, pseudoRows: Self.pseudoRows, using: &generator)
        ?? marginal.sample(group: 0, in: group, using: &generator) ?? group.lowerBound
    return codes.start[Int(place)]
  }

  /// The probability that the code at a place is drawn for a row of bins.
  func probability(ofPlace place: Int32, given features: UnsafePointer<UInt8>) -> Double {
    var position = root
    var probability = 1.0
    while position >= 0 {
      let node = nodes.start[Int(position)]
      let isUpper = place >= node.middle
      let score = score(node, features)
      probability /= 1 + exp(Double(isUpper ? -score : score))
      position = isUpper ? node.upper : node.lower
    }
    let group = groups.start[Int(-1 - position)].places
    let (drawn, none) = forest.probability(
      of: place,
      in: group,
      pseudoRows: Self.pseudoRows,
      given: features
    )
    let frequency = marginal.share(of: place..<(place + 1), group: 0)
    return probability * (drawn + none * frequency / marginal.share(of: group, group: 0))
  }

  /// Log odds that a row's code is on the upper side of a node.
  @inline(__always)
  private func score(_ node: Node, _ features: UnsafePointer<UInt8>) -> Float {
    var score = node.base
    for tree in Int(node.firstTree)..<Int(node.endOfTrees) {
      score += steps.start[trees.leaf(tree: tree, features)]
    }
    return score
  }

  func mayDraw(_ code: Int32) -> Bool { codes.elements.contains(code) }

  /// The largest code that can be drawn.
  var largestCode: Int32 { codes.elements.max() ?? 0 }

  /// Groups of codes between which conditions decide.
  var leafCount: Int { groups.count }

  /// Features that drawing looks at, ascending.
  var usedFeatures: [Int] {
    Set(trees.usedFeatures + forest.usedFeatures).sorted()
  }
}
