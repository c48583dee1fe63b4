import Statistics

/// Rows of a table that later rows of the same table may choose as parent, by depth.
struct EarlierRows {
  private var byDepth: [[Int32]] = []
  private var groupByDepth: [[Int32]] = []
  private var depths: [UInt8] = []

  mutating func startGroup() {
    for depth in groupByDepth.indices { groupByDepth[depth].removeAll(keepingCapacity: true) }
  }

  /// Enters an accepted row.
  mutating func enter(row: Int, parent: Int32, using random: inout CounterGenerator) {
    let depth =
      parent >= 0 && Int(parent) != row
      ? min(SelfCode.maximumDepth, Int(depths[Int(parent)]) + 1) : 0
    depths.append(UInt8(depth))
    while byDepth.count <= depth {
      byDepth.append([])
      groupByDepth.append([])
    }
    byDepth[depth].append(Int32(row))
    groupByDepth[depth].append(Int32(row))
  }

  /// A parent for a row, or nil for null.
  func choose(
    code: Int32,
    row: Int,
    isInsideContext: Bool,
    isNullable: Bool,
    using random: inout CounterGenerator
  ) -> Int32? {
    if code == SelfCode.null, isNullable { return nil }
    if code == SelfCode.itself { return Int32(row) }
    let pools = isInsideContext ? groupByDepth : byDepth
    let wanted = max(0, Int(code - SelfCode.firstDepth))
    // The wanted depth, else the nearest one above it.
    for depth in stride(from: min(wanted, pools.count - 1), through: 0, by: -1)
    where !pools[depth].isEmpty {
      return pools[depth][random.integer(below: pools[depth].count)]
    }
    return isNullable ? nil : Int32(row)
  }
}
