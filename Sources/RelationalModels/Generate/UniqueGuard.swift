import Metadata
import SQLExpressions
import Statistics
import TableData

/// Sees to it that no two rows agree on the columns of a unique key.
///
/// Only hashes are kept: 8 bytes a row.
struct UniqueGuard {
  let key: UniqueKey
  /// Positions of the key's columns among the stored columns.
  let columns: [Int]
  /// Texts compare without case where the key's columns are compared: its type ignores case, or the key is made of
  /// expressions that are not understood.
  private let ignoresCase: Bool
  /// Which rows the key is about, for a partial index.
  let predicate: RowCondition?
  /// Parts of a key that is not made of columns; empty where they are not understood.
  private let expressions: [RowExpression]
  private let readers: [ValueReader]
  private var seen: Set<UInt64> = []

  /// - Parameters:
  ///   - key: the unique key.
  ///   - columns: positions of its columns among the stored columns.
  ///   - stored: the stored columns.
  ///   - predicate: which rows the key is about; nil for all.
  ///   - now: microseconds since 2000-01-01 UTC.
  init(key: UniqueKey, columns: [Int], stored: [Column], predicate: RowCondition?, now: Int64) {
    self.predicate = predicate
    self.key = key
    self.columns = columns
    readers = stored.map { ValueReader($0.type) }
    let positions = Dictionary(uniqueKeysWithValues: stored.enumerated().map { ($1.name, $0) })
    let understood = key.expressions.compactMap { text in
      SQLExpression(text).flatMap { RowExpression($0, positions: positions, now: now) }
    }
    expressions = understood.count == key.expressions.count ? understood : []
    ignoresCase =
      key.hasExpressions || columns.contains { stored[$0].type.baseName == "citext" }
  }

  /// The key of a row, or nil when a null or the predicate keeps it out of the key.
  func hash(_ cells: [OutputCell], labels: [[String]]) -> UInt64? {
    let value = { (column: Int) in cells[column].value(readers[column], labels: labels[column]) }
    // A condition that cannot be known counts as true: stricter than needed, and always valid.
    if let predicate, predicate.isTrue(value) == false { return nil }
    let values = expressions.compactMap { $0.value(value) }
    if !values.isEmpty, values.count == expressions.count {
      return key.nullsNotDistinct || !values.contains(.null) ? RowHasher.hash(values) : nil
    }
    var hash: UInt64 = 0
    for column in columns {
      switch cells[column] {
      case .null:
        guard key.nullsNotDistinct else { return nil }
        hash = RowHasher.combine(hash, 0xDEAD_BEEF)
      case .integer(let value): hash = RowHasher.combine(hash, RowHasher.hash(value))
      case .real(let value): hash = RowHasher.combine(hash, RowHasher.hash(value))
      case .label(let label):
        hash = RowHasher.combine(hash, textHash(labels[column][Int(label)]))
      case .text(let text): hash = RowHasher.combine(hash, textHash(text))
      }
    }
    return hash
  }

  private func textHash(_ text: String) -> UInt64 {
    CounterGenerator.hash(ignoresCase ? text.lowercased() : text)
  }

  func contains(_ hash: UInt64) -> Bool { seen.contains(hash) }

  mutating func insert(_ hash: UInt64) { seen.insert(hash) }
}
