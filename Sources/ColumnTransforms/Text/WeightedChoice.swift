import ModelEncoding

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

  /// Whether something can be drawn, and it always stands for one of so many, or is -1 where that is allowed.
  func chooses(among count: Int, orNone allowsNone: Bool = false) -> Bool {
    !isEmpty && items.allSatisfy { $0 >= (allowsNone ? -1 : 0) && Int($0) < count }
  }

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

extension WeightedChoice: Codable {
  private enum CodingKeys: CodingKey {
    case items, weights
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(items, forKey: .items)
    try container.encode(
      cumulative.indices.map { cumulative[$0] - ($0 > 0 ? cumulative[$0 - 1] : 0) },
      forKey: .weights
    )
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let items = try container.decode([Int32].self, forKey: .items)
    let weights = try container.decode([Int].self, forKey: .weights)
    let total = weights.reduce(0.0) { $0 + Double($1) }
    try decoder.check(
      items.count == weights.count && weights.allSatisfy { $0 > 0 } && total < 0x1p62,
      "a choice has no weights"
    )
    self.init(Array(zip(items, weights)))
  }
}
