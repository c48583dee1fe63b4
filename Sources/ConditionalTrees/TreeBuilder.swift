import Foundation
import Statistics

/// Grows one tree on binned features by histograms and prunes it by the likelihood of rows left out.
///
/// Splits follow CART (Breiman et al. 1984) with histogram accumulation as in LightGBM (Ke et al. 2017): the
/// histogram of the larger child is the parent's less that of the smaller one.
struct TreeBuilder {
  /// What judges a split: buckets of a coded target, or given embeddings.
  enum Response {
    case buckets([UInt8], isOrdinal: Bool)
    case embeddings([Embedding])
  }

  let matrix: FeatureMatrix
  let response: Response
  /// The protected unit of every row, non-decreasing over rows.
  let units: [Int32]
  /// Smallest number of distinct units on either side of a split.
  let minimumUnits: Int
  let maximumLeaves: Int
  let maximumDepth: Int
  /// Whether rows left out decide which splits stay.
  let prunes: Bool
  /// Gain below which a split is taken for chance, in units of the variance of one lane.
  let minimumGain: Float

  private var shape = TreeNodes.leaf
  private var histograms: NodeHistograms<Embedding>
  private var embedding: BucketEmbedding
  /// The coarse bucket of every row by which left-out rows judge a split.
  private let likelihoodBucket: [UInt8]
  private var salt: UInt64
  private var divider: RowDivider

  /// Buckets used when splits are judged by likelihood: coarse enough for small nodes.
  private static let likelihoodBuckets = 32
  /// Splits in a row that may bring nothing to left-out rows before a branch ends: two conditions may only
  /// tell something together.
  private static let patience = 3

  /// - `matrix`: all its features are considered.
  /// - `binCounts`: those of the matrix.
  init(
    matrix: FeatureMatrix,
    binCounts: [Int],
    response: Response,
    units: [Int32],
    minimumUnits: Int,
    maximumLeaves: Int = .max,
    maximumDepth: Int = 24,
    prunes: Bool = true,
    minimumGain: Float = 4,
    salt: UInt64
  ) {
    self.matrix = matrix
    self.response = response
    self.units = units
    self.minimumUnits = max(1, minimumUnits)
    self.maximumLeaves = maximumLeaves
    self.maximumDepth = maximumDepth
    self.prunes = prunes
    self.minimumGain = minimumGain
    self.salt = salt
    divider = RowDivider(matrix: matrix, units: units, minimumUnits: self.minimumUnits)
    histograms = NodeHistograms(isCategorical: matrix.isCategorical, binCounts: binCounts)
    switch response {
    case .buckets(let buckets, let isOrdinal):
      if isOrdinal {
        var counts = [Int](repeating: 0, count: 256)
        for bucket in buckets { counts[Int(bucket)] += 1 }
        embedding = .ordinal(bucketCounts: counts)
      } else {
        embedding = BucketEmbedding(table: [Embedding](repeating: .zero, count: 256))
      }
      likelihoodBucket = buckets.map { bucket in
        isOrdinal
          ? (bucket == 255 ? 31 : min(30, bucket >> 3)) : bucket % UInt8(Self.likelihoodBuckets)
      }
    case .embeddings:
      embedding = BucketEmbedding(table: [])
      likelihoodBucket = []
    }
  }

  /// Grows the tree on `rows`, judged by `leftOut`; both ascending.
  mutating func grow(rows: [Int32], leftOut: [Int32]) -> TreeNodes {
    shape = .leaf
    let uniform = [Float](
      repeating: 1 / Float(Self.likelihoodBuckets),
      count: Self.likelihoodBuckets
    )
    var rows = rows
    var leftOut = leftOut
    accumulate(rows[...], depth: 0, shifts: BinShifts(rowCount: rows.count))
    let root = Branch(
      node: 0,
      rows: 0..<rows.count,
      leftOut: 0..<leftOut.count,
      depth: 0,
      misses: 0,
      judgement: judgement(rows[...], leftOut[...], prior: uniform)
    )
    _ = grow(root, rows: &rows, leftOut: &leftOut)
    shape.numberLeaves()
    return shape
  }

  /// Best splits of the root alone: the gain of every feature.
  mutating func rootGains(rows: [Int32]) -> [Float] {
    accumulate(rows[...], depth: 0, shifts: BinShifts(rowCount: rows.count))
    return (0..<matrix.width).map { bestSplit(feature: $0, depth: 0)?.gain ?? 0 }
  }

  // MARK: - Growing

  /// How well the rows of a node foretell its left-out ones.
  private struct Judgement {
    var density: [Float]
    var likelihood: Float
  }

  private struct Branch {
    var node: Int
    /// Places among the rows in the order of the tree's leaves.
    var rows: Range<Int>
    var leftOut: Range<Int>
    var depth: Int
    /// Splits above, without one that helped in between, that did not help left-out rows.
    var misses: Int
    var judgement: Judgement
  }

