/// The rows of each parent, one after the other.
struct SiblingOrder: Sendable {
  /// Rows that have a parent, parent by parent and in their order.
  private(set) var rows: [Int] = []
  /// The row before each under the same parent; negative where there is none.
  var previous: [Int32]
  /// The number of the run of siblings that a row is in.
  var runs: [Int32]

  /// Parents from which on nobody's children need to be divided.
  private static let enoughParents = 30
  /// Siblings of a run, where parents are few.
  private static let run = 50

  /// By time where there is one, then by the rest of the primary key.
  init(_ table: DetectorTable, parents: [Int32], side: DetectorSide) {
    self.init(
      parents,
      by: table.order.map { column in parents.indices.map { column.value(side, at: $0) } }
    )
  }

  /// - Parameters:
  ///   - parents: the parent of every row, negative for none.
  ///   - keys: what siblings are ordered by, first to last; NaN comes last, and ties go by row.
  init(_ parents: [Int32], by keys: [[Double]]) {
    previous = [Int32](repeating: -1, count: parents.count)
    runs = previous
    let keys = keys.map { key in key.map { $0.isNaN ? .infinity : $0 } }
    let families = ChildGroups(parents, count: Int(parents.max() ?? -1) + 1).families
    let run =
      families.count(where: { $0.count > 1 }) < Self.enoughParents ? Self.run : parents.count
    for family in families {
      let sorted = family.sorted { left, right in
        for key in keys where key[Int(left)] != key[Int(right)] {
          return key[Int(left)] < key[Int(right)]
        }
        return left < right
      }
      for (place, row) in sorted.enumerated() {
        runs[Int(row)] = Int32(place / run)
        if place > 0 { previous[Int(row)] = sorted[place - 1] }
      }
      rows += sorted.map { Int($0) }
    }
  }
}
