import Statistics

/// Values of a column under the current parent, from which one that comes back is drawn.
struct SeenValues {
  let column: Int
  private var values: [(OutputCell, Double, Int32)] = []
  private var count = 0

  init(column: Int) { self.column = column }

  mutating func startGroup() {
    values.removeAll(keepingCapacity: true)
    count = 0
  }

  /// Remembers a sibling's value; in long groups an even sample of them.
  mutating func add(
    _ cell: OutputCell,
    _ number: Double,
    _ code: Int32,
    using generator: inout CounterGenerator
  ) {
    if case .null = cell { return }
    count += 1
    if values.count < ReturnFinder.memory {
      values.append((cell, number, code))
    } else {
      let place = generator.integer(below: count)
      if place < values.count { values[place] = (cell, number, code) }
    }
  }

  /// A value seen before, the more likely the more often; nil where all are excluded.
  func draw(
    unlike isExcluded: (OutputCell) -> Bool,
    using generator: inout CounterGenerator
  ) -> (OutputCell, Double, Int32)? {
    guard !values.isEmpty else { return nil }
    for _ in 0..<8 {
      let value = values[generator.integer(below: values.count)]
      if !isExcluded(value.0) { return value }
    }
    return nil
  }
}
