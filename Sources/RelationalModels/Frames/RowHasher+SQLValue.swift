import SQLExpressions
import Statistics
import TableData

extension RowHasher {
  /// The hash of what expressions give.
  static func hash(_ values: [SQLValue]) -> UInt64 {
    values.reduce(0) { hash, value in
      switch value {
      case .text(let text): combine(hash, CounterGenerator.hash(text))
      case .list(let elements): combine(hash, Self.hash(elements))
      default: combine(hash, value.numeric.map { Self.hash($0) } ?? 0xDEAD_BEEF)
      }
    }
  }
}
