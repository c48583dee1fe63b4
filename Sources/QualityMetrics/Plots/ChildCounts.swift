import TableData

/// How many children the parents of a foreign key have on both sides, in bars of at least k units each.
package struct ChildCounts: Hashable, Sendable {
  package struct Bar: Hashable, Sendable {
    /// The fewest and the most children; the most is nil for the last bar, which is open.
    package var fewest: Int
    package var most: Int?
    /// Share of the parents of each side.
    package var real: Double
    package var clone: Double
  }

  package let bars: [Bar]

  /// Bars for all but the largest families, about.
  private static let wanted = 12
  /// Share of the parents that are not among the largest families.
  private static let commonShare = 0.95

  /// Counts the parents; nil where a side has none or the real side too few units.
  ///
  /// - Parameters:
  ///   - relationship: both sides' histograms.
  ///   - child: both sides of the child table, nil where it was not compared.
  ///   - parent: the same of the parent table.
  package init?(_ relationship: ComparedRelationship, child: ComparedTable?, parent: ComparedTable?)
  {
    guard let parent else { return nil }
    let degrees = (real: relationship.real.degrees, clone: relationship.clone.degrees)
    let starts = Self.starts(degrees.real)
    func bin(_ children: Int) -> Int { starts.lastIndex { $0 <= children } ?? 0 }
    let units = Self.units(relationship, child, parent, count: starts.count, bin: bin)
    let protection = parent.protection
    guard units.reduce(0, +) >= protection.minimumUnits else { return nil }
    let kept = ProtectedHistogram.joined(units, minimumUnits: protection.minimumUnits)
    func shares(_ degrees: [DegreeCount]) -> [Double]? {
      let total = degrees.reduce(0) { $0 + $1.parents }
      guard total > 0 else { return nil }
      var parents = [Int](repeating: 0, count: kept.count)
      for entry in degrees {
        parents[kept.lastIndex { $0 <= bin(entry.children) } ?? 0] += entry.parents
      }
      return parents.map { Double($0) / Double(total) }
    }
    guard let real = shares(degrees.real), let clone = shares(degrees.clone) else { return nil }
    bars = kept.indices.map { place in
      Bar(
        fewest: starts[kept[place]],
        most: place + 1 < kept.count ? starts[kept[place + 1]] - 1 : nil,
        real: real[place],
        clone: clone[place]
      )
    }
  }

  /// Where bars may begin: at 0, then at multiples of a round step, which grow by halves for the largest families.
  private static func starts(_ degrees: [DegreeCount]) -> [Int] {
    let sorted = degrees.filter { $0.parents > 0 }.sorted { $0.children < $1.children }
    guard let fewest = sorted.first?.children, let most = sorted.last?.children else { return [0] }
    var left = Double(sorted.reduce(0) { $0 + $1.parents }) * commonShare
    let common =
      sorted.first {
        left -= Double($0.parents)
        return left <= 0
      }?.children ?? most
    let magnitudes = sequence(first: 1) { $0 * 10 }
    let step =
      magnitudes.lazy.flatMap { [$0, 2 * $0, 5 * $0] }
      .first { (common - fewest) / $0 < wanted } ?? 1
    let first = fewest / step * step
    var starts = first > 0 ? [0, first] : [0]
    while let last = starts.last, last + step <= common { starts.append(last + step) }
    while let last = starts.last, last + max(step, last / 2) <= most {
      starts.append(last + max(step, last / 2))
    }
    return starts
  }

  /// Units behind the parents of each bin.
  private static func units(
    _ relationship: ComparedRelationship,
    _ child: ComparedTable?,
    _ parent: ComparedTable,
    count: Int,
    bin: (Int) -> Int
  ) -> [Int] {
    if relationship.hasWholeFamilies, let child {
      var children = [Int](repeating: 0, count: parent.real.rowCount)
      for row in relationship.key.parentRows(of: child.real, in: parent.real) where row >= 0 {
        children[Int(row)] += 1
      }
      return UnitCounts(
        children.map { Int32(bin($0)) },
        bins: count,
        protection: parent.protection
      ).units
    }
    // Counted by the server, without units: no unit has more than so many of the parents.
    var rowsOfUnit: [Int32: Int] = [:]
    for unit in parent.protection.unitOfRow ?? [] { rowsOfUnit[unit, default: 0] += 1 }
    let most = rowsOfUnit.values.max() ?? 1
    return relationship.real.degrees.reduce(into: [Int](repeating: 0, count: count)) {
      // At least one where there are parents at all: an empty bin is shown as empty.
      $0[bin($1.children)] += ($1.parents + most - 1) / most
    }
  }
}
