import Metadata
import ModelEncoding
package import TableData

/// Labels ⇄ codes: code 0 is null, the others ascend with the label's bytes.
///
/// Labels that fewer than k units hold are replaced by invented ones before the codec sees them, so
/// decoding never shows a rare source value.
package final class CategoryCodec: Sendable, Codable {
  /// Labels that decoding emits; label i belongs to code i + 1.
  package let labels: [String]
  package let bucketOfCode: [UInt8]
  private let codeOfSource: [String: Int32]
  private let codeOfLabel: [String: Int32]

  /// - Parameters:
  ///   - sources: distinct source labels in byte order.
  ///   - emitted: what stands for each of them in the clone.
  ///   - rows: rows that hold each of them.
  package init(sources: [String], emitted: [String], rows: [Int]) {
    labels = emitted
    codeOfSource = Dictionary(
      uniqueKeysWithValues: sources.enumerated().map { ($1, Int32($0 + 1)) }
    )
    codeOfLabel = Self.codes(of: emitted)
    bucketOfCode = buckets(masses: [0] + rows)
  }

  private enum CodingKeys: CodingKey {
    case labels, bucketOfCode
  }

  /// What sources' labels were is not kept: only rows of the source are encoded.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    labels = try container.decode([String].self, forKey: .labels)
    bucketOfCode = try container.decode([UInt8].self, forKey: .bucketOfCode)
    try decoder.check(bucketOfCode.count == labels.count + 1, "labels are in disorder")
    codeOfSource = [:]
    codeOfLabel = Self.codes(of: labels)
  }

  private static func codes(of labels: [String]) -> [String: Int32] {
    Dictionary(
      labels.enumerated().map { ($1, Int32($0 + 1)) },
      uniquingKeysWith: { first, _ in first }
    )
  }

  package var codeCount: Int { labels.count + 1 }

  /// The code that decoding turns into the label, or nil.
  package func code(ofLabel label: String) -> Int32? { codeOfLabel[label] }

  /// The codes of a column of texts; labels that were not seen at fit count as null.
  package func codes(of column: ColumnValues) -> [Int32] {
    guard case .text(let entries, let dictionary) = column.storage else {
      return [Int32](repeating: 0, count: column.count)
    }
    let codeOfEntry = dictionary.map { codeOfSource[$0] ?? 0 }
    return entries.indices.map { column.isNull[$0] ? 0 : codeOfEntry[Int(entries[$0])] }
  }
}

/// Distinct texts of a column with the rows and the protected units that hold each, in byte order.
package struct LabelCounts: Sendable {
  package var labels: [String] = []
  package var rows: [Int] = []
  package var units: [Int] = []

  /// - `units`: the protected unit of every row, non-decreasing.
  package init(_ column: ColumnValues, units rowUnits: [Int32]) {
    guard case .text(let entries, let dictionary) = column.storage else { return }
    var rowCounts = [Int](repeating: 0, count: dictionary.count)
    var unitCounts = rowCounts
    var lastUnit = [Int32](repeating: -1, count: dictionary.count)
    for row in entries.indices where !column.isNull[row] {
      let entry = Int(entries[row])
      rowCounts[entry] += 1
      if lastUnit[entry] != rowUnits[row] {
        lastUnit[entry] = rowUnits[row]
        unitCounts[entry] += 1
      }
    }
    let order = dictionary.indices.filter { rowCounts[$0] > 0 }.sorted {
      dictionary[$0].utf8.lexicographicallyPrecedes(dictionary[$1].utf8)
    }
    labels = order.map { dictionary[$0] }
    rows = order.map { rowCounts[$0] }
    units = order.map { unitCounts[$0] }
  }
}
