/// A way to divide the rows of a node by one feature.
struct Split {
  var gain: Float
  var feature: Int
  /// Bins ≤ threshold go left where there is no mask.
  var threshold: UInt8
  /// Labels that go left.
  var mask: TreeNodes.LabelMask?

  /// Whether another split is to be preferred: of equal ones that of the first feature.
  func comes(after other: Split) -> Bool {
    (gain, other.feature) < (other.gain, feature)
  }

  /// Calls with 0 for every bin that goes left and 1 for the others.
  @inline(__always)
  func withSides<Result>(_ body: (UnsafeMutableBufferPointer<UInt8>) -> Result) -> Result {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { sides in
      if let mask {
        for bin in 0..<256 { sides[bin] = mask.contains(UInt8(bin)) ? 0 : 1 }
      } else {
        for bin in 0..<256 { sides[bin] = bin <= Int(threshold) ? 0 : 1 }
      }
      return body(sides)
    }
  }

  /// The threshold with the largest gain, if that is more than chance.
  static func best<Point: SplitPoint>(
    ofNumbers feature: Int,
    _ histogram: UnsafeBufferPointer<Point>,
    total: Point,
    shift: Int,
    minimumRows: Int,
    minimumGain: Float
  ) -> Split? {
    let minimum = Float(minimumRows)
    let whole = total.score
    var best: (gain: Float, place: Int)?
    var left = Point.zero
    for bin in 0..<(histogram.count - 1) {
      let cell = histogram[bin]
      guard cell[0] > 0 else { continue }
      left += cell
      let right = total - left
      guard left[0] >= minimum else { continue }
      guard right[0] >= minimum else { break }
      let gain = left.score + right.score - whole
      if gain > best?.gain ?? minimumGain { best = (gain, bin) }
    }
    guard let best else { return nil }
    let last = min(255, best.place << shift)
    return Split(gain: best.gain, feature: feature, threshold: UInt8(last), mask: nil)
  }

  /// The set of labels with the largest gain, if that is more than chance.
  static func best<Point: SplitPoint>(
    ofLabels feature: Int,
    _ histogram: UnsafeBufferPointer<Point>,
    total: Point,
    shift: Int,
    minimumRows: Int,
    minimumGain: Float
  ) -> Split? {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: histogram.count) { room in
      var count = 0
      Point.forEachLabel(in: histogram, total: total) { bin, key in
        room[count] = ranked(bin, by: key)
        count += 1
      }
      guard count > 1 else { return nil }
      var order = UnsafeMutableBufferPointer(rebasing: room[..<count])
      order.sort()
      let minimum = Float(minimumRows)
      let whole = total.score
      var best: (gain: Float, place: Int)?
      var left = Point.zero
      for place in 0..<(count - 1) {
        left += histogram[bin(order[place])]
        let right = total - left
        guard left[0] >= minimum, right[0] >= minimum else { continue }
        let gain = left.score + right.score - whole
        if gain > best?.gain ?? minimumGain { best = (gain, place) }
      }
      guard let best else { return nil }
      var mask = TreeNodes.LabelMask()
      for place in 0...best.place {
        let bin = bin(order[place])
        let last = min(255, bin << shift)
        // Bins that were joined; null is never one of several.
        for exact in (bin == 0 ? 0 : last - (1 << shift) + 1)...last { mask.insert(UInt8(exact)) }
      }
      return Split(gain: best.gain, feature: feature, threshold: 0, mask: mask)
    }
  }

  /// A number that orders bins by their keys, bins of equal keys by position: quicker to sort than pairs.
  @inline(__always)
  private static func ranked(_ bin: Int, by key: Float) -> UInt64 {
    // Adding 0 makes one zero of both; the bits of negative numbers ascend as the numbers descend.
    let bits = (key + 0).bitPattern
    let ascending = bits >> 31 == 0 ? bits | 1 << 31 : ~bits
    return UInt64(ascending) << 32 | UInt64(bin)
  }

  @inline(__always)
  private static func bin(_ ranked: UInt64) -> Int { Int(ranked & 0xFFFF_FFFF) }
}
