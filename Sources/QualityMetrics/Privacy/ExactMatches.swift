/// How many of the clone's rows equal fitted rows in all columns but keys, beside how many do by chance.
///
/// Where columns have few values, rows are alike without anything being copied. Two things tell copies apart: rows that
/// no model has seen equal fitted ones as often, and rows of the clone equal rows held out as often, for their number.
/// Each fails by itself: no two rows have the same hour, and yet a clone's rows meet theirs; a model that is fitted to
/// nine rows likes their values better than those of the tenth.
package struct ExactMatches: Hashable, Sendable {
  /// Share of the clone's rows that equal a fitted row.
  package var share: Double
  /// The same share of the rows held out.
  package var heldOutShare: Double
  /// What the clone's share has in excess, by the one of both comparisons that finds less.
  ///
  /// One figure in a thousand is beyond an end of the interval by chance, because this is about 0 in every table without
  /// copies.
  package var excess: Estimate

  /// The one-sided 99.9 % quantile of the normal distribution.
  private static let quantile = 3.090_232_306_167_814

  /// What the real rows of a unit have to do with the matches.
  private struct Unit {
    var isHeldOut = false
    var rows = 0.0
    /// Rows that equal a fitted one.
    var known = 0.0
    /// Rows of the clone that equal its rows; shared among units with equal rows.
    var matches = 0.0
  }

  /// Compares rows by hashes of their values; nil without rows on a side, or with fewer than two units in a part.
  ///
  /// - Parameters:
  ///   - real: the hash of every real row.
  ///   - isHeldOut: which of them no model has seen.
  ///   - units: the unit of each, from 0.
  ///   - unitCount: more than the largest unit.
  ///   - clone: the hash of every row of the clone.
  package init?(
    real: [UInt64],
    isHeldOut: [Bool],
    units: [Int32],
    unitCount: Int,
    clone: [UInt64]
  ) {
    var rows: [UInt64: (real: Double, fitted: Bool, clone: Double)] = [:]
    for (hash, isOut) in zip(real, isHeldOut) {
      rows[hash, default: (0, false, 0)].real += 1
      if !isOut { rows[hash]?.fitted = true }
    }
    for hash in clone { rows[hash]?.clone += 1 }
    var byUnit = [Unit](repeating: Unit(), count: unitCount)
    for (row, hash) in real.enumerated() {
      guard let found = rows[hash] else { continue }
      let unit = Int(units[row])
      byUnit[unit].isHeldOut = isHeldOut[row]
      byUnit[unit].rows += 1
      byUnit[unit].matches += found.clone / found.real
      if found.fitted { byUnit[unit].known += 1 }
    }
    let all = byUnit.filter { $0.rows > 0 }
    let heldOut = all.filter(\.isHeldOut)
    guard !clone.isEmpty, heldOut.count > 1, heldOut.count < all.count - 1 else { return nil }
    share = rows.values.reduce(0) { $0 + ($1.fitted ? $1.clone : 0) } / Double(clone.count)
    heldOutShare = heldOut.reduce(0) { $0 + $1.known } / heldOut.reduce(0) { $0 + $1.rows }
    let byChance = Self.overHeldOut(share, heldOutShare, heldOut, cloneCount: clone.count)
    let bySide = Self.overExpectation(all, cloneCount: clone.count)
    excess = byChance.low < bySide.low ? byChance : bySide
  }

  /// The share of matches less that of rows held out, whose variance is that of rows in units.
  private static func overHeldOut(
    _ share: Double,
    _ heldOutShare: Double,
    _ heldOut: [Unit],
    cloneCount: Int
  ) -> Estimate {
    let rows = heldOut.reduce(0) { $0 + $1.rows }
    let count = Double(heldOut.count)
    // A share of nothing is known no better than one of a single row.
    let pooled = max(heldOutShare, 1 / Double(cloneCount))
    let squares = heldOut.reduce(0) { sum, unit in
      let rest = unit.known - heldOutShare * unit.rows
      return sum + rest * rest
    }
    let variance = max(pooled * (1 - pooled), count / (count - 1) * squares / rows)
    let error = (variance * (1 / rows + 1 / Double(cloneCount))).squareRoot()
    return estimate(share - heldOutShare, error)
  }

  /// The matches that fall on fitted units beyond their number, with the variance of a random choice of these.
  private static func overExpectation(_ units: [Unit], cloneCount: Int) -> Estimate {
    let count = Double(units.count)
    let total = units.reduce(0) { $0 + $1.matches }
    let mean = total / count
    let onHeldOut = units.reduce(0) { $0 + ($1.isHeldOut ? $1.matches : 0) }
    let squares = units.reduce(0) { $0 + ($1.matches - mean) * ($1.matches - mean) }
    // Rows by themselves vary like this even where all units are alike (Poisson).
    let spread = max(mean, squares / (count - 1))
    let chosen = Double(units.count { $0.isHeldOut }) / count
    let scale = chosen * Double(cloneCount)
    return estimate(
      (chosen * total - onHeldOut) / scale,
      (count * chosen * (1 - chosen) * spread).squareRoot() / scale
    )
  }

  private static func estimate(_ value: Double, _ error: Double) -> Estimate {
    Estimate(value: value, low: value - quantile * error, high: value + quantile * error)
  }
}
