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

  private init(children: [Int], parents: [Int]) {
    self.children = children
    self.parents = parents
  }

  /// The same children beside the parents' parents, as far as they have any.
  func extended(_ parentOfParent: [Int32]) -> JoinedRows {
    let kept = parents.indices.filter { parentOfParent[parents[$0]] >= 0 }
    return JoinedRows(
      children: kept.map { children[$0] },
      parents: kept.map { Int(parentOfParent[parents[$0]]) }
    )
  }
}
