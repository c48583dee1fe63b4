/// Finds the nearest of many points: a vantage-point tree (Yianilos 1993, DOI 10.5555/313559.313789), exact for any
/// distance that keeps the triangle inequality.
///
/// Made in O(n log n) distances; a search visits few points where the columns hang together, and all of them at worst.
struct NeighbourTree {
  /// The points that a search found at the smallest distance.
  struct Nearest {
    var distance: Int32
    /// Rows of the points, in no particular order.
    var rows: [Int32]
    /// Points that were looked at.
    var visits = 0
  }

  /// Points that are looked at one by one.
  private static let leafSize = 24

  /// In the order of the tree, so that a search reads what lies together.
  private var points: Points
  /// Rows of the points; a range of them is a pivot, what lies near it, and what lies further away.
  private var order: [Int32]
  private var branches: [Branch] = []

  /// A range of `order` that begins with its pivot.
  private struct Branch {
    /// Where the further points begin.
    var middle: Int
    /// The largest distance from the pivot to a near point, and the smallest to one further away.
    var nearLimit: Int32
    var farLimit: Int32
    /// Branches of both parts; negative for leaves.
    var near = -1
    var far = -1
  }

  /// A tree over the points of the rows, which should be different.
  init(_ points: Points, rows: [Int32]) {
    self.points = points
    order = rows
    _ = grow(0..<rows.count)
    self.points = points.selecting(order)
  }

  /// The nearest points to a row of other points, and all others at the same distance.
  func nearest(to row: Int, of queries: Points) -> Nearest {
    var found = Nearest(distance: .max, rows: [])
    search(0..<order.count, branch: branches.isEmpty ? -1 : 0, row, queries, &found)
    return found
  }

  private mutating func grow(_ range: Range<Int>) -> Int {
    guard range.count > Self.leafSize else { return -1 }
    let random = RowSample.mixed(UInt64(range.lowerBound))
    order.swapAt(range.lowerBound, range.lowerBound + Int(random % UInt64(range.count)))
    let pivot = Int(order[range.lowerBound])
    let start = range.lowerBound + 1
    let distances = order[start..<range.upperBound].map { row in
      (distance: Points.distance(pivot, points, Int(row), points), row: row)
    }
    let radius = Self.middle(of: distances.map(\.distance))
    var parts: [[(distance: Int32, row: Int32)]] = [[], []]
    for entry in distances { parts[entry.distance < radius ? 0 : 1].append(entry) }
    if parts[0].isEmpty {
      // Most are at the same distance: any halves will do.
      parts = [
        Array(distances[..<(distances.count / 2)]), Array(distances[(distances.count / 2)...]),
      ]
    }
    for (place, entry) in parts.joined().enumerated() { order[start + place] = entry.row }
    let middle = start + parts[0].count
    let number = branches.count
    branches.append(
      Branch(
        middle: middle,
        nearLimit: parts[0].reduce(0) { max($0, $1.distance) },
        farLimit: parts[1].reduce(.max) { min($0, $1.distance) }
      )
    )
    let near = grow(start..<middle)
    let far = grow(middle..<range.upperBound)
    branches[number].near = near
    branches[number].far = far
    return number
  }

  /// About the median, by that of a few.
  private static func middle(of distances: [Int32]) -> Int32 {
    let few = stride(from: 0, to: distances.count, by: 1 + distances.count / 32)
      .map { distances[$0] }.sorted()
    return few[few.count / 2]
  }

  private func search(
    _ range: Range<Int>,
    branch number: Int,
    _ row: Int,
    _ queries: Points,
    _ found: inout Nearest
  ) {
    guard number >= 0 else {
      for place in range { visit(place, row, queries, &found) }
      return
    }
    let branch = branches[number]
    let distance = visit(range.lowerBound, row, queries, &found)
    let near = (range.lowerBound + 1)..<branch.middle
    let far = branch.middle..<range.upperBound
    // By the triangle inequality no near point is nearer than this, and no further one than that.
    let isNearFirst = distance - branch.nearLimit < branch.farLimit - distance
    for isNear in [isNearFirst, !isNearFirst] {
      if isNear {
        guard distance - branch.nearLimit <= found.distance else { continue }
        search(near, branch: branch.near, row, queries, &found)
      } else {
        guard branch.farLimit - distance <= found.distance else { continue }
        search(far, branch: branch.far, row, queries, &found)
      }
    }
  }

  @discardableResult
  private func visit(
    _ place: Int,
    _ row: Int,
    _ queries: Points,
    _ found: inout Nearest
  ) -> Int32 {
    let distance = Points.distance(row, queries, place, points)
    found.visits += 1
    if distance < found.distance {
      found.distance = distance
      found.rows.removeAll(keepingCapacity: true)
    }
    if distance == found.distance { found.rows.append(order[place]) }
    return distance
  }
}
