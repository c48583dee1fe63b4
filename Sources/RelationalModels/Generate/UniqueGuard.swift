import Metadata
import Statistics

/// Sees to it that no two rows agree on the columns of a unique key.
///
/// Only hashes are kept: 8 bytes a row.
struct UniqueGuard {
  let key: UniqueKey
  /// Positions of the key's columns among the stored columns.
  let columns: [Int]
  /// Texts compare without case: the key is an expression or its type ignores case.
  let ignoresCase: Bool
  /// Which rows the key is about, for a partial index.
  let predicate: PartialPredicate?
  private var seen: Set<UInt64> = []

  init(key: UniqueKey, columns: [Int], ignoresCase: Bool, predicate: PartialPredicate? = nil) {
    self.predicate = predicate
    self.key = key
    self.columns = columns
    self.ignoresCase = ignoresCase
  }

  /// The key of a row, or nil when a null or the predicate keeps it out of the key.
  func hash(_ cells: [OutputCell], labels: [[String]]) -> UInt64? {
    if let predicate, !predicate.holds(cells, labels: labels) { return nil }
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
