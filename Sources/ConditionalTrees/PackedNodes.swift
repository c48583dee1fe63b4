import ModelEncoding

/// Nodes of many trees side by side in raw memory, for drawing.
///
/// Every cell of a clone walks some of them, so the walk neither counts references nor checks bounds; the
/// trees that go in were built with both.
struct PackedNodes: Sendable {
  private struct Node {
    /// The left child, the right one follows it; in leaves -1 − leaf.
    var left: Int32
    /// Position of the mask of labels that go left, or -1.
    var mask: Int32
    var feature: UInt16
    /// Bins ≤ threshold go left where there is no mask.
    var threshold: UInt8
  }

  /// Number of trees.
  let treeCount: Int
  /// Where each tree starts.
  private let roots: PackedMemory<Int32>
  /// Features that any of the trees looks at, ascending.
  let usedFeatures: [Int]
  private let nodes: PackedMemory<Node>
  private let masks: PackedMemory<TreeNodes.LabelMask>

  /// - Parameter trees: numbers of leaves go on from one to the next.
  init(_ trees: [TreeNodes]) {
    var packedNodes: [Node] = []
    var packedMasks: [TreeNodes.LabelMask] = []
    var roots: [Int32] = []
    var used: Set<Int> = []
    var firstLeaf: Int32 = 0
    for tree in trees {
      let firstNode = Int32(packedNodes.count)
      let firstMask = Int32(packedMasks.count)
      roots.append(firstNode)
      var leaves: Int32 = 0
      for node in tree.nodes {
        if node.left >= 0 { used.insert(Int(node.feature)) } else { leaves += 1 }
        packedNodes.append(
          Node(
            left: node.left < 0 ? node.left - firstLeaf : node.left + firstNode,
            mask: node.mask < 0 ? -1 : node.mask + firstMask,
            feature: UInt16(node.feature),
            threshold: node.threshold
          )
        )
      }
      packedMasks += tree.masks
      firstLeaf += leaves
    }
    treeCount = roots.count
    self.roots = PackedMemory(roots)
    usedFeatures = used.sorted()
    nodes = PackedMemory(packedNodes)
    masks = PackedMemory(packedMasks)
  }

  /// The leaf, numbered over all trees, that a row of bins reaches in one of them.
  @inline(__always)
  func leaf(tree: Int, _ features: UnsafePointer<UInt8>) -> Int {
    let nodes = nodes.start
    let masks = masks.start
    var position = Int(roots.start[tree])
    var left = nodes[position].left
    while left >= 0 {
      let node = nodes[position]
      let bin = features[Int(node.feature)]
      let goesLeft = node.mask < 0 ? bin <= node.threshold : masks[Int(node.mask)].contains(bin)
      position = Int(left) + (goesLeft ? 0 : 1)
      left = nodes[position].left
    }
    return Int(-1 - left)
  }
}

extension PackedNodes: Codable {
  private enum CodingKeys: CodingKey {
    case roots, left, mask, feature, threshold, labels
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Array(roots.elements), forKey: .roots)
    try container.encode(nodes.elements.map(\.left), forKey: .left)
    try container.encode(nodes.elements.map(\.mask), forKey: .mask)
    try container.encode(nodes.elements.map(\.feature), forKey: .feature)
    try container.encode(nodes.elements.map(\.threshold), forKey: .threshold)
    try container.encode(masks.elements.flatMap(\.list), forKey: .labels)
  }

  /// Refuses trees that a walk would not come out of.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let roots = try container.decode([Int32].self, forKey: .roots)
    let left = try container.decode([Int32].self, forKey: .left)
    let mask = try container.decode([Int32].self, forKey: .mask)
    let feature = try container.decode([UInt16].self, forKey: .feature)
    let threshold = try container.decode([UInt8].self, forKey: .threshold)
    let words = try container.decode([UInt64].self, forKey: .labels)
    let count = left.count
    try decoder.check(
      mask.count == count && feature.count == count && threshold.count == count
        && words.count % 4 == 0,
      "nodes of trees are incomplete"
    )
    let maskCount = words.count / 4
    try decoder.check(
      roots.allSatisfy { left.indices.contains(Int($0)) }
        // Children follow their parent, so that every walk ends.
        && left.indices.allSatisfy {
          left[$0] < 0 ? left[$0] > .min : Int(left[$0]) > $0 && Int(left[$0]) + 1 < count
        }
        && mask.allSatisfy { $0 >= -1 && Int($0) < maskCount },
      "nodes of trees lead nowhere"
    )
    treeCount = roots.count
    self.roots = PackedMemory(roots)
    usedFeatures = Set(left.indices.filter { left[$0] >= 0 }.map { Int(feature[$0]) }).sorted()
    nodes = PackedMemory(
      left.indices.map {
        Node(left: left[$0], mask: mask[$0], feature: feature[$0], threshold: threshold[$0])
      }
    )
    masks = PackedMemory(
      (0..<maskCount).map { TreeNodes.LabelMask(words: words[(4 * $0)..<(4 * $0 + 4)]) }
    )
  }

  /// All nodes as those of one tree.
  var tree: TreeNodes {
    TreeNodes(
      nodes: nodes.elements.map {
        TreeNodes.Node(
          feature: Int32($0.feature),
          threshold: $0.threshold,
          mask: $0.mask,
          left: $0.left
        )
      },
      masks: Array(masks.elements)
    )
  }

  /// Leaves that a walk can end in, at most.
  var leafCount: Int { nodes.elements.reduce(0) { max($0, $1.left < 0 ? Int(-$1.left) : 0) } }
}
