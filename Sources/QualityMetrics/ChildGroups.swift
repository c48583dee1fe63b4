/// Children by parent.
struct ChildGroups {
  /// What the values of a parent's children come to; NaN where none has a value.
  struct Summary {
    var mean: Double
    var deviation: Double
    var low: Double
    var high: Double
    /// Different values.
    var distinct: Double
  }

  /// Children of parent p are `rows[starts[p]..<starts[p + 1]]`.
  private var starts: [Int]
  private var rows: [Int32]

  /// - Parameters:
  ///   - parents: the parent of every child, negative for none.
  ///   - count: how many parents there are.
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

  /// How many children each parent has.
  var sizes: [Double] { zip(starts, starts.dropFirst()).map { Double($1 - $0) } }

  /// The rows of each parent's children, parent by parent.
  var families: [ArraySlice<Int32>] { zip(starts, starts.dropFirst()).map { rows[$0..<$1] } }

  /// A summary for every parent of the values of its children's rows.
  func summaries(of value: (Int) -> Double) -> [Summary] {
    var present: [Double] = []
    return zip(starts, starts.dropFirst()).map { start, end in
      present.removeAll(keepingCapacity: true)
      for place in start..<end {
        let value = value(Int(rows[place]))
        if value.isFinite { present.append(value) }
      }
      present.sort()
      guard let low = present.first, let high = present.last else {
        return Summary(mean: .nan, deviation: .nan, low: .nan, high: .nan, distinct: 0)
      }
      let mean = present.reduce(0, +) / Double(present.count)
      let squares = present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      var distinct = 1.0
      for (value, next) in zip(present, present.dropFirst()) where value != next { distinct += 1 }
      return Summary(
        mean: mean,
        deviation: present.count < 2
          ? .nan : (squares / Double(present.count - 1)).squareRoot(),
        low: low,
        high: high,
        distinct: distinct
      )
    }
  }
}
