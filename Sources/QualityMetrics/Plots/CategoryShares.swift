package import TableData

/// How often both sides hold the commonest categories of a column.
///
/// Only those that at least k units of the real side hold are named; the others are one.
package struct CategoryShares: Hashable, Sendable {
  package struct Category: Hashable, Sendable {
    /// A row of the real side that holds it: where its text can be found.
    package var text: CategoryText
    /// Share of the values of each side.
    package var real: Double
    package var clone: Double
  }

  /// The commonest first.
  package let categories: [Category]
  /// Share of all other values on each side.
  package let otherReal: Double
  package let otherClone: Double

  /// Categories with a bar of their own.
  package static let limit = 10

  /// Counts the categories; nil where a side has no value.
  package init?(real: ColumnValues, clone: ColumnValues, protection: Protection) {
    let codes = SharedCodes(real: real, clone: clone)
    let counted = UnitCounts(codes.real, bins: codes.count, protection: protection)
    let cloneCounts = codes.cloneCounts
    let realTotal = Double(counted.rows.dropFirst().reduce(0, +))
    let cloneTotal = Double(cloneCounts.dropFirst().reduce(0, +))
    guard realTotal > 0, cloneTotal > 0 else { return nil }
    let shown = counted.rows.indices.dropFirst()
      .filter { counted.isShown($0, protection) }
      .sorted { (counted.rows[$1], $0) < (counted.rows[$0], $1) }
      .prefix(Self.limit)
    var rowOfCode = [Int](repeating: -1, count: codes.count)
    for (row, code) in codes.real.enumerated() where rowOfCode[Int(code)] < 0 {
      rowOfCode[Int(code)] = row
    }
    categories = shown.compactMap { code in
      CategoryText(real, row: rowOfCode[code]).map {
        Category(
          text: $0,
          real: Double(counted.rows[code]) / realTotal,
          clone: Double(cloneCounts[code]) / cloneTotal
        )
      }
    }
    otherReal = max(0, 1 - categories.reduce(0) { $0 + $1.real })
    otherClone = max(0, 1 - categories.reduce(0) { $0 + $1.clone })
  }
}

/// A category as it is held: a text, or a number that its column's kind gives a meaning.
package enum CategoryText: Hashable, Sendable {
  case text(String)
  case number(Double)

  fileprivate init?(_ column: ColumnValues, row: Int) {
    if let text = column.text(at: row) {
      self = .text(text)
    } else if let number = column.number(at: row) {
      self = .number(number)
    } else {
      return nil
    }
  }
}
