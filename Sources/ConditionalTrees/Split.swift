/// A way to divide the rows of a node by one feature.
struct Split {
  var gain: Float
  var feature: Int
  /// Bins ≤ threshold go left where there is no mask.
  var threshold: UInt8
  /// Labels that go left.
  var mask: ConditionalTree.LabelMask?

  /// 0 for every bin that goes left, 1 for the others.
  var sides: [UInt8] {
    (UInt8.min...UInt8.max).map { bin in
      let goesLeft = mask.map { $0.contains(bin) } ?? (bin <= threshold)
      return goesLeft ? 0 : 1
    }
  }

  /// The threshold with the largest gain, if that is more than chance.
  static func best(
    ofNumbers feature: Int,
    _ histogram: UnsafeBufferPointer<Embedding>,
    total: Embedding,
    shift: Int,
    minimumRows: Int,
    minimumGain: Float
  ) -> Split? {
    let minimum = Float(minimumRows)
    let whole = (total * total).sum() / total[0]
    var best: (gain: Float, place: Int)?
    var left = Embedding.zero
    for bin in 0..<(histogram.count - 1) {
      let cell = histogram[bin]
      guard cell[0] > 0 else { continue }
      left += cell
      let right = total - left
      guard left[0] >= minimum else { continue }
      guard right[0] >= minimum else { break }
      let gain = (left * left).sum() / left[0] + (right * right).sum() / right[0] - whole
      if gain > best?.gain ?? minimumGain { best = (gain, bin) }
    }
    guard let best else { return nil }
    let last = min(255, best.place << shift)
    return Split(gain: best.gain, feature: feature, threshold: UInt8(last), mask: nil)
  }

  /// The set of labels with the largest gain, if that is more than chance.
  ///
  /// Labels are tried in the order of the lane that varies most: optimal for two groups (Fisher 1958).
  static func best(
    ofLabels feature: Int,
    _ histogram: UnsafeBufferPointer<Embedding>,
    total: Embedding,
    shift: Int,
    minimumRows: Int,
    minimumGain: Float
  ) -> Split? {
    let minimum = Float(minimumRows)
    let count = total[0]
    let whole = (total * total).sum() / count
    var best: (gain: Float, place: Int)?
    let present = histogram.indices.filter { histogram[$0][0] > 0 }
    guard present.count > 1 else { return nil }
    var spread = Embedding.zero
    for bin in present { spread += histogram[bin] * histogram[bin] / histogram[bin][0] }
    spread -= total * total / count
    spread[0] = -1
    var lane = 1
    for other in 2..<8 where spread[other] > spread[lane] { lane = other }
    let keyed = present.map { (key: histogram[$0][lane] / histogram[$0][0], bin: $0) }
    let order = keyed.sorted { ($0.key, $0.bin) < ($1.key, $1.bin) }.map(\.bin)
    var left = Embedding.zero
    for (place, bin) in order.dropLast().enumerated() {
      left += histogram[bin]
      let right = total - left
      guard left[0] >= minimum, right[0] >= minimum else { continue }
      let gain = (left * left).sum() / left[0] + (right * right).sum() / right[0] - whole
      if gain > best?.gain ?? minimumGain { best = (gain, place) }
    }
    guard let best else { return nil }
    var mask = ConditionalTree.LabelMask()
    for bin in order[...best.place] {
      let last = min(255, bin << shift)
      // Bins that were joined; null is never one of several.
      for exact in (bin == 0 ? 0 : last - (1 << shift) + 1)...last { mask.insert(UInt8(exact)) }
    }
    return Split(gain: best.gain, feature: feature, threshold: 0, mask: mask)
  }
}
