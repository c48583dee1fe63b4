import ColumnTransforms
import Metadata
import Statistics

/// A number as a function of another one, piecewise linear between means of neighbouring rows: a serial number
/// over its time, say.
struct Trend: Equatable, Codable {
  /// Ascending.
  private let arguments: [Double]
  private let values: [Double]

  /// Fewer knots than this are no trend.
  static let minimumKnots = 8

  /// nil where the points are too few.
  ///
  /// - `points`: argument and value of rows, with the protected unit of each.
  /// - `k`: units behind every knot.
  init?(
    points: [(argument: Double, value: Double, unit: Int32)],
    k: Int,
    maximumKnots: Int = 1_024
  ) {
    let sorted = points.sorted { ($0.argument, $0.value) < ($1.argument, $1.value) }
    let size = max(2 * k, sorted.count / maximumKnots)
    var arguments: [Double] = []
    var values: [Double] = []
    var start = 0
    var units: Set<Int32> = []
    for (place, point) in sorted.enumerated() {
      units.insert(point.unit)
      let isLast = place + 1 == sorted.count
      // Equal arguments stay together.
      guard isLast || sorted[place + 1].argument != point.argument else { continue }
      let count = place + 1 - start
      guard count >= size, units.count >= k else { continue }
      let knot = sorted[start...place]
      arguments.append(knot.reduce(0) { $0 + $1.argument } / Double(count))
      values.append(knot.reduce(0) { $0 + $1.value } / Double(count))
      start = place + 1
      units.removeAll(keepingCapacity: true)
    }
    guard arguments.count >= Self.minimumKnots else { return nil }
    self.arguments = arguments
    self.values = values
  }

  var knotCount: Int { arguments.count }

  /// The value at an argument; beyond the ends the outermost piece goes on.
  func value(at argument: Double) -> Double {
    let high = min(arguments.count - 1, max(1, arguments.firstPlace { $0 > argument }))
    let low = high - 1
    let slope = (values[high] - values[low]) / (arguments[high] - arguments[low])
    return values[low] + slope * (argument - arguments[low])
  }
}

extension StepDrafter {
  /// The earlier column over which this one is a trend with less scatter than the intervals that trees can tell
  /// apart are wide.
  func trend(of column: Int, earlier: [Int]) -> (source: ValueSource, trend: Trend)? {
    guard case .numeric(let codec)? = fit.codecs[column], !codec.isExact,
      fit.columns[column].type.valueKind.isPlainNumber
        || fit.columns[column].type.valueKind.isMoment
    else { return nil }
    let own = ownRows(column)
    let step = max(1, own.count / Self.judgedRows)
    let rows = stride(from: 0, to: own.count, by: step).map { Int(own[$0]) }
    let found = earlier.compactMap {
      other -> (scatter: Double, source: ValueSource, trend: Trend)? in
      guard !fit.numbers[other].isEmpty else { return nil }
      let points = rows.compactMap { row -> (argument: Double, value: Double, unit: Int32)? in
        let argument = fit.numbers[other][row]
        let value = fit.numbers[column][row]
        guard fit.isRegular(argument, in: other), fit.isRegular(value, in: column) else {
          return nil
        }
        return (argument, value, frame.units[row])
      }
      guard points.count >= 20 * frame.k, let trend = Trend(points: points, k: frame.k) else {
        return nil
      }
      let scatter = Self.spread(points.map { $0.value - trend.value(at: $0.argument) })
      let width =
        Self.spread(points.map(\.value)) / Double(min(codec.codeCount, Self.distinguished))
      return scatter < width ? (scatter, .column(other), trend) : nil
    }
    return found.min { $0.scatter < $1.scatter }.map { ($0.source, $0.trend) }
  }

  /// Buckets of a feature, beyond which trees tell no values apart.
  private static let distinguished = 254

  /// Distance between the outermost twentieths.
  static func spread(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted[sorted.count * 95 / 100] - sorted[sorted.count * 5 / 100]
  }
}
