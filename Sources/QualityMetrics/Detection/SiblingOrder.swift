/// The rows of each parent, one after the other.
struct SiblingOrder: Sendable {
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
    previous = [Int32](repeating: -1, count: parents.count)
    runs = previous
    let keys = table.order.map { column in
      (0..<parents.count).map { row -> Double in
        let value = column.value(side, at: row)
        // Missing ones last.
        return value.isNaN ? .infinity : value
      }
    }
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
    }
  }
}
