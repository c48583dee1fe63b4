/// A way to divide the rows of a node by one feature.
struct Split {
  var gain: Float
  var feature: Int
  /// Bins ≤ threshold go left where there is no mask.
  var threshold: UInt8
  /// Labels that go left.
  var mask: TreeNodes.LabelMask?

  /// 0 for every bin that goes left, 1 for the others.
  var sides: [UInt8] {
    (UInt8.min...UInt8.max).map { bin in
      let goesLeft = mask.map { $0.contains(bin) } ?? (bin <= threshold)
      return goesLeft ? 0 : 1
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
    let minimum = Float(minimumRows)
    let whole = total.score
    var best: (gain: Float, place: Int)?
    let present = histogram.indices.filter { histogram[$0][0] > 0 }
    guard present.count > 1 else { return nil }
    let order = Point.labelOrder(present.map { histogram[$0] }, total: total).map { present[$0] }
    var left = Point.zero
    for (place, bin) in order.dropLast().enumerated() {
      left += histogram[bin]
      let right = total - left
      guard left[0] >= minimum, right[0] >= minimum else { continue }
      let gain = left.score + right.score - whole
      if gain > best?.gain ?? minimumGain { best = (gain, place) }
    }
    guard let best else { return nil }
    var mask = TreeNodes.LabelMask()
    for bin in order[...best.place] {
      let last = min(255, bin << shift)
      // Bins that were joined; null is never one of several.
      for exact in (bin == 0 ? 0 : last - (1 << shift) + 1)...last { mask.insert(UInt8(exact)) }
    }
    return Split(gain: best.gain, feature: feature, threshold: 0, mask: mask)
  }
}
