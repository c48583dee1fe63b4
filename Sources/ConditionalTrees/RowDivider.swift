/// Divides the rows of a node between its children.
struct RowDivider {
  private let matrix: FeatureMatrix
  /// The protected unit of every row, non-decreasing over rows.
  private let units: [Int32]
  /// Smallest number of distinct units on either side of a split.
  private let minimumUnits: Int
  private var scratch: [Int32]

  init(matrix: FeatureMatrix, units: [Int32], minimumUnits: Int) {
    self.matrix = matrix
    self.units = units
    self.minimumUnits = minimumUnits
    scratch = [Int32](repeating: 0, count: matrix.rowCount)
  }

  /// The split with the largest gain that leaves enough units on both sides.
  ///
  /// - `rows`: those of the node, ascending.
  func bestAllowed(_ splits: [Split], rows: ArraySlice<Int32>) -> Split? {
    // The count of units is exact only once rows are looked at; a few runners-up get a chance.
    var splits = splits
    for _ in 0..<3 {
      guard let best = splits.indices.max(by: { splits[$0].comes(after: splits[$1]) }) else {
        return nil
      }
      if hasUnits(rows, split: splits[best]) { return splits[best] }
      splits.remove(at: best)
    }
    return nil
  }

  /// Whether both sides of a split hold enough units.
  private func hasUnits(_ rows: ArraySlice<Int32>, split: Split) -> Bool {
    split.withSides { sides in
      var distinct = SIMD2<Int>.zero
      var last = SIMD2<Int32>(repeating: -1)
      for row in rows {
        let side = Int(sides[Int(matrix.bytes[Int(row) * matrix.width + split.feature])])
        let unit = units[Int(row)]
        guard last[side] != unit else { continue }
        last[side] = unit
        distinct[side] += 1
        if distinct[0] >= minimumUnits, distinct[1] >= minimumUnits { return true }
      }
      return false
    }
  }

  /// Moves the rows of the left side before the others, each side in order; returns where the right one starts.
  mutating func divide(_ rows: inout [Int32], _ range: Range<Int>, by split: Split) -> Int {
    let width = matrix.width
    let feature = split.feature
    return rows.withUnsafeMutableBufferPointer { rows in
      scratch.withUnsafeMutableBufferPointer { scratch in
        matrix.bytes.withUnsafeBufferPointer { bytes in
          split.withSides { sides in
            var left = range.lowerBound
            var right = 0
            for place in range {
              let row = rows[place]
              let side = Int(sides[Int(bytes[Int(row) * width + feature])])
              // Both are written and one is kept: cheaper than a branch that nobody can predict.
              rows[left] = row
              scratch[right] = row
              left += 1 - side
              right += side
            }
            for place in 0..<right { rows[left + place] = scratch[place] }
            return left
          }
        }
      }
    }
  }
}
