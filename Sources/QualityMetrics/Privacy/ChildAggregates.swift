/// What a parent's children in one table come to: how many, and of every column the mean and how many are different.
///
/// A clone can copy nobody's rows and still somebody's history; rows of a parent with these beside them show that.
package enum ChildAggregates {
  /// Columns of a child that are looked at.
  package static let columnLimit = 8

  /// The aggregates of both sides, of the child's columns and the parent row of every child: negative for none.
  package static func columns(
    of columns: [PointColumn],
    real: (parents: [Int32], count: Int),
    clone: (parents: [Int32], count: Int)
  ) -> [PointColumn] {
    let sides = [
      ChildGroups(real.parents, count: real.count), ChildGroups(clone.parents, count: clone.count),
    ]
    var result: [PointColumn] = [.numbers(real: sides[0].sizes, clone: sides[1].sizes)]
    for column in columns.prefix(columnLimit) {
      let values: [[Double]]
      switch column {
      case .numbers(let real, let clone): values = [real, clone]
      case .categories(let codes):
        // NULL has the code 0.
        values = [codes.real, codes.clone].map { $0.map { $0 == 0 ? .nan : Double($0) } }
      }
      let summaries = zip(sides, values).map { sides, values in sides.summaries { values[$0] } }
      result.append(.numbers(real: summaries[0].map(\.mean), clone: summaries[1].map(\.mean)))
      result.append(
        .numbers(real: summaries[0].map(\.distinct), clone: summaries[1].map(\.distinct))
      )
    }
    return result
  }
}
