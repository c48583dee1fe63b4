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
