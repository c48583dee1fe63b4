import Statistics

/// Keeps a column's generated values near its marginal.
///
/// Conditional draws follow the parents that happened to be drawn; a few parents with many children bend the
/// marginal. Where a drawn bucket is ahead of its share by more than chance a second draw is made, and the one that
/// is less ahead is taken: the two-choice rule (DOI 10.1137/S0097539795288490) applied to quotas. What the conditions
/// exclude stays excluded, because both draws come from the same leaf.
///
/// Owns its memory: it is asked for every value, and handing out arrays would count references each time.
struct MarginalBalance: ~Copyable {
  private struct Bucket {
    /// Among the real rows.
    var share: Float
    var count: Float = 0
  }

  private let buckets: UnsafeMutableBufferPointer<Bucket>
  /// Stretches of neighbouring buckets, of about equal shares; none where neighbours have nothing in common.
  private var stretches: UnsafeMutableBufferPointer<Bucket>
  /// The stretch of every bucket.
  private var stretchOfBucket: UnsafeMutableBufferPointer<UInt8>
  private var total: Float = 0
  /// Standard deviations by which a bucket may be ahead before another draw is made.
  ///
  /// With none, neighbouring rows take turns: siblings differ more than independent draws do. But in small tables only
  /// that keeps the marginal as far from the source's as another sample's would be.
  private var tolerance: Float = 0

  /// - Parameter shares: target share of every bucket.
  init(shares: [Float]) {
    buckets = .allocate(capacity: shares.count)
    _ = buckets.initialize(from: shares.map { Bucket(share: $0) })
    stretches = UnsafeMutableBufferPointer(start: nil, count: 0)
    stretchOfBucket = UnsafeMutableBufferPointer(start: nil, count: 0)
  }

  deinit {
    buckets.deallocate()
    stretches.deallocate()
    stretchOfBucket.deallocate()
  }

  /// Divides the buckets into stretches that are kept near their shares, too: all low prices together may fall behind
  /// while each of them is behind by no more than chance.
  private mutating func divide() {
    var shares = [Float](repeating: 0, count: Self.stretchCount)
    var sum: Float = 0
    stretchOfBucket = .allocate(capacity: buckets.count)
    for index in buckets.indices {
      let stretch = min(Self.stretchCount - 1, Int(sum * Float(Self.stretchCount)))
      stretchOfBucket.initializeElement(at: index, to: UInt8(stretch))
      shares[stretch] += buckets[index].share
      sum += buckets[index].share
    }
    stretches = .allocate(capacity: shares.count)
    _ = stretches.initialize(from: shares.map { Bucket(share: $0) })
  }

  /// Shares as another sample of the source's population might have them: a draw from their posterior.
  ///
  /// A clone whose marginals equal those of a small table to the row repeats what was due to chance in it; drawing
  /// the parameters before the values is what makes synthesis proper (Rubin 1987, DOI 10.1002/9780470316696).
  /// The draw is a Dirichlet over the counts, wider than they say for the sampling that balanced draws leave out,
  /// and narrows where tables are large enough for chance not to matter. Buckets of a few rows stay wide in tables of
  /// any size: in 800 texts of 160 lengths, every length as often as in the source tells who was in it.
  ///
  /// - `wander`: standard deviations that a bucket may be ahead in tables of any size.
  /// - `isTakenOver`: whether many rows of other tables repeat each value, which magnifies chance.
  /// - `isOrdered`: whether neighbouring buckets are neighbouring numbers.
  func posterior(
    sampleSize: Int,
    wander: Double = 0,
    isTakenOver: Bool = false,
    isOrdered: Bool = false,
    using generator: inout CounterGenerator
  ) -> MarginalBalance {
    let size = Double(sampleSize)
    let widest = isTakenOver ? Self.widthTakenOver : 6
    let shares = buckets.map(\.share)
    let draws = shares.map { share -> Double in
      guard share > 0, size > 0 else { return 0 }
      let rows = Double(share) * size
      let width = min(widest, max(Self.mattersBelow / size, Self.mattersBelowInBucket / rows))
      return width * generator.gamma(shape: rows / width)
    }
    let total = draws.reduce(0, +)
    var balance = MarginalBalance(shares: total > 0 ? draws.map { Float($0 / total) } : shares)
    // Where the source's own rows wander further than chance does, so do these.
    balance.tolerance = max(size >= Self.wanders ? 1 : 0, Float(wander))
    if isOrdered, balance.tolerance == 1 { balance.divide() }
    return balance
  }

  /// Draws to choose among, at most, besides the first.
  private static let redraws = 8
  private static let widthTakenOver = 1.0
  private static let stretchCount = 16
  /// Rows above which chance in a marginal is too small to tell.
  private static let mattersBelow = 500.0
  /// Rows from which on marginals may wander as those of independent draws do.
  private static let wanders = 5_000.0

  /// Rows of a bucket above which the same holds for it.
  private static let mattersBelowInBucket = 10.0

  static func shares(buckets: [UInt8]) -> [Float] {
    var counts = [Float](repeating: 0, count: 256)
    for bucket in buckets { counts[Int(bucket)] += 1 }
    let total = Float(max(1, buckets.count))
    return counts.map { $0 / total }
  }

  /// How far buckets of the source's own rows, in the order in which they are generated, are ahead of their shares:
  /// twice the mean of those leads that are none behind, which is about 1 for independent rows.
  ///
  /// In a series that spends the winter with low temperatures it is several times that.
  static func wander(buckets: [UInt8]) -> Double {
    var balance = MarginalBalance(shares: shares(buckets: buckets))
    var sum = 0.0
    var count = 0.0
    for bucket in buckets {
      let lead = Double(balance.lead(bucket))
      if lead > 0 {
        sum += lead
        count += 1
      }
      balance.add(bucket)
    }
    return 2 * sum / max(1, count)
  }

  /// How many draws a bucket, or the stretch that it lies in, is ahead of its share, in standard deviations of
  /// independent draws.
  func lead(_ bucket: UInt8) -> Float {
    let own = lead(buckets[Int(bucket)])
    return stretches.isEmpty ? own : max(own, lead(stretches[Int(stretchOfBucket[Int(bucket)])]))
  }

  private func lead(_ bucket: Bucket) -> Float {
    let expected = bucket.share * total
    return (bucket.count - expected) / (expected + 1).squareRoot()
  }

  /// A code that is not ahead of its share, or the one that is least so of a few.
  ///
  /// - Parameters:
  ///   - bucket: of a code; nil for one that is no matter of the marginal, which is taken when it comes first.
  ///   - draw: draws a code.
  /// - Returns: one of the drawn codes.
  func leastAhead(bucket: (Int32) -> UInt8?, draw: () -> Int32) -> Int32 {
    var code = draw()
    guard let first = bucket(code) else { return code }
    var least = lead(first)
    for _ in 0..<Self.redraws where least > tolerance {
      let other = draw()
      guard let found = bucket(other) else { continue }
      let lead = lead(found)
      guard lead < least else { continue }
      code = other
      least = lead
    }
    return code
  }

  mutating func add(_ bucket: UInt8) {
    buckets[Int(bucket)].count += 1
    if !stretches.isEmpty { stretches[Int(stretchOfBucket[Int(bucket)])].count += 1 }
    total += 1
  }
}
