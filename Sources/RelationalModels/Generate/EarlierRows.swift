import Statistics

/// Rows of a table that later rows of the same table may choose as parent, by depth.
struct EarlierRows {
  /// Rows by depth in every group; rows of a group may refer to each other only.
  private var groups: [UInt64: [[Int32]]] = [:]
  private var depths: [UInt8] = []
  private let scope: SelfScope
  /// Share of the rows that refer to nothing, and how many rows there will be.
  private let nullShare: Double
  private let rowCount: Int
  private var nulls = 0

  init(scope: SelfScope, nullShare: Double, rowCount: Int) {
    self.scope = scope
    self.nullShare = nullShare
    self.rowCount = rowCount
  }

  mutating func startGroup() {
    if scope == .context { groups.removeAll(keepingCapacity: true) }
  }

  /// Enters an accepted row.
  mutating func enter(row: Int, parent: Int32, group: UInt64) {
    let depth =
      parent >= 0 && Int(parent) != row
      ? min(SelfCode.maximumDepth, Int(depths[Int(parent)]) + 1) : 0
    depths.append(UInt8(depth))
    if parent < 0 { nulls += 1 }
    while groups[group, default: []].count <= depth { groups[group, default: []].append([]) }
    groups[group, default: []][depth].append(Int32(row))
  }

  /// A parent for a row, or nil for null.
  ///
  /// - `draw`: draws a ``SelfCode``; a second one is drawn where rows without a parent are ahead of or behind their
  ///   share, and the last rows make their number exact.
  func choose(
    row: Int,
    group: UInt64,
    isNullable: Bool,
    using random: inout CounterGenerator,
    draw: (inout CounterGenerator) -> Int32
  ) -> Int32? {
    var code = draw(&random)
    if isNullable {
      let wanted = nullShare * Double(rowCount)
      let lead = Double(nulls) - nullShare * Double(row)
      for _ in 0..<Self.redraws where code == SelfCode.null ? lead > 0.5 : lead < -0.5 {
        code = draw(&random)
      }
      if Double(nulls) >= wanted.rounded(), code == SelfCode.null { code = SelfCode.firstDepth }
      if wanted.rounded() - Double(nulls) >= Double(rowCount - row) { code = SelfCode.null }
    }
    if code == SelfCode.null, isNullable { return nil }
    if code == SelfCode.itself { return Int32(row) }
    let pools = groups[group] ?? []
    let wanted = max(0, Int(code - SelfCode.firstDepth))
    // The wanted depth, else the nearest one above it.
    for depth in stride(from: min(wanted, pools.count - 1), through: 0, by: -1)
    where !pools[depth].isEmpty {
      return pools[depth][random.integer(below: pools[depth].count)]
    }
    return isNullable ? nil : Int32(row)
  }

  private static let redraws = 3

  /// Distance of an entered row from its root.
  func depth(of row: Int) -> Int { Int(depths[row]) }
}
