package import Metadata
import Statistics
import TableData

/// How a number goes on from sibling to sibling: by position among the children of one parent, on both sides.
///
/// Values beyond the range that may be shown count as its ends; each position has at least k units behind it.
package struct SiblingSequence: Hashable, Sendable {
  package struct Position: Hashable, Sendable {
    package var realMean: Double
    package var realDeviation: Double
    /// Nil where the clone has fewer than two such siblings.
    package var cloneMean: Double?
    package var cloneDeviation: Double?
  }

  package let column: String
  package let kind: ValueKind
  /// What siblings are ordered by.
  package let order: String
  /// From the first sibling on.
  package let positions: [Position]
  /// Pearson's r of a value and the one before it among siblings.
  package let realLag: Double?
  package let cloneLag: Double?

  /// Positions and columns at most.
  private static let positionLimit = 12
  private static let columnLimit = 4

  /// The sequences of a foreign key whose parents were read with all of their children; none where nothing orders these.
  static func sequences(
    of relationship: ComparedRelationship,
    child: ComparedTable,
    parent: ComparedTable,
    quality: TableQuality
  ) -> [SiblingSequence] {
    guard relationship.hasWholeFamilies, !relationship.key.isSelfReference,
      let order = orderColumn(of: child, under: relationship.key)
    else { return [] }
    let parents = relationship.parentRows(of: child, in: parent)
    guard let realOrder = child.real[order.name], let cloneOrder = child.clone[order.name] else {
      return []
    }
    let real = Siblings(parents.real, realOrder.numbers(kind: order.type.valueKind))
    let clone = Siblings(parents.clone, cloneOrder.numbers(kind: order.type.valueKind))
    let protection = child.protection
    let counted = UnitCounts(
      real.positions.map { $0 < positionLimit ? $0 : -1 },
      bins: positionLimit,
      protection: protection
    )
    let shown = (0..<positionLimit).prefix { counted.isShown($0, protection) }.count
    // A sequence of one is none.
    guard shown >= 3 else { return [] }
    return ClampedNumbers.columns(of: child, quality)
      .filter {
        $0.column.treatment == .number && $0.column.column != order.name
          && $0.numbers.range.low < $0.numbers.range.high
      }
      .prefix(columnLimit)
      .map { column, numbers in
        SiblingSequence(column, numbers, order.name, real: real, clone: clone, positions: shown)
      }
  }

  private init(
    _ column: ColumnQuality,
    _ numbers: ClampedNumbers,
    _ order: String,
    real: Siblings,
    clone: Siblings,
    positions: Int
  ) {
    self.column = column.column
    kind = column.kind
    self.order = order
    let realMoments = real.moments(of: numbers.real, positions)
    let cloneMoments = clone.moments(of: numbers.clone, positions)
    self.positions = zip(realMoments, cloneMoments)
      .prefix { $0.0 != nil }
      .compactMap { real, clone in
        real.map {
          Position(
            realMean: $0.mean,
            realDeviation: $0.deviation,
            cloneMean: clone?.mean,
            cloneDeviation: clone?.deviation
          )
        }
      }
    realLag = real.lag(of: numbers.real)
    cloneLag = clone.lag(of: numbers.clone)
  }

  /// What rows in a parent are ordered by: the first date or timestamp that has hardly any NULL, or a number that is part of
  /// the primary key beside the reference.
  private static func orderColumn(of child: ComparedTable, under key: ForeignKey) -> Column? {
    let table = child.table
    func isFull(_ column: Column) -> Bool {
      guard let values = child.real[column.name], child.clone[column.name] != nil else {
        return false
      }
      return values.nullCount * 20 <= values.count
    }
    let moment = table.columns.first {
      $0.type.valueKind.unitsPerDay != nil && !key.childColumns.contains($0.name) && isFull($0)
    }
    if let moment { return moment }
    guard let primaryKey = table.primaryKey, primaryKey.columns.count > 1 else { return nil }
    return primaryKey.columns.lazy
      .filter { !key.childColumns.contains($0) && !table.isInForeignKey($0) }
      .compactMap { table.column($0) }
      .first { $0.type.valueKind == .integer && isFull($0) }
  }
}

extension Table {
  fileprivate func isInForeignKey(_ column: String) -> Bool {
    foreignKeys.contains { $0.childColumns.contains(column) }
  }
}

/// Rows of one side in the order of their siblings.
private struct Siblings {
  private let order: SiblingOrder
  /// The place of each row of the table among its siblings, from 0; negative for those without a parent.
  let positions: [Int32]

  /// - Parameters:
  ///   - parents: the parent of every row.
  ///   - order: the number that siblings are ordered by; NaN comes last.
  init(_ parents: [Int32], _ order: [Double]) {
    self.order = SiblingOrder(parents, by: [order])
    var positions = [Int32](repeating: -1, count: parents.count)
    for row in self.order.rows {
      let previous = self.order.previous[row]
      positions[row] = previous < 0 ? 0 : positions[Int(previous)] + 1
    }
    self.positions = positions
  }

  /// Mean and deviation of a column at each of the first positions.
  func moments(of values: [Double], _ count: Int) -> [Moments?] {
    var byPosition = [[Double]](repeating: [], count: count)
    for row in order.rows where positions[row] < count {
      byPosition[Int(positions[row])].append(values[row])
    }
    return byPosition.map { Moments($0) }
  }

  /// The correlation of each value with the sibling's before it.
  func lag(of values: [Double]) -> Double? {
    let later = order.rows.filter { order.previous[$0] >= 0 }
    return pearsonCorrelation(
      later.map { values[Int(order.previous[$0])] },
      later.map { values[$0] }
    )
  }
}
