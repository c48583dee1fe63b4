/// Around what a column's values lie at a time, over all parents: a season, a spell of weather, a price that rises.
///
/// Siblings are drawn one after the other, each near the one before it. Over many of them a series drawn like that
/// goes its own way, while all real ones share the calendar. Where the level of the time is a condition, it comes
/// back. Levels are ranks among the column's values, of which no outlier makes a difference.
struct TimeLevel: Equatable, Codable {
  /// Position of the column among the stored ones.
  let column: Int
  let ranks: RankScale
  let trend: Trend
  /// Share of the spread around the levels of a few points in time that is none around these.
  let gain: Double

  /// Features of a level.
  static let width = 2
  /// The bin of a previous sibling that lies at the level, and how many ranks make a bin.
  private static let middle = 128.0
  private static let ranksOfBin = 2.0

  /// The level at a time, and how far the previous sibling's bucket is from it; 0 where there is none.
  func bins(at time: Double, previous: UInt8) -> (level: UInt8, distance: UInt8) {
    guard time.isFinite else { return (0, 0) }
    let level = min(RankScale.top, max(0, trend.value(at: time)))
    let bin = UInt8(1 + (level * 254 / RankScale.top).rounded(.down))
    guard previous > 0 else { return (bin, 0) }
    let distance = Self.middle + ((ranks.ofBucket(previous) - level) / Self.ranksOfBin).rounded()
    return (bin, UInt8(min(255, max(1, distance))))
  }

  // MARK: - Drawing a column as the distance, in ranks, from its level

  /// The least gain of a level from which columns are drawn.
  static let minimumGainOfDraws = 0.7

  /// How far a row that has the code is from the level at a time.
  ///
  /// - `choice`: between 0 and 1, which of the rows with this code it is.
  func distance(of code: Int32, at time: Double, choice: Double) -> Double {
    ranks.of(code, choice: choice) - trend.value(at: time)
  }

  /// The code at a distance from the level.
  func code(at distance: Double, time: Double) -> Int32? {
    ranks.code(at: trend.value(at: time) + distance)
  }
}
