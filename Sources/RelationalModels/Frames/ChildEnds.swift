import ColumnTransforms
import Metadata
import Statistics

/// Times of the first and the last child of every parent, as columns of the parent that later child tables may
/// refer to: a salary history starts when the employment does.
struct ChildEnd: Hashable {
  /// The child's column, by position among its stored columns.
  var column: Int
  var isLast: Bool
  /// Name among the parent's columns; the blank keeps it apart from most real ones and the arrow from all.
  var name: String

  init(table: TableID, column: Int, columnName: String, isLast: Bool) {
    self.column = column
    self.isLast = isLast
    name = "\(isLast ? "last" : "first") → \(table).\(columnName)"
  }

  /// Ends of all columns that are points in time.
  static func all(of table: TableID, columns: [Column], modelled: [Int]) -> [ChildEnd] {
    modelled.filter {
      columns[$0].type.valueKind == .date || columns[$0].type.valueKind == .timestamp
    }.flatMap { position in
      [false, true].map {
        ChildEnd(table: table, column: position, columnName: columns[position].name, isLast: $0)
      }
    }
  }

  /// What stands for an end of a series that goes on: "no end" as a value, or null.
  static let open = Double.infinity
}

/// Values of an end for the real rows of a parent table.
struct ChildEndValues {
  var kind: ValueKind
  var isLast: Bool
  /// One a parent row; NaN without children, ``ChildEnd/open`` for a series that goes on.
  var values: [Double]
}

/// The time between two ends, as a number of the parent: how long somebody was employed tells how many salaries
/// there are.
struct ChildSpan: Codable {
  /// Positions among the ends.
  let first: Int
  let last: Int
  let name: String
  /// Where series that go on end for now.
  private let horizon: Double
  let codec: NumericCodec

  /// Spans from the earliest end to every last one.
  ///
  /// - `values`: of every end, one a parent.
  /// - `units`, `k`: the parents' protected units and how many must share a number.
  static func all(
    of ends: [ChildEnd],
    values: [[Double]],
    units: [Int32],
    k: Int,
    using generator: inout CounterGenerator
  ) -> [ChildSpan] {
    let means = values.map(\.meanOfFinite)
    guard let first = ends.indices.min(by: { (means[$0], $0) < (means[$1], $1) }),
      means[first].isFinite, let horizon = values.joined().filter(\.isFinite).present
    else { return [] }
    return ends.indices.filter { ends[$0].isLast }.map { last in
      var options = NumericCodec.Options()
      options.k = k
      let spans = zip(values[first], values[last]).map { Self.span($0, $1, horizon: horizon) }
      let present = spans.indices.filter { spans[$0].isFinite }
      return ChildSpan(
        first: first,
        last: last,
        name: "from \(ends[first].name) to \(ends[last].name)",
        horizon: horizon,
        codec: NumericCodec(
          values: present.map { spans[$0] },
          units: present.map { units[$0] },
          options: options,
          using: &generator
        )
      )
    }
  }

  private static func span(_ first: Double, _ last: Double, horizon: Double) -> Double {
    min(last, horizon) - first
  }

  /// The bucket of the time between two ends; 0 where there are none.
  func bucket(_ first: Double, _ last: Double) -> UInt8 {
    let span = Self.span(first, last, horizon: horizon)
    return span.isFinite ? codec.bucketOfCode[Int(codec.code(of: span))] : 0
  }
}

extension [Double] {
  /// Where times end for now: between the latest and the one before it, as the latest itself is somebody's own; nil without times.
  var present: Double? {
    guard let latest = self.max() else { return nil }
    return (latest + (lazy.filter { $0 < latest }.max() ?? latest)) / 2
  }

  /// Infinity where there is no finite number.
  var meanOfFinite: Double {
    let present = filter(\.isFinite)
    return present.isEmpty ? .infinity : present.reduce(0, +) / Double(present.count)
  }
}

extension FeatureStore {
  /// Adds the ends of the children's series, then the times between them.
  ///
  /// - `values`: of every end, one a row.
  /// - `codecs`: of the column of every end.
  mutating func appendEnds(
    _ ends: [ChildEnd],
    values: [[Double]],
    codecs: [ColumnCodec?],
    spans: [ChildSpan]
  ) {
    for (number, end) in ends.enumerated() {
      guard case .numeric(let codec)? = codecs[number] else { continue }
      append(
        Info(name: end.name, isCategorical: false),
        values[number].map { value in
          value.isFinite ? codec.bucketOfCode[Int(codec.code(of: value))] : value.isNaN ? 0 : 255
        }
      )
    }
    for span in spans {
      append(
        Info(name: span.name, isCategorical: false),
        values[span.first].indices.map { row in
          span.bucket(values[span.first][row], values[span.last][row])
        }
      )
    }
  }
}

extension FeatureStore {
  /// Adds how many steps fit between two ends of every row.
  mutating func append(_ count: StepCount, first: [Double], last: [Double]) {
    append(
      Info(name: count.name, isCategorical: false),
      zip(first, last).map { count.bin($0, $1) }
    )
  }
}
