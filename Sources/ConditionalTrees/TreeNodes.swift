import ModelEncoding

/// The shape of a binary tree over binned features.
struct TreeNodes: Sendable {
  struct Node: Sendable {
    /// The feature that is compared; ignored in leaves.
    var feature: Int32
    /// Bins ≤ threshold go left.
    ///
    /// Label splits use a mask instead.
    var threshold: UInt8
    /// Position of the label mask, or -1.
    var mask: Int32 = -1
    /// The left child, the right one follows it; in leaves -1 − leaf.
    var left: Int32
  }

  /// A set of bins that go left.
  struct LabelMask: Sendable {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    func contains(_ bin: UInt8) -> Bool {
      let bit = UInt64(1) << UInt64(bin & 63)
      switch bin >> 6 {
      case 0: return words.0 & bit != 0
      case 1: return words.1 & bit != 0
      case 2: return words.2 & bit != 0
      default: return words.3 & bit != 0
      }
    }

    /// - Precondition: there are four.
    init(words: ArraySlice<UInt64>) {
      let first = words.startIndex
      self.words = (words[first], words[first + 1], words[first + 2], words[first + 3])
    }

    init() {}

    var list: [UInt64] { [words.0, words.1, words.2, words.3] }

    mutating func insert(_ bin: UInt8) {
      let bit = UInt64(1) << UInt64(bin & 63)
      switch bin >> 6 {
      case 0: words.0 |= bit
      case 1: words.1 |= bit
      case 2: words.2 |= bit
      default: words.3 |= bit
      }
    }
  }

  var nodes: [Node]
  var masks: [LabelMask]

  /// A tree of one leaf.
  static var leaf: TreeNodes {
    TreeNodes(nodes: [Node(feature: 0, threshold: 0, left: -1)], masks: [])
  }

  /// The leaf that a row of bins falls into.
  @inline(__always)
  func leaf(_ features: UnsafePointer<UInt8>) -> Int {
    nodes.withUnsafeBufferPointer { nodes in
      var position = 0
      while true {
        let node = nodes[position]
        if node.left < 0 { return Int(-1 - node.left) }
        let bin = features[Int(node.feature)]
        let goesLeft = node.mask < 0 ? bin <= node.threshold : masks[Int(node.mask)].contains(bin)
        position = Int(node.left) + (goesLeft ? 0 : 1)
      }
    }
  }

  /// The leaf of every row of a matrix.
  func leaves(_ matrix: FeatureMatrix) -> [Int32] {
    guard leafCount > 1 else { return [Int32](repeating: 0, count: matrix.rowCount) }
    return matrix.bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return [] }
      return (0..<matrix.rowCount).map { Int32(leaf(base + $0 * matrix.width)) }
    }
  }

  /// Every inner node has two children.
  var leafCount: Int { (nodes.count + 1) / 2 }

  /// The same tree over positions of features in another list.
  func renamed(_ features: [Int]) -> TreeNodes {
    var renamed = self
    for index in nodes.indices where nodes[index].left >= 0 {
      renamed.nodes[index].feature = Int32(features[Int(nodes[index].feature)])
    }
    return renamed
  }

  /// Divides a leaf; the new ones are the last two nodes.
  mutating func divide(_ node: Int, by split: Split) {
    nodes[node].feature = Int32(split.feature)
    nodes[node].threshold = split.threshold
    if let mask = split.mask {
      nodes[node].mask = Int32(masks.count)
      masks.append(mask)
    }
    nodes[node].left = Int32(nodes.count)
    nodes.append(Node(feature: 0, threshold: 0, left: -1))
    nodes.append(Node(feature: 0, threshold: 0, left: -1))
  }

  /// Numbers the leaves in the order of nodes.
  mutating func numberLeaves() {
    var leaves: Int32 = 0
    for index in nodes.indices where nodes[index].left < 0 {
      nodes[index].left = -1 - leaves
      leaves += 1
    }
  }
}

extension TreeNodes: Codable {
  private enum CodingKeys: CodingKey {
    case tree
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(PackedNodes([self]), forKey: .tree)
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self = try container.decode(PackedNodes.self, forKey: .tree).tree
    let ends = nodes.filter { $0.left < 0 }.map { Int(-1 - $0.left) }
    try decoder.check(
      !nodes.isEmpty && ends.allSatisfy { $0 < leafCount },
      "leaves of a tree are in disorder"
    )
  }
}
