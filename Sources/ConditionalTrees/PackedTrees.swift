import Statistics

/// The trees of a forest side by side in raw memory, for drawing.
///
/// Every cell of a clone walks one of them, so the walk neither counts references nor checks bounds; the
/// trees that go in were built with both.
final class PackedTrees: @unchecked Sendable {
  private struct Node {
    /// The left child, the right one follows it; in leaves -1 − leaf.
    var left: Int32
    /// Position of the mask of labels that go left, or -1.
    var mask: Int32
    var feature: UInt16
    /// Bins ≤ threshold go left where there is no mask.
    var threshold: UInt8
  }

  private struct Entry {
    /// Rows of the leaf up to and with this code.
    var cumulative: Int32
    var code: Int32
  }

  let count: Int
  let leafCount: Int
  /// Features that any of the trees looks at, ascending.
  let usedFeatures: [Int]
  private let roots: UnsafeMutablePointer<Int32>
  private let nodes: UnsafeMutablePointer<Node>
  private let masks: UnsafeMutablePointer<ConditionalTree.LabelMask>
  /// Leaf i holds entries `leafStart[i]..<leafStart[i + 1]`, over all trees.
  private let leafStart: UnsafeMutablePointer<Int32>
  private let entries: UnsafeMutablePointer<Entry>

  init(_ trees: [ConditionalTree]) {
    var packedNodes: [Node] = []
    var packedMasks: [ConditionalTree.LabelMask] = []
    var packedRoots: [Int32] = []
    var packedStarts: [Int32] = [0]
    var packedEntries: [Entry] = []
    var used: Set<Int> = []
    for tree in trees {
      let firstNode = Int32(packedNodes.count)
      let firstMask = Int32(packedMasks.count)
      let firstLeaf = Int32(packedStarts.count - 1)
      let firstEntry = Int32(packedEntries.count)
      packedRoots.append(firstNode)
      for node in tree.nodes {
        if node.left >= 0 { used.insert(Int(node.feature)) }
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
      packedStarts += tree.leafStart.dropFirst().map { $0 + firstEntry }
      packedEntries += zip(tree.entryCumulative, tree.entryCodes).map {
        Entry(cumulative: $0, code: $1)
      }
    }
    count = trees.count
    leafCount = packedStarts.count - 1
    usedFeatures = used.sorted()
    roots = Self.allocated(packedRoots)
    nodes = Self.allocated(packedNodes)
    masks = Self.allocated(packedMasks)
    leafStart = Self.allocated(packedStarts)
    entries = Self.allocated(packedEntries)
  }

  private static func allocated<Element: BitwiseCopyable>(
    _ elements: [Element]
  ) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: max(1, elements.count))
    _ = memory.initialize(from: elements)
    // The capacity is at least one, so there is an address.
    guard let start = memory.baseAddress else { preconditionFailure("no memory") }
    return start
  }

  deinit {
    roots.deallocate()
    nodes.deallocate()
    masks.deallocate()
    leafStart.deallocate()
    entries.deallocate()
  }

  /// Draws a code for a row of bins from one of the trees.
  func sample(
    _ features: UnsafePointer<UInt8>,
    using generator: inout CounterGenerator
  ) -> Int32 {
    var position = Int(roots[count == 1 ? 0 : generator.integer(below: count)])
    var left = nodes[position].left
    while left >= 0 {
      let node = nodes[position]
      let bin = features[Int(node.feature)]
      let goesLeft = node.mask < 0 ? bin <= node.threshold : masks[Int(node.mask)].contains(bin)
      position = Int(left) + (goesLeft ? 0 : 1)
      left = nodes[position].left
    }
    let leaf = Int(-1 - left)
    var low = Int(leafStart[leaf])
    var high = Int(leafStart[leaf + 1]) - 1
    let total = UInt64(entries[high].cumulative)
    let at = Int32(truncatingIfNeeded: generator.next().multipliedFullWidth(by: total).high)
    while low < high {
      let middle = (low + high) >> 1
      if entries[middle].cumulative > at { high = middle } else { low = middle + 1 }
    }
    return entries[low].code
  }
}
