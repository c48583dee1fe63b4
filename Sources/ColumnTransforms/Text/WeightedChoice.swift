/// A distribution over small numbers by integer weights; drawing is a binary search.
struct WeightedChoice: Sendable {
  private(set) var items: [Int32] = []
  private var cumulative: [Int] = []

  /// Items of weight zero or less are left out; the order given decides which draw yields what,
  /// so callers sort whatever came out of a dictionary.
  init(_ weights: [(item: Int32, weight: Int)]) {
    var total = 0
    for (item, weight) in weights where weight > 0 {
      total += weight
      items.append(item)
      cumulative.append(total)
    }
  }

  /// A distribution from counts, in the order of the items.
  init(counts: [Int: Int]) {
    self.init(counts.sorted { $0.key < $1.key }.map { (Int32($0.key), $0.value) })
  }

  var isEmpty: Bool { items.isEmpty }

  var total: Int { cumulative.last ?? 0 }

  /// One item.
  ///
  /// - Precondition: the distribution is not empty.
  func draw(_ random: inout TextRandom) -> Int32 {
    if items.count == 1 { return items[0] }
    let target = random.below(total)
    if items.count <= 6 {
      var place = 0
      while cumulative[place] <= target { place += 1 }
      return items[place]
    }
    var low = 0
    var high = items.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > target { high = middle } else { low = middle + 1 }
    }
    return items[low]
  }
}
