import Foundation

/// How much more often a clone's rows lie next to rows that the model has seen than next to rows held out, as the
/// share "distance to closest record" of two sets of equal size: 0.5 where the model has learnt no single row, 1
/// where each row of the clone is next to one that was fitted.
///
/// The two sets are not of equal size, and a part of the fitted rows would hide copies of the others. So each row of
/// the clone finds its neighbour among all rows, and the units' chances are compared: with r the ratio of the mean
/// number of rows that a fitted unit attracts to that of a unit held out, sets of equal size would attract r : 1.
package enum ClosestRecordShare {
  /// The estimate, or nil where a side has no units or no row was attracted.
  ///
  /// The interval is what a random choice of the units held out would bring about, as variance of the logarithm of the
  /// ratio (the delta method): where a few units attract most rows, it says little whether they are held out or not.
  ///
  /// - Parameters:
  ///   - attracted: how many rows of the clone have their nearest neighbour in each unit; ties count in parts.
  ///   - isHeldOut: which units no model has seen.
  /// - Returns: a share from 0 to 1.
  package static func estimate(attracted: [Double], isHeldOut: [Bool]) -> Estimate? {
    var counts = (fitted: 0.0, heldOut: 0.0)
    var sums = counts
    var squares = 0.0
    for (count, isOut) in zip(attracted, isHeldOut) {
      squares += count * count
      if isOut {
        counts.heldOut += 1
        sums.heldOut += count
      } else {
        counts.fitted += 1
        sums.fitted += count
      }
    }
    let units = counts.fitted + counts.heldOut
    let mean = (sums.fitted + sums.heldOut) / units
    guard min(counts.fitted, counts.heldOut) > 1, mean > 0 else { return nil }
    // Half a row more, so that a side that attracts none has a ratio, too (Haldane–Anscombe).
    let logRatio = log(
      (sums.fitted + 0.5) / counts.fitted / ((sums.heldOut + 0.5) / counts.heldOut)
    )
    // Rows by themselves vary like this even where all units are alike (Poisson).
    let spread = max(mean, (squares - units * mean * mean) / (units - 1))
    let half =
      Estimate.quantile * (spread * (1 / counts.fitted + 1 / counts.heldOut)).squareRoot() / mean
    func share(_ logRatio: Double) -> Double { 1 / (1 + exp(-logRatio)) }
    return Estimate(
      value: share(logRatio),
      low: share(logRatio - half),
      high: share(logRatio + half)
    )
  }
}
