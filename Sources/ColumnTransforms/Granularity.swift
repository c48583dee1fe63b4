/// How round a column's values are: some prices whole, others to the half, few to the cent.
///
/// A single step would make every invented value as fine as the finest one of the source, and a classifier
/// sees at once that 18.00 and 12.50 became 17.93 and 12.61.
package struct Granularity: Sendable, Equatable, Codable {
  /// Steps from coarse to fine; a value belongs to the first that divides it.
  private let steps: [Double]
  /// Share of the values that belong to each step or to one before it.
  private let cumulative: [Double]

  static let none = Granularity(steps: [], cumulative: [])
  /// Fewer distinct values tell nothing.
  private static let minimumValues = 20

  private init(steps: [Double], cumulative: [Double]) {
    self.steps = steps
    self.cumulative = cumulative
  }

  /// - Parameters:
  ///   - values: distinct values on the grid.
  ///   - step: step of the grid, greater than 0.
  ///   - isTemporal: whether values are microseconds.
  init(values: [Double], step: Double, isTemporal: Bool) {
    guard values.count >= Self.minimumValues, step > 0 else {
      self = .none
      return
    }
    let largest = values.reduce(0) { max($0, abs($1)) }
    let ladder = (isTemporal ? Self.spans : Self.decimals(from: step, to: largest))
      .filter { $0 > step * 1.001 && Self.isMultiple($0, of: step) }
    guard !ladder.isEmpty else {
      self = .none
      return
    }
    var counts = [Int](repeating: 0, count: ladder.count)
    for value in values {
      if let first = ladder.firstIndex(where: { Self.isMultiple(value, of: $0) }) {
        counts[first] += 1
      }
    }
    var running = 0
    steps = ladder
    cumulative = counts.map { count in
      running += count
      return Double(running) / Double(values.count)
    }
  }

  /// The value nearest to `value` within `low...high` that is as round as `choice` (in 0..<1) says; nil where
  /// it should be no rounder than the grid.
  func rounded(_ value: Double, low: Double, high: Double, choice: Double) -> Double? {
    guard let first = cumulative.firstIndex(where: { choice < $0 }) else { return nil }
    for step in steps[first...] {
      var round = (value / step).rounded() * step
      if round > high { round = (high / step).rounded(.down) * step }
      if round < low { round = (low / step).rounded(.up) * step }
      if round >= low, round <= high { return round }
    }
    return nil
  }

  /// The coarsest round step that divides a step, but for those below `smallest`.
  static func roundStep(
    dividing step: Double,
    from smallest: Double,
    isTemporal: Bool
  ) -> Double? {
    (isTemporal ? spans : decimals(from: smallest, to: step))
      .first { isMultiple($0, of: smallest) && isMultiple(step, of: $0) }
  }

  private static func isMultiple(_ value: Double, of step: Double) -> Bool {
    let quotient = value / step
    return abs(quotient - quotient.rounded()) <= 1e-6
  }

  /// Days to milliseconds, in microseconds.
  private static let spans: [Double] = [
    86_400, 43_200, 3_600, 1_800, 900, 600, 300, 60, 30, 1, 0.001,
  ]
  .map { $0 * 1_000_000 }

  /// 1, 2.5 and 5 times powers of ten, coarse to fine.
  private static func decimals(from step: Double, to largest: Double) -> [Double] {
    var ladder: [Double] = []
    var power = 1.0
    while power > step { power /= 10 }
    while power <= largest, ladder.count < 60 {
      ladder += [power, power * 2.5, power * 5]
      power *= 10
    }
    return ladder.filter { $0 <= largest }.sorted(by: >)
  }
}
