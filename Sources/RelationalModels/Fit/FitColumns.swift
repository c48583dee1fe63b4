import ColumnTransforms
import ConditionalTrees
import Metadata
import Statistics
import TableData

/// The columns of a table as the fit sees them: roles, codecs, codes and plain numbers.
struct FitColumns {
  let columns: [Column]
  let roles: [ColumnRole]
  let codecs: [ColumnCodec?]
  /// Codes of every row, for modelled columns.
  let codes: [[Int32]]
  let buckets: [[UInt8]]
  /// Values of numeric columns, NaN for null; empty for others.
  let numbers: [[Double]]
  /// Values far outside of all others that many rows hold, such as 9999-12-31 for "no end".
  let sentinels: [Set<Double>]

  init(frame: TableFrame, plan: TablePlan, state: FitState) {
    let columns = frame.table.storedColumns
    self.columns = columns
    // A key that is filled in later leaves the columns of the table's own key alone.
    let ownKey = Set(frame.table.primaryKey?.columns ?? [])
    let foreign = Set(
      zip(plan.keys, plan.keyRoles).flatMap { key, role in
        switch role {
        case .deferred: key.childColumns.filter { !ownKey.contains($0) }
        // What refers to itself is the same in both rows; it is the table's own unless another key covers it.
        case .selfReference: zip(key.childColumns, key.parentColumns).filter { $0 != $1 }.map(\.0)
        case .context, .matched, .conditional: key.childColumns
        }
      }
    )
    let contextColumns = plan.contextKey.map { plan.keys[$0].childColumns } ?? []
    let roles = columns.map {
      ColumnRole.decide($0, in: frame, foreign: foreign, contextColumns: contextColumns)
    }
    self.roles = roles
    let fitted = concurrently(columns.count, jobs: state.jobs) { position in
      var generator = CounterGenerator(
        state.seed,
        CounterGenerator.hash("codec \(frame.table.id)"),
        UInt64(position)
      )
      let codec = ColumnCodec.fit(
        columns[position],
        role: roles[position],
        frame: frame,
        using: &generator
      )
      let codes = codec.flatMap { codec in
        frame.rows[columns[position].name].map { codec.codes(of: $0) }
      }
      return (codec, codes ?? [])
    }
    codecs = fitted.map(\.0)
    codes = fitted.map(\.1)
    buckets = fitted.map { codec, codes in
      guard let table = codec?.bucketOfCode else { return [] }
      return codes.map { table[Int($0)] }
    }
    let numbers = columns.map { column -> [Double] in
      guard let values = frame.rows[column.name], column.type.valueKind.isNumeric else { return [] }
      return (0..<values.count).map { values.modelNumber(at: $0) ?? .nan }
    }
    self.numbers = numbers
    sentinels = columns.indices.map {
      Self.sentinels(numbers[$0], units: frame.units, k: frame.k)
    }
  }

  /// Extreme values that at least k units hold and that lie further out than the rest is wide, infinities among
  /// them.
  private static func sentinels(_ numbers: [Double], units: [Int32], k: Int) -> Set<Double> {
    func isShared(_ value: Double) -> Bool {
      var holders: Set<Int32> = []
      for (row, number) in numbers.enumerated() where number == value {
        holders.insert(units[row])
        if holders.count >= k { return true }
      }
      return false
    }
    let sorted = numbers.filter(\.isFinite).sorted()
    var found: Set<Double> = []
    for infinity in [Double.infinity, -.infinity]
    where isShared(infinity) {
      found.insert(infinity)
    }
    for values in [sorted, sorted.reversed()] {
      guard let extreme = values.last, let next = values.last(where: { $0 != extreme }) else {
        continue
      }
      guard let first = values.first(where: { !found.contains($0) }) else { continue }
      if abs(extreme - next) > 2 * abs(next - first), isShared(extreme) { found.insert(extreme) }
    }
    return found
  }

  /// Whether a number of a column is neither null nor one that stands for "no end".
  func isRegular(_ value: Double, in column: Int) -> Bool {
    value.isFinite && !sentinels[column].contains(value)
  }

  /// Whether a time of a column means that its series goes on: null, or a value that stands for "no end".
  func isOpen(_ value: Double, in column: Int) -> Bool {
    value.isNaN || sentinels[column].contains(value)
  }

  /// Positions of columns that have a codec.
  var modelled: [Int] { columns.indices.filter { codecs[$0] != nil } }
}

/// Where every row stands among its siblings.
struct SiblingPlaces {
  /// 0-based place and group size; rows without a context parent stand alone.
  private(set) var place: [Int32]
  private(set) var size: [Int32]
  private(set) var parent: [Int32]

  /// Whether no sibling follows.
  func isLast(_ row: Int) -> Bool { place[row] == size[row] - 1 }

  init(frame: TableFrame) {
    place = [Int32](repeating: 0, count: frame.rowCount)
    size = [Int32](repeating: 1, count: frame.rowCount)
    parent = [Int32](repeating: -1, count: frame.rowCount)
    for group in 0..<max(0, frame.groupStart.count - 1) {
      let start = Int(frame.groupStart[group])
      let end = Int(frame.groupStart[group + 1])
      for row in start..<end {
        place[row] = Int32(row - start)
        size[row] = Int32(end - start)
        parent[row] = Int32(group)
      }
    }
  }
}
