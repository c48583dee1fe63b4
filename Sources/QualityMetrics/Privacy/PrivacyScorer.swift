package import Metadata

/// Measures how near a clone's rows lie to rows that were fitted, and to rows that no model has seen.
///
/// In time O(n log n) for n rows to make trees of neighbours, and a bounded number of searches in them.
package struct PrivacyScorer: Sendable {
  /// Fewer units held out than this say nothing, and their figures must not be shown.
  private static let minimumHeldOut = 20
  /// Rows of each side whose neighbours are looked for, at most.
  private static let searches = 2_000
  /// Points that all searches of a side look at before they end: a tenth of a second or so.
  private static let visits = 3_000_000
  /// Neighbours at most; with more, trees take longer than searches.
  private static let neighbours = 50_000

  private let columns: [PointColumn]
  private let isHeldOut: [Bool]
  private let units: [Int32]
  private let cloneCount: Int
  /// Which units have rows, and which of these no model has seen.
  private var hasRows: [Bool]
  private var isUnitOut: [Bool]

  /// - Parameters:
  ///   - columns: what makes rows alike; keys say nothing.
  ///   - isHeldOut: which real rows no model has seen.
  ///   - units: the protected unit of every real row, from 0.
  ///   - unitCount: more than the largest unit.
  ///   - cloneCount: rows of the clone.
  package init(
    columns: [PointColumn],
    isHeldOut: [Bool],
    units: [Int32],
    unitCount: Int,
    cloneCount: Int
  ) {
    self.columns = columns
    self.isHeldOut = isHeldOut
    self.units = units
    self.cloneCount = cloneCount
    hasRows = [Bool](repeating: false, count: unitCount)
    isUnitOut = hasRows
    for (unit, isOut) in zip(units, isHeldOut) {
      hasRows[Int(unit)] = true
      if isOut { isUnitOut[Int(unit)] = true }
    }
  }

  /// The figures of a table, exact matches where they are given; those of distances are nil without columns.
  ///
  /// - Parameters:
  ///   - table: its name.
  ///   - aspect: what the columns are.
  ///   - exact: its exact matches.
  ///   - names: those of the columns, where it is tried to guess each from the others.
  /// - Returns: nil where fewer units are held out than may be told of.
  package func score(
    _ table: TableID,
    _ aspect: PrivacyAspect,
    exact: ExactMatches? = nil,
    guessing names: [String] = []
  ) -> PrivacyQuality? {
    var quality = PrivacyQuality(
      table: table,
      aspect: aspect,
      units: hasRows.count { $0 },
      heldOutUnits: isUnitOut.count { $0 },
      exact: exact
    )
    guard quality.heldOutUnits >= Self.minimumHeldOut else { return nil }
    guard !columns.isEmpty, cloneCount > 0, !isHeldOut.isEmpty else { return quality }
    let (real, clone) = Points.pair(columns, realCount: isHeldOut.count, cloneCount: cloneCount)
    quality.closestRecord = closestRecord(real: real, clone: clone)
    quality.membership = membership(real: real, clone: clone)
    quality.disclosure =
      DisclosureScorer(real: real, clone: clone, isHeldOut: isHeldOut, units: units)
      .worst(names: names)
    return quality
  }

  private func closestRecord(real: Points, clone: Points) -> Estimate? {
    let (pointOfRow, rows) = real.distinct
    var rowsOfPoint = [Double](repeating: 0, count: rows.count)
    for point in pointOfRow { rowsOfPoint[Int(point)] += 1 }
    let tree = NeighbourTree(real, rows: Self.neighbours(rows))
    // What each row at a point attracts.
    var attracted = [Double](repeating: 0, count: rows.count)
    for nearest in Self.search(tree, Array(0..<clone.count), of: clone).nearest {
      let points = nearest.rows.map { Int(pointOfRow[Int($0)]) }
      let share = 1 / points.reduce(0) { $0 + rowsOfPoint[$1] }
      for point in points { attracted[point] += share }
    }
    var byUnit = [Double](repeating: 0, count: hasRows.count)
    for (row, point) in pointOfRow.enumerated() {
      byUnit[Int(units[row])] += attracted[Int(point)]
    }
    let present = hasRows.indices.filter { hasRows[$0] }
    return ClosestRecordShare.estimate(
      attracted: present.map { byUnit[$0] },
      isHeldOut: present.map { isUnitOut[$0] }
    )
  }

  private func membership(real: Points, clone: Points) -> Estimate? {
    let tree = NeighbourTree(clone, rows: Self.neighbours(clone.distinct.rows))
    func side(_ isOut: Bool) -> MembershipInference.Side {
      let rows = isHeldOut.indices.filter { isHeldOut[$0] == isOut }
      let found = Self.search(tree, rows, of: real)
      return MembershipInference.Side(
        scores: found.nearest.map(\.distance),
        units: found.rows.map { units[$0] }
      )
    }
    return MembershipInference.estimate(fitted: side(false), heldOut: side(true))
  }

  private static func neighbours(_ rows: [Int32]) -> [Int32] {
    RowSample.positions(of: rows.count, limit: neighbours).map { rows[$0] }
  }

  /// The neighbours of some of the rows, spread over all of them.
  static func search(
    _ tree: NeighbourTree,
    _ rows: [Int],
    of points: Points
  ) -> (rows: [Int], nearest: [NeighbourTree.Nearest]) {
    let positions = RowSample.positions(of: rows.count, limit: searches)
      .sorted { RowSample.mixed(UInt64($0)) < RowSample.mixed(UInt64($1)) }
    var found: (rows: [Int], nearest: [NeighbourTree.Nearest]) = ([], [])
    var visited = 0
    for position in positions where visited < visits {
      let nearest = tree.nearest(to: rows[position], of: points)
      visited += nearest.visits
      found.rows.append(rows[position])
      found.nearest.append(nearest)
    }
    return found
  }
}
