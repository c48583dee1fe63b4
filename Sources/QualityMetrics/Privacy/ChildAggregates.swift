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
      Groups(real.parents, count: real.count), Groups(clone.parents, count: clone.count),
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
      let summaries = zip(sides, values).map { $0.summaries(of: $1) }
      result.append(.numbers(real: summaries[0].means, clone: summaries[1].means))
      result.append(.numbers(real: summaries[0].distinct, clone: summaries[1].distinct))
    }
    return result
  }

  /// Children by parent.
  private struct Groups {
    /// Children of parent p are `rows[starts[p]..<starts[p + 1]]`.
    private var starts: [Int]
    private var rows: [Int32]

    init(_ parents: [Int32], count: Int) {
      starts = [Int](repeating: 0, count: count + 1)
      for parent in parents where parent >= 0 { starts[Int(parent) + 1] += 1 }
      for parent in 0..<count { starts[parent + 1] += starts[parent] }
      rows = [Int32](repeating: 0, count: starts[count])
      var next = starts
      for (row, parent) in parents.enumerated() where parent >= 0 {
        rows[next[Int(parent)]] = Int32(row)
        next[Int(parent)] += 1
      }
    }

    var sizes: [Double] { zip(starts, starts.dropFirst()).map { Double($1 - $0) } }

    /// Mean and number of different values of every parent's children; NaN and 0 where none has a value.
    func summaries(of values: [Double]) -> (means: [Double], distinct: [Double]) {
      var means: [Double] = []
      var distinct: [Double] = []
      var present: [Double] = []
      for (start, end) in zip(starts, starts.dropFirst()) {
        present.removeAll(keepingCapacity: true)
        for place in start..<end {
          let value = values[Int(rows[place])]
          if value.isFinite { present.append(value) }
        }
        present.sort()
        let total = present.reduce(0, +)
        means.append(present.isEmpty ? .nan : total / Double(present.count))
        var different = present.isEmpty ? 0.0 : 1.0
        for (value, next) in zip(present, present.dropFirst()) where value != next {
          different += 1
        }
        distinct.append(different)
      }
      return (means, distinct)
    }
  }
}
