/// Distances between rows as SDMetrics' DCR metrics measure them: the mean over the columns of the difference in ranges
/// of the reference rows, at most 1, or of 0 and 1 for categories.
///
/// A NULL is 0 from a NULL and 1 from a value (Gower, "A General Coefficient of Similarity and Some of Its Properties",
/// DOI 10.2307/2528823).
package struct GowerDistance: Sendable {
  /// A column of one list of rows.
  package enum Values: Sendable {
    /// NaN for NULL.
    case numbers([Double])
    /// One code space for all lists of rows; 0 is NULL.
    case codes([Int32])

    fileprivate var count: Int {
      switch self {
      case .numbers(let numbers): numbers.count
      case .codes(let codes): codes.count
      }
    }
  }

  private let reference: [Values]
  private let widths: [Double]

  /// - Parameter reference: the columns of the rows to which the distance is measured.
  package init(to reference: [Values]) {
    self.reference = reference
    widths = reference.map { column in
      guard case .numbers(let numbers) = column else { return 0 }
      return NumberBounds(numbers.filter(\.isFinite))?.width ?? 0
    }
  }

  /// The distance of every row to its nearest reference row, in O(n·m); none where there are no reference rows.
  package func closest(_ rows: [Values]) -> [Double] {
    guard let count = rows.first?.count, let size = reference.first?.count, size > 0 else {
      return []
    }
    return (0..<count).map { row in
      var sums = [Double](repeating: 0, count: size)
      for column in rows.indices { add(rows[column], row, column, to: &sums) }
      return (sums.min() ?? 0) / Double(rows.count)
    }
  }

  private func add(_ values: Values, _ row: Int, _ column: Int, to sums: inout [Double]) {
    switch (values, reference[column]) {
    case (.codes(let codes), .codes(let others)):
      let code = codes[row]
      for other in sums.indices where others[other] != code { sums[other] += 1 }
    case (.numbers(let numbers), .numbers(let others)):
      let number = numbers[row]
      let width = widths[column]
      for other in sums.indices {
        let isMissing = others[other].isNaN
        if number.isNaN || isMissing {
          sums[other] += number.isNaN == isMissing ? 0 : 1
        } else if width > 0 {
          sums[other] += min(1, abs(number - others[other]) / width)
        } else {
          sums[other] += number == others[other] ? 0 : 1
        }
      }
    default: break
    }
  }
}
