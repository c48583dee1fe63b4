import Metadata
import Statistics
package import TableData

/// Free texts ⇄ codes of their length: code 0 is null, the others ascend with the length.
///
/// The text itself is invented by a ``TextShape``; what the model carries is how long it is.
package struct TextCodec: Sendable {
  /// Length in characters of every code but the first.
  package let lengths: [Int]
  package let bucketOfCode: [UInt8]
  private let codeOfLength: [Int: Int32]

  /// - `counts`: distinct texts of the column.
  package init(_ counts: LabelCounts) {
    var rowsOfLength: [Int: Int] = [:]
    for (label, rows) in zip(counts.labels, counts.rows) {
      rowsOfLength[label.unicodeScalars.count, default: 0] += rows
    }
    let sorted = rowsOfLength.sorted { $0.key < $1.key }
    lengths = sorted.map(\.key)
    codeOfLength = Dictionary(
      uniqueKeysWithValues: sorted.enumerated().map { ($1.key, Int32($0 + 1)) }
    )
    bucketOfCode = buckets(masses: [0] + sorted.map(\.value))
  }

  package var codeCount: Int { lengths.count + 1 }

  /// The code of a length; lengths that were not seen share the code of null.
  package func code(ofLength length: Int) -> Int32 { codeOfLength[length] ?? 0 }

  /// The codes of a column of texts.
  package func codes(of column: ColumnValues) -> [Int32] {
    guard case .text(let entries, let dictionary) = column.storage else {
      return [Int32](repeating: 0, count: column.count)
    }
    let codeOfEntry = dictionary.map { codeOfLength[$0.unicodeScalars.count] ?? 0 }
    return entries.indices.map { column.isNull[$0] ? 0 : codeOfEntry[Int(entries[$0])] }
  }
}
