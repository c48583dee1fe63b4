/// A fitted binary tree over binned features; every leaf holds a histogram of codes.
package struct ConditionalTree: Sendable {
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
  /// Leaf i holds entries `leafStart[i]..<leafStart[i + 1]`.
  var leafStart: [Int32] = [0]
  var entryCodes: [Int32] = []
  /// Running row counts within each leaf.
  var entryCumulative: [Int32] = []

  package var leafCount: Int { leafStart.count - 1 }

  /// The leaf that a row of bins falls into.
  @inline(__always)
  package func leaf(_ features: UnsafePointer<UInt8>) -> Int {
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

  /// Replaces positions of features by those in `features`.
  mutating func rename(features: [Int]) {
    for index in nodes.indices where nodes[index].left >= 0 {
      nodes[index].feature = Int32(features[Int(nodes[index].feature)])
    }
  }

  /// Fills the leaves with the codes of the given rows.
  mutating func fill(rows: [Int32], matrix: FeatureMatrix, codes: [Int32], leafCount: Int) {
    var leafOfRow = [Int32](repeating: 0, count: rows.count)
    var sizes = [Int](repeating: 0, count: leafCount)
    matrix.bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      for (position, row) in rows.enumerated() {
        let found = leaf(base + Int(row) * matrix.width)
        leafOfRow[position] = Int32(found)
        sizes[found] += 1
      }
    }
    if matrix.width == 0 { sizes[0] = rows.count }
    var starts = [0]
    for size in sizes { starts.append((starts.last ?? 0) + size) }
    var next = starts
    var sorted = [Int32](repeating: 0, count: rows.count)
    for (position, row) in rows.enumerated() {
      let home = Int(leafOfRow[position])
      sorted[next[home]] = codes[Int(row)]
      next[home] += 1
    }
    leafStart = [0]
    leafStart.reserveCapacity(leafCount + 1)
    entryCodes = []
    entryCumulative = []
    for home in 0..<leafCount {
      sorted[starts[home]..<starts[home + 1]].sort()
      var running: Int32 = 0
      var position = starts[home]
      while position < starts[home + 1] {
        let code = sorted[position]
        var end = position + 1
        while end < starts[home + 1], sorted[end] == code { end += 1 }
        running += Int32(end - position)
        entryCodes.append(code)
        entryCumulative.append(running)
        position = end
      }
      leafStart.append(Int32(entryCodes.count))
    }
  }
}
