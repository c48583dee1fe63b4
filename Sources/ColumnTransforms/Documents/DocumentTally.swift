/// Distinct documents of a column, with the rows and protected units that hold each.
struct DocumentTally: Sendable {
  var rows: [Int]
  var units: [Int]
  /// The first unit that holds each; entries ascend by it.
  var firstUnit: [Int32]

  /// How many units hold one of the entries, which must come in order.
  ///
  /// An entry that several units hold counts with all of them; those that one unit holds alone, which is what
  /// documents mostly are, count once for it.
  func support(_ entries: some Sequence<Int>) -> Int {
    var counter = UnitSupport()
    for entry in entries { counter.add(entry, of: self) }
    return counter.count
  }
}

/// How many units must have a key or a form for it to be structure rather than content.
enum StructureSupport {
  /// k of them, or where there are less than 2k, half of all: what most have says nothing about any.
  static func needed(of units: Int, k: Int) -> Int { min(k, max(2, (units + 1) / 2)) }
}

/// Counts the units behind entries that come in order.
struct UnitSupport {
  private(set) var count = 0
  private var last: Int32 = -1

  mutating func add(_ entry: Int, of tally: DocumentTally) {
    add(units: tally.units[entry], first: tally.firstUnit[entry])
  }

  mutating func add(units: Int, first: Int32) {
    if units > 1 {
      count += units
    } else if first != last {
      count += 1
      last = first
    }
  }
}
