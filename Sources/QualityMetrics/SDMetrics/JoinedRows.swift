/// Children beside their parents: a repeatable sample of the rows of a join.
struct JoinedRows {
  /// Positions of child rows.
  let children: [Int]
  /// The parent row of each.
  let parents: [Int]

  /// - Parameters:
  ///   - parentOfChild: the parent's position for every child row; negative where it has none.
  ///   - limit: rows at most.
  init(parentOfChild: [Int32], limit: Int) {
    let joined = parentOfChild.indices.filter { parentOfChild[$0] >= 0 }
    children = RowSample.positions(of: joined.count, limit: limit).map { joined[$0] }
    parents = children.map { Int(parentOfChild[$0]) }
  }
}
