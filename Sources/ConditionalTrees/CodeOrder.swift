/// The codes of a target in the order in which a binary tree divides them.
struct CodeOrder {
  /// Every code that occurs, in order.
  let codes: [Int32]
  /// Rows with the codes before each place; one more for the end.
  private let cumulative: [Int]
  /// Codes at the start that stand for no value on the scale of the others, such as null.
  private let offScale: Int

  /// - `set`: ordered targets keep the order of their buckets; labels go by frequency.
  init(_ set: TrainingSet) {
    var counts: [Int32: Int] = [:]
    for code in set.codes { counts[code, default: 0] += 1 }
    func key(_ code: Int32) -> Int {
      let bucket = Int(set.bucketOfCode[Int(code)])
      guard set.isOrdinal else { return -(counts[code] ?? 0) }
      return BucketEmbedding.isOffScale(bucket) ? bucket - BucketEmbedding.bucketCount : bucket
    }
    codes = counts.keys.sorted { (key($0), $0) < (key($1), $1) }
    offScale = set.isOrdinal ? codes.count { key($0) < 0 } : 0
    var running = [0]
    for code in codes { running.append((running.last ?? 0) + (counts[code] ?? 0)) }
    cumulative = running
  }

  func rowCount(_ places: Range<Int>) -> Int {
    cumulative[places.upperBound] - cumulative[places.lowerBound]
  }

  /// Where a range of at least two places is divided: off the scale first, then as evenly as codes allow.
  func middle(_ places: Range<Int>) -> Int {
    if places.contains(offScale), offScale > places.lowerBound { return offScale }
    let half = cumulative[places.lowerBound] + cumulative[places.upperBound]
    let inner = (places.lowerBound + 1)..<places.upperBound
    return inner.min { abs(2 * cumulative[$0] - half) < abs(2 * cumulative[$1] - half) }
      ?? inner.lowerBound
  }
}
