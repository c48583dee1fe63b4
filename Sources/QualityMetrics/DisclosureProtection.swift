/// How badly an attacker who knows some columns of a real row guesses others from the clone, as SDMetrics'
/// `DisclosureProtection`.
///
/// The correct attribution probability (CAP) of a real row is the share of the clone's rows with its known values that
/// have its sensitive values, too; see Taub and others, "Differential Correct Attribution Probability for Synthetic
/// Data", DOI 10.1007/978-3-319-99771-1_9.
package enum DisclosureProtection {
  /// What becomes of rows whose known values no row of the clone has.
  package enum Method: String, CaseIterable, Sendable {
    /// They are left out.
    case cap
    /// They count as protected.
    case zeroCAP = "zero_cap"
    /// The clone's rows that agree in the most known columns take their place.
    case generalizedCAP = "generalized_cap"
  }

  /// The score and what it is made of.
  package struct Result: Hashable, Sendable {
    /// The protection in units of a guess at random, 1 at most.
    package var score: Double
    /// One minus the mean CAP.
    package var protection: Double
    /// The protection from a guess at random among the sensitive values.
    package var baseline: Double
  }

  /// The score, or nil where there are no rows to judge or the sensitive columns have one value.
  ///
  /// In O(n), for `generalizedCAP` in O(n²).
  package static func score(
    known: [SharedCodes],
    sensitive: [SharedCodes],
    _ method: Method = .cap
  ) -> Result? {
    guard let keys = SharedCodes.joined(known), let targets = SharedCodes.joined(sensitive),
      !keys.clone.isEmpty
    else { return nil }
    let combinations = sensitive.reduce(1.0) { product, column in
      product * Double(column.realCounts.count { $0 > 0 })
    }
    let baseline = 1 - 1 / combinations
    let probabilities: [Double]
    switch method {
    case .generalizedCAP: probabilities = nearest(known, targets)
    case .cap, .zeroCAP: probabilities = exact(keys, targets, countsMisses: method == .zeroCAP)
    }
    guard !probabilities.isEmpty, baseline > 0 else { return nil }
    let protection = 1 - probabilities.reduce(0, +) / Double(probabilities.count)
    return Result(
      score: min(1, protection / baseline),
      protection: protection,
      baseline: baseline
    )
  }

  /// Numbers in bins of equal width over the real side's range, the outer two being open, NaN apart: how SDMetrics
  /// makes columns of numbers known or sensitive.
  package static func bins(real: [Double], clone: [Double], count: Int = 10) -> SharedCodes {
    let bounds = NumberBounds(real.filter(\.isFinite))
    let (low, width) = (bounds?.low ?? 0, bounds?.width ?? 0)
    let edges = (1..<max(1, count)).map { low + Double($0) * width / Double(count) }
    func code(_ value: Double) -> Int32 {
      value.isNaN ? 0 : Int32(edges.count { $0 < value } + 1)
    }
    return SharedCodes(real: real.map(code), clone: clone.map(code), count: count + 1)
  }

  private static func exact(
    _ keys: SharedCodes,
    _ targets: SharedCodes,
    countsMisses: Bool
  ) -> [Double] {
    let rowsOfKey = keys.cloneCounts
    guard let pairs = SharedCodes.joined([keys, targets]) else { return [] }
    let rowsOfPair = pairs.cloneCounts
    return keys.real.indices.compactMap { row in
      let rows = rowsOfKey[Int(keys.real[row])]
      guard rows > 0 else { return countsMisses ? 0 : nil }
      return Double(rowsOfPair[Int(pairs.real[row])]) / Double(rows)
    }
  }

  private static func nearest(_ known: [SharedCodes], _ targets: SharedCodes) -> [Double] {
    targets.real.indices.map { row in
      var least = Int.max
      var rows = 0
      var hits = 0
      for other in targets.clone.indices {
        let distance = known.count { $0.real[row] != $0.clone[other] }
        guard distance <= least else { continue }
        if distance < least { (least, rows, hits) = (distance, 0, 0) }
        rows += 1
        hits += targets.clone[other] == targets.real[row] ? 1 : 0
      }
      return Double(hits) / Double(rows)
    }
  }
}
