/// Counts of the pairs of codes that occur in two columns of one side.
package struct ContingencyTable: Sendable {
  /// Pairs of codes, packed as `first * secondCount + second`, ascending and unique.
  package let cells: [UInt64]
  /// Rows of each cell.
  package let counts: [Int]
  package let rowCount: Int
  private let secondCount: UInt64

  /// Counts the pairs: in a dense table where it is small beside the rows, by sorting otherwise.
  ///
  /// - Parameters:
  ///   - first: codes of the first column.
  ///   - second: codes of the second column, row by row beside the first.
  ///   - firstCount: one more than the largest code of the first column on either side.
  ///   - secondCount: the same for the second.
  package init(_ first: [Int32], _ second: [Int32], firstCount: Int, secondCount: Int) {
    rowCount = min(first.count, second.count)
    self.secondCount = UInt64(secondCount)
    var cells: [UInt64] = []
    var counts: [Int] = []
    let space = firstCount * secondCount
    if space <= 4 * rowCount + 1024 {
      var dense = [Int32](repeating: 0, count: space)
      for row in 0..<rowCount { dense[Int(first[row]) * secondCount + Int(second[row])] += 1 }
      for cell in 0..<space where dense[cell] > 0 {
        cells.append(UInt64(cell))
        counts.append(Int(dense[cell]))
      }
    } else {
      let width = self.secondCount
      let packed = (0..<rowCount).map { UInt64(first[$0]) * width + UInt64(second[$0]) }.sorted()
      for cell in packed {
        if cell == cells.last {
          counts[counts.count - 1] += 1
        } else {
          cells.append(cell)
          counts.append(1)
        }
      }
    }
    self.cells = cells
    self.counts = counts
  }

  /// Half the sum of absolute differences of the two tables' shares, or nil where one has no rows.
  package static func totalVariation(_ left: ContingencyTable, _ right: ContingencyTable) -> Double?
  {
    guard left.rowCount > 0, right.rowCount > 0 else { return nil }
    let leftTotal = Double(left.rowCount)
    let rightTotal = Double(right.rowCount)
    var sum = 0.0
    var i = 0
    var j = 0
    while i < left.cells.count || j < right.cells.count {
      let next = min(
        i < left.cells.count ? left.cells[i] : .max,
        j < right.cells.count ? right.cells[j] : .max
      )
      var difference = 0.0
      if i < left.cells.count, left.cells[i] == next {
        difference += Double(left.counts[i]) / leftTotal
        i += 1
      }
      if j < right.cells.count, right.cells[j] == next {
        difference -= Double(right.counts[j]) / rightTotal
        j += 1
      }
      sum += abs(difference)
    }
    return sum / 2
  }

  /// Cramér's V without bias correction, 0 to 1, or nil where a column has a single value.
  package var cramersV: Double? {
    var firstTotals: [UInt64: Int] = [:]
    var secondTotals: [UInt64: Int] = [:]
    for (cell, count) in zip(cells, counts) {
      firstTotals[cell / secondCount, default: 0] += count
      secondTotals[cell % secondCount, default: 0] += count
    }
    let degrees = min(firstTotals.count, secondTotals.count) - 1
    guard degrees > 0 else { return nil }
    // chi² / n = Σ observed² / (row total · column total) − 1, so empty cells need no visit.
    var sum = 0.0
    for (cell, count) in zip(cells, counts) {
      let expected =
        Double(firstTotals[cell / secondCount] ?? 1) * Double(secondTotals[cell % secondCount] ?? 1)
      sum += Double(count) * Double(count) / expected
    }
    return min(1, (max(0, sum - 1) / Double(degrees)).squareRoot())
  }
}
