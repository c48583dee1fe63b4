import Foundation
import Statistics

/// Grows one tree on binned features by histograms and prunes it by the likelihood of rows left out.
///
/// Splits follow CART (Breiman et al. 1984) with histogram accumulation as in LightGBM (Ke et al. 2017).
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
  /// Features considered.
  let candidates: [Int]
  let maximumLeaves: Int
  let maximumDepth: Int
  /// Whether rows left out decide which splits stay.
  let prunes: Bool
  /// Gain below which a split is taken for chance, in units of the variance of one lane.
  let minimumGain: Float

  private(set) var nodes: [ConditionalTree.Node] = []
  private(set) var masks: [ConditionalTree.LabelMask] = []
  private(set) var leafCount = 0
  private var histogram: [Embedding]
  private var embedding: BucketEmbedding
  private var salt: UInt64

  /// Bins of small nodes are merged in groups, so that clearing histograms does not dominate.
  private static let binsPerFeature = 256
  /// Buckets used when splits are judged by likelihood: coarse enough for small nodes.
  private static let likelihoodBuckets = 32

  init(
    matrix: FeatureMatrix,
    response: Response,
    units: [Int32],
    minimumUnits: Int,
    candidates: [Int],
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
    self.candidates = candidates
    self.maximumLeaves = maximumLeaves
    self.maximumDepth = maximumDepth
    self.prunes = prunes
    self.minimumGain = minimumGain
    self.salt = salt
    histogram = [Embedding](
      repeating: .zero,
      count: max(1, candidates.count) * Self.binsPerFeature
    )
    switch response {
    case .buckets(let buckets, let isOrdinal):
      if isOrdinal {
        var counts = [Int](repeating: 0, count: 256)
        for bucket in buckets { counts[Int(bucket)] += 1 }
        embedding = .ordinal(bucketCounts: counts)
      } else {
        embedding = BucketEmbedding(table: [Embedding](repeating: .zero, count: 256))
      }
    case .embeddings:
      embedding = BucketEmbedding(table: [])
    }
  }

  /// Grows the tree on `rows`, judged by `leftOut`; both ascending.
  mutating func grow(rows: [Int32], leftOut: [Int32]) -> ConditionalTree {
    nodes = [ConditionalTree.Node(feature: 0, threshold: 0, left: -1)]
    masks = []
    leafCount = 1
    let uniform = [Float](
      repeating: 1 / Float(Self.likelihoodBuckets),
      count: Self.likelihoodBuckets
    )
    _ = grow(node: 0, rows: rows, leftOut: leftOut, prior: uniform, depth: 0)
    return compacted()
  }

  /// Best splits of the root alone: the gain of every candidate, in the order of `candidates`.
  mutating func rootGains(rows: [Int32]) -> [Float] {
    let total = accumulate(rows: rows, depth: 0)
    return candidates.indices.map {
      bestSplit(feature: $0, total: total, rowCount: rows.count)?.gain ?? 0
    }
  }

  // MARK: - Growing

  private struct Split {
    var gain: Float
    var candidate: Int
    var threshold: UInt8
    var mask: ConditionalTree.LabelMask?
  }

  /// Returns the log-likelihood of the left-out rows under the subtree.
  private mutating func grow(
    node: Int,
    rows: [Int32],
    leftOut: [Int32],
    prior: [Float],
    depth: Int
  ) -> Float {
    let density = prunes ? smoothedDensity(rows: rows, prior: prior) : prior
    let ownLikelihood = prunes ? likelihood(rows: leftOut, density: density) : 0
    guard depth < maximumDepth, rows.count >= 2 * minimumUnits, leafCount < maximumLeaves,
      let (split, left, right) = bestAllowedSplit(rows: rows, depth: depth)
    else { return ownLikelihood }
    let (leftOutLeft, leftOutRight) = partition(leftOut, by: split)
    let savedNodes = nodes.count
    let savedMasks = masks.count
    let savedLeaves = leafCount
    let child = nodes.count
    nodes.append(ConditionalTree.Node(feature: 0, threshold: 0, left: -1))
    nodes.append(ConditionalTree.Node(feature: 0, threshold: 0, left: -1))
    leafCount += 1
    nodes[node].feature = Int32(candidates[split.candidate])
    nodes[node].threshold = split.threshold
    if let mask = split.mask {
      nodes[node].mask = Int32(masks.count)
      masks.append(mask)
    }
    nodes[node].left = Int32(child)
    let below =
      grow(node: child, rows: left, leftOut: leftOutLeft, prior: density, depth: depth + 1)
      + grow(node: child + 1, rows: right, leftOut: leftOutRight, prior: density, depth: depth + 1)
    if prunes, below <= ownLikelihood {
      nodes.removeLast(nodes.count - savedNodes)
      masks.removeLast(masks.count - savedMasks)
      leafCount = savedLeaves
      nodes[node] = ConditionalTree.Node(feature: 0, threshold: 0, left: -1)
      return ownLikelihood
    }
    return below
  }

  private mutating func bestAllowedSplit(
    rows: [Int32],
    depth: Int
  ) -> (Split, left: [Int32], right: [Int32])? {
    let total = accumulate(rows: rows, depth: depth)
    var splits: [Split] = []
    for feature in candidates.indices {
      if let split = bestSplit(feature: feature, total: total, rowCount: rows.count) {
        splits.append(split)
      }
    }
    splits.sort { $0.gain > $1.gain }
    // The count of units is exact only after partitioning; a few runners-up get a chance.
    for split in splits.prefix(3) {
      let (left, right) = partition(rows, by: split)
      if hasUnits(left), hasUnits(right) { return (split, left, right) }
    }
    return nil
  }

  private func hasUnits(_ rows: [Int32]) -> Bool {
    guard rows.count >= minimumUnits else { return false }
    var distinct = 0
    var last: Int32 = -1
    for row in rows where units[Int(row)] != last {
      last = units[Int(row)]
      distinct += 1
      if distinct >= minimumUnits { return true }
    }
    return false
  }

  private func partition(_ rows: [Int32], by split: Split) -> (left: [Int32], right: [Int32]) {
    var left: [Int32] = []
    var right: [Int32] = []
    left.reserveCapacity(rows.count)
    right.reserveCapacity(rows.count)
    let feature = candidates[split.candidate]
    matrix.bytes.withUnsafeBufferPointer { bytes in
      for row in rows {
        let bin = bytes[Int(row) * matrix.width + feature]
        let goesLeft = split.mask.map { $0.contains(bin) } ?? (bin <= split.threshold)
        if goesLeft { left.append(row) } else { right.append(row) }
      }
    }
    return (left, right)
  }

  // MARK: - Histograms

  /// How far bins are shifted right in a node of this many rows.
  private func shift(feature: Int, rowCount: Int) -> Int {
    if matrix.isCategorical[feature] { return rowCount >= 512 ? 0 : 1 }
    if rowCount >= 8192 { return 0 }
    return rowCount >= 1024 ? 2 : 3
  }

  private mutating func accumulate(rows: [Int32], depth: Int) -> Embedding {
    let features = candidates
    let width = matrix.width
    let shifts = candidates.map { UInt8(shift(feature: $0, rowCount: rows.count)) }
    if case .buckets(let buckets, let isOrdinal) = response, !isOrdinal {
      var counts = [Int32](repeating: 0, count: 256)
      for row in rows { counts[Int(buckets[Int(row)])] += 1 }
      salt = CounterGenerator.mix(salt &+ UInt64(depth))
      embedding.setLabels(bucketCounts: counts, salt: salt)
    }
    var total = Embedding.zero
    histogram.withUnsafeMutableBufferPointer { histogram in
      for slot in features.indices {
        let start = slot * Self.binsPerFeature
        for bin in start..<(start + (Self.binsPerFeature >> Int(shifts[slot]))) {
          histogram[bin] = .zero
        }
      }
      matrix.bytes.withUnsafeBufferPointer { bytes in
        features.withUnsafeBufferPointer { features in
          shifts.withUnsafeBufferPointer { shifts in
            func add(_ row: Int32, _ value: Embedding) {
              let base = Int(row) * width
              for slot in 0..<features.count {
                let bin = bytes[base + features[slot]] >> shifts[slot]
                histogram[slot &* Self.binsPerFeature &+ Int(bin)] += value
              }
              total += value
            }
            switch response {
            case .buckets(let buckets, _):
              embedding.table.withUnsafeBufferPointer { table in
                buckets.withUnsafeBufferPointer { buckets in
                  for row in rows { add(row, table[Int(buckets[Int(row)])]) }
                }
              }
            case .embeddings(let values):
              values.withUnsafeBufferPointer { values in
                for row in rows { add(row, values[Int(row)]) }
              }
            }
          }
        }
      }
    }
    return total
  }

  private func bestSplit(feature candidate: Int, total: Embedding, rowCount: Int) -> Split? {
    let feature = candidates[candidate]
    let shift = shift(feature: feature, rowCount: rowCount)
    let bins = Self.binsPerFeature >> shift
    let base = candidate * Self.binsPerFeature
    let count = total[0]
    let minimum = Float(minimumUnits)
    let whole = (total * total).sum() / count
    var best: (gain: Float, place: Int)?
    let threshold = minimumGain
    if matrix.isCategorical[feature] {
      let present = (0..<bins).filter { histogram[base + $0][0] > 0 }
      guard present.count > 1 else { return nil }
      // Labels in the order of the lane that varies most: optimal for two groups (Fisher 1958).
      var spread = Embedding.zero
      for bin in present {
        let cell = histogram[base + bin]
        spread += cell * cell / cell[0]
      }
      spread -= total * total / count
      spread[0] = -1
      var lane = 1
      for other in 2..<8 where spread[other] > spread[lane] { lane = other }
      let keyed = present.map {
        (key: histogram[base + $0][lane] / histogram[base + $0][0], bin: $0)
      }
      let order = keyed.sorted { ($0.key, $0.bin) < ($1.key, $1.bin) }.map(\.bin)
      var left = Embedding.zero
      for (place, bin) in order.dropLast().enumerated() {
        left += histogram[base + bin]
        let right = total - left
        guard left[0] >= minimum, right[0] >= minimum else { continue }
        let gain = (left * left).sum() / left[0] + (right * right).sum() / right[0] - whole
        if gain > best?.gain ?? threshold { best = (gain, place) }
      }
      guard let best else { return nil }
      var mask = ConditionalTree.LabelMask()
      for bin in order[...best.place] {
        for exact in (bin << shift)..<((bin + 1) << shift) { mask.insert(UInt8(exact)) }
      }
      return Split(gain: best.gain, candidate: candidate, threshold: 0, mask: mask)
    }
    var left = Embedding.zero
    for bin in 0..<(bins - 1) {
      let cell = histogram[base + bin]
      guard cell[0] > 0 else { continue }
      left += cell
      let right = total - left
      guard left[0] >= minimum else { continue }
      guard right[0] >= minimum else { break }
      let gain = (left * left).sum() / left[0] + (right * right).sum() / right[0] - whole
      if gain > best?.gain ?? threshold { best = (gain, bin) }
    }
    guard let best else { return nil }
    let last = ((best.place + 1) << shift) - 1
    return Split(gain: best.gain, candidate: candidate, threshold: UInt8(last), mask: nil)
  }

  // MARK: - Pruning

  private func likelihoodBucket(_ row: Int32) -> Int {
    guard case .buckets(let buckets, let isOrdinal) = response else { return 0 }
    let bucket = buckets[Int(row)]
    return isOrdinal
      ? (bucket == 255 ? 31 : min(30, Int(bucket >> 3))) : Int(bucket) % Self.likelihoodBuckets
  }

  /// Shares of the buckets, pulled towards the parent's so that no bucket has zero mass.
  private func smoothedDensity(rows: [Int32], prior: [Float]) -> [Float] {
    // As much weight as a handful of rows: enough to survive an unseen bucket.
    let weight: Float = 5
    var density = prior.map { $0 * weight }
    for row in rows { density[likelihoodBucket(row)] += 1 }
    let scale = 1 / (Float(rows.count) + weight)
    return density.map { $0 * scale }
  }

  private func likelihood(rows: [Int32], density: [Float]) -> Float {
    let logs = density.map { log(max($0, 1e-9)) }
    return rows.reduce(0) { $0 + logs[likelihoodBucket($1)] }
  }

  /// Numbers the leaves that survived pruning.
  private mutating func compacted() -> ConditionalTree {
    var leaves: Int32 = 0
    for index in nodes.indices where nodes[index].left < 0 {
      nodes[index].left = -1 - leaves
      leaves += 1
    }
    leafCount = Int(leaves)
    return ConditionalTree(nodes: nodes, masks: masks)
  }
}
