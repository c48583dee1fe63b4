import ModelEncoding

/// A read-mostly hash map from 64-bit keys to small numbers: open addressing over two flat arrays.
///
/// Lookups cost a few nanoseconds, which `Dictionary` with its keyed hash does not reach.
struct OpenTable: Sendable {
  private var keys: [UInt64]
  private var values: [Int32]
  private var mask: Int
  private(set) var count = 0

  /// Marks a free place; a key of this value is moved aside, which for hashes is harmless.
  private static let free: UInt64 = 0

  init(minimumCapacity: Int = 0) {
    var capacity = 8
    while capacity < minimumCapacity * 2 { capacity *= 2 }
    keys = Array(repeating: Self.free, count: capacity)
    values = Array(repeating: 0, count: capacity)
    mask = capacity - 1
  }

  private func place(of key: UInt64) -> Int {
    var place = Int(truncatingIfNeeded: key &* 0x9E37_79B9_7F4A_7C15 >> 20) & mask
    while keys[place] != Self.free && keys[place] != key { place = (place + 1) & mask }
    return place
  }

  subscript(key: UInt64) -> Int32? {
    let key = key == Self.free ? 1 : key
    let place = place(of: key)
    return keys[place] == Self.free ? nil : values[place]
  }

  func contains(_ key: UInt64) -> Bool { self[key] != nil }

  mutating func insert(_ key: UInt64, _ value: Int32 = 0) {
    if (count + 1) * 2 > keys.count { grow() }
    let key = key == Self.free ? 1 : key
    let place = place(of: key)
    if keys[place] == Self.free { count += 1 }
    keys[place] = key
    values[place] = value
  }

  private mutating func grow() {
    var larger = OpenTable(minimumCapacity: keys.count)
    for (place, key) in keys.enumerated() where key != Self.free {
      larger.insert(key, values[place])
    }
    self = larger
  }
}

extension OpenTable: Codable {
  private enum CodingKeys: CodingKey {
    case keys, values
  }

  func encode(to encoder: any Encoder) throws {
    let places = keys.indices.filter { keys[$0] != Self.free }.sorted { keys[$0] < keys[$1] }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(places.map { keys[$0] }, forKey: .keys)
    try container.encode(places.map { values[$0] }, forKey: .values)
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let keys = try container.decode([UInt64].self, forKey: .keys)
    let values = try container.decode([Int32].self, forKey: .values)
    try decoder.check(keys.count == values.count, "a table has keys without values")
    self.init(minimumCapacity: keys.count)
    for (key, value) in zip(keys, values) { insert(key, value) }
  }

  var allValues: [Int32] { keys.indices.filter { keys[$0] != Self.free }.map { values[$0] } }
}
