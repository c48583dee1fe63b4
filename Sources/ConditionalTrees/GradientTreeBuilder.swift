/// Grows small regression trees on the gradients of a loss.
struct GradientTreeBuilder {
  /// A tree that adds a step to the score of every row.
  struct Tree {
    var shape: TreeNodes
    /// The step of every leaf.
    var steps: [Float]

    /// Adds its steps to the scores of some rows of a matrix.
    func add(to scores: inout [Float], of rows: [Int32], in matrix: FeatureMatrix) {
      matrix.bytes.withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress else { return }
        for row in rows {
          scores[Int(row)] += steps[shape.leaf(base + Int(row) * matrix.width)]
        }
      }
    }
  }

  /// How fine bins are where few rows are left to a node.
  enum Bins {
    /// Neighbouring ones are joined, which is quick.
    case joined
    /// As they are: what lies between two bins is not lost.
    case exact
  }

  /// What all splits on a feature gained, over the trees grown so far.
  private(set) var gains: [Double]
  private let matrix: FeatureMatrix
  private let bins: Bins
  /// Smallest number of distinct units on either side of a split.
  private let minimumUnits: Int
  private let maximumDepth: Int
  private var histograms: NodeHistograms<Gradient>
  private var divider: RowDivider
  private var shape = TreeNodes.leaf
  /// Rows of the node under work and of those that are finished, in the order of leaves.
  private var rows: [Int32] = []
  /// Node and places of the rows of every leaf.
  private var leaves: [(node: Int, rows: Range<Int>)] = []

  /// Gain below which a split is not worth its node.
  ///
  /// Less than chance reaches, because two conditions may only tell something together; left-out rows end the boosting.
  private static let minimumGain: Float = 1

  /// - `units`: the protected unit of every row, non-decreasing.
  init(
    _ matrix: FeatureMatrix,
    binCounts: [Int],
    units: [Int32],
    minimumUnits: Int,
    maximumDepth: Int,
    bins: Bins = .joined
  ) {
    self.matrix = matrix
    self.bins = bins
    self.minimumUnits = max(1, minimumUnits)
    self.maximumDepth = maximumDepth
    gains = [Double](repeating: 0, count: matrix.width)
    histograms = NodeHistograms(isCategorical: matrix.isCategorical, binCounts: binCounts)
    divider = RowDivider(matrix: matrix, units: units, minimumUnits: minimumUnits)
  }

  /// Grows a tree on the gradients of some rows and adds its steps, times `rate`, to their scores.
  ///
  /// - `rows`: ascending.
  /// - `gradients`, `scores`: one for every row of the matrix.
  mutating func grow(
    _ rows: [Int32],
    gradients: [Gradient],
    rate: Float,
    scores: inout [Float]
  ) -> Tree {
    shape = .leaf
    leaves = []
    self.rows = rows
    accumulate(0..<rows.count, depth: 0, gradients: gradients, finest: rows.count)
    split(0, 0..<rows.count, depth: 0, gradients: gradients)
    var steps = [Float](repeating: 0, count: leaves.count)
    shape.numberLeaves()
    for leaf in leaves {
      var total = Gradient.zero
      for row in self.rows[leaf.rows] { total += gradients[Int(row)] }
      let step = rate * total.newtonStep
      for row in self.rows[leaf.rows] { scores[Int(row)] += step }
      steps[Int(-1 - shape.nodes[leaf.node].left)] = step
    }
    return Tree(shape: shape, steps: steps)
  }

  /// The histogram of the node's depth must be its own; deeper ones are overwritten.
  private mutating func split(
    _ node: Int,
    _ range: Range<Int>,
    depth: Int,
    gradients: [Gradient]
  ) {
    guard canSplit(range, depth: depth), let split = bestSplit(range, depth: depth) else {
      leaves.append((node, range))
      return
    }
    let middle = divider.divide(&rows, range, by: split)
    let left = shape.nodes.count
    gains[split.feature] += Double(split.gain)
    shape.divide(node, by: split)
    let children = [
      (node: left, rows: range.lowerBound..<middle),
      (node: left + 1, rows: middle..<range.upperBound),
    ]
    let isLeftSmall = middle - range.lowerBound <= range.upperBound - middle
    let (small, large) =
      isLeftSmall ? (children[0], children[1]) : (children[1], children[0])
    guard canSplit(large.rows, depth: depth + 1) else {
      leaves += children
      return
    }
    // Bins as fine as the larger child needs them, so that its histogram can be had by subtraction.
    accumulate(small.rows, depth: depth + 1, gradients: gradients, finest: large.rows.count)
    self.split(small.node, small.rows, depth: depth + 1, gradients: gradients)
    histograms.subtract(at: depth + 1)
    self.split(large.node, large.rows, depth: depth + 1, gradients: gradients)
  }

  private func canSplit(_ range: Range<Int>, depth: Int) -> Bool {
    depth < maximumDepth && range.count >= 2 * minimumUnits
  }

  private func bestSplit(_ range: Range<Int>, depth: Int) -> Split? {
    divider.bestAllowed(
      (0..<matrix.width).compactMap {
        histograms.bestSplit(
          of: $0,
          depth: depth,
          minimumRows: minimumUnits,
          minimumGain: Self.minimumGain
        )
      },
      rows: rows[range]
    )
  }

  private mutating func accumulate(
    _ range: Range<Int>,
    depth: Int,
    gradients: [Gradient],
    finest: Int
  ) {
    gradients.withUnsafeBufferPointer { gradients in
      histograms.accumulate(
        rows[range],
        of: matrix,
        depth: depth,
        shifts: bins == .exact ? .none : BinShifts(rowCount: finest)
      ) { gradients[$0] }
    }
  }
}
