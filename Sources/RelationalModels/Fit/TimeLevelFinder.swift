import ColumnTransforms
import Metadata
import Statistics

/// Finds the columns that share a calendar.
struct TimeLevelFinder {
  let fitter: TableFitter

  /// Few knots, with which the many are compared: what a season is, trees find themselves.
  private static let coarseKnots = 16
  private static let minimumGain = 0.1
  /// Rows that levels are learnt from, about.
  private static let judgedRows = 40_000

  /// The column by whose values siblings are ordered, or nil.
  var time: Int? {
    let fit = fitter.fit
    guard fitter.plan.contextKey != nil, let order = fitter.plan.siblingOrder.first else {
      return nil
    }
    return fit.modelled.first { fit.columns[$0].name == order && !fit.numbers[$0].isEmpty }
  }

  /// The times of all rows, NaN for "no end".
  var times: [Double] {
    guard let time else { return [] }
    return fitter.fit.numbers[time].map {
      fitter.fit.isRegular($0, in: time) ? $0 : .nan
    }
  }

  /// The levels of the given columns over time, as far as they say something.
  func levels(of columns: [Int]) -> [Int: TimeLevel] {
    let times = times
    guard !times.isEmpty else { return [:] }
    let found = concurrently(columns.count, jobs: fitter.state.jobs) { level(columns[$0], times) }
    return Dictionary(uniqueKeysWithValues: found.compactMap { $0.map { ($0.column, $0) } })
  }

  private func level(_ column: Int, _ times: [Double]) -> TimeLevel? {
    guard column != time, let codec = fitter.fit.codecs[column], codec.isOrdinal else {
      return nil
    }
    let frame = fitter.frame
    let ranks = RankScale(codes: fitter.fit.codes[column], bucketOfCode: codec.bucketOfCode)
    let buckets = fitter.fit.buckets[column]
    let points = frame.sample(Self.judgedRows).compactMap {
      row -> (argument: Double, value: Double, unit: Int32)? in
      guard !times[row].isNaN, buckets[row] > 0 else { return nil }
      return (times[row], ranks.ofBucket(buckets[row]), frame.units[row])
    }
    guard let coarse = Trend(points: points, k: frame.k, maximumKnots: Self.coarseKnots),
      let fine = Trend(points: points, k: frame.k),
      fine.knotCount > 2 * coarse.knotCount
    else { return nil }
    func spread(around trend: Trend) -> Double {
      let squares = points.reduce(0.0) { sum, point in
        let distance = point.value - trend.value(at: point.argument)
        return sum + distance * distance
      }
      return squares / Double(points.count - trend.knotCount)
    }
    let whole = spread(around: coarse)
    guard whole > 0 else { return nil }
    let gain = 1 - spread(around: fine) / whole
    return gain >= Self.minimumGain
      ? TimeLevel(column: column, ranks: ranks, trend: fine, gain: gain) : nil
  }
}