  /// Returns the log-likelihood of the left-out rows under the subtree.
  ///
  /// The histogram of the branch's depth must be its own; deeper ones are overwritten.
  private mutating func grow(_ branch: Branch, rows: inout [Int32], leftOut: inout [Int32]) -> Float
  {
    let own = branch.judgement
    guard canSplit(branch.rows.count, depth: branch.depth),
      let split = bestAllowedSplit(rows[branch.rows], depth: branch.depth)
    else { return own.likelihood }
    let middle = divider.divide(&rows, branch.rows, by: split)
    let leftOutMiddle = divider.divide(&leftOut, branch.leftOut, by: split)
    let child = shape.nodes.count
    var left = Branch(
      node: child,
      rows: branch.rows.lowerBound..<middle,
      leftOut: branch.leftOut.lowerBound..<leftOutMiddle,
      depth: branch.depth + 1,
      misses: 0,
      judgement: own
    )
    var right = left
    right.node = child + 1
    right.rows = middle..<branch.rows.upperBound
    right.leftOut = leftOutMiddle..<branch.leftOut.upperBound
    if prunes {
      left.judgement = judgement(rows[left.rows], leftOut[left.leftOut], prior: own.density)
      right.judgement = judgement(rows[right.rows], leftOut[right.leftOut], prior: own.density)
      let helps = left.judgement.likelihood + right.judgement.likelihood > own.likelihood
      left.misses = helps ? 0 : branch.misses + 1
      right.misses = left.misses
      guard left.misses < Self.patience else { return own.likelihood }
    }
    let saved = (nodes: shape.nodes.count, masks: shape.masks.count)
    shape.divide(branch.node, by: split)
    let below = growChildren(left, right, rows: &rows, leftOut: &leftOut)
    if prunes, below <= own.likelihood {
      shape.nodes.removeLast(shape.nodes.count - saved.nodes)
      shape.masks.removeLast(shape.masks.count - saved.masks)
      shape.nodes[branch.node] = TreeNodes.leaf.nodes[0]
      return own.likelihood
    }
    return below
  }

  private mutating func growChildren(
    _ left: Branch,
    _ right: Branch,
    rows: inout [Int32],
    leftOut: inout [Int32]
  ) -> Float {
    let (small, large) = left.rows.count <= right.rows.count ? (left, right) : (right, left)
    guard canSplit(large.rows.count, depth: large.depth) else {
      return small.judgement.likelihood + large.judgement.likelihood
    }
    // Bins as fine as the larger child needs them, so that its histogram can be had by subtraction.
    let shifts = BinShifts(rowCount: large.rows.count)
    guard isFixedEmbedding else {
      var below: Float = 0
      for branch in [small, large] {
        if canSplit(branch.rows.count, depth: branch.depth) {
          accumulate(
            rows[branch.rows],
            depth: branch.depth,
            shifts: BinShifts(rowCount: branch.rows.count)
          )
        }
        below += grow(branch, rows: &rows, leftOut: &leftOut)
      }
      return below
    }
    accumulate(rows[small.rows], depth: small.depth, shifts: shifts)
    let below = grow(small, rows: &rows, leftOut: &leftOut)
    histograms.subtract(at: large.depth)
    return below + grow(large, rows: &rows, leftOut: &leftOut)
  }

  private func canSplit(_ rowCount: Int, depth: Int) -> Bool {
    depth < maximumDepth && rowCount >= 2 * minimumUnits && shape.leafCount < maximumLeaves
  }

  private func bestAllowedSplit(_ rows: ArraySlice<Int32>, depth: Int) -> Split? {
    divider.bestAllowed(
      (0..<matrix.width).compactMap { bestSplit(feature: $0, depth: depth) },
      rows: rows
    )
  }

  // MARK: - Histograms

  /// Whether the same embedding serves every node, so that histograms can be subtracted.
  private var isFixedEmbedding: Bool {
    if case .buckets(_, isOrdinal: false) = response { return false }
    return true
  }

  private mutating func accumulate(_ rows: ArraySlice<Int32>, depth: Int, shifts: BinShifts) {
    switch response {
    case .buckets(let buckets, let isOrdinal):
      if !isOrdinal {
        var counts = [Int32](repeating: 0, count: 256)
        for row in rows { counts[Int(buckets[Int(row)])] += 1 }
        salt = CounterGenerator.mix(salt &+ UInt64(depth))
        embedding.setLabels(bucketCounts: counts, salt: salt)
      }
      embedding.table.withUnsafeBufferPointer { table in
        buckets.withUnsafeBufferPointer { buckets in
          histograms.accumulate(rows, of: matrix, depth: depth, shifts: shifts) {
            table[Int(buckets[$0])]
          }
        }
      }
    case .embeddings(let values):
      values.withUnsafeBufferPointer { values in
        histograms.accumulate(rows, of: matrix, depth: depth, shifts: shifts) { values[$0] }
      }
    }
  }

  private func bestSplit(feature: Int, depth: Int) -> Split? {
    histograms.bestSplit(
      of: feature,
      depth: depth,
      minimumRows: minimumUnits,
      minimumGain: minimumGain
    )
  }

  // MARK: - Pruning

  private func judgement(
    _ rows: ArraySlice<Int32>,
    _ leftOut: ArraySlice<Int32>,
    prior: [Float]
  ) -> Judgement {
    guard prunes else { return Judgement(density: prior, likelihood: 0) }
    let density = smoothedDensity(rows: rows, prior: prior)
    return Judgement(density: density, likelihood: likelihood(rows: leftOut, density: density))
  }

  /// Shares of the buckets, pulled towards the parent's so that no bucket has zero mass.
  private func smoothedDensity(rows: ArraySlice<Int32>, prior: [Float]) -> [Float] {
    // As much weight as a handful of rows: enough to survive an unseen bucket.
    let weight: Float = 5
    let counts = counts(rows)
    let scale = 1 / (Float(rows.count) + weight)
    return zip(prior, counts).map { ($0 * weight + Float($1)) * scale }
  }

  private func likelihood(rows: ArraySlice<Int32>, density: [Float]) -> Float {
    zip(density, counts(rows)).reduce(0) { $0 + log(max($1.0, 1e-9)) * Float($1.1) }
  }

  private func counts(_ rows: ArraySlice<Int32>) -> [Int] {
    var counts = [Int](repeating: 0, count: Self.likelihoodBuckets)
    for row in rows { counts[Int(likelihoodBucket[Int(row)])] += 1 }
    return counts
  }
}
