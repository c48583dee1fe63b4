import Metadata
import TableData

/// The labels of a column of a parent, or of its parent, as rules about its children name them.
struct AncestorLabels {
  /// Labels looked at, at most.
  static let maximumCount = 64

  /// Hash of the label of every row of the ancestor, as ``RowHasher`` computes it of a row with this column alone;
  /// nil for null.
  let hashes: [UInt64?]
  /// The labels in the manner of SQL, by hash, without those that fewer than k units of their own table have: the clone
  /// has others in their place.
  let texts: [UInt64: String]

  /// nil where the column has no labels, or too many.
  ///
  /// - `isKept`: whether the table's rows are copied, so that any label may be named.
  init?(_ column: Column, _ values: ColumnValues, of frame: TableFrame, isKept: Bool) {
    switch column.type.valueKind {
    case .boolean, .integer, .text, .enumeration: break
    default: return nil
    }
    let hasher = RowHasher([values])
    var hashes: [UInt64?] = []
    hashes.reserveCapacity(values.count)
    var rows: [UInt64: (first: Int, unit: Int32, units: Int)] = [:]
    for row in 0..<values.count {
      let hash = hasher.hash(row: row)
      hashes.append(hash)
      guard let hash else { continue }
      let unit = frame.units[row]
      if let known = rows[hash] {
        if unit != known.unit { rows[hash] = (known.first, unit, known.units + 1) }
      } else {
        guard rows.count < Self.maximumCount else { return nil }
        rows[hash] = (row, unit, 1)
      }
    }
    self.hashes = hashes
    texts = rows.filter { isKept || $0.value.units >= frame.k }.mapValues { found in
      Self.text(values, found.first, column)
    }
  }

  private static func text(_ values: ColumnValues, _ row: Int, _ column: Column) -> String {
    if let text = values.text(at: row) { return "'\(text)'" }
    return Formula.text(values.number(at: row) ?? .nan, column.type.valueKind)
  }
}
