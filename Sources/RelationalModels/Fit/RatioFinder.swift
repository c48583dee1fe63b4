import ColumnTransforms
import Foundation
import Metadata
import TableData

/// Finds numbers that mostly are a round multiple of another number, such as the price on an order line that
/// is the product's price, sometimes with a discount, or that are nearly proportional to one, such as the size of
/// a recording to its length.
struct RatioFinder {
  /// Multiples counted together.
  private static let commonCount = 8
  /// Share of the rows that the common multiples must explain.
  private static let minimumShare = 0.6
  /// How much more than the column's own common values.
  private static let minimumExcess = 0.3
  private static let sampleRows = 4_000
  /// How wide the middle half of the multiples may be, beside that of the values, both in logarithms.
  private static let proportionalSpread = 0.3
  /// Decimals of a multiple that still is round.
  private static let roundDecimals = 3

  let frame: TableFrame
  let fit: FitColumns
  let parents: [TableFrame.KnownParent]

  /// The number that the column is the roundest multiple of, or nil.
  ///
  /// - `takesProportions`: whether a narrow proportion counts, too; not for values that repeat the previous
  ///   sibling's, which says more.
  func base(of column: Int, earlier: [Int], takesProportions: Bool) -> ValueSource? {
    guard fit.columns[column].type.valueKind.isPlainNumber,
      case .numeric(let codec)? = fit.codecs[column],
      codec.codeCount > Self.commonCount
    else { return nil }
    let rows = frame.sample(Self.sampleRows)
    var best: (score: Double, source: ValueSource)?
    func judge(_ source: ValueSource, _ base: (Int) -> Double?) {
      var own: [Double] = []
      var ratios: [Double] = []
      for row in rows {
        let value = fit.numbers[column][row]
        guard value.isFinite, let base = base(row),
          let ratio = Self.ratio(value, to: base, grid: codec.grid)
        else { continue }
        own.append(value)
        ratios.append(ratio)
      }
      guard ratios.count >= 2 * RuleEvidence.minimumRows, ratios.count >= 4 * frame.k else {
        return
      }
      let share = Self.commonShare(ratios)
      if share >= Self.minimumShare, share >= Self.commonShare(own) + Self.minimumExcess {
        // Round multiples say more than any proportion.
        if 1 + share > (best?.score ?? 0) { best = (1 + share, source) }
      } else if takesProportions, let left = Self.logSpread(ratios),
        let whole = Self.logSpread(own),
        left < Self.proportionalSpread * whole, 1 - left / whole > (best?.score ?? 0)
      {
        best = (1 - left / whole, source)
      }
    }
    for parent in parents {
      let keyColumns = parent.frame.table.keyColumns
      for other in parent.frame.table.storedColumns
      where other.type.valueKind.isPlainNumber && !keyColumns.contains(other.name) {
        guard let values = parent.frame.rows[other.name] else { continue }
        judge(.parent(key: parent.key, column: other.name)) { row in
          parent.row(of: row).flatMap { values.modelNumber(at: $0) }
        }
      }
    }
    for other in earlier where fit.columns[other].type.valueKind.isPlainNumber {
      judge(.column(other)) { fit.numbers[other][$0] }
    }
    return best?.source
  }

  /// Value over base, rounded where the rounded one gives the same value; nil where there is none.
  static func ratio(_ value: Double, to base: Double, grid: NumericGrid) -> Double? {
    guard base.isFinite, base != 0 else { return nil }
    let ratio = value / base
    guard ratio.isFinite else { return nil }
    var scale = 1.0
    for _ in 0...roundDecimals {
      let round = (ratio * scale).rounded() / scale
      if abs(grid.tidy(base * round) - value) <= 1e-6 * abs(value) { return round }
      scale *= 10
    }
    return ratio
  }

  /// Distance between the quartiles of the logarithms; nil unless all values are positive.
  private static func logSpread(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    guard let first = sorted.first, first > 0 else { return nil }
    return log(sorted[sorted.count * 3 / 4]) - log(sorted[sorted.count / 4])
  }

  private static func commonShare(_ values: [Double]) -> Double {
    var counts: [Double: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    let common = counts.values.sorted(by: >).prefix(commonCount).reduce(0, +)
    return Double(common) / Double(max(1, values.count))
  }
}
