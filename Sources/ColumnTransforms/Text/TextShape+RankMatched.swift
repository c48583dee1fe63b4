extension TextShape {
  /// Tokens made for every one that is needed, so that some fall into each gap.
  private static let oversampling = 4
  private static let attempts = 8
  /// Dense columns have hardly more values than are wanted.
  private static let denseAttempts = 64

  /// The values with those not kept replaced by different invented ones that sort like them.
  ///
  /// Order is that of UTF-8 bytes. A kept value stays; between two kept values stand as many tokens
  /// as before wherever tokens can be made that sort there.
  ///
  /// - Parameters:
  ///   - sortedDistinct: distinct values; the result is in the same order.
  ///   - keep: which of them stay as they are.
  ///   - generator: the source of randomness.
  /// - Returns: as many values as were given.
  package func rankMatchedTokens(
    for sortedDistinct: [String],
    keep: [Bool],
    using generator: inout some RandomNumberGenerator
  ) -> [String] {
    let order = sortedDistinct.indices.sorted { precedes(sortedDistinct[$0], sortedDistinct[$1]) }
    var used = Set<UInt64>()
    for place in order where keep[place] { used.insert(hash(sortedDistinct[place])) }
    let missing = order.filter { !keep[$0] }
    guard !missing.isEmpty else { return sortedDistinct }
    var pool = makePool(for: missing.map { sortedDistinct[$0] }, &used, using: &generator)
    var result = sortedDistinct
    var poolStart = 0
    var first = 0
    var lower: String?
    while first < order.count {
      if keep[order[first]] {
        lower = sortedDistinct[order[first]]
        first += 1
        continue
      }
      var last = first
      while last < order.count, !keep[order[last]] { last += 1 }
      let upper = last < order.count ? sortedDistinct[order[last]] : nil
      let gap = order[first..<last].map { sortedDistinct[$0] }
      while poolStart < pool.count, let lower, !precedes(lower, pool[poolStart]) { poolStart += 1 }
      var poolEnd = poolStart
      while poolEnd < pool.count, upper.map({ precedes(pool[poolEnd], $0) }) ?? true {
        poolEnd += 1
      }
      var chosen: [String]
      if poolEnd - poolStart >= gap.count {
        let step = Double(poolEnd - poolStart) / Double(gap.count)
        chosen = gap.indices.map { pool[poolStart + Int((Double($0) + 0.5) * step)] }
      } else {
        chosen = Array(pool[poolStart..<poolEnd])
        fill(&chosen, gap, lower, upper, &used, using: &generator)
      }
      poolStart = poolEnd
      chosen.sort(by: precedes)
      for (place, token) in zip(order[first..<last], chosen) { result[place] = token }
      first = last
    }
    pool.removeAll()
    return result
  }

  /// Sorted tokens with the lengths of the values, more than are needed where some are kept.
  private func makePool(
    for values: [String],
    _ used: inout Set<UInt64>,
    using generator: inout some RandomNumberGenerator
  ) -> [String] {
    let hasKept = !used.isEmpty
    var pool: [String] = []
    for value in values {
      let length = value.unicodeScalars.count
      for _ in 0..<(hasKept ? Self.oversampling : 1) {
        for _ in 0..<(isDense ? Self.denseAttempts : Self.attempts) {
          guard
            let token = isDense  // A length would force words together that do not go together.
              ? makeAny(length: nil, using: &generator)
              : makeNew(length: length, using: &generator)
          else { break }
          if used.insert(hash(token)).inserted {
            pool.append(token)
            break
          }
        }
      }
    }
    return pool.sorted(by: precedes)
  }

  /// Adds tokens between the bounds; the last resort ignores the bounds, then repeats the look of
  /// nothing at all, so that tokens are always different.
  private func fill(
    _ chosen: inout [String],
    _ gap: [String],
    _ lower: String?,
    _ upper: String?,
    _ used: inout Set<UInt64>,
    using generator: inout some RandomNumberGenerator
  ) {
    for value in gap where chosen.count < gap.count {
      let token =
        between(value, lower, upper, used, using: &generator)
        ?? anyToken(value.unicodeScalars.count, used, using: &generator)
      used.insert(hash(token))
      chosen.append(token)
    }
  }

  /// A token that begins with up to three characters of a neighbour, which no prefix rule protects.
  private func between(
    _ value: String,
    _ lower: String?,
    _ upper: String?,
    _ used: Set<UInt64>,
    using generator: inout some RandomNumberGenerator
  ) -> String? {
    let length = value.unicodeScalars.count
    for kept in [1, 2, 3] {
      for _ in 0..<6 {
        let made = make(length: length, using: &generator)
        let token =
          String(value.unicodeScalars.prefix(kept))
          + String(made.unicodeScalars.dropFirst(kept))
        let isInside =
          lower.map { precedes($0, token) } ?? true && upper.map { precedes(token, $0) } ?? true
        if isInside, !mayBeSource(token), !used.contains(hash(token)) { return token }
      }
    }
    return nil
  }

  private func anyToken(
    _ length: Int,
    _ used: Set<UInt64>,
    using generator: inout some RandomNumberGenerator
  ) -> String {
    for attempt in 0..<64 {
      let wanted = attempt < 16 && !isDense ? length : nil
      let token =
        isDense
        ? makeAny(length: wanted, using: &generator) : makeNew(length: wanted, using: &generator)
      if let token, !used.contains(hash(token)) { return token }
    }
    let salt = generator.next()
    for ordinal in 0..<min(uniqueCapacity, 1 << 16) {
      if let token = makeUnique(ordinal: ordinal, salt: salt), !used.contains(hash(token)) {
        return token
      }
    }
    return make(length: length, using: &generator)
  }

  private func precedes(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }
}
