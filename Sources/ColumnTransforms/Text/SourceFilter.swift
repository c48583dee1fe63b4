/// Tells whether a hash may be one of those it was made of, and never for certain.
///
/// What is made up must be none of the source's texts, but their hashes would tell anybody who holds a model whether a text that he
/// thinks of is among them. So only a byte is kept for each of them, and in it which of eight places are taken (a Bloom filter with a
/// single hash, DOI 10.1145/362686.362692): about one in nine of all other texts passes for one of the source's, too.
struct SourceFilter: Sendable, Codable {
  private var places: [UInt8]

  init(_ hashes: some Collection<UInt64>) {
    places = [UInt8](repeating: 0, count: hashes.count)
    for hash in hashes {
      let place = place(of: hash)
      places[place >> 3] |= 1 << UInt8(place & 7)
    }
  }

  private func place(of hash: UInt64) -> Int {
    Int(hash.multipliedFullWidth(by: UInt64(places.count * 8)).high)
  }

  /// Whether the hash may be one of them; true for each of them.
  func mayContain(_ hash: UInt64) -> Bool {
    guard !places.isEmpty else { return false }
    let place = place(of: hash)
    return places[place >> 3] & 1 << UInt8(place & 7) != 0
  }
}
