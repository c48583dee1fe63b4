/// What a tree predicts: a code for every row, and how splits judge codes.
package struct TreeTarget: Sendable {
  /// The value drawn from leaves.
  package let codes: [Int32]
  /// The coarse class (≤ 256) of every code, on which splits are judged.
  package let bucketOfCode: [UInt8]
  /// Whether buckets are ordered (numbers, times) or labels.
  package let isOrdinal: Bool

  package init(codes: [Int32], bucketOfCode: [UInt8], isOrdinal: Bool) {
    self.codes = codes
    self.bucketOfCode = bucketOfCode
    self.isOrdinal = isOrdinal
  }
}

/// Maps buckets to embeddings.
struct BucketEmbedding {
  /// One entry a bucket.
  var table: [Embedding]

  static let bucketCount = 256
  /// The bucket of values that repeat another one; 0 is null.
  static let repeats = 255

  /// Whether an ordered target's bucket stands for no value on its scale.
  static func isOffScale(_ bucket: Int) -> Bool { bucket == 0 || bucket == repeats }

  /// Ranks of ordered buckets, as shifted Legendre polynomials.
  ///
  /// Bucket 0 (null) and the last one (as the previous sibling) are not on the scale and have lanes
  /// of their own.
  static func ordinal(bucketCounts: [Int]) -> BucketEmbedding {
    let total = Double(max(1, bucketCounts[1..<repeats].reduce(0, +)))
    var below = 0.0
    var table = [Embedding](repeating: .zero, count: bucketCounts.count)
    for (bucket, count) in bucketCounts.enumerated() {
      guard !isOffScale(bucket) else {
        table[bucket] =
          bucket == 0 ? Embedding(1, 0, 0, 0, 0, 2, 0, 0) : Embedding(1, 0, 0, 0, 0, 0, 2, 0)
        continue
      }
      let rank = (below + Double(count) / 2) / total
      below += Double(count)
      let x = 2 * rank - 1
      let p1 = 1.732 * x
      let p2 = 2.236 * (3 * x * x - 1) / 2
      let p3 = 2.646 * (5 * x * x * x - 3 * x) / 2
      let p4 = 3.0 * (35 * x * x * x * x - 30 * x * x + 3) / 8
      // Higher orders weigh less: they are noisier and matter less to a classifier.
      table[bucket] = Embedding(
        1,
        Float(p1),
        Float(0.7 * p2),
        Float(0.5 * p3),
        Float(0.35 * p4),
        0,
        0,
        0
      )
    }
    return BucketEmbedding(table: table)
  }

  /// One-hot lanes for the most frequent buckets of a node; the rest share two random-sign lanes.
  mutating func setLabels(bucketCounts: [Int32], salt: UInt64) {
    let oneHotLanes = 5
    var top: [(count: Int32, bucket: Int)] = []
    for (bucket, count) in bucketCounts.enumerated() where count > 0 {
      if top.count == oneHotLanes, let last = top.last, last.count >= count { continue }
      let place = top.firstIndex { $0.count < count } ?? top.count
      top.insert((count, bucket), at: place)
      if top.count > oneHotLanes { top.removeLast() }
    }
    for (bucket, count) in bucketCounts.enumerated() where count > 0 {
      var hash = (UInt64(bucket) &+ salt) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
      hash = hash &* 0xBF58_476D_1CE4_E5B9
      var lanes = Embedding.zero
      lanes[0] = 1
      lanes[6] = hash >> 63 == 0 ? 0.5 : -0.5
      lanes[7] = (hash >> 62) & 1 == 0 ? 0.5 : -0.5
      table[bucket] = lanes
    }
    for (lane, entry) in top.enumerated() {
      var lanes = Embedding.zero
      lanes[0] = 1
      lanes[lane + 1] = 1
      table[entry.bucket] = lanes
    }
  }
}
