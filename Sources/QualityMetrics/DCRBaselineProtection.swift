/// How far the clone's rows are from the real ones, beside rows drawn at random, as SDMetrics' `DCRBaselineProtection`.
package enum DCRBaselineProtection {
  /// A score with the medians that it compares.
  package struct Result: Hashable, Sendable {
    package var score: Double
    /// Of the clone's rows' distances to their nearest real rows.
    package var clone: Double
    /// Of the random rows' distances.
    package var random: Double
  }

  /// The medians' ratio, 1 at most; nil where a side has no rows or random rows are no distance away.
  ///
  /// In O(n·m): a sample of the clone's rows will do.
  ///
  /// - Parameters:
  ///   - real: the columns of the real rows.
  ///   - clone: the same columns of the clone.
  ///   - generator: draws as many random rows: numbers evenly over the real range, categories evenly, NULL as often as
  ///     on the real side.
  /// - Returns: the score with its parts.
  package static func score(
    real: [GowerDistance.Values],
    clone: [GowerDistance.Values],
    using generator: inout some RandomNumberGenerator
  ) -> Result? {
    let distance = GowerDistance(to: real)
    let toReal = distance.closest(clone)
    let random = real.map { randomColumn($0, count: toReal.count, using: &generator) }
    guard let found = SummaryStatistic.median.value(of: toReal),
      let baseline = SummaryStatistic.median.value(of: distance.closest(random)), baseline > 0
    else { return nil }
    return Result(score: min(1, found / baseline), clone: found, random: baseline)
  }

  private static func randomColumn(
    _ real: GowerDistance.Values,
    count: Int,
    using generator: inout some RandomNumberGenerator
  ) -> GowerDistance.Values {
    switch real {
    case .numbers(let numbers):
      let bounds = NumberBounds(numbers.filter(\.isFinite))
      let missing = numbers.count(where: \.isNaN)
      return .numbers(
        (0..<count).map { _ in
          guard let bounds, Int.random(in: 0..<numbers.count, using: &generator) >= missing else {
            return .nan
          }
          return .random(in: bounds.low...bounds.high, using: &generator)
        }
      )
    case .codes(let codes):
      let categories = Set(codes).subtracting([0]).sorted()
      let missing = codes.count { $0 == 0 }
      return .codes(
        (0..<count).map { _ in
          guard !categories.isEmpty,
            Int.random(in: 0..<codes.count, using: &generator) >= missing
          else { return 0 }
          return categories[Int.random(in: categories.indices, using: &generator)]
        }
      )
    }
  }
}
