import Metadata
import ModelEncoding
import Statistics
package import TableData

/// Free texts ⇄ codes: code 0 is null, texts that k units share have a code of their own, all others the one
/// of their length; codes ascend with the length.
///
/// Texts of a length are invented by a ``TextShape``; what the model carries is how long they are.
package struct TextCodec: Sendable, Codable {
  /// Length in characters of every code but the first.
  package let lengths: [Int]
  package let bucketOfCode: [UInt8]
  /// The text of every code but the first, where it stands for only one.
  private let shared: [String?]
  private let codeOfLength: [Int: Int32]
  private let codeOfShared: [String: Int32]

  /// More texts than this do not get codes of their own.
  private static let maximumShared = 1_000

  /// - Parameters:
  ///   - counts: distinct texts of the column.
  ///   - k: units that must share a text before it may be repeated.
  package init(_ counts: LabelCounts, k: Int) {
    let frequent = counts.labels.indices.filter { counts.units[$0] >= k }
      .sorted { (counts.units[$1], $0) < (counts.units[$0], $1) }
      .prefix(Self.maximumShared)
    var entries = frequent.map { place in
      (
        length: counts.labels[place].unicodeScalars.count, text: String?(counts.labels[place]),
        rows: counts.rows[place]
      )
    }
    let isShared = Set(frequent)
    var rowsOfLength: [Int: Int] = [:]
    for (place, label) in counts.labels.enumerated() where !isShared.contains(place) {
      rowsOfLength[label.unicodeScalars.count, default: 0] += counts.rows[place]
    }
    entries += rowsOfLength.map { (length: $0.key, text: nil, rows: $0.value) }
    entries.sort { ($0.length, $0.text ?? "") < ($1.length, $1.text ?? "") }
    self.init(
      lengths: entries.map(\.length),
      shared: entries.map(\.text),
      bucketOfCode: buckets(masses: [0] + entries.map(\.rows))
    )
  }

  private init(lengths: [Int], shared: [String?], bucketOfCode: [UInt8]) {
    self.lengths = lengths
    self.shared = shared
    self.bucketOfCode = bucketOfCode
    var codeOfLength: [Int: Int32] = [:]
    var codeOfShared: [String: Int32] = [:]
    for (place, (length, text)) in zip(lengths, shared).enumerated() {
      let code = Int32(place + 1)
      if let text {
        codeOfShared[text] = code
      } else {
        codeOfLength[length] = code
      }
    }
    self.codeOfLength = codeOfLength
    self.codeOfShared = codeOfShared
  }

  private enum CodingKeys: CodingKey {
    case lengths, shared, bucketOfCode
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let lengths = try container.decode([Int].self, forKey: .lengths)
    let shared = try container.decode([String?].self, forKey: .shared)
    let buckets = try container.decode([UInt8].self, forKey: .bucketOfCode)
    try decoder.check(
      shared.count == lengths.count && buckets.count == lengths.count + 1
        && lengths.allSatisfy { $0 >= 0 && $0 <= TextShape.longestText },
      "codes of texts are in disorder"
    )
    self.init(lengths: lengths, shared: shared, bucketOfCode: buckets)
  }

  package var codeCount: Int { lengths.count + 1 }

  /// The text that a code stands for, or nil where it says only how long the text is.
  package func text(of code: Int32) -> String? { shared[Int(code) - 1] }

  /// The code of a text; lengths that were not seen share the code of null.
  package func code(of text: String) -> Int32 {
    codeOfShared[text] ?? codeOfLength[text.unicodeScalars.count] ?? 0
  }

  /// The codes of a column of texts.
  package func codes(of column: ColumnValues) -> [Int32] {
    guard case .text(let entries, let dictionary) = column.storage else {
      return [Int32](repeating: 0, count: column.count)
    }
    let codeOfEntry = dictionary.map { code(of: $0) }
    return entries.indices.map { column.isNull[$0] ? 0 : codeOfEntry[Int(entries[$0])] }
  }
}
